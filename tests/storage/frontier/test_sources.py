"""The registry of sources and feeds, as crawls and articles use it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.model import Feed, Source
from storage.frontier.interface import CrawlScope
from storage.frontier.sources import Sources
from storage.frontier.sqlite_frontier import SqliteFrontier
from storage.sqlite.connection import Database
from storage.store import open_for_writing
from tests.empty_database import copy_empty_database

NOW = "2026-01-02T03:04:05Z"
LATER = "2026-01-03T00:00:00Z"
NATION = Source("nation.africa", "Nation", "https://nation.africa/", "KE", "en", "publisher", "NMG")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_for_writing(copy_empty_database(tmp_path / "a.db")) as store:
        yield store.main


def due(db: Database) -> str | None:
    moment: str | None = db.execute("SELECT discovery_due FROM sources").fetchone()[0]
    return moment


def test_a_source_is_found_by_its_domain(db: Database) -> None:
    source_id = Sources(db).upsert(NATION, NOW)
    assert Sources(db).get_by_domain("nation.africa") == NATION
    assert Sources(db).source_id("nation.africa") == source_id
    assert Sources(db).all_by_domain() == {"nation.africa": NATION}
    assert Sources(db).get_by_domain("nowhere.example") is None
    assert Sources(db).source_id("nowhere.example") is None


def test_an_update_keeps_the_id_and_omitted_fields(db: Database) -> None:
    source_id = Sources(db).upsert(NATION, NOW)
    assert Sources(db).upsert(Source("nation.africa", "Nation Africa"), LATER) == source_id
    source = Sources(db).get_by_domain("nation.africa")
    assert source is not None
    assert (source.name, source.publisher_group) == ("Nation Africa", "NMG")
    assert db.execute("SELECT added_at FROM sources").fetchone()[0] == NOW


def test_an_article_adds_its_source_and_at_most_fills_in_a_name(db: Database) -> None:
    source_id = Sources(db).find_or_add(Source("a.example"), NOW)
    assert Sources(db).find_or_add(Source("a.example", "First"), NOW) == source_id
    assert Sources(db).find_or_add(Source("a.example", "Second"), NOW) == source_id
    assert Sources(db).get_by_domain("a.example") == Source("a.example", "First")


def test_a_source_without_feeds_is_due_for_discovery_until_it_has_one(db: Database) -> None:
    source_id = Sources(db).upsert(NATION, NOW, discovery_due=NOW)
    assert due(db) == NOW
    assert Sources(db).add_feed(Feed("https://nation.africa/rss", "nation.africa"), source_id, NOW)
    assert due(db) is None
    Sources(db).upsert(NATION, LATER, discovery_due=LATER)
    assert due(db) is None


def test_discovery_can_be_scheduled_for_a_source_added_by_an_article(db: Database) -> None:
    Sources(db).find_or_add(NATION, NOW)
    assert due(db) is None
    Sources(db).upsert(NATION, LATER, discovery_due=LATER)
    assert due(db) == LATER


def test_a_scheduled_discovery_is_not_postponed(db: Database) -> None:
    Sources(db).upsert(NATION, NOW, discovery_due=NOW)
    Sources(db).upsert(NATION, LATER, discovery_due=LATER)
    assert due(db) == NOW


def test_a_feed_is_added_once_and_is_due_at_once(db: Database) -> None:
    source_id = Sources(db).upsert(NATION, NOW)
    feed = Feed("https://nation.africa/rss", "nation.africa", "feed", "Top")
    assert Sources(db).add_feed(feed, source_id, NOW)
    assert not Sources(db).add_feed(feed, source_id, LATER)
    source = Sources(db).get_with_feeds("nation.africa")
    assert source is not None
    [kept] = source.feeds
    assert (kept.url, kept.title, kept.next_due) == (feed.url, "Top", NOW)
    assert Sources(db).count_feeds("nation.africa") == 1
    assert Sources(db).feed_id(feed.url) is not None
    assert Sources(db).feed_id("https://nation.africa/other") is None


def test_state_is_exported_by_domain(db: Database) -> None:
    for domain in ("b.example", "a.example"):
        source_id = Sources(db).upsert(Source(domain, country="KE"), NOW)
        Sources(db).add_feed(Feed(f"https://{domain}/rss", domain), source_id, NOW)
    db.execute("UPDATE feeds SET failures = 3 WHERE url LIKE '%b.example%'")
    assert Sources(db).set_paused("b.example", True)
    assert not Sources(db).set_paused("c.example", True)
    first, second = Sources(db).all_with_state()
    assert (first.domain, first.paused, first.feeds) == ("a.example", False, 1)
    assert (second.domain, second.paused, second.failures) == ("b.example", True, 3)


def test_the_certificates_of_a_source_can_be_excepted(db: Database) -> None:
    sources = Sources(db)
    for domain in ("a.example", "b.example"):
        sources.upsert(Source(domain), NOW)
    assert sources.set_tls_unverified("b.example", True)
    assert not sources.set_tls_unverified("c.example", True)
    assert sources.list_tls_unverified() == {"b.example"}
    sources.set_tls_unverified("b.example", False)
    assert sources.list_tls_unverified() == frozenset()


def test_feeds_have_the_fields_of_their_source(db: Database) -> None:
    source_id = Sources(db).upsert(NATION, NOW)
    Sources(db).add_feed(Feed("https://nation.africa/m.xml", "", "news_sitemap"), source_id, NOW)
    [row] = Sources(db).all_feeds()
    assert row == {
        "url": "https://nation.africa/m.xml", "title": "", "kind": "news_sitemap",
        "name": "Nation", "domain": "nation.africa", "site": "https://nation.africa/",
        "country": "KE", "language": "en", "source_kind": "publisher", "publisher_group": "NMG",
    }  # fmt: skip


def test_a_feed_is_compared_by_its_address_and_fetched_as_written(db: Database) -> None:
    source_id = Sources(db).upsert(NATION, NOW)
    written = "https://feeds.nation.africa/rss?z=1&a=2"
    feed = Feed("https://feeds.nation.africa/rss?a=2&z=1", NATION.domain, address=written)
    assert Sources(db).add_feed(feed, source_id, NOW)
    assert not Sources(db).add_feed(feed, source_id, NOW)
    [leased] = SqliteFrontier(db).lease_due_feeds("a", CrawlScope(), now=NOW, due_by=NOW, limit=9)
    assert (leased.url, leased.fetched_url) == (feed.url, written)
