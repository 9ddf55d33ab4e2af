"""A probe: feeds and other listings fetched once, as a crawl would fetch them, and not stored."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from aggregator import urls
from aggregator.config import CrawlConfig
from aggregator.crawl import retry
from aggregator.crawl.feed_results import BadAnswer, parse_feed_answer
from aggregator.crawl.pool import ReadingPool
from aggregator.crawl.settings import make_scrapy_settings
from aggregator.errors import ReadingError, Refused, UsageError
from aggregator.ingest.process_pool import WorkerLost
from spiders.interface import DueFeed, DuePage, Listing, Parse
from storage.frontier.interface import LeasedFeed

AT_ONCE = 64
SPIDER = "news"
TRUST = "trust"  # kind of a trust.txt


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What an address answered; `listing` is None when there was no answer that could be parsed."""

    answer: str  # "HTTP 200", or why there is none
    listing: Listing | None = None
    refused: bool = False


def make_unpolled_feed(domain: str, url: str, kind: str) -> LeasedFeed:
    """Returns a feed as if it was never fetched: without validators, so that it is sent whole."""
    return LeasedFeed(0, 0, domain, url, kind, None, None, None, 0, 0, None)


def probe_feeds(
    feeds: Sequence[LeasedFeed],
    config: CrawlConfig,
    progress: Callable[[int], None] | None = None,
) -> dict[str, ProbeResult]:
    """Returns what each address answers, in order. Blocks; obeys robots.txt, delays and network rules.

    Raises UsageError for a public host while no contact is set.
    """
    pool = ReadingPool(1)
    scheduler = ProbeScheduler(feeds, pool, progress)
    try:
        process = AsyncCrawlerProcess(make_scrapy_settings(config))
        process.crawl(SPIDER, scheduler=scheduler)
        process.start(install_signal_handlers=False)
    except KeyboardInterrupt:
        # Answers are cut off on purpose, which asyncio would log as errors.
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)
        raise
    finally:
        pool.stop()
    if scheduler.fatal:
        raise scheduler.fatal
    results = scheduler.results
    return {feed.url: results[feed.url] for feed in feeds if feed.url in results}


class ProbeScheduler:
    """Returns each feed once and keeps the results in memory; a `spiders.interface.Scheduler`."""

    def __init__(
        self,
        feeds: Iterable[LeasedFeed],
        pool: ReadingPool,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.results: dict[str, ProbeResult] = {}
        self.fatal: BaseException | None = None
        self._waiting = list({feed.url: feed for feed in feeds}.values())[::-1]
        self._in_progress = 0
        self._pool, self._progress = pool, progress

    def finished(self) -> bool:
        """Returns whether every feed has its result, or an error ends the probe."""
        return self.fatal is not None or not (self._waiting or self._in_progress)

    def due_feeds(self) -> list[LeasedFeed]:
        """Returns the next feeds, AT_ONCE at most in progress."""
        room = min(AT_ONCE - self._in_progress, len(self._waiting))
        self._in_progress += room
        return [self._waiting.pop() for _ in range(room)]

    def due_pages(self) -> list[DuePage]:
        """Returns nothing: a probe fetches no pages."""
        return []

    async def handle_feed_answer(self, feed: DueFeed, response: Response, parse: Parse) -> None:
        """Keeps what an answer lists, or why it is no listing."""
        assert isinstance(feed, LeasedFeed)
        try:
            self._keep_result(feed, await self._parse_answer(feed, response, parse))
        except Exception as error:  # any bug: Scrapy would log it and go on
            self._stop_with(error)

    def handle_failed_feed(self, feed: DueFeed, error: BaseException) -> None:
        """Keeps why no answer came; an error of usage ends the probe."""
        if isinstance(error, UsageError):
            self._stop_with(error)
        else:
            refused = isinstance(error, Refused)
            self._keep_result(feed, ProbeResult(retry.explain_error(error), refused=refused))

    def handle_failed_page(self, page: DuePage, error: BaseException) -> None:
        """Never called: a probe fetches no pages."""
        raise AssertionError(f"no request was made for {page.url}") from error

    async def _parse_answer(
        self, feed: LeasedFeed, response: Response, parse: Parse
    ) -> ProbeResult:
        if feed.kind == TRUST and urls.site(response.url) != urls.site(feed.url):
            return ProbeResult("it leads to another site")  # a site speaks for itself only
        try:
            answer = await parse_feed_answer(feed, response, parse, self._pool)
        except (ReadingError, WorkerLost, BadAnswer) as error:
            return ProbeResult(str(error))
        return ProbeResult(f"HTTP {answer.status}", answer.listing)

    def _keep_result(self, feed: DueFeed, result: ProbeResult) -> None:
        self.results[feed.url] = result
        self._in_progress -= 1
        if self._progress:
            self._progress(len(self.results))

    def _stop_with(self, error: BaseException) -> None:
        self.fatal = self.fatal or error
        self._in_progress -= 1
