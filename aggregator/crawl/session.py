"""What one crawl shares: scheduler, outcomes, worker processes, report, and how it begins and ends.

`aggregator.crawl.runner` composes it of an open database.
"""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

from scrapy.http import Response

from aggregator import clock, urls
from aggregator.crawl import lease_holder
from aggregator.crawl.batches import ReadPage, StoreBatch, Stored
from aggregator.crawl.host_turns import HostTurns
from aggregator.crawl.outcomes import Outcomes
from aggregator.crawl.patience import CrawlPatience
from aggregator.crawl.pool import ReadingPool
from aggregator.crawl.scheduler import CrawlScheduler
from aggregator.crawl.site_looks import SiteLooks
from aggregator.crawl.targets import CrawlTargets, make_targets_due, report_failed_targets
from aggregator.crawl.upkeep import Upkeep
from aggregator.errors import DatabaseLocked, StorageError
from aggregator.ingest import Prepared, StoreResult
from aggregator.model import Page, Rejected
from storage.frontier.interface import Frontier, LeasedPage
from storage.frontier.sources import Sources

TICK_SECONDS = 0.1
FINALIZE_SECONDS = 300.0  # between two times that stories are finalized in a crawl that goes on
IDLE_FINALIZE_SECONDS = 2.0  # and when nothing is being fetched
# What ends a crawl when an article cannot be stored; all else is the fault of its page.
FATAL = (StorageError, sqlite3.OperationalError, MemoryError)

Result = TypeVar("Result")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a crawl does with the corpus: all that it knows of articles and stories."""

    is_blocked: Callable[[str], bool]  # whether an address was taken down
    store: Callable[[Sequence[Prepared]], list[StoreResult]]  # what was read
    move_sources: Callable[[], int]  # those that were seen to move; how many
    finalize: Callable[[], None]  # stories: verdicts of those that changed


class CrawlSession:
    """One crawl, from its targets to its report."""

    def __init__(
        self,
        targets: CrawlTargets,
        frontier: Frontier,
        sources: Sources,
        corpus: Corpus,
        scheduler: CrawlScheduler,
        outcomes: Outcomes,
        pool: ReadingPool,
        patience: CrawlPatience,
        turns: HostTurns,
        upkeep: Upkeep,
        site_looks: SiteLooks | None = None,
    ) -> None:
        self.scheduler, self.pool, self.report = scheduler, pool, patience.report
        self.turns, self._upkeep = turns, upkeep
        self.site_looks = site_looks  # None: what sites say of their pages is not read
        self._targets, self._frontier, self._sources = targets, frontier, sources
        self._corpus, self._outcomes, self._patience = corpus, outcomes, patience
        self._batch = StoreBatch(self._store_batch, scheduler.count_pages)
        self._finalizing = False
        # Sites whose certificates are not verified, as the operator set when the crawl began.
        self.unverified_sites = sources.list_tls_unverified()

    def prepare_frontier(self) -> None:
        """Ends leases of dead processes and makes the targets due."""
        lease_holder.release_leases_of_dead(self._frontier, self.turns.compute_free_at())
        make_targets_due(
            self._targets,
            self._frontier,
            self._sources,
            self._corpus.is_blocked,
            self.report,
            clock.now(),
        )

    def release(self) -> None:
        """Ends the workers and the leases of this process."""
        self._batch.write_waiting()
        self.pool.stop()
        with self.may_give_up():
            self.scheduler.network.close()
            free_at = self.turns.compute_free_at()
            self._frontier.release_leases(lease_holder.identify_this_process(), free_at)

    @contextmanager
    def may_give_up(self) -> Iterator[None]:
        """Lets an interrupted crawl end while another process holds the database: the next one goes on."""
        try:
            yield
        except DatabaseLocked:
            if not self.report.interrupted:
                raise

    def end(self) -> None:
        """Releases what the crawl holds, accounts for its targets and finalizes stories."""
        self.release()
        report_failed_targets(self._targets, self._sources, self._outcomes, self.report)
        self.finalize()

    def interrupt(self) -> None:
        """Stops the scheduler. Raises KeyboardInterrupt to break off finalizing: the next crawl does it."""
        self.report.interrupted = True
        self.scheduler.stop()
        if self._finalizing:
            raise KeyboardInterrupt

    async def store(self, prepared: Prepared, lease: LeasedPage | None) -> StoreResult:
        """Stores what was read with the outcome of its page, soon and together with others."""
        return await self._batch.store(ReadPage(prepared, lease))

    def _store_batch(self, pages: Sequence[ReadPage]) -> Sequence[Stored]:
        """Stores pages with one commit; if that fails, each with its own."""
        try:
            return self._store_together(pages)
        except Exception as error:  # a bug that one page meets must cost no other page
            if isinstance(error, FATAL):
                return [error for _ in pages]
            if len(pages) > 1:
                return [self._store_batch([page])[0] for page in pages]
            logger.exception("a page could not be stored: %s", pages[0].prepared.page.url)
            return self._store_as_rejected(pages[0])

    def _store_as_rejected(self, page: ReadPage) -> Sequence[Stored]:
        """Writes that a page costs no more than itself: fetched again, it would fail again."""
        rejected = Rejected(page.prepared.page.url, "crashed")
        prepared = replace(page.prepared, outcome=rejected, signature=None, record=None)
        try:
            return self._store_together([replace(page, prepared=prepared)])
        except Exception as error:  # any bug: the crawl ends and raises it
            return [error]

    def _store_together(self, pages: Sequence[ReadPage]) -> Sequence[StoreResult]:
        """Stores articles and the outcomes of their pages in one transaction: never one without the other."""
        start = time.thread_time()
        kept = self.write(lambda: self._store_and_record(pages))
        for page in pages:
            self.report.add_cpu("read", page.prepared.cpu[0])
            self.report.add_cpu("sign", page.prepared.cpu[1])
        self.report.add_cpu("store", time.thread_time() - start)
        return kept

    def _store_and_record(self, pages: Sequence[ReadPage]) -> Sequence[StoreResult]:
        kept = self._corpus.store([page.prepared for page in pages])
        for page, result in zip(pages, kept, strict=True):
            if page.lease:
                self._outcomes.record_stored_page(page.lease, page.prepared, result)
            else:
                self.report.count(result.status)
        return kept

    def write(self, work: Callable[[], Result]) -> Result:
        """Returns what `work` returns: one transaction, for which the crawl waits as long as it takes."""
        return self._patience.write_together(self._frontier, work)

    def note_answer(self, response: Response) -> None:
        """Notes that a host answered, with whatever status, and the time that it names."""
        self.scheduler.note_answer(response.url)
        if date := response.headers.get("Date"):
            with self.scheduler.stop_on_error():
                self._upkeep.note_date(urls.host(response.url), date.decode("latin-1"))

    def record_refused_page(self, lease: LeasedPage, answer: Page, now: str) -> None:
        """Writes that the server answered with another status than 200."""
        self.write(lambda: self._outcomes.record_refused_page(lease, answer, now))

    def finalize(self) -> None:
        """Makes stories final, unless whoever waits has asked to stop.

        Sources that moved come first, but not while something is being fetched: it may be from them.
        """
        if self.report.interrupted:
            return
        start = time.thread_time()
        try:
            self._finalizing = True
            self.scheduler.release_idle_hosts()
            if self.scheduler.idle() and (moved := self._patience.write(self._corpus.move_sources)):
                self.report.count("moved", moved)
            self._patience.write(self._corpus.finalize)
        except KeyboardInterrupt:
            self.report.interrupted = True
        finally:
            self._finalizing = False
        self.report.add_cpu("finalize", time.thread_time() - start)

    async def finalize_stories_regularly(self) -> None:
        """Finalizes stories from time to time until the scheduler stops."""
        last, finalized = time.monotonic(), 0
        while not self.scheduler.stopping:
            await asyncio.sleep(TICK_SECONDS)
            stored = self.report.counts.get("new", 0) + self.report.counts.get("changed", 0)
            pause = IDLE_FINALIZE_SECONDS if self.scheduler.idle() else FINALIZE_SECONDS
            if stored > finalized and time.monotonic() - last > pause:
                with self.scheduler.stop_on_error():
                    self.finalize()
                last, finalized = time.monotonic(), stored

    async def keep_up(self) -> None:
        """Looks at the clock and keeps the log of runs until the scheduler stops."""
        while not self.scheduler.stopping:
            await asyncio.sleep(TICK_SECONDS)
            with self.scheduler.stop_on_error():
                self._upkeep.tick()
