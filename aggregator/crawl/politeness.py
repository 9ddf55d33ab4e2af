"""The downloader middleware that gives each request its turn at its host."""

import asyncio
import time

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from aggregator import clock
from aggregator.crawl import polling
from aggregator.crawl.extension import CrawlExtension
from aggregator.crawl.host_turns import HostTurns

# Keys of a request's meta, in seconds of `time.monotonic`: when it got its turn, and when it was sent.
BEGUN, SENT = "turn_begun", "sent_at"


class PolitenessMiddleware:
    """Is nearest to the downloader: what it lets pass is sent, and its answer ends the turn.

    DOWNLOAD_DELAY is kept here for every host; HOSTS_AT_ONCE are asked at the same time, so that a slow
    one takes the place of no other.
    """

    def __init__(self, crawler: Crawler) -> None:
        extension = crawler.get_extension(CrawlExtension)
        delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.turns = extension.session.turns if extension else HostTurns(delay)
        self.turns.delay = delay
        self._stats = crawler.stats
        self._at_once = asyncio.Semaphore(crawler.settings.getint("HOSTS_AT_ONCE"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PolitenessMiddleware":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Waits for the turn of a request. Raises HostPaused, HostBusy."""
        await self.turns.begin(request.url)
        try:
            await self._at_once.acquire()
        except BaseException:
            self.turns.end(request.url, time.monotonic())
            raise
        request.meta[BEGUN] = time.monotonic()

    def process_response(self, request: Request, response: Response) -> Response:
        """Ends the turn; a host that asks for a break gets one."""
        header = response.headers.get("Retry-After")
        value = header.decode("latin-1") if header else None
        retry_after = polling.parse_retry_after(value, clock.from_text(clock.now()))
        self.turns.note_answer(request.url, response.status, retry_after)
        self._end_turn(request, request.meta.pop(SENT, None))
        return response

    def process_exception(
        self,
        request: Request,
        exception: Exception,  # noqa: ARG002  # Scrapy passes it by name
    ) -> None:
        """Ends the turn of a request that got no answer; Scrapy's stats count it."""
        self._stats.inc_value("downloader/exception_count")
        self._end_turn(request)

    def _end_turn(self, request: Request, sent_at: float | None = None) -> None:
        begun = request.meta.pop(BEGUN, None)
        if begun is not None:
            self._at_once.release()
            self.turns.end(request.url, begun, sent_at)
