"""The desk: gives the spider what is due, and takes back what came of it.

Everything here runs in the one thread of the crawl, between two awaits; reading happens in the pool.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from scrapy.http import Response

from aggregator import clock, ingest
from aggregator.crawl import feed_results, lease_holder, retry
from aggregator.crawl.feed_results import Answer, BadAnswer, DueFeed
from aggregator.crawl.outcomes import Ledger
from aggregator.crawl.pool import ReadingPool
from aggregator.crawl.report import CrawlReport
from aggregator.errors import ReadingError, UsageError
from aggregator.ingest import Prepared
from aggregator.ingest.process_pool import WorkerLost
from aggregator.model import Page
from aggregator.takedown.block import blocking_case
from spiders.interface import Reader
from storage.frontier import leases
from storage.frontier.leases import LeasedPage, Reach
from storage.sqlite.connection import explained, transaction
from storage.store import Store

FEEDS_AT_ONCE, PAGES_AT_ONCE = 64, 256
ASK_FEEDS, ASK_PAGES = 0.5, 0.2  # seconds between two questions to the frontier
RENEW_SECONDS = leases.LEASE_SECONDS / 3


class FrontierDesk:
    """Keeper of the frontier for one crawl. `due_by`: only feeds due then; None: whatever comes due."""

    def __init__(
        self,
        store: Store,
        pool: ReadingPool,
        reach: Reach,
        report: CrawlReport,
        *,
        due_by: str | None,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.fatal: Exception | None = None
        self.ledger = Ledger(store, reach, report)
        self._store, self._pool, self._reach, self._report = store, pool, reach, report
        self._due_by, self._progress = due_by, progress
        self._owner = lease_holder.me()
        self._feeds: Counter[int] = Counter()  # on their way, by source
        self._pages: Counter[int] = Counter()
        self.stopping = self._dry = False
        self.closed = False  # connections are cut: what fails now comes due again as it was
        self._asked_feeds = self._asked_pages = self._renewed = 0.0
        self._done = 0

    # What the spider asks

    def finished(self) -> bool:
        """Whether nothing is due, on its way or expected."""
        return self.stopping or (self._due_by is not None and self._dry and self.idle())

    def idle(self) -> bool:
        """Whether nothing is on its way."""
        return not (self._feeds.total() or self._pages.total())

    def stop(self) -> None:
        """Give out nothing more."""
        self.stopping = True

    def due_feeds(self) -> list[DueFeed]:
        """Feeds and home pages to look at now."""
        taken: list[DueFeed] = []
        room = FEEDS_AT_ONCE - self._feeds.total()
        if room < FEEDS_AT_ONCE / 2 or self._too_early(self._asked_feeds, ASK_FEEDS):
            return taken
        self._asked_feeds = time.monotonic()
        with self._guarded() as now:
            self._renew(now)
            taken = [*self._leased_feeds(now, room), *self._homes(now, room)]
            self._feeds.update(feed.source_id for feed in taken)
        self._dry = not taken
        return taken

    def due_pages(self) -> list[LeasedPage]:
        """Pages to fetch now."""
        taken: list[LeasedPage] = []
        room = PAGES_AT_ONCE - self._pages.total()
        if room < PAGES_AT_ONCE / 2 or self._too_early(self._asked_pages, ASK_PAGES):
            return taken
        self._asked_pages = time.monotonic()
        busy = [source for source, count in self._pages.items() if count >= leases.OF_EACH]
        with self._guarded() as now:
            leased = leases.pages(
                self._store.main, self._owner, now, self._reach, busy=busy, limit=room
            )
            self._dry = self._dry and not leased
            taken = [page for page in leased if self._to_be_fetched(page)]
            self._pages.update(page.source_id or 0 for page in taken)
        return taken

    # What it brings back

    async def feed_answered(self, feed: DueFeed, response: Response, reader: Reader) -> None:
        """Write what an answer announces, or that it is none."""
        with self._guarded():
            try:
                answer = await feed_results.read(feed, response, reader, self._pool)
            except (ReadingError, WorkerLost, BadAnswer) as error:
                self._feed_failed(feed, str(error), getattr(error, "retry_after", None))
            else:
                self._note(feed, answer)

    def feed_failed(self, feed: DueFeed, error: BaseException) -> None:
        """Write that a feed could not be fetched; it comes back later."""
        if isinstance(error, UsageError):
            self._end_with(error)
        elif not self.closed:
            self._feed_failed(feed, retry.words(error), None)

    async def page_answered(self, page: LeasedPage, fetched: Page) -> None:
        """Read a page and store it, or write why not."""
        with self._guarded() as now:
            if fetched.status == 200:
                self._report.count("fetched")
                self._keep(page, await self._pool.prepare(fetched))
            else:
                with transaction(self._store.main):
                    self.ledger.not_sent(page, fetched, now)
        self._landed(page)

    def page_failed(self, page: LeasedPage, error: BaseException) -> None:
        """Write that a page could not be fetched, and whether it is tried again."""
        if isinstance(error, UsageError):
            self._end_with(error)
        elif not self.closed:
            with self._guarded() as now, transaction(self._store.main):
                self.ledger.not_fetched(page, error, now)
            self._landed(page)

    # How

    def _keep(self, page: LeasedPage, prepared: Prepared) -> None:
        """Article and outcome in one transaction: never one without the other."""
        start = time.thread_time()
        with transaction(self._store.main):
            self.ledger.stored(page, ingest.keep(self._store, prepared, clock.now()))
        self._report.spend("read", prepared.cpu[0])
        self._report.spend("sign", prepared.cpu[1])
        self._report.spend("store", time.thread_time() - start)

    def _note(self, feed: DueFeed, answer: Answer) -> None:
        now = clock.now()
        with transaction(self._store.main):
            found = feed_results.note(self._store, feed, answer, self._due_by or now, now)
        self.ledger.feed_answered(feed, found)
        self._feed_landed(feed)

    def _to_be_fetched(self, page: LeasedPage) -> bool:
        """Not what is stored under this address by now, nor what was taken down."""
        if blocking_case(self._store, [page.url]):
            self.ledger.gone(page)
        elif page.known and page.url not in self._reach.urls:
            self.ledger.known(page)
        else:
            return True
        return False

    def _leased_feeds(self, now: str, room: int) -> list[DueFeed]:
        busy = [source for source, count in self._feeds.items() if count >= leases.OF_EACH]
        return [
            *leases.feeds(
                self._store.main,
                self._owner,
                now,
                self._reach,
                due_by=self._due_by or now,
                busy=busy,
                limit=room,
            )
        ]

    def _homes(self, now: str, room: int) -> list[DueFeed]:
        """Home pages have no lease: whoever looks twice does no harm."""
        due = leases.homes(self._store.main, self._due_by or now, self._reach, room)
        return [feed_results.home(*one) for one in due if not self._feeds[one[0]]]

    def _too_early(self, asked: float, pause: float) -> bool:
        """Whether the frontier need not be asked again yet; it is at once when all is done."""
        waiting = self._due_by is None or not self.idle()
        return self.stopping or (waiting and time.monotonic() - asked < pause)

    def _feed_failed(self, feed: DueFeed, why: str, retry_after: int | None) -> None:
        with self._guarded() as now, transaction(self._store.main):
            self.ledger.feed_failed(feed, why, retry_after, now)
        self._feed_landed(feed)

    def _feed_landed(self, feed: DueFeed) -> None:
        self._feeds[feed.source_id] -= 1
        self._dry = False  # what it announced is due

    def _landed(self, page: LeasedPage) -> None:
        self._pages[page.source_id or 0] -= 1
        self._dry = False
        self._done += 1
        if self._progress:
            self._progress(self._done)

    def _renew(self, now: str) -> None:
        if time.monotonic() - self._renewed > RENEW_SECONDS:
            self._renewed = time.monotonic()
            leases.renew(self._store.main, self._owner, now)

    def _end_with(self, error: Exception) -> None:
        self.fatal = self.fatal or error
        self.stop()

    @contextmanager
    def _guarded(self) -> Iterator[str]:
        """Scrapy would log an error and go on: here it ends the crawl, which raises it again."""
        try:
            with explained(self._store.path):
                yield clock.now()
        except Exception as error:  # any bug: the crawl ends and raises it again
            self._end_with(error)
