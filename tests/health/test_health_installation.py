"""What is found of the installation: crawl, network, disk, clock, takedowns."""

from typing import Any

from msgspec.structs import replace

from aggregator.health.installation import judge_installation
from aggregator.results import CrawlEvent, CrawlRun, HealthFinding, InstallationFacts
from aggregator.results.sources import CrawlEventKind
from tests.health.facts import NOW

RUN = CrawlRun(1, "2026-11-20T09:00:00Z", None, "everything that is due", {})
GOOD = InstallationFacts(
    feeds=100,
    late_feeds=0,
    late_since=None,
    last_polled="2026-11-20T11:59:00Z",
    last_run=RUN,
    is_running=True,
    outage=None,
    clock_jump=None,
    free_bytes=50 << 30,
    database_bytes=1 << 30,
    clock="",
    takedowns=[],
    counter_notices=[],
)


def found(**changes: Any) -> list[HealthFinding]:
    return judge_installation(replace(GOOD, **changes), NOW)


def only(**changes: Any) -> HealthFinding:
    [finding] = found(**changes)
    return finding


def event(kind: CrawlEventKind, at: str, detail: str = "") -> CrawlEvent:
    return CrawlEvent(at, None, kind, None, None, detail)


def test_nothing_is_found_where_all_is_well() -> None:
    assert found() == []


def test_a_new_installation_is_no_fault() -> None:
    assert found(feeds=0, last_polled=None, last_run=None, is_running=False) == []
    assert found(last_polled=None, is_running=False) == []  # the first crawl has just begun


def test_an_outage_is_a_note_while_the_crawl_runs() -> None:
    finding = only(outage=event("outage", "2026-11-20T11:00:00Z"))
    assert (finding.code, finding.severity) == ("outage", "note")
    assert finding.says == "network out: since 2026-11-20 11:00 UTC"


def test_nothing_fetched_for_a_day_needs_a_person() -> None:
    finding = only(last_polled="2026-11-19T11:00:00Z", is_running=False)
    assert (finding.code, finding.severity) == ("not_crawled", "person")
    assert "last good answer of a feed 2026-11-19 11:00 UTC" in finding.says


def test_late_feeds_are_a_note_when_they_are_many() -> None:
    assert found(late_feeds=5, late_since="2026-11-20T10:00:00Z") == []
    finding = only(late_feeds=6, late_since="2026-11-20T10:00:00Z")
    assert finding.says == "feeds are late: 6 of 100, the first since 2026-11-20 10:00 UTC"


def test_a_disk_that_is_nearly_full_needs_a_person() -> None:
    assert only(free_bytes=100 << 20).severity == "person"
    assert only(free_bytes=1 << 30).severity == "note"  # no room for a backup


def test_a_clock_that_is_wrong_needs_a_person_and_one_that_jumped_is_a_note() -> None:
    assert only(clock="the clock is 2 hours behind").severity == "person"
    jump = event("clock_jump", "2026-11-19T12:00:00Z", "400 days ahead")
    assert only(clock_jump=jump).says == "the clock jumped: 2026-11-19 12:00 UTC, 400 days ahead"
    assert found(clock_jump=event("clock_jump", "2026-11-10T12:00:00Z")) == []


def test_takedowns_that_are_due_need_a_person_and_come_first() -> None:
    first, second = found(takedowns=["TD-2026-0001: overdue by 2 hours"], free_bytes=1 << 30)
    assert (first.code, first.severity, second.code) == ("takedown", "person", "disk")
    assert only(counter_notices=["TD-2026-0002"]).do == "aggregator takedown counter TD-2026-0002"


def test_a_missing_private_file_needs_a_person() -> None:
    finding = only(lost_file="/data/news-private.db")
    assert (finding.code, finding.severity) == ("private_file", "person")
    assert finding.says == "the private file is missing: /data/news-private.db"
