"""What is found of feeds: failing, moved, gone, silent; and what is not, because it is no fault."""

from datetime import date, timedelta

import pytest

from aggregator.health.sources import judge_source
from aggregator.results import CrawlEvent, HealthFinding, SourceFacts
from aggregator.results.health import SourcePeriod
from aggregator.results.sources import CrawlEventKind
from tests.health.facts import FEED, NOW, failing, make_facts, make_feed


def found(facts: SourceFacts, now: str = NOW) -> list[HealthFinding]:
    return judge_source(facts, now).findings


def only(facts: SourceFacts, now: str = NOW) -> HealthFinding:
    [finding] = found(facts, now)
    return finding


def test_a_healthy_source_is_not_named() -> None:
    assert found(make_facts()) == []


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        ("HTTP 404", "feed_missing", "HTTP 404"),
        ("HTTP 401", "feed_forbidden", "HTTP 401"),
        ("HTTP 403", "feed_forbidden", "HTTP 403"),
        ("HTTP 410", "feed_gone", "HTTP 410"),
        (f"{FEED} is no feed: check the address", "feed_unreadable", "HTML"),
        ("robots.txt of paper.example forbids it", "feed_robots", "robots.txt"),
        ("certificate expired on 2026-11-19", "feed_tls", "certificate"),
        ("redirects without end", "feed_redirected", "redirect"),
    ],
)
def test_a_feed_that_fails_three_times_needs_a_person(error: str, code: str, words: str) -> None:
    finding = only(failing(3, error))
    assert (finding.code, finding.severity) == (code, "person")
    assert words in finding.says
    assert "at the last 3 polls" in finding.says
    assert "last good answer 2026-11-20 06:00 UTC" in finding.says


def test_a_feed_that_failed_once_or_twice_today_is_not_named() -> None:
    assert found(failing(1, "HTTP 500")) == []
    assert found(failing(2, "HTTP 404")) == []


def test_a_feed_without_a_good_answer_for_a_day_is_named_after_its_first_failure() -> None:
    assert only(failing(1, "HTTP 404", "2026-11-19T11:00:00Z")).code == "feed_missing"


@pytest.mark.parametrize("error", ["HTTP 500", "no answer in time", "HTTP 429", "HTTP 503"])
def test_what_ends_by_itself_needs_a_person_after_a_day_only(error: str) -> None:
    assert only(failing(4, error)).severity == "note"
    assert only(failing(4, error, "2026-11-19T11:00:00Z")).severity == "person"


def test_one_of_two_feeds_that_fails_is_a_note() -> None:
    feed = make_feed(failures=5, last_error="HTTP 404")
    assert only(make_facts(feeds=2, failing_feeds=1, troubled=[feed])).severity == "note"


def test_the_last_feed_of_a_source_that_is_gone_for_good_needs_a_person() -> None:
    gone = make_feed(retired_at="2026-11-18T00:00:00Z")
    assert only(make_facts(troubled=[gone])).severity == "person"
    finding = only(make_facts(feeds=2, troubled=[gone]))
    assert (finding.code, finding.severity) == ("feed_retired", "note")
    assert "HTTP 410" in finding.says


def test_validators_that_lie_are_named() -> None:
    finding = only(
        make_facts(troubled=[make_feed(validators_distrusted_at="2026-11-19T00:00:00Z")])
    )
    assert (finding.code, finding.severity) == ("validators", "note")
    assert "ETag" in finding.says


def test_a_feed_that_redirects_is_named_with_its_new_address() -> None:
    finding = only(make_facts(troubled=[make_feed(moved_to="https://new.example/rss")]))
    assert (finding.code, finding.severity) == ("feed_moved", "note")
    assert "https://new.example/rss" in finding.says


@pytest.mark.parametrize("kind", ["cut", "feed_moved", "gap", "tls", "trap", "validators"])
def test_an_event_of_a_source_is_said_once(kind: CrawlEventKind) -> None:
    event = CrawlEvent("2026-11-19T00:00:00Z", None, kind, "paper.example", FEED, "what was seen")
    finding = only(make_facts(events=[event, event]))
    assert (finding.code, finding.severity) == (kind, "note")
    assert "2026-11-19 00:00 UTC, what was seen" in finding.says


def test_a_site_that_moved_is_named_with_its_former_domain() -> None:
    finding = only(make_facts(moved_from="old.example", moved_at="2026-11-19T00:00:00Z"))
    assert finding.says == "the site has moved: from old.example, seen 2026-11-19 00:00 UTC"


def test_a_source_without_a_feed_needs_a_person_once_it_was_looked_for() -> None:
    looked_at = make_facts(feeds=0, discovery_due="2026-12-20T00:00:00Z")
    assert (only(looked_at).code, only(looked_at).severity) == ("no_feed", "person")
    assert only(looked_at).do.startswith("aggregator source add paper.example looks further")
    assert found(make_facts(feeds=0, discovery_due=NOW)) == []  # it was just added
    assert found(make_facts(feeds=0, discovery_due=None)) == []  # it is not crawled


def test_a_host_that_asks_to_wait_is_a_note() -> None:
    finding = only(make_facts(paused_until="2026-11-20T14:00:00Z", pause_reason="HTTP 429"))
    assert (finding.code, finding.severity) == ("host_paused", "note")
    assert "HTTP 429, until 2026-11-20 14:00 UTC" in finding.says
    assert found(make_facts(paused_until="2026-11-20T11:00:00Z")) == []


# Silence against the own rhythm


def silent(every: int, number: int, since: int) -> SourceFacts:
    """A source with `number` entries every so many days of the last 90, until `since` days ago."""
    today = date.fromisoformat(NOW[:10])
    days = [today - timedelta(days=before) for before in range(89, since - 1, -every)]
    recent = SourcePeriod(days=2, polls=12)
    return make_facts(announced_days=[(day.isoformat(), number) for day in days], recent=recent)


def test_a_busy_source_that_falls_silent_is_a_note_and_needs_a_person_later() -> None:
    noted = only(silent(every=1, number=2, since=4))
    assert (noted.code, noted.severity) == ("silent", "note")
    assert "nothing new since 2026-11-16, at 2.0 entries a day before" in noted.says
    assert only(silent(every=1, number=2, since=6)).severity == "person"


def test_a_silence_of_two_days_is_no_fault() -> None:
    assert found(silent(every=1, number=20, since=2)) == []


def test_a_source_that_publishes_once_a_week_is_silent_after_a_month_only() -> None:
    assert found(silent(every=7, number=1, since=13)) == []
    assert found(silent(every=7, number=1, since=20)) == []
    assert only(silent(every=7, number=1, since=41)).code == "silent"


def test_a_source_that_was_just_added_is_not_silent() -> None:
    recent = SourcePeriod(days=2, polls=12)
    assert found(make_facts(announced_days=[("2026-11-16", 40)], recent=recent)) == []
    days = [("2026-11-15", 40), ("2026-11-16", 2)]
    assert found(make_facts(announced_days=days, recent=recent)) == []


def test_a_feed_that_fails_is_not_silent_as_well() -> None:
    facts = silent(every=1, number=2, since=6)
    failed = SourcePeriod(days=2, polls=12, failed_polls=12)
    assert found(make_facts(announced_days=facts.announced_days, recent=failed)) == []


# Feeds that answer and list nothing


def empty(polls: int, added_at: str) -> SourceFacts:
    return make_facts(
        added_at=added_at, recent=SourcePeriod(days=2, polls=polls), past=SourcePeriod()
    )


def test_a_source_that_has_listed_nothing_needs_a_person_after_a_day_and_three_polls() -> None:
    finding = only(empty(3, "2026-11-19T11:00:00Z"))
    assert (finding.code, finding.severity) == ("nothing_listed", "person")
    assert "at 3 polls today and yesterday, nor since 2026-11-19" in finding.says
    assert found(empty(2, "2026-11-19T11:00:00Z")) == []
    assert found(empty(3, "2026-11-19T13:00:00Z")) == []


def test_a_source_that_has_slept_for_months_is_a_note() -> None:
    finding = only(empty(3, "2025-01-01T00:00:00Z"))
    assert (finding.code, finding.severity) == ("nothing_listed", "note")
    assert "nor since 2026-08-22" in finding.says
