"""How long the scheduler waits for what is due: 200,000 feeds and 1,000,000 addresses, most of them of ten sites.

A batch of 256, CPU milliseconds, medians; with and without `--shard`. The database is made once and takes 0.6 GB.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from storage.frontier.hosts import compute_shard_key
from storage.frontier.interface import CrawlScope
from storage.frontier.sqlite_frontier import SqliteFrontier
from storage.sqlite.connection import Database
from storage.store import open_for_writing

HOSTS, LARGE = 20_000, 10
SHARE_OF_LARGE = 0.9
BATCH, ROUNDS, KEPT = 256, 12, 56  # KEPT: of a batch that stay in progress, as slow pages do
NOW = "2026-11-28T10:00:00Z"
ENTRY = '{"url": "http://paper.example/a", "title": "A headline of some words", "authors": []}'


def fill(db: Database, feeds: int, pages: int) -> None:
    """Adds sources with a host each; nine in ten feeds and pages are of LARGE of them."""
    ids = range(1, HOSTS + 1)
    names = [f"paper{number}.example" for number in ids]
    with db.atomic():
        db.conn.executemany(
            "INSERT INTO sources (id, domain, added_at) VALUES (?, ?, ?)",
            [(number, name, NOW) for number, name in zip(ids, names, strict=True)],
        )
        db.conn.executemany(
            "INSERT INTO hosts (id, name, shard_key) VALUES (?, ?, ?)",
            [
                (number, name, compute_shard_key(f"http://{name}/"))
                for number, name in zip(ids, names, strict=True)
            ],
        )
        db.conn.executemany(
            "INSERT INTO feeds (source_id, host_id, url, next_due) VALUES (?, ?, ?, ?)",
            make_rows(feeds, "feed"),
        )
        db.conn.executemany(
            f"""INSERT INTO frontier (source_id, host_id, url, next_due, found_at, entry)
                VALUES (?, ?, ?, ?, '{NOW}', '{ENTRY}')""",
            make_rows(pages, "page"),
        )


def make_rows(number: int, kind: str) -> Iterator[tuple[int, int, str, str]]:
    """Yields source, host, address and due time; the times are spread over an hour, in no order."""
    for row in range(number):
        is_large = row < SHARE_OF_LARGE * number
        host = 1 + row % LARGE if is_large else 1 + LARGE + row % (HOSTS - LARGE)
        second = row * 7919 % 3600
        due = f"2026-11-28T09:{second // 60:02}:{second % 60:02}Z"
        yield host, host, f"http://paper{host}.example/{kind}/{row}", due


def measure(take: Callable[[], list[int]], give_back: Callable[[int], None]) -> float:
    """Returns the median CPU milliseconds of a batch."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        taken = take()
        times.append(time.process_time() - start)
        assert len(taken) == BATCH
        for row_id in taken[KEPT:]:
            give_back(row_id)
    return statistics.median(times) * 1000


def measure_scope(frontier: SqliteFrontier, scope: CrawlScope) -> tuple[float, float]:
    """Returns the milliseconds of a batch of feeds and of one of pages."""

    def take_feeds() -> list[int]:
        taken = frontier.lease_due_feeds("it", scope, now=NOW, due_by=NOW, limit=BATCH)
        return [feed.id for feed in taken]

    def take_pages() -> list[int]:
        taken = frontier.lease_due_pages("it", scope, now=NOW, limit=BATCH)
        return [page.id for page in taken]

    feeds = measure(take_feeds, frontier.give_back_feed)
    pages = measure(take_pages, frontier.give_back_page)
    frontier.release_leases("it")
    return feeds, pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="is not needed: the rows are made here")
    parser.add_argument("--feeds", type=int, default=200_000)
    parser.add_argument("--pages", type=int, default=1_000_000)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_for_writing(Path(folder) / "leases.db") as store,
    ):
        fill(store.main, options.feeds, options.pages)
        for name, scope in (("whole", CrawlScope()), ("--shard 1/4", CrawlScope(shard=(0, 4)))):
            feeds, pages = measure_scope(store.frontier, scope)
            print(f"{name:12} {BATCH} feeds {feeds:5.1f} ms, {BATCH} pages {pages:5.1f} ms")


if __name__ == "__main__":
    main()
