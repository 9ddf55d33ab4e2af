"""The one spider: it asks the desk what is due and brings back what it got.

One spider for every way a page is reached, so that one host is asked for one thing at a time
whether it is a feed, a sitemap or an article. The ways themselves are in the modules beside it.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from spiders import feeds, pages, sections, sitemaps, trust
from spiders.interface import Desk, DueFeed, DuePage

IDLE_SECONDS = 0.05  # between two questions to the desk while answers are under way
WAYS = {
    "feed": feeds.announced,
    "news_sitemap": sitemaps.announced,
    "section": sections.announced,
    "home": sections.discovered,
    "trust": trust.announced,
}


class NewsSpider(Spider):
    """Asks, fetches, hands over; decides nothing."""

    name = "news"

    def __init__(self, desk: Desk | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.desk = desk

    async def start(self) -> AsyncIterator[Request]:
        """Requests for what is due, as long as the desk has some or expects some."""
        if self.desk is None:
            raise ValueError("this spider is started by `aggregator crawl`, not by `scrapy crawl`")
        while not self.desk.finished():
            for feed in self.desk.due_feeds():
                yield self._feed_request(feed)
            for page in self.desk.due_pages():
                yield self._page_request(page)
            await asyncio.sleep(IDLE_SECONDS)

    def _feed_request(self, feed: DueFeed) -> Request:
        return Request(
            feed.url,
            callback=self.feed_answer,
            errback=self.feed_failure,
            headers=feeds.conditions(feed),
            priority=10,
            dont_filter=True,
            cb_kwargs={"feed": feed},
        )

    def _page_request(self, page: DuePage) -> Request:
        return Request(
            page.url,
            callback=self.page_answer,
            errback=self.page_failure,
            dont_filter=True,
            cb_kwargs={"page": page},
        )

    async def feed_answer(self, response: Response, feed: DueFeed) -> None:
        """Hand over the entries of a feed, or why there are none."""
        assert self.desk is not None
        await self.desk.feed_answered(feed, response, WAYS[feed.kind])

    async def page_answer(self, response: Response, page: DuePage) -> None:
        """Hand over a page as fetched; it is read elsewhere."""
        assert self.desk is not None
        await self.desk.page_answered(page, pages.fetched(response, page))

    def feed_failure(self, failure: Failure) -> None:
        """Hand over why a feed could not be fetched."""
        assert self.desk is not None
        assert failure.value is not None
        self.desk.feed_failed(failure.request.cb_kwargs["feed"], failure.value)  # type: ignore[attr-defined]  # set by Scrapy

    def page_failure(self, failure: Failure) -> None:
        """Hand over why a page could not be fetched."""
        assert self.desk is not None
        assert failure.value is not None
        self.desk.page_failed(failure.request.cb_kwargs["page"], failure.value)  # type: ignore[attr-defined]  # set by Scrapy
