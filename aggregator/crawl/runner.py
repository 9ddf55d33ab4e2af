"""One crawl from start to end: leases, processes, Scrapy, signals, settling, the log of runs."""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler

from aggregator import clock
from aggregator.config import CrawlConfig
from aggregator.crawl import lease_holder, network, targets
from aggregator.crawl.pool import ReadingPool
from aggregator.crawl.report import CrawlReport
from aggregator.crawl.scheduler import FrontierDesk
from aggregator.crawl.settings import configured
from aggregator.jobs import finalize
from spiders.news import NewsSpider
from storage.frontier import crawl_runs, leases
from storage.frontier.leases import Reach
from storage.sqlite.connection import explained
from storage.store import Store, open_for_writing

GRACE_SECONDS = 2.0  # for what is on its way when a crawl is interrupted
SETTLE_SECONDS, IDLE_SETTLE_SECONDS = 300.0, 2.0  # between two settlings of a crawl that goes on
TICK_SECONDS = 0.1
MOST_NAMED = 3  # sources named in the log of runs; more of them are counted


@dataclass(frozen=True, slots=True)
class Asked:
    """What a crawl is to fetch; see `aggregator.crawl.run`."""

    due: bool
    watch: bool
    sources: tuple[str, ...]
    urls: tuple[str, ...]
    shard: tuple[int, int] | None

    def reach(self) -> Reach:
        """What the frontier may give out."""
        index, parts = self.shard or (1, 1)
        return Reach(self.sources, self.urls, self.due or self.watch, (index - 1, parts))

    def words(self) -> str:
        """For the log of runs: no address, which may have to be forgotten."""
        said = [word for word in ("due", "watch") if getattr(self, word)]
        if len(self.sources) > MOST_NAMED:
            said += [f"{len(self.sources)} sources"]
        else:
            said += [f"source {domain}" for domain in self.sources]
        said += [f"{len(self.urls)} addresses"] if self.urls else []
        return ", ".join(said) + (f" (part {self.shard[0]}/{self.shard[1]})" if self.shard else "")


class Interrupts:
    """SIGINT and SIGTERM stop what is given out, and break off a settling; the next crawl settles."""

    def __init__(self, report: CrawlReport) -> None:
        self._report = report
        self.desk: FrontierDesk | None = None
        self.settling = False

    def __call__(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        self._report.interrupted = True
        if self.desk:
            self.desk.stop()
        if self.settling:
            raise KeyboardInterrupt

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Only the main thread of a process hears signals."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def crawl(
    path: Path, settings: CrawlConfig, asked: Asked, progress: Callable[[int], None] | None
) -> CrawlReport:
    """See `aggregator.crawl.run`."""
    rules = network.rules(settings.allow_hosts, settings.resolve, settings.contact)
    report = CrawlReport(named=len(asked.sources) + len(asked.urls))
    interrupts = Interrupts(report)
    with explained(path), open_for_writing(path) as store, interrupts.heard():
        started = clock.now()
        run = crawl_runs.start(store.main, asked.words(), started)
        try:
            lease_holder.free_leases_of_the_dead(store.main)
            targets.ask_for(store, asked.sources, asked.urls, report, started)
            desk = _crawled(
                store,
                configured(settings, rules),
                settings.workers,
                asked,
                interrupts,
                report,
                progress,
            )
            targets.tell(store, asked.sources, asked.urls, report, desk.ledger)
            _settle(store, report, interrupts)
        finally:
            crawl_runs.end(store.main, run, report.row(), clock.now())
    if desk.fatal:
        raise desk.fatal
    return report


def _crawled(
    store: Store,
    settings: dict[str, Any],
    workers: int,
    asked: Asked,
    interrupts: Interrupts,
    report: CrawlReport,
    progress: Callable[[int], None] | None,
) -> FrontierDesk:
    """Run Scrapy until the desk has nothing more, then clear leases and processes away."""
    process = AsyncCrawlerProcess(settings)
    pool = ReadingPool(workers)
    due_by = None if asked.watch else clock.now()
    desk = FrontierDesk(store, pool, asked.reach(), report, due_by=due_by, progress=progress)
    interrupts.desk = desk
    try:
        crawler = process.create_crawler(NewsSpider)
        crawling = process.crawl(crawler, desk=desk)
        attending = asyncio.get_event_loop().create_task(
            _attend(desk, crawler, lambda: _settle(store, report, interrupts), report)
        )
        attending.add_done_callback(lambda _: crawling.cancel())
        process.start(install_signal_handlers=False)
    finally:
        pool.stop()
        leases.release(store.main, lease_holder.me())
    return desk


async def _attend(
    desk: FrontierDesk, crawler: Crawler, settle_all: Callable[[], None], report: CrawlReport
) -> None:
    """Settle now and then while it goes on; when it is stopped, wait a little, then hang up."""
    settled, stored = time.monotonic(), 0
    while not desk.stopping:
        await asyncio.sleep(TICK_SECONDS)
        new = report.counts.get("new", 0) + report.counts.get("changed", 0)
        pause = IDLE_SETTLE_SECONDS if desk.idle() else SETTLE_SECONDS
        if new > stored and time.monotonic() - settled > pause:
            settle_all()
            settled, stored = time.monotonic(), new
    end = time.monotonic() + (0 if desk.fatal else GRACE_SECONDS)
    while time.monotonic() < end and not desk.idle():
        await asyncio.sleep(TICK_SECONDS)
    desk.closed = True
    logging.getLogger("asyncio").setLevel(
        logging.CRITICAL
    )  # that Scrapy's tasks are cut off is meant
    await crawler.signals.send_catch_log_async(signal=signals.engine_stopped)


def _settle(store: Store, report: CrawlReport, interrupts: Interrupts) -> None:
    """Make stories final, unless whoever waits has asked to stop."""
    if report.interrupted:
        return
    start = time.thread_time()
    try:
        interrupts.settling = True
        finalize.settle(store, clock.now())
    except KeyboardInterrupt:
        pass
    finally:
        interrupts.settling = False
    report.spend("settle", time.thread_time() - start)
