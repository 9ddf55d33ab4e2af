"""Pages that are to be fetched or were, and the outcome of each."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from aggregator.model import Entry
from storage.frontier.interface import ATTEMPTS, LeasedPage, PageState
from storage.sqlite.repository import Repository

MOST_OUTCOME = 500  # characters of an outcome that are stored


class Pages(Repository):
    """Adds rows of `frontier` and writes their outcomes, which end leases."""

    def select_neither_queued_nor_stored(self, addresses: Iterable[str]) -> set[str]:
        """Returns those addresses that are neither in the frontier nor of a stored article.

        An address that an article only claims is of none, unless it is declared and a twin.
        """
        rows = self._db.conn.execute(
            """SELECT value FROM json_each(?)
               WHERE NOT EXISTS (SELECT 1 FROM url_aliases WHERE url = value)
                 AND NOT EXISTS (SELECT 1 FROM address_claims WHERE url = value AND is_twin)
                 AND NOT EXISTS (SELECT 1 FROM frontier WHERE url = value)""",
            [json.dumps(list(addresses))],
        )
        return {row[0] for row in rows}

    def add_pages(
        self,
        entries: Sequence[Entry],
        *,
        feed_id: int | None,
        source_id: int | None,
        last_absent: str | None,
        now: str,
        absent_hash: str | None = None,
        found_hash: str | None = None,
    ) -> None:
        """Adds pages, due now; known addresses stay as they are."""
        observed = (feed_id, source_id, last_absent, now, now, absent_hash, found_hash)
        with self.transaction():
            self._db.conn.executemany(
                """INSERT INTO frontier (url, entry, feed_id, source_id, last_absent, found_at, next_due,
                     absent_hash, found_hash)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO NOTHING""",
                [(entry.url, _encode_entry(entry), *observed) for entry in entries],
            )

    def make_page_due(self, url: str, now: str) -> None:
        """Makes one page due now with all its attempts, also one that was fetched before."""
        with self.transaction():
            self._db.conn.execute(
                """INSERT INTO frontier (url, found_at, next_due) VALUES (?, ?, ?)
                   ON CONFLICT (url) DO UPDATE
                   SET state = 'due', attempts = 0, next_due = excluded.next_due""",
                [url, now, now],
            )

    def finish_page(self, page_id: int, state: PageState, outcome: str = "") -> None:
        """Writes the final outcome of a page and ends its lease."""
        with self.transaction():
            self._db.conn.execute(
                """UPDATE frontier SET state = ?, outcome = ?, entry = NULL, lease_until = NULL,
                     lease_holder = NULL WHERE id = ?""",
                [state, outcome[:MOST_OUTCOME], page_id],
            )

    def delete_page(self, page_id: int) -> None:
        """Deletes a page: only the keyed hash of its address may stay."""
        with self.transaction():
            self._db.conn.execute("DELETE FROM frontier WHERE id = ?", [page_id])

    def retry_page(self, page: LeasedPage, outcome: str, next_due: str) -> bool:
        """Makes a page due again; returns False, and it has failed, after the last attempt."""
        if page.attempts + 1 >= ATTEMPTS:
            self.finish_page(page.id, "failed", outcome)
            return False
        with self.transaction():
            self._db.conn.execute(
                """UPDATE frontier SET outcome = ?, next_due = ?, attempts = attempts + 1,
                     lease_until = NULL, lease_holder = NULL WHERE id = ?""",
                [outcome[:MOST_OUTCOME], next_due, page.id],
            )
        return True

    def postpone_source(self, source_id: int, until: str) -> None:
        """Makes no page of a source that waits due before `until`."""
        with self.transaction():
            self._db.conn.execute(
                """UPDATE frontier SET next_due = max(next_due, ?)
                   WHERE source_id = ? AND state = 'due' AND lease_holder IS NULL""",
                [until, source_id],
            )


def _encode_entry(entry: Entry) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False)
