"""The log of crawl runs: counts while a run goes on, and runs that were killed."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import clock
from aggregator.crawl import run_log
from aggregator.crawl.report import CrawlReport
from aggregator.crawl.run_log import RunLog
from storage.store import Store, open_for_writing

START = "2026-03-02T10:00:00Z"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_for_writing(tmp_path / "aggregator.db") as opened:
        yield opened


def test_the_counts_of_a_running_crawl_are_in_the_log(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = CrawlReport()
    log = RunLog(store.crawl_runs, report, "watch")
    assert not log.is_due()
    report.count("new", 3)
    later = clock.monotonic() + run_log.COUNTS_SECONDS + 1
    monkeypatch.setattr(clock, "monotonic", lambda: later)
    assert log.is_due()
    log.write_counts()
    [run] = store.crawl_runs.latest()
    assert (run.counts["new"], run.ended_at, run.killed) == (3, None, False)
    assert run.counted_at is not None
    assert not log.is_due()


def test_a_killed_run_is_ended_when_the_next_one_begins(store: Store) -> None:
    dead = store.crawl_runs.start("watch", START, f"{socket.gethostname()}:1:1")
    counted = clock.add_seconds(START, 600)
    store.crawl_runs.write_counts(dead, {"new": 7}, counted)
    RunLog(store.crawl_runs, CrawlReport(), "watch")
    running, killed = store.crawl_runs.latest()
    assert (killed.killed, killed.ended_at, killed.counts["new"]) == (True, counted, 7)
    assert (running.killed, running.ended_at) == (False, None)


def test_a_run_that_goes_on_is_not_ended_by_another(store: Store) -> None:
    RunLog(store.crawl_runs, CrawlReport(), "watch")
    RunLog(store.crawl_runs, CrawlReport(), "due")
    assert [run.ended_at for run in store.crawl_runs.latest()] == [None, None]
