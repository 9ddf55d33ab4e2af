"""The downloader middleware that has the files of a site read before its first page.

Each file is requested as a page is: robots.txt, the turn at its host, checked addresses and limits hold.
"""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from aggregator.crawl import causes
from aggregator.crawl.extension import CrawlExtension
from aggregator.crawl.site_looks import FileAnswer
from aggregator.model import Article
from spiders.interface import IS_LISTING

MAX_BYTES = 256 * 1024  # of a file
IS_ROBOTS, IS_SITE_FILE = "is_robots", "is_site_file"  # keys of a request's meta
_NO_PAGES = frozenset([IS_LISTING, IS_ROBOTS, IS_SITE_FILE])
# Of a file that is there no more; other refusals change nothing of what is known, but are answers.
_GONE = frozenset([404, 410])
_TRY_AGAIN = frozenset([408, 425, 429])
# Why no answer will come today, see `causes`; after any other error it may.
_FINAL = frozenset(["address_refused", "bad_address", "redirect_loop", "robots", "too_large"])
KEPT = FileAnswer(None)


class SiteFilesMiddleware:
    """Holds pages back until the files of their site were read, once a day."""

    def __init__(self, crawler: Crawler) -> None:
        extension = crawler.get_extension(CrawlExtension)
        self._crawler = crawler
        self._session = extension.session if extension else None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "SiteFilesMiddleware":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Lets a request pass when the files of its site were read."""
        if not self._session or not self._session.site_looks or request.meta.keys() & _NO_PAGES:
            return
        with self._session.scheduler.stop_on_error():
            await self._session.site_looks.look(request.url, self._fetch)

    async def look_at_named(self, article: Article) -> None:
        """Reads licence files that an article names, and that are not known yet."""
        if self._session and self._session.site_looks:
            with self._session.scheduler.stop_on_error():
                looks = self._session.site_looks
                await looks.look_at_named(article.url, article.statements, self._fetch)

    async def _fetch(self, url: str) -> FileAnswer | None:
        """Returns what a file answered; None when no answer came."""
        assert self._crawler.engine
        request = Request(
            url,
            callback=NO_CALLBACK,
            priority=1000,
            meta={IS_SITE_FILE: True, "download_maxsize": MAX_BYTES},
        )
        try:
            return interpret_response(await self._crawler.engine.download_async(request))
        except Exception as error:  # any failure: the page is fetched without the file
            return KEPT if causes.find_cause_of_error(error) in _FINAL else None


def interpret_response(response: Response) -> FileAnswer:
    """Returns what the answer for a file means: only that it is missing takes back what it said."""
    status = response.status
    if status == 200:
        return FileAnswer(response.body[:MAX_BYTES].decode("utf-8-sig", "replace"))
    if status in _GONE:
        return FileAnswer("")
    return FileAnswer(None, final=status < 500 and status not in _TRY_AGAIN)
