"""The news spider: it asks the scheduler what is due, fetches it, and yields pages as items.

One spider for every way a page is reached, so that one host gets one request at a time, whether
for a feed, a sitemap or an article. How each kind of listing is parsed is in the modules beside it.

    scrapy crawl news -a db=news.db -a due=1
    scrapy crawl news -a urls=https://example.org/a,https://example.org/b -O articles.jsonl
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from aggregator import urls
from aggregator.reading.meta_refresh import find_refresh
from spiders.interface import IS_LISTING, DueFeed, DuePage, ListingParser, Scheduler
from spiders.items import PageItem
from spiders.registry import find_parser

IDLE_SECONDS = 0.05  # between two questions to the scheduler while answers are under way
FEED_PRIORITY = 10  # feeds go before pages
HAS_FOLLOWED = "has_followed_refresh"  # key of a request's meta


class NewsSpider(Spider):
    """Fetches what is due. The scheduler and the item pipeline decide and store.

    Arguments: `db` (path of the database), `due` (1: everything that is due), `watch` (1: also what
    comes due until stopped), `sources` and `urls` (separated by commas), `shard` (I/N). `scheduler`
    is set by the crawl; a program may pass one of its own.
    """

    name = "news"
    # Every status has an outcome, and no link is followed: these would only cost time.
    custom_settings = {"SPIDER_MIDDLEWARES_BASE": {}}  # noqa: RUF012
    scheduler: Scheduler | None = None

    async def start(self) -> AsyncIterator[Request]:
        """Yields requests for what is due, as long as the scheduler has or expects some."""
        scheduler = self._get_scheduler()
        while not scheduler.finished():
            for feed in scheduler.due_feeds():
                yield self._make_feed_request(feed)
            for page in scheduler.due_pages():
                yield self._make_page_request(page)
            await asyncio.sleep(IDLE_SECONDS)

    def _make_feed_request(self, feed: DueFeed) -> Request:
        parser = find_parser(feed.kind, feed.url)
        return Request(
            feed.fetched_url,
            callback=self.parse_feed,
            errback=self.handle_failed_feed,
            headers={**parser.headers, **make_conditional_headers(feed)},
            priority=FEED_PRIORITY,
            dont_filter=True,
            cb_kwargs={"feed": feed, "parser": parser},
            meta={IS_LISTING: True},
        )

    def _make_page_request(self, page: DuePage) -> Request:
        return Request(
            page.fetched_url,
            callback=self.parse_page,
            errback=self.handle_failed_page,
            dont_filter=True,
            cb_kwargs={"page": page},
        )

    async def parse_feed(
        self, response: Response, feed: DueFeed, parser: type[ListingParser]
    ) -> None:
        """Passes the answer of a feed to the scheduler, which has it parsed in another process."""
        await self._get_scheduler().handle_feed_answer(feed, response, parser.parse)

    def parse_page(self, response: Response, page: DuePage) -> Iterator[PageItem | Request]:
        """Yields a page as fetched, which the pipeline reads; or a request for where it sends browsers."""
        target = self._find_refresh_to_follow(response)
        if target:
            passed = [*response.meta.get("redirect_urls", ()), response.url]
            yield self._make_page_request(page).replace(
                url=target, meta={"redirect_urls": passed, HAS_FOLLOWED: True}
            )
        else:
            yield PageItem.from_response(response, page)

    def _find_refresh_to_follow(self, response: Response) -> str:
        """Returns another address of the same site to which a page sends browsers; only the first time."""
        if response.status != 200 or response.meta.get(HAS_FOLLOWED):
            return ""
        target = find_refresh(response.body, response.url)
        is_other = target and urls.canonical(target) != urls.canonical(response.url)
        return target if is_other and urls.site(target) == urls.site(response.url) else ""

    def handle_failed_feed(self, failure: Failure) -> None:
        """Passes on why a feed could not be fetched."""
        feed = _get_callback_arguments(failure)["feed"]
        self._get_scheduler().handle_failed_feed(feed, _get_error(failure))

    def handle_failed_page(self, failure: Failure) -> None:
        """Passes on why a page could not be fetched."""
        page = _get_callback_arguments(failure)["page"]
        self._get_scheduler().handle_failed_page(page, _get_error(failure))

    def _get_scheduler(self) -> Scheduler:
        if self.scheduler is None:
            raise ValueError("the extension aggregator.crawl.extension.CrawlExtension is off")
        return self.scheduler


def make_conditional_headers(feed: DueFeed) -> dict[str, str]:
    """Returns the headers of a conditional request (RFC 9110 §13): an unchanged feed is not sent again.

    There are none for a feed that is to be asked whole.
    """
    if feed.is_asked_whole:
        return {}
    headers = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    return {name: value for name, value in headers.items() if value}


def _get_callback_arguments(failure: Failure) -> dict[str, Any]:
    """Returns the callback arguments of the request that failed."""
    return failure.request.cb_kwargs  # type: ignore[attr-defined,no-any-return]  # set by Scrapy


def _get_error(failure: Failure) -> BaseException:
    assert failure.value is not None
    return failure.value
