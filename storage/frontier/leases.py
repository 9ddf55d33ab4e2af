"""What a crawl takes to fetch it: feeds and pages that are due, leased, never popped.

A lease names its owner and ends by itself; a row whose owner died comes due again. Nothing is
removed before its outcome is written (`storage.feeds`, `storage.frontier.pages`).
"""

import json
import zlib
from collections.abc import Collection
from dataclasses import dataclass

from aggregator import clock, urls
from aggregator.model import Entry, Row
from storage.sqlite.connection import Database, transaction

LEASE_SECONDS = 900
LOOKED_AT = 2000  # rows, to find those of many sources among those that are due longest
OF_EACH = 8  # rows of one source at a time


@dataclass(frozen=True, slots=True)
class LeasedFeed:
    """A feed to look at, with what the last answer left for a conditional request."""

    id: int
    source_id: int
    source: str
    url: str
    kind: str
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    interval_s: int
    failures: int
    last_polled: str | None


@dataclass(frozen=True, slots=True)
class LeasedPage:
    """A page to fetch, with what its feed says of it."""

    id: int
    source_id: int | None
    url: str
    feed: str
    found_at: str
    last_absent: str | None
    attempts: int
    known: bool  # an article has this address already
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Reach:
    """What a crawl may touch: everything, or the named only; one of n parts of it."""

    only: tuple[str, ...] = ()  # domains of sources
    urls: tuple[str, ...] = ()
    everything: bool = True
    shard: tuple[int, int] = (0, 1)  # which part of how many, split by site

    def feeds(self) -> str:
        """The condition on `feeds f JOIN sources s`."""
        return f"{self._named()} AND (:shards = 1 OR shard_of(f.url, :shards) = :shard)"

    def pages(self) -> str:
        """The condition on `frontier p LEFT JOIN sources s`. A named address is in every part."""
        if self.everything:
            return "(:shards = 1 OR shard_of(p.url, :shards) = :shard)"
        return """(p.url IN (SELECT value FROM json_each(:urls))
            OR s.domain IN (SELECT value FROM json_each(:only))
               AND (:shards = 1 OR shard_of(p.url, :shards) = :shard))"""

    def homes(self) -> str:
        """The condition on `sources s`."""
        part = "shard_of('http://' || s.domain, :shards) = :shard"
        return f"{self._named()} AND (:shards = 1 OR {part})"

    def values(self) -> Row:
        """What the conditions above ask for by name."""
        index, shards = self.shard
        named = {"only": json.dumps(self.only), "urls": json.dumps(self.urls)}
        return {**named, "shard": index, "shards": shards}

    def _named(self) -> str:
        return "1" if self.everything else "s.domain IN (SELECT value FROM json_each(:only))"


def feeds(
    db: Database,
    owner: str,
    now: str,
    reach: Reach,
    *,
    due_by: str,
    busy: Collection[int] = (),
    limit: int,
) -> list[LeasedFeed]:
    """Take feeds that were due at `due_by`, of sources neither paused nor busy; few of each."""
    due = f"""SELECT f.id, f.next_due, f.source_id AS source
      FROM feeds f JOIN sources s ON s.id = f.source_id
      WHERE f.next_due <= :due_by AND s.paused = 0 AND {reach.feeds()}
        AND (f.lease_until IS NULL OR f.lease_until < :now)
        AND s.id NOT IN (SELECT value FROM json_each(:busy))"""
    ids = _lease(db, "feeds", due, _leasing(owner, now, limit, busy, reach) | {"due_by": due_by})
    rows = db.conn.execute(
        """SELECT f.id, f.source_id, s.domain, f.url, f.kind, f.etag, f.last_modified, f.body_hash,
             f.interval_s, f.failures, f.last_polled
           FROM feeds f JOIN sources s ON s.id = f.source_id
           WHERE f.id IN (SELECT value FROM json_each(?)) ORDER BY f.next_due, f.id""",
        [json.dumps(ids)],
    )
    return [LeasedFeed(*row) for row in rows]


def pages(
    db: Database, owner: str, now: str, reach: Reach, *, busy: Collection[int] = (), limit: int
) -> list[LeasedPage]:
    """Take pages that are due, of sources neither paused nor busy; few of each."""
    due = f"""SELECT p.id, p.next_due, coalesce(p.source_id, -p.id) AS source
      FROM frontier p LEFT JOIN sources s ON s.id = p.source_id
      WHERE p.state = 'due' AND p.next_due <= :now AND coalesce(s.paused, 0) = 0 AND {reach.pages()}
        AND (p.lease_until IS NULL OR p.lease_until < :now)
        AND coalesce(p.source_id, 0) NOT IN (SELECT value FROM json_each(:busy))"""
    ids = _lease(db, "frontier", due, _leasing(owner, now, limit, busy, reach))
    rows = db.conn.execute(
        """SELECT p.id, p.source_id, p.url, coalesce(f.url, ''), p.found_at, p.last_absent,
             p.attempts, EXISTS (SELECT 1 FROM url_aliases u WHERE u.url = p.url) = 1, p.entry
           FROM frontier p LEFT JOIN feeds f ON f.id = p.feed_id
           WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.next_due, p.id""",
        [json.dumps(ids)],
    )
    return [LeasedPage(*(*row[:8], _entry(row[8]))) for row in rows]


def homes(db: Database, now: str, reach: Reach, limit: int) -> list[tuple[int, str, str]]:
    """Sources without a feed whose home page is due for a look: (id, domain, site)."""
    db.conn.create_function("shard_of", 2, _shard_of, deterministic=True)
    rows = db.conn.execute(
        f"""SELECT s.id, s.domain, s.site FROM sources s
            WHERE s.paused = 0 AND s.discovery_due <= :now AND {reach.homes()}
            ORDER BY s.discovery_due, s.id LIMIT :limit""",
        {**reach.values(), "now": now, "limit": limit},
    )
    return [(row[0], row[1], row[2]) for row in rows]


def release(db: Database, owner: str) -> None:
    """Give back what an owner still holds."""
    with transaction(db):
        for table in ("feeds", "frontier"):
            db.conn.execute(
                f"UPDATE {table} SET lease_until = NULL, lease_owner = NULL WHERE lease_owner = ?",
                [owner],
            )


def owners(db: Database) -> list[str]:
    """Who holds leases now."""
    rows = db.conn.execute(
        """SELECT lease_owner FROM feeds WHERE lease_owner IS NOT NULL
           UNION SELECT lease_owner FROM frontier WHERE lease_owner IS NOT NULL"""
    )
    return [row[0] for row in rows]


def renew(db: Database, owner: str, now: str) -> None:
    """Prolong what an owner holds, while it lives."""
    until = clock.later(now, LEASE_SECONDS)
    with transaction(db):
        for table in ("feeds", "frontier"):
            db.conn.execute(
                f"UPDATE {table} SET lease_until = ? WHERE lease_owner = ?", [until, owner]
            )


def _lease(db: Database, table: str, due: str, values: Row) -> list[int]:
    """Of the rows that are due longest, take a few of each source."""
    db.conn.create_function("shard_of", 2, _shard_of, deterministic=True)
    with transaction(db):
        rows = db.conn.execute(
            f"""UPDATE {table} SET lease_until = :until, lease_owner = :owner WHERE id IN (
                  SELECT id FROM (
                    SELECT id, next_due, row_number() OVER (PARTITION BY source ORDER BY next_due, id) AS place
                    FROM ({due} ORDER BY 2, 1 LIMIT {LOOKED_AT}))
                  WHERE place <= {OF_EACH} ORDER BY next_due, id LIMIT :limit)
                RETURNING id""",
            values,
        ).fetchall()
    return [row[0] for row in rows]


def _leasing(owner: str, now: str, limit: int, busy: Collection[int], reach: Reach) -> Row:
    until = clock.later(now, LEASE_SECONDS)
    mine = {"owner": owner, "now": now, "until": until, "limit": limit}
    return {**mine, "busy": json.dumps(list(busy)), **reach.values()}


def _shard_of(url: str, shards: int) -> int:
    return zlib.crc32(urls.site(url).encode()) % shards


def _entry(text: str | None) -> Entry | None:
    if not text:
        return None
    said = json.loads(text)
    return Entry(**{**said, "authors": tuple(said["authors"])})
