"""When to look at a feed again, and which pages are still to be fetched: leased, never popped.

A lease names its owner and ends by itself; a row whose owner died comes due again. Nothing is
removed before its outcome is written.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from aggregator import clock
from aggregator.model import Entry, Row
from storage.connection import Database, transaction

LEASE_SECONDS = 900
ATTEMPTS = 4  # of one page before it is given up


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
    url: str
    entry: Entry | None
    feed: str
    found_at: str
    last_absent: str | None
    attempts: int


def lease_feeds(
    db: Database,
    owner: str,
    now: str,
    *,
    only: Sequence[str] = (),
    all_of: bool = False,
    shard: tuple[int, int] = (0, 1),
    limit: int = 500,
) -> list[LeasedFeed]:
    """Take feeds that are due (or, with `all_of`, whatever is free) of sources that are not paused.

    `only` names the sources' domains; `shard` (i, n) takes every n-th source.
    """
    wanted = "AND s.domain IN (SELECT value FROM json_each(:only))" if only else ""
    due = "" if all_of else "AND f.next_due <= :now"
    with transaction(db):
        rows = db.conn.execute(
            f"""UPDATE feeds SET lease_until = :until, lease_owner = :owner WHERE id IN (
                  SELECT f.id FROM feeds f JOIN sources s ON s.id = f.source_id
                  WHERE s.paused = 0 AND s.id % :shards = :shard {due} {wanted}
                    AND (f.lease_until IS NULL OR f.lease_until < :now)
                  ORDER BY f.next_due, f.id LIMIT :limit)
                RETURNING id""",
            {**_leasing(owner, now, shard, limit), "only": json.dumps(list(only))},
        ).fetchall()
        ids = [row[0] for row in rows]
    return _leased_feeds(db, ids)


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
    db.conn.execute(
        """UPDATE feeds SET etag = :etag, last_modified = :last_modified,
             body_hash = coalesce(:body_hash, body_hash), title = coalesce(nullif(:title, ''), title),
             interval_s = :interval_s, next_due = :next_due, failures = 0, last_status = :status,
             last_error = NULL, last_polled = :now,
             last_changed = CASE WHEN :changed THEN :now ELSE last_changed END,
             lease_until = NULL, lease_owner = NULL WHERE id = :id""",
        {
            "title": "",
            "body_hash": None,
            "etag": None,
            "last_modified": None,
            **validators,
            "changed": changed,
            "interval_s": interval_s,
            "next_due": next_due,
            "status": status,
            "now": now,
            "id": feed_id,
        },
    )
    db.conn.commit()


def fail_feed(db: Database, feed_id: int, error: str, next_due: str, status: str = "") -> None:
    """Write a failed look; the feed comes back at `next_due`. The lease ends."""
    db.conn.execute(
        """UPDATE feeds SET failures = failures + 1, last_error = ?, last_status = ?, next_due = ?,
             lease_until = NULL, lease_owner = NULL WHERE id = ?""",
        [error[:500], status, next_due, feed_id],
    )
    db.conn.commit()


def note_entries(
    db: Database,
    entries: Iterable[Entry],
    *,
    feed_id: int | None,
    source_id: int | None,
    last_absent: str | None,
    now: str,
) -> int:
    """Add the addresses that are new; gives how many. `last_absent`: the feed's last look without them."""
    added = 0
    with transaction(db):
        for entry in entries:
            cursor = db.conn.execute(
                """INSERT INTO frontier (url, feed_id, source_id, entry, last_absent, found_at, next_due)
                   SELECT ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM url_aliases WHERE url = ?)
                   ON CONFLICT (url) DO NOTHING""",
                [
                    entry.url,
                    feed_id,
                    source_id,
                    json.dumps(asdict(entry), ensure_ascii=False),
                    last_absent,
                    now,
                    now,
                    entry.url,
                ],
            )
            added += cursor.rowcount
    return added


def want(db: Database, url: str, now: str) -> None:
    """Make one address due now, also one that was fetched before."""
    with transaction(db):
        db.conn.execute(
            """INSERT INTO frontier (url, found_at, next_due) VALUES (?, ?, ?)
               ON CONFLICT (url) DO UPDATE SET state = 'due', attempts = 0, next_due = excluded.next_due""",
            [url, now, now],
        )


def lease_pages(
    db: Database,
    owner: str,
    now: str,
    *,
    limit: int,
    only: Sequence[str] = (),
    urls: Sequence[str] = (),
    shard: tuple[int, int] = (0, 1),
) -> list[LeasedPage]:
    """Take pages that are due: of the named sources, or the named addresses, else of all."""
    wanted = "AND s.domain IN (SELECT value FROM json_each(:only))" if only else ""
    wanted += f" AND p.url IN ({_quoted(urls)})" if urls else ""
    with transaction(db):
        rows = db.conn.execute(
            f"""UPDATE frontier SET lease_until = :until, lease_owner = :owner, attempts = attempts + 1
                WHERE id IN (
                  SELECT p.id FROM frontier p LEFT JOIN sources s ON s.id = p.source_id
                  WHERE p.state = 'due' AND p.next_due <= :now AND coalesce(s.paused, 0) = 0
                    AND coalesce(s.id, p.id) % :shards = :shard {wanted}
                    AND (p.lease_until IS NULL OR p.lease_until < :now) ORDER BY p.next_due, p.id LIMIT :limit)
                RETURNING id""",
            {
                **_leasing(owner, now, shard, limit),
                "only": json.dumps(list(only)),
                "urls": json.dumps(list(urls)),
            },
        ).fetchall()
        ids = [row[0] for row in rows]
    return _leased_pages(db, ids)


def finish_page(db: Database, page_id: int, state: str, outcome: str = "") -> None:
    """Write what became of a page: done, rejected, refused or failed. The lease ends."""
    db.conn.execute(
        """UPDATE frontier SET state = ?, outcome = ?, lease_until = NULL, lease_owner = NULL
           WHERE id = ?""",
        [state, outcome[:500], page_id],
    )
    db.conn.commit()


def drop_page(db: Database, page_id: int) -> None:
    """Forget an address altogether: it was taken down, and only its keyed hash may stay."""
    db.conn.execute("DELETE FROM frontier WHERE id = ?", [page_id])
    db.conn.commit()


def retry_page(db: Database, page_id: int, outcome: str, next_due: str) -> bool:
    """Try again later; False (and the page is given up) after the last attempt."""
    row = db.conn.execute("SELECT attempts FROM frontier WHERE id = ?", [page_id]).fetchone()
    if row is None or row[0] >= ATTEMPTS:
        finish_page(db, page_id, "failed", outcome)
        return False
    db.conn.execute(
        """UPDATE frontier SET outcome = ?, next_due = ?, lease_until = NULL, lease_owner = NULL
           WHERE id = ?""",
        [outcome[:500], next_due, page_id],
    )
    db.conn.commit()
    return True


def release(db: Database, owner: str) -> None:
    """Give back what an owner still holds, without counting it as an attempt."""
    with transaction(db):
        db.conn.execute(
            "UPDATE feeds SET lease_until = NULL, lease_owner = NULL WHERE lease_owner = ?", [owner]
        )
        db.conn.execute(
            """UPDATE frontier SET lease_until = NULL, lease_owner = NULL, attempts = max(0, attempts - 1)
               WHERE lease_owner = ?""",
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
        db.conn.execute("UPDATE feeds SET lease_until = ? WHERE lease_owner = ?", [until, owner])
        db.conn.execute("UPDATE frontier SET lease_until = ? WHERE lease_owner = ?", [until, owner])


def due(db: Database, now: str) -> tuple[int, int]:
    """How many feeds and pages are due."""
    feeds = db.conn.execute(
        "SELECT count(*) FROM feeds f JOIN sources s ON s.id = f.source_id WHERE s.paused = 0 AND f.next_due <= ?",
        [now],
    ).fetchone()[0]
    pages = db.conn.execute(
        "SELECT count(*) FROM frontier WHERE state = 'due' AND next_due <= ?", [now]
    ).fetchone()[0]
    return feeds, pages


def discoveries(
    db: Database, now: str, only: Sequence[str], limit: int
) -> list[tuple[int, str, str]]:
    """Sources without a feed whose home page is due for a look: (id, domain, site)."""
    wanted = "AND domain IN (SELECT value FROM json_each(?))" if only else ""
    rows = db.conn.execute(
        f"SELECT id, domain, site FROM sources WHERE paused = 0 AND discovery_due <= ? {wanted} "
        "ORDER BY discovery_due, id LIMIT ?",
        [now, *([json.dumps(list(only))] if only else []), limit],
    )
    return [(row[0], row[1], row[2]) for row in rows]


def discover_again(db: Database, source_id: int, when: str | None) -> None:
    """Look at a home page again at `when`, or never (None)."""
    db.conn.execute("UPDATE sources SET discovery_due = ? WHERE id = ?", [when, source_id])
    db.conn.commit()


def _leasing(owner: str, now: str, shard: tuple[int, int], limit: int) -> Row:
    until = clock.later(now, LEASE_SECONDS)
    index, shards = shard
    return {
        "owner": owner,
        "now": now,
        "until": until,
        "shard": index,
        "shards": shards,
        "limit": limit,
    }


def _leased_feeds(db: Database, ids: list[int]) -> list[LeasedFeed]:
    rows = db.conn.execute(
        f"""SELECT f.id, f.source_id, s.domain, f.url, f.kind, f.etag, f.last_modified, f.body_hash,
              f.interval_s, f.failures, f.last_polled
            FROM feeds f JOIN sources s ON s.id = f.source_id WHERE f.id IN ({", ".join(map(str, ids))})
            ORDER BY f.id"""
    )
    return [LeasedFeed(*row) for row in rows]


def _leased_pages(db: Database, ids: list[int]) -> list[LeasedPage]:
    rows = db.conn.execute(
        f"""SELECT p.id, p.url, p.entry, coalesce(f.url, ''), p.found_at, p.last_absent, p.attempts
            FROM frontier p LEFT JOIN feeds f ON f.id = p.feed_id
            WHERE p.id IN ({", ".join(map(str, ids))}) ORDER BY p.id"""
    ).fetchall()
    return [LeasedPage(row[0], row[1], _entry(row[2]), *row[3:]) for row in rows]


def _entry(text: str | None) -> Entry | None:
    if not text:
        return None
    said = json.loads(text)
    return Entry(**{**said, "authors": tuple(said["authors"])})
