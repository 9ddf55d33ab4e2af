"""A database with sources that need a person, sources that do not, and a crawl that ended."""

from pathlib import Path

from aggregator import clock
from aggregator.model import Entry, Feed, Source
from storage.frontier.source_days import DayCounts
from storage.store import Store, open_for_writing

DAY = 86_400


def make_troubled(path: Path, missing: int = 2) -> None:
    """Writes a database: `missing` sources whose feed is not found, one whose pages are forbidden, a healthy one.

    Times are before now.
    """
    now = clock.now()
    with open_for_writing(path) as store, store.sources.transaction():
        add_source(store, "healthy.example", now)
        for number in range(missing):
            source_id, feed_id = add_source(store, f"missing{number}.example", now)
            for _ in range(4):
                store.frontier.fail_feed(
                    feed_id, "HTTP 404", clock.add_seconds(now, DAY), "HTTP 404"
                )
        source_id, feed_id = add_source(store, "shut.example", now)
        forbid_pages(store, source_id, feed_id, now)
        store.crawl_events.add(
            "cut", now, source_id=source_id, feed_id=feed_id, detail="150 of 2,150 entries left out"
        )
        run = store.crawl_runs.start("everything that is due", clock.add_seconds(now, -600))
        store.crawl_runs.end(run, {"feeds": 12, "new": 301, "cpu": {"read": 1.5}}, now)


def add_source(store: Store, domain: str, now: str) -> tuple[int, int]:
    """Adds a source that announced ten articles a day for four weeks, all stored; returns its id and its feed's."""
    added = clock.add_seconds(now, -40 * DAY)
    source_id = store.sources.upsert(Source(domain, site=f"https://{domain}/"), added)
    url = f"https://{domain}/feed.xml"
    store.sources.add_feed(Feed(url, domain, "feed"), source_id, added)
    feed_id = store.sources.feed_id(url)
    assert feed_id is not None
    store.frontier.finish_feed(
        feed_id,
        {},
        changed=True,
        interval_s=3600,
        next_due=clock.add_seconds(now, 3600),
        status="HTTP 200",
        now=now,
    )
    good = DayCounts(polls=24, announced=10, fetched=10, stored=10, text_length=30_000)
    for day in range(29):
        store.source_days.add(source_id, clock.add_seconds(now, -day * DAY), good)
    return source_id, feed_id


def forbid_pages(store: Store, source_id: int, feed_id: int, now: str) -> None:
    """Lets five pages of a source answer HTTP 403."""
    entries = [Entry(f"https://shut.example/{number}") for number in range(5)]
    store.frontier.add_pages(
        entries, feed_id=feed_id, source_id=source_id, last_absent=None, now=now
    )
    pages = store.main.query("SELECT id FROM frontier WHERE source_id = ?", [source_id])
    for page in [row["id"] for row in pages]:
        due = clock.add_seconds(now, 3600)
        store.frontier.finish_page(
            page, "failed", now=now, cause="forbidden", outcome="HTTP 403", next_due=due
        )
        store.source_days.add_cause(source_id, now, "forbidden")
