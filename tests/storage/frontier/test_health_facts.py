"""The facts that the health of sources is judged by, read from a real database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.model import Entry, Feed, Source
from aggregator.results import SourceFacts
from storage.frontier.source_days import DayCounts
from storage.store import Store, open_for_writing

NOW = "2026-11-20T12:00:00Z"
FEED = "https://paper.example/feed.xml"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_for_writing(tmp_path / "a.db") as opened, opened.sources.transaction():
        for domain in ("paper.example", "other.example"):
            source = Source(domain, site=f"https://{domain}/")
            source_id = opened.sources.upsert(source, "2026-11-01T00:00:00Z")
            feed = Feed(f"https://{domain}/feed.xml", domain, "feed")
            opened.sources.add_feed(feed, source_id, "2026-11-01T00:00:00Z")
        yield opened


def read(store: Store, domain: str = "paper.example") -> SourceFacts:
    [facts] = store.health_facts.list_facts(NOW, domain)
    return facts


def announce(store: Store, number: int, now: str) -> list[int]:
    """Adds pages of the paper; returns their ids, in order."""
    urls = [f"https://paper.example/{now}/{each}" for each in range(number)]
    store.frontier.add_pages(
        [Entry(url) for url in urls], feed_id=1, source_id=1, last_absent=None, now=now
    )
    rows = store.main.query("SELECT id FROM frontier ORDER BY id DESC LIMIT ?", [number])
    return sorted(row["id"] for row in rows)


def test_every_source_is_read_but_those_that_are_paused(store: Store) -> None:
    assert [facts.domain for facts in store.health_facts.list_facts(NOW)] == [
        "other.example", "paper.example",
    ]  # fmt: skip
    store.sources.set_paused("other.example", True)
    assert [facts.domain for facts in store.health_facts.list_facts(NOW)] == ["paper.example"]
    assert read(store, "other.example").domain == "other.example"


def test_days_are_summed_into_the_last_two_and_four_weeks_before(store: Store) -> None:
    for day, stored in (("10-01", 100), ("11-01", 10), ("11-18", 20), ("11-19", 3), ("11-20", 4)):
        store.source_days.add(
            1, f"2026-{day}T08:00:00Z", DayCounts(announced=stored + 1, stored=stored)
        )
    facts = read(store)
    assert (facts.recent.days, facts.recent.announced, facts.recent.stored) == (2, 9, 7)
    assert (facts.past.days, facts.past.announced, facts.past.stored) == (2, 32, 30)
    assert read(store, "other.example").past.announced == 0


def test_causes_are_those_of_the_last_two_days(store: Store) -> None:
    for day in ("18", "19", "20"):
        store.source_days.add_cause(1, f"2026-11-{day}T08:00:00Z", "forbidden")
    assert read(store).causes == {"forbidden": 2}
    assert read(store, "other.example").causes == {}


def test_only_feeds_in_trouble_are_listed(store: Store) -> None:
    assert read(store).troubled == []
    store.frontier.fail_feed(1, "HTTP 404", "2026-11-21T00:00:00Z", "HTTP 404")
    [feed] = read(store).troubled
    assert (feed.url, feed.failures, feed.last_error) == (FEED, 1, "HTTP 404")
    assert read(store).failing_feeds == 1


def test_pages_without_an_article_are_counted_up_to_the_newest_stored_one(store: Store) -> None:
    store.source_days.add_cause(1, NOW, "forbidden")
    first, stored, *rest = announce(store, 4, "2026-11-20T08:00:00Z")
    for page in (first, *rest):
        store.frontier.finish_page(page, "failed", now="2026-11-20T09:00:00Z", cause="forbidden")
    assert len(read(store).unstored) == 3
    store.frontier.finish_page(stored, "done", now="2026-11-20T09:00:00Z")
    unstored = read(store).unstored
    assert [page.first_tried_at for page in unstored] == ["2026-11-20T09:00:00Z"] * 2
    assert {page.cause for page in unstored} == {"forbidden"}


def test_a_stored_page_that_vanished_later_is_not_one_that_was_never_stored(store: Store) -> None:
    store.source_days.add_cause(1, NOW, "gone")
    [page] = announce(store, 1, "2026-11-20T08:00:00Z")
    store.frontier.finish_page(page, "done", now="2026-11-20T09:00:00Z")
    store.frontier.finish_page(page, "failed", now="2026-11-20T10:00:00Z", cause="gone")
    assert read(store).unstored == []


def test_days_with_new_entries_are_listed_when_there_was_none_of_late(store: Store) -> None:
    for day, announced in (("01", 20), ("03", 1), ("04", 0)):
        store.source_days.add(
            1, f"2026-11-{day}T08:00:00Z", DayCounts(polls=1, announced=announced)
        )
    assert read(store).announced_days == [("2026-11-01", 20), ("2026-11-03", 1)]
    store.source_days.add(1, NOW, DayCounts(announced=1))
    assert read(store).announced_days == []


def test_events_pauses_and_moves_belong_to_their_source(store: Store) -> None:
    store.crawl_events.add("gap", "2026-11-19T00:00:00Z", source_id=1, feed_id=1, detail="seen")
    store.crawl_events.add("gap", "2026-10-01T00:00:00Z", source_id=1, detail="long ago")
    store.frontier.pause_host(1, "2026-11-20T13:00:00Z", "HTTP 429")
    facts = read(store)
    assert [(event.kind, event.feed, event.detail) for event in facts.events] == [
        ("gap", FEED, "seen")
    ]
    assert (facts.paused_until, facts.pause_reason) == ("2026-11-20T13:00:00Z", "HTTP 429")
    assert read(store, "other.example").events == []
    assert read(store, "other.example").paused_until is None


def test_late_feeds_are_counted_without_those_whose_host_asked_to_wait(store: Store) -> None:
    late = store.health_facts.count_late_feeds(NOW, "2026-11-20T11:00:00Z")
    assert late == (2, "2026-11-01T00:00:00Z")
    store.frontier.pause_host(1, "2026-11-20T13:00:00Z", "HTTP 429")
    assert store.health_facts.count_late_feeds(NOW, "2026-11-20T11:00:00Z")[0] == 1


def test_a_crawl_shows_by_its_leases_that_it_runs(store: Store) -> None:
    assert store.health_facts.find_sign_of_life() is None
    store.frontier.acquire_host("this:1:2", FEED, NOW)
    assert store.health_facts.find_sign_of_life() == NOW
