"""The registry of sources and feeds, as crawls and articles use it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.model import Feed, Source
from storage.frontier import sources
from storage.sqlite.connection import Database
from storage.store import open_for_writing

NOW = "2026-01-02T03:04:05Z"
LATER = "2026-01-03T00:00:00Z"
NATION = Source("nation.africa", "Nation", "https://nation.africa/", "KE", "en", "publisher", "NMG")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_for_writing(tmp_path / "a.db") as store:
        yield store.main


def due(db: Database) -> str | None:
    found: str | None = db.execute("SELECT discovery_due FROM sources").fetchone()[0]
    return found


def test_a_source_is_found_by_its_domain(db: Database) -> None:
    source_id = sources.upsert(db, NATION, NOW)
    assert sources.by_domain(db, "nation.africa") == NATION
    assert sources.source_id(db, "nation.africa") == source_id
    assert sources.known(db) == {"nation.africa": NATION}
    assert sources.by_domain(db, "nowhere.example") is None
    assert sources.source_id(db, "nowhere.example") is None


def test_bringing_up_to_date_keeps_the_id_and_what_is_not_said(db: Database) -> None:
    source_id = sources.upsert(db, NATION, NOW)
    assert sources.upsert(db, Source("nation.africa", "Nation Africa"), LATER) == source_id
    found = sources.by_domain(db, "nation.africa")
    assert found is not None
    assert (found.name, found.owner) == ("Nation Africa", "NMG")
    assert db.execute("SELECT added_at FROM sources").fetchone()[0] == NOW


def test_an_article_adds_its_source_and_at_most_fills_in_a_name(db: Database) -> None:
    source_id = sources.ensure(db, Source("a.example"), NOW)
    assert sources.ensure(db, Source("a.example", "First"), NOW) == source_id
    assert sources.ensure(db, Source("a.example", "Second"), NOW) == source_id
    assert sources.by_domain(db, "a.example") == Source("a.example", "First")


def test_a_source_without_feeds_is_due_for_discovery_until_it_has_one(db: Database) -> None:
    source_id = sources.upsert(db, NATION, NOW, discovery_due=NOW)
    assert due(db) == NOW
    assert sources.add_feed(db, Feed("https://nation.africa/rss", "nation.africa"), source_id, NOW)
    assert due(db) is None
    sources.upsert(db, NATION, LATER, discovery_due=LATER)
    assert due(db) is None


def test_a_source_that_came_with_an_article_can_be_asked_for_its_feed_later(db: Database) -> None:
    sources.ensure(db, NATION, NOW)
    assert due(db) is None
    sources.upsert(db, NATION, LATER, discovery_due=LATER)
    assert due(db) == LATER


def test_an_appointment_for_discovery_is_not_put_off(db: Database) -> None:
    sources.upsert(db, NATION, NOW, discovery_due=NOW)
    sources.upsert(db, NATION, LATER, discovery_due=LATER)
    assert due(db) == NOW


def test_a_feed_is_added_once_and_is_due_at_once(db: Database) -> None:
    source_id = sources.upsert(db, NATION, NOW)
    feed = Feed("https://nation.africa/rss", "nation.africa", "feed", "Top")
    assert sources.add_feed(db, feed, source_id, NOW)
    assert not sources.add_feed(db, feed, source_id, LATER)
    found = sources.get(db, "nation.africa")
    assert found is not None
    [kept] = found["feeds"]
    assert (kept["url"], kept["title"], kept["next_due"]) == (feed.url, "Top", NOW)
    assert sources.feed_count(db, "nation.africa") == 1
    assert sources.feed_id(db, feed.url) is not None
    assert sources.feed_id(db, "https://nation.africa/other") is None


def test_state_is_exported_by_domain(db: Database) -> None:
    for domain in ("b.example", "a.example"):
        source_id = sources.upsert(db, Source(domain, country="KE"), NOW)
        sources.add_feed(db, Feed(f"https://{domain}/rss", domain), source_id, NOW)
    db.execute("UPDATE feeds SET failures = 3 WHERE url LIKE '%b.example%'")
    assert sources.set_paused(db, "b.example", True)
    assert not sources.set_paused(db, "c.example", True)
    first, second = sources.exported(db)
    assert (first["domain"], first["paused"], first["feeds"]) == ("a.example", False, 1)
    assert (second["domain"], second["paused"], second["failures"]) == ("b.example", True, 3)


def test_feeds_carry_what_their_source_is(db: Database) -> None:
    source_id = sources.upsert(db, NATION, NOW)
    sources.add_feed(db, Feed("https://nation.africa/m.xml", "", "news_sitemap"), source_id, NOW)
    [row] = sources.feeds(db)
    assert row == {
        "url": "https://nation.africa/m.xml", "title": "", "kind": "news_sitemap",
        "name": "Nation", "domain": "nation.africa", "site": "https://nation.africa/",
        "country": "KE", "language": "en", "source_kind": "publisher", "owner": "NMG",
    }  # fmt: skip
