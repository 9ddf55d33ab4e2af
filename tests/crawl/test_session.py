"""When a running crawl finalizes stories, under a simulated clock."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from aggregator.crawl import session
from aggregator.crawl.patience import CrawlPatience
from aggregator.crawl.report import CrawlReport
from aggregator.crawl.session import Corpus, CrawlSession
from aggregator.crawl.targets import CrawlTargets


class FakeScheduler:
    """Idle or not, until the clock of the test stops it."""

    stopping = False

    def __init__(self, is_idle: bool) -> None:
        self.is_idle = is_idle

    def idle(self) -> bool:
        return self.is_idle

    def stop(self) -> None:
        self.stopping = True

    def stop_on_error(self) -> AbstractContextManager[str]:
        return nullcontext("")

    def count_pages(self) -> int:
        return 0

    def release_idle_hosts(self) -> None:
        """No other process waits for a host here."""


def crawl_session(
    is_idle: bool, finalize: Callable[[], None], move_sources: Callable[[], int] = lambda: 0
) -> CrawlSession:
    corpus = Corpus(lambda _: False, lambda _: [], move_sources, finalize)
    nothing: Any = None
    scheduler: Any = FakeScheduler(is_idle)
    sources: Any = SimpleNamespace(list_tls_unverified=frozenset)
    patience = CrawlPatience(Path("aggregator.db"), CrawlReport())
    return CrawlSession(
        CrawlTargets(),
        nothing,
        sources,
        corpus,
        scheduler,
        nothing,
        nothing,
        patience,
        nothing,
        nothing,
    )


def times_finalized(
    monkeypatch: pytest.MonkeyPatch, *, is_idle: bool, seconds: float, stored: int = 1
) -> list[float]:
    """The times at which stories are finalized within so many seconds."""
    clock, moments = SimpleNamespace(now=0.0), list[float]()

    async def sleep(pause: float) -> None:
        clock.now += pause
        if clock.now > seconds:
            crawling.scheduler.stop()

    fake_time = SimpleNamespace(monotonic=lambda: clock.now, thread_time=lambda: 0.0)
    monkeypatch.setattr(session, "time", fake_time)
    monkeypatch.setattr(session, "asyncio", SimpleNamespace(sleep=sleep))
    crawling = crawl_session(is_idle, lambda: moments.append(clock.now))
    crawling.report.count("new", stored)
    asyncio.run(crawling.finalize_stories_regularly())
    return moments


def test_new_articles_are_finalized_every_two_seconds_while_nothing_is_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert times_finalized(monkeypatch, is_idle=True, seconds=1.9) == []
    [moment] = times_finalized(monkeypatch, is_idle=True, seconds=900)
    assert 2.0 <= moment < 2.3


def test_new_articles_are_finalized_every_five_minutes_while_pages_are_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert times_finalized(monkeypatch, is_idle=False, seconds=299) == []
    [moment] = times_finalized(monkeypatch, is_idle=False, seconds=900)
    assert 300.0 <= moment < 300.3


def test_without_new_articles_nothing_is_finalized(monkeypatch: pytest.MonkeyPatch) -> None:
    assert times_finalized(monkeypatch, is_idle=True, seconds=900, stored=0) == []


def test_an_interrupt_stops_finalizing_and_is_in_the_report() -> None:
    def finalize() -> None:
        crawling.interrupt()

    crawling = crawl_session(is_idle=True, finalize=finalize)
    crawling.finalize()
    assert crawling.report.interrupted
    assert crawling.scheduler.stopping


@pytest.mark.parametrize(("is_idle", "steps", "counts"), [
    (True, ["move", "finalize"], {"moved": 2}), (False, ["finalize"], {}),
])  # fmt: skip
def test_sources_move_before_stories_are_finalized_and_only_while_nothing_is_fetched(
    is_idle: bool, steps: list[str], counts: dict[str, int]
) -> None:
    done: list[str] = []

    def move_sources() -> int:
        done.append("move")
        return 2

    crawling = crawl_session(is_idle, lambda: done.append("finalize"), move_sources)
    crawling.finalize()
    assert (done, crawling.report.counts) == (steps, counts)
