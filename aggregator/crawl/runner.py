"""One crawl from start to end: the database, Scrapy, signals, finalizing, the log of runs.

The composition root of the package: only here repositories are made of an open database.
"""

import asyncio
import gc
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler

from aggregator import clock, ingest, logs
from aggregator.config import CrawlConfig
from aggregator.crawl.article_looks import ArticleLooks
from aggregator.crawl.feed_polls import FeedPolls
from aggregator.crawl.feed_results import FeedResults
from aggregator.crawl.frontier_hosts import FrontierHosts
from aggregator.crawl.host_turns import HostTurns
from aggregator.crawl.judging import PageJudge
from aggregator.crawl.lean import LEAN_SETTINGS
from aggregator.crawl.move_watch import MoveWatch
from aggregator.crawl.network_guard import NetworkGuard
from aggregator.crawl.outcomes import Outcomes
from aggregator.crawl.patience import CrawlPatience
from aggregator.crawl.pool import ReadingPool
from aggregator.crawl.report import CrawlReport
from aggregator.crawl.scheduler import CrawlScheduler
from aggregator.crawl.session import TICK_SECONDS, Corpus, CrawlSession
from aggregator.crawl.settings import make_scrapy_settings
from aggregator.crawl.site_looks import SiteLooks
from aggregator.crawl.targets import CrawlTargets
from aggregator.crawl.upkeep import Upkeep
from aggregator.ingest import rejoining
from aggregator.jobs import finalize, permissions
from aggregator.model import NO_TRUST, Article, TrustList
from aggregator.publishers import moves, site_parameters
from aggregator.publishers.repositories import PublisherRepositories
from aggregator.stories.repositories import StoryRepositories
from aggregator.takedown.block import find_blocking_case
from aggregator.takedown.replay import replay_erasures
from aggregator.takedown.repositories import Blocklist, TakedownStore
from storage.sqlite.connection import explain_sqlite_errors
from storage.store import Store, open_for_reading, open_for_writing

GRACE_SECONDS = 2.0  # for answers on their way when a crawl is interrupted
GARBAGE_OBJECTS = (
    10_000  # new ones, after which Python looks for unreachable cycles; its default is 700
)
SPIDER = "news"

logger = logs.get_logger(__name__)


def crawl(
    path: Path,
    config: CrawlConfig,
    targets: CrawlTargets,
    progress: Callable[[int], None] | None,
    uses_archive: bool,
    trust: TrustList,
) -> CrawlReport:
    """See `aggregator.crawl.run`."""
    settings = {**make_scrapy_settings(config), **LEAN_SETTINGS}
    with (
        logs.writing(config.log_level, config.log_format),
        _looking_for_garbage_less(),
        open_session(
            path, config, targets, progress=progress, uses_archive=uses_archive, trust=trust
        ) as session,
        _interrupt_on_signals(session),
    ):
        process = AsyncCrawlerProcess(settings)
        _set_log_level(config.log_level)
        crawler = process.create_crawler(SPIDER)
        crawling = process.crawl(crawler, session=session)
        stopping = asyncio.get_event_loop().create_task(_disconnect_when_stopped(session, crawler))
        stopping.add_done_callback(lambda _: crawling.cancel())
        process.start(install_signal_handlers=False)
        session.end()
        logger.info("crawl ended", **session.report.counts)
    return session.report


def find_only_article(path: Path) -> Article | None:
    """Returns the article of a database that holds one at most."""
    with open_for_reading(path) as store:
        return store.articles.get_only_article()


@contextmanager
def open_session(
    path: Path,
    config: CrawlConfig,
    targets: CrawlTargets,
    *,
    summary: str = "",
    uses_archive: bool = True,
    trust: TrustList = NO_TRUST,
    progress: Callable[[int], None] | None = None,
) -> Iterator[CrawlSession]:
    """Opens a database for one crawl; at the end ends workers and leases and writes the log of runs.

    Raises StorageError, and at the end what stopped the scheduler.
    """
    with explain_sqlite_errors(path), open_for_writing(path, uses_archive=uses_archive) as store:
        report = CrawlReport(targets=len(targets))
        patience = CrawlPatience(path, report)
        store.wait_patiently(patience)
        if not store.knows_all_erasures():
            replay_erasures(TakedownStore.of(store), clock.now())
        pool = ReadingPool(config.workers, trust)
        logs = (store.clock_mark, store.crawl_events, store.crawl_runs)
        upkeep = Upkeep.begin(*logs, patience, summary or targets.summary())
        session = _make_session(store, targets, pool, patience, upkeep, progress, config)
        try:
            session.prepare_frontier()
            yield session
        finally:
            session.release()
            with session.may_give_up():
                upkeep.end()
        with session.may_give_up():
            if session.scheduler.fatal:
                raise session.scheduler.fatal


def _make_session(
    store: Store,
    targets: CrawlTargets,
    pool: ReadingPool,
    patience: CrawlPatience,
    upkeep: Upkeep,
    progress: Callable[[int], None] | None,
    config: CrawlConfig,
) -> CrawlSession:
    """Returns a session over the repositories of an open database."""
    frontier, sources = store.frontier, store.sources
    blocklist, repositories = Blocklist.of(store), ingest.IngestRepositories.of(store)
    watch = MoveWatch(frontier, store.redirects)
    judge = PageJudge(store.addresses, store.articles, sources)
    corpus = Corpus(
        is_blocked=lambda url: bool(find_blocking_case(blocklist, [url])),
        store=lambda read: ingest.store_articles(repositories, judge.judge(read), clock.now()),
        move_sources=lambda: _move_sources(store, watch),
        finalize=lambda: _finalize_stories(store),
    )
    drop_learned = partial(site_parameters.drop_learned, get_names=store.site_parameters.get_names)
    feed_results = FeedResults(
        frontier,
        sources,
        FeedPolls(frontier, sources, store.crawl_events, store.subscriptions),
        corpus.is_blocked,
        drop_learned,
        store.child_sitemaps,
        store.crawl_events,
        config.max_age_days,
    )
    report = patience.report
    article_looks = ArticleLooks(
        frontier, store.articles, store.absences, partial(_is_watched, store), config.revisit_days
    )
    outcomes = Outcomes(
        frontier,
        feed_results,
        watch,
        corpus.is_blocked,
        report,
        article_looks,
        store.source_days,
        targets.urls,
        targets.sources,
    )
    turns = HostTurns(config.delay, FrontierHosts(frontier, patience))
    scheduler = CrawlScheduler(
        frontier,
        outcomes,
        pool,
        turns,
        patience,
        NetworkGuard(store.crawl_events, is_on=targets.scope().everything),
        targets.scope(),
        due_by=None if targets.watch else clock.now(),
        progress=progress,
    )
    write = partial(patience.write_together, frontier)
    site_looks = SiteLooks(store.site_rules, pool, write) if targets.is_stored else None
    return CrawlSession(
        targets,
        frontier,
        sources,
        corpus,
        scheduler,
        outcomes,
        pool,
        patience,
        turns,
        upkeep,
        site_looks,
    )


def _is_watched(store: Store, article_id: int) -> bool:
    """Whether somebody watches the story or the source of an article."""
    watched = [row for row in store.watches.list_all() if row["kind"] != "query"]
    if not watched:
        return False
    story_id, domain = store.watched_data.get_story_and_source(article_id)
    return any(
        row["value"] == str(story_id)
        if row["kind"] == "story"
        else store.sources.find_present_domain(row["value"]) == domain
        for row in watched
    )


def _move_sources(store: Store, watch: MoveWatch) -> int:
    """Moves the sources whose sites were seen to move; returns how many."""
    leads = watch.list_leads()
    if not leads:
        return 0
    with explain_sqlite_errors(store.path):
        repositories = PublisherRepositories.of(store)
        moved = moves.store_proven_moves(repositories, leads, clock.now())
        for source in moved:
            rejoining.rejoin_articles(
                ingest.IngestRepositories.of(store), source.source, clock.now()
            )
        return len(moved)


def _finalize_stories(store: Store) -> None:
    stories = StoryRepositories.of(store)
    with explain_sqlite_errors(store.path):
        permissions.decide_changed(permissions.RightsRepositories.of(store), clock.now())
        finalize.finalize(stories, store.verdicts, store.sources, clock.now())


def _set_log_level(level: str) -> None:
    """Keeps loggers from making records that no handler writes, as Scrapy lets them do."""
    for name in ("aggregator", "scrapy"):
        logging.getLogger(name).setLevel(level)


@contextmanager
def _looking_for_garbage_less() -> Iterator[None]:
    """Has fewer objects looked through for unreachable cycles: none that were imported, and new ones less often."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(GARBAGE_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def _interrupt_on_signals(session: CrawlSession) -> Iterator[None]:
    """SIGINT and SIGTERM interrupt the session; only the main thread of a process gets signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        number: signal.signal(number, lambda *_: session.interrupt())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _disconnect_when_stopped(session: CrawlSession, crawler: Crawler) -> None:
    """When the scheduler is stopped, waits a little for answers on their way, then disconnects."""
    scheduler = session.scheduler
    while not scheduler.stopping:
        await asyncio.sleep(TICK_SECONDS)
    end = time.monotonic() + (0 if scheduler.fatal else GRACE_SECONDS)
    while time.monotonic() < end and not scheduler.idle():
        await asyncio.sleep(TICK_SECONDS)
    scheduler.disconnected = True
    # Scrapy's tasks are cut off on purpose, which asyncio would log as errors.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    await crawler.signals.send_catch_log_async(signal=signals.engine_stopped)
