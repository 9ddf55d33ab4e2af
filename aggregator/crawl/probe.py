"""Feeds and other files of sites looked at once: fetched as a crawl would, and nothing is stored."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from aggregator import urls
from aggregator.config import CrawlConfig
from aggregator.crawl import feed_results, network, retry
from aggregator.crawl.feed_results import BadAnswer
from aggregator.crawl.pool import ReadingPool
from aggregator.crawl.settings import configured
from aggregator.errors import ReadingError, Refused, UsageError
from aggregator.ingest.process_pool import WorkerLost
from aggregator.model import Page
from spiders.interface import Announced, DueFeed, DuePage, Reader
from spiders.news import NewsSpider
from storage.frontier.leases import LeasedFeed

AT_ONCE = 64
TRUST = "trust"  # kind of a trust.txt


@dataclass(frozen=True, slots=True)
class Look:
    """What came of it: `announced` None when there was no answer that could be read."""

    says: str  # "HTTP 200", or why not
    announced: Announced | None = None
    refused: bool = False


def target(domain: str, url: str, kind: str) -> LeasedFeed:
    """Something to look at, as if for the first time: without validators, so that it is sent whole."""
    return LeasedFeed(0, 0, domain, url, kind, None, None, None, 0, 0, None)


def look(
    targets: Sequence[LeasedFeed],
    settings: CrawlConfig,
    progress: Callable[[int], None] | None = None,
) -> dict[str, Look]:
    """What each address answers, in order. Blocks; obeys robots.txt, delays and the network rules.

    Raises UsageError for a public host while nobody is named as contact.
    """
    rules = network.rules(settings.allow_hosts, settings.resolve, settings.contact)
    pool = ReadingPool(1)
    desk = _Desk(targets, pool, progress)
    try:
        process = AsyncCrawlerProcess(configured(settings, rules))
        process.crawl(process.create_crawler(NewsSpider), desk=desk)
        process.start(install_signal_handlers=False)
    except KeyboardInterrupt:
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # that answers are cut off is meant
        raise
    finally:
        pool.stop()
    if desk.fatal:
        raise desk.fatal
    return {one.url: desk.looks[one.url] for one in targets if one.url in desk.looks}


class _Desk:
    """Gives out each target once and keeps what came of it in memory."""

    def __init__(
        self,
        targets: Iterable[LeasedFeed],
        pool: ReadingPool,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.looks: dict[str, Look] = {}
        self.fatal: BaseException | None = None
        self._left = list({one.url: one for one in targets}.values())[::-1]
        self._under_way = 0
        self._pool, self._progress = pool, progress

    def finished(self) -> bool:
        return self.fatal is not None or not (self._left or self._under_way)

    def due_feeds(self) -> list[LeasedFeed]:
        room = min(AT_ONCE - self._under_way, len(self._left))
        self._under_way += room
        return [self._left.pop() for _ in range(room)]

    def due_pages(self) -> list[DuePage]:
        return []

    async def feed_answered(self, feed: DueFeed, response: Response, reader: Reader) -> None:
        assert isinstance(feed, LeasedFeed)
        try:
            self._note(feed, await self._read(feed, response, reader))
        except Exception as error:  # any bug: Scrapy would log it and go on
            self._end_with(error)

    def feed_failed(self, feed: DueFeed, error: BaseException) -> None:
        if isinstance(error, UsageError):
            self._end_with(error)
        else:
            self._note(feed, Look(retry.words(error), refused=isinstance(error, Refused)))

    async def page_answered(self, page: DuePage, fetched: Page) -> None:
        raise AssertionError(f"nobody asked for {page.url}, and {fetched.status} came")

    def page_failed(self, page: DuePage, error: BaseException) -> None:
        raise AssertionError(f"nobody asked for {page.url}") from error

    async def _read(self, feed: LeasedFeed, response: Response, reader: Reader) -> Look:
        if feed.kind == TRUST and urls.site(response.url) != urls.site(feed.url):
            return Look("it leads to another site")  # a site speaks for itself only
        try:
            answer = await feed_results.read(feed, response, reader, self._pool)
        except (ReadingError, WorkerLost, BadAnswer) as error:
            return Look(str(error))
        return Look(f"HTTP {answer.status}", answer.announced)

    def _note(self, feed: DueFeed, look: Look) -> None:
        self.looks[feed.url] = look
        self._under_way -= 1
        if self._progress:
            self._progress(len(self.looks))

    def _end_with(self, error: BaseException) -> None:
        self.fatal = self.fatal or error
        self._under_way -= 1
