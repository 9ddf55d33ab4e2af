"""Addresses of pages that are to be fetched or were, and what became of each.

They are taken by lease (`storage.frontier.leases`); the lease ends when the outcome is written here.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from aggregator.model import Entry
from storage.frontier.leases import LeasedPage
from storage.sqlite.connection import Database, transaction

ATTEMPTS = 4  # of one page before it is given up


def unknown(db: Database, addresses: Iterable[str]) -> set[str]:
    """Those addresses that are neither stored nor to be fetched."""
    rows = db.conn.execute(
        """SELECT value FROM json_each(?)
           WHERE NOT EXISTS (SELECT 1 FROM url_aliases WHERE url = value)
             AND NOT EXISTS (SELECT 1 FROM frontier WHERE url = value)""",
        [json.dumps(list(addresses))],
    )
    return {row[0] for row in rows}


def add(
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


def finish(db: Database, page_id: int, state: str, outcome: str = "") -> None:
    """Write what became of a page: done, rejected, refused or failed. The lease ends."""
    with transaction(db):
        db.conn.execute(
            """UPDATE frontier SET state = ?, outcome = ?, entry = NULL, lease_until = NULL,
                 lease_owner = NULL WHERE id = ?""",
            [state, outcome[:500], page_id],
        )


def drop(db: Database, page_id: int) -> None:
    """Forget an address altogether: it was taken down, and only its keyed hash may stay."""
    with transaction(db):
        db.conn.execute("DELETE FROM frontier WHERE id = ?", [page_id])


def retry(db: Database, page: LeasedPage, outcome: str, next_due: str) -> bool:
    """Try again later; False (and the page is given up) after the last attempt."""
    if page.attempts + 1 >= ATTEMPTS:
        finish(db, page.id, "failed", outcome)
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
