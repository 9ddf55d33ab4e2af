"""The scheduler of a crawl, under a clock of the test's own."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from aggregator import clock
from aggregator.crawl import scheduler
from aggregator.crawl.host_turns import HostTurns
from aggregator.crawl.network_guard import NetworkGuard
from aggregator.crawl.patience import CrawlPatience
from aggregator.crawl.report import CrawlReport
from aggregator.crawl.scheduler import CrawlScheduler
from storage.frontier.interface import CrawlScope
from storage.frontier.sqlite_frontier import SqliteFrontier
from storage.store import open_for_writing

START = "2026-03-02T10:00:00Z"


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[SqliteFrontier]:
    with open_for_writing(tmp_path / "aggregator.db") as store:
        yield SqliteFrontier(store.main)


def test_a_crawl_keeps_its_leases_until_they_have_an_outcome(
    frontier: SqliteFrontier, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 0.0
    now = SimpleNamespace(now=lambda: clock.add_seconds(START, int(seconds)))
    monkeypatch.setattr(scheduler, "clock", now)
    monkeypatch.setattr(scheduler, "time", SimpleNamespace(monotonic=lambda: 10_000.0 + seconds))
    frontier.make_page_due("http://paper.example/long", START)
    outcomes: Any = SimpleNamespace(select_to_be_fetched=lambda pages: pages)
    pool: Any = None
    patience = CrawlPatience(Path("aggregator.db"), CrawlReport())
    network = NetworkGuard(Any, is_on=True)  # type: ignore[arg-type]  # no event happens
    crawl = CrawlScheduler(
        frontier, outcomes, pool, HostTurns(0.0), patience, network, CrawlScope(), due_by=None
    )
    assert len(crawl.due_pages()) == 1
    for minute in range(0, 60, 2):
        seconds = 60.0 * minute
        crawl.due_feeds()
        taken = frontier.lease_due_pages("another", CrawlScope(), now=now.now(), limit=9)
        assert not taken, f"after {minute} minutes"
    assert crawl.fatal is None
