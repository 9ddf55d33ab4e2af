"""Looks at feeds and home pages: how the last one went, and when the next one is."""

from aggregator.model import Row
from storage.sqlite.connection import Database, transaction


def finish(
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


def fail(db: Database, feed_id: int, error: str, next_due: str, status: str = "") -> None:
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


def look_again(db: Database, source_id: int, when: str | None) -> None:
    """Look at a home page again at `when`, or never (None)."""
    with transaction(db):
        db.conn.execute("UPDATE sources SET discovery_due = ? WHERE id = ?", [when, source_id])


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
