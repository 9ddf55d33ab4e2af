"""When to look at a feed again, and which pages are still to be fetched: leased, never popped.

A lease names its owner and ends by itself; a row whose owner died comes due again. Nothing is
removed before its outcome is written.
"""

import json
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass

from aggregator import clock, urls
from aggregator.model import Entry, Row
from storage.connection import Database, transaction

LEASE_SECONDS = 900
ATTEMPTS = 4  # of one page before it is given up
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
        index, shards = self.shard
        named = {"only": json.dumps(self.only), "urls": json.dumps(self.urls)}
        return {**named, "shard": index, "shards": shards}

    def _named(self) -> str:
        return "1" if self.everything else "s.domain IN (SELECT value FROM json_each(:only))"


# Taking and giving back


def lease_feeds(
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


def lease_pages(
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


# Feeds


def finish_feed(
    db: Database,
    feed_id: int,
    validators: Row,
    *,
    changed: bool,
    interval_s: int,
    next_due: str,
    status: str,
    now: str,
) -> None:
    """Write a successful look: validators, when to look again. The lease ends."""
    nothing = {"title": "", "body_hash": None, "etag": None, "last_modified": None}
    with transaction(db):
        db.conn.execute(
            """UPDATE feeds SET etag = :etag, last_modified = :last_modified,
                 body_hash = coalesce(:body_hash, body_hash), title = coalesce(nullif(:title, ''), title),
                 interval_s = :interval_s, next_due = :next_due, failures = 0, last_status = :status,
                 last_error = NULL, last_polled = :now,
                 last_changed = CASE WHEN :changed THEN :now ELSE last_changed END,
                 lease_until = NULL, lease_owner = NULL WHERE id = :id""",
            {
                **nothing,
                **validators,
                "changed": changed,
                "interval_s": interval_s,
                "next_due": next_due,
                "status": status,
                "now": now,
                "id": feed_id,
            },
        )


def fail_feed(db: Database, feed_id: int, error: str, next_due: str, status: str = "") -> None:
    """Write a failed look; the feed comes back at `next_due`. The lease ends."""
    with transaction(db):
        db.conn.execute(
            """UPDATE feeds SET failures = failures + 1, last_error = ?, last_status = ?, next_due = ?,
                 lease_until = NULL, lease_owner = NULL WHERE id = ?""",
            [error[:500], status, next_due, feed_id],
        )


def make_due(db: Database, domain: str, now: str) -> int:
    """Make all feeds of a source due now, or its home page when it has none; gives their number."""
    with transaction(db):
        cursor = db.conn.execute(
            """UPDATE feeds SET next_due = min(next_due, ?)
               WHERE source_id = (SELECT id FROM sources WHERE domain = ?)""",
            [now, domain],
        )
        if cursor.rowcount == 0:
            db.conn.execute("UPDATE sources SET discovery_due = ? WHERE domain = ?", [now, domain])
    return cursor.rowcount


def feeds_of(db: Database, source_id: int) -> int:
    """How many feeds a source has."""
    row = db.conn.execute("SELECT count(*) FROM feeds WHERE source_id = ?", [source_id])
    return int(row.fetchone()[0])


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


def look_again(db: Database, source_id: int, when: str | None) -> None:
    """Look at a home page again at `when`, or never (None)."""
    with transaction(db):
        db.conn.execute("UPDATE sources SET discovery_due = ? WHERE id = ?", [when, source_id])


# Pages


def unknown(db: Database, addresses: Iterable[str]) -> set[str]:
    """Those addresses that are neither stored nor to be fetched."""
    rows = db.conn.execute(
        """SELECT value FROM json_each(?)
           WHERE NOT EXISTS (SELECT 1 FROM url_aliases WHERE url = value)
             AND NOT EXISTS (SELECT 1 FROM frontier WHERE url = value)""",
        [json.dumps(list(addresses))],
    )
    return {row[0] for row in rows}


def note_entries(
    db: Database,
    entries: Sequence[Entry],
    *,
    feed_id: int | None,
    source_id: int | None,
    last_absent: str | None,
    now: str,
) -> None:
    """Add addresses that are to be fetched. `last_absent`: the feed's last look without them."""
    with transaction(db):
        db.conn.executemany(
            """INSERT INTO frontier (url, feed_id, source_id, entry, last_absent, found_at, next_due)
               VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO NOTHING""",
            [
                (
                    entry.url,
                    feed_id,
                    source_id,
                    json.dumps(asdict(entry), ensure_ascii=False),
                    last_absent,
                    now,
                    now,
                )
                for entry in entries
            ],
        )


def want(db: Database, url: str, now: str) -> None:
    """Make one address due now, also one that was fetched before."""
    with transaction(db):
        db.conn.execute(
            """INSERT INTO frontier (url, found_at, next_due) VALUES (?, ?, ?)
               ON CONFLICT (url) DO UPDATE SET state = 'due', attempts = 0, next_due = excluded.next_due""",
            [url, now, now],
        )


def finish_page(db: Database, page_id: int, state: str, outcome: str = "") -> None:
    """Write what became of a page: done, rejected, refused or failed. The lease ends."""
    with transaction(db):
        db.conn.execute(
            """UPDATE frontier SET state = ?, outcome = ?, entry = NULL, lease_until = NULL,
                 lease_owner = NULL WHERE id = ?""",
            [state, outcome[:500], page_id],
        )


def drop_page(db: Database, page_id: int) -> None:
    """Forget an address altogether: it was taken down, and only its keyed hash may stay."""
    with transaction(db):
        db.conn.execute("DELETE FROM frontier WHERE id = ?", [page_id])


def retry_page(db: Database, page: LeasedPage, outcome: str, next_due: str) -> bool:
    """Try again later; False (and the page is given up) after the last attempt."""
    if page.attempts + 1 >= ATTEMPTS:
        finish_page(db, page.id, "failed", outcome)
        return False
    with transaction(db):
        db.conn.execute(
            """UPDATE frontier SET outcome = ?, next_due = ?, attempts = attempts + 1,
                 lease_until = NULL, lease_owner = NULL WHERE id = ?""",
            [outcome[:500], next_due, page.id],
        )
    return True


def postpone(db: Database, source_id: int, until: str) -> None:
    """A site asked for patience: none of its pages that still wait is due before `until`."""
    with transaction(db):
        db.conn.execute(
            """UPDATE frontier SET next_due = max(next_due, ?)
               WHERE source_id = ? AND state = 'due' AND lease_owner IS NULL""",
            [until, source_id],
        )


# How it goes


def health(db: Database, now: str) -> Row:
    """How many feeds there are, are due and fail; how many pages wait; the worst feeds by name."""
    feeds = next(
        db.query(
            """SELECT count(*) AS known, coalesce(sum(f.next_due <= ?), 0) AS due,
                 coalesce(sum(f.failures > 0), 0) AS failing
               FROM feeds f JOIN sources s ON s.id = f.source_id WHERE s.paused = 0""",
            [now],
        )
    )
    waiting = db.conn.execute("SELECT count(*) FROM frontier WHERE state = 'due'").fetchone()[0]
    worst = db.query(
        """SELECT url, failures, last_error, next_due FROM feeds WHERE failures > 0
           ORDER BY failures DESC, url LIMIT 20"""
    )
    return {**feeds, "pages_waiting": waiting, "worst": list(worst)}
