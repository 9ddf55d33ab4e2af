"""What a crawl that no user of Scrapy sees can do without: Scrapy's statistics, its queues, its extensions."""

from heapq import heappop, heappush
from itertools import count
from typing import Any

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.statscollectors import DummyStatsCollector

from aggregator.crawl.settings import DOWNLOADER_MIDDLEWARES

LEAN_SETTINGS: dict[str, Any] = {
    "LOG_ENABLED": False,  # its own format
    "LOG_VERSIONS": [],  # of libraries: they are looked up on the disk
    "EXTENSIONS": {"aggregator.crawl.extension.CrawlExtension": 0},
    "STATS_CLASS": "aggregator.crawl.lean.NoStats",
    "STATS_DUMP": False,
    "DOWNLOADER_MIDDLEWARES": {
        **DOWNLOADER_MIDDLEWARES,
        # The one spider has no `allowed_domains`.
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    },
    "SCHEDULER": "aggregator.crawl.lean.RequestQueue",
}


class NoStats(DummyStatsCollector):
    """Counts nothing: the crawl's report does."""

    __getattribute__ = object.__getattribute__  # Scrapy inspects each call


class RequestQueue(BaseScheduler):
    """Requests by priority, the oldest first. All are wanted, and politeness decides when each is sent."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, Request]] = []
        self._numbers = count()

    def has_pending_requests(self) -> bool:
        return bool(self._waiting)

    def enqueue_request(self, request: Request) -> bool:
        """Queues a request; none is dropped as a duplicate."""
        heappush(self._waiting, (-request.priority, next(self._numbers), request))
        return True

    def next_request(self) -> Request | None:
        """Returns the request to send next, None when none waits."""
        return heappop(self._waiting)[2] if self._waiting else None
