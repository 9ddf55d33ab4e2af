"""The frontier in SQLite, beyond its contract: the contents of its rows, and its health."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import clock
from aggregator.model import Entry, Feed, Source
from aggregator.results import FailingFeed
from storage.frontier.interface import CrawlScope, LeasedPage
from storage.frontier.sources import Sources
from storage.frontier.sqlite_frontier import SqliteFrontier
from storage.sqlite.connection import Database
from storage.store import open_for_writing
from tests.empty_database import copy_empty_database

NOW = "2026-03-02T10:00:00Z"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_for_writing(copy_empty_database(tmp_path / "aggregator.db")) as store:
        yield store.main


def add_source(db: Database, domain: str, pages: int = 0) -> int:
    """Adds a source with one feed and so many pages; returns its id."""
    sources = Sources(db)
    with sources.transaction():
        source_id = sources.upsert(Source(domain), NOW)
        sources.add_feed(Feed(f"http://{domain}/feed", domain), source_id, NOW)
    entries = [Entry(f"http://{domain}/{number}", title="A title") for number in range(pages)]
    SqliteFrontier(db).add_pages(
        entries, feed_id=source_id, source_id=source_id, last_absent=None, now=NOW
    )
    return source_id


def take(db: Database) -> list[LeasedPage]:
    return SqliteFrontier(db).lease_due_pages("a", CrawlScope(), now=NOW, limit=9)


def test_a_stored_page_keeps_what_its_feed_said_and_its_first_attempt(db: Database) -> None:
    add_source(db, "paper.example", 1)
    [page] = take(db)
    later = clock.add_seconds(NOW, 600)
    frontier = SqliteFrontier(db)
    frontier.finish_page(page.id, "failed", now=NOW, outcome="HTTP 404", next_due=later)
    frontier.finish_page(page.id, "done", now=later)
    row = db.execute(
        "SELECT state, first_tried_at, first_outcome, tried_at, attempts, entry FROM frontier"
    ).fetchone()
    assert row[:5] == ("done", NOW, "HTTP 404", later, 0)
    assert "A title" in row[5]


def test_an_entry_that_an_older_version_wrote_is_read_without_its_unknown_fields(
    db: Database,
) -> None:
    add_source(db, "paper.example", 1)
    db.execute("UPDATE frontier SET entry = json_set(entry, '$.summary', 'words')")
    [page] = take(db)
    assert page.entry == Entry("http://paper.example/0", title="A title")


def test_health_counts_due_and_failing_feeds(db: Database) -> None:
    add_source(db, "paper.example", 2)
    dead = add_source(db, "dead.example")
    frontier = SqliteFrontier(db)
    frontier.fail_feed(dead, "HTTP 404", clock.add_seconds(NOW, 600), "HTTP 404")
    health = frontier.get_health(NOW)
    assert (health.known, health.due, health.failing) == (2, 1, 1)
    assert health.pages_waiting == 2
    assert health.worst == [
        FailingFeed("http://dead.example/feed", 1, "HTTP 404", clock.add_seconds(NOW, 600))
    ]
