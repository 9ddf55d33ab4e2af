"""Pages that are to be fetched or were, and the outcome of each."""

import json
from collections.abc import Collection, Iterable, Sequence

import msgspec

from aggregator.model import Entry
from storage.frontier.interface import PageOutcome, PageState
from storage.frontier.leases import Leases

MOST_OUTCOME = 500  # characters of an outcome that are stored
LISTED_PAUSE = "+7 days"  # between two looks at what feeds go on listing


class Pages(Leases):
    """Adds rows of `frontier` and writes their outcomes."""

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
        is_due: bool = True,
    ) -> None:
        """Adds pages, due now or only known; known addresses stay as they are."""
        state, due = ("due", now) if is_due else ("known", None)
        observed = (feed_id, source_id, last_absent, now, state, due, absent_hash, found_hash)
        with self.transaction():
            hosts = self.find_or_add_hosts(entry.address or entry.url for entry in entries)
            self._db.conn.executemany(
                """INSERT INTO frontier (url, address, host_id, entry, feed_id, source_id, last_absent,
                     found_at, state, next_due, absent_hash, found_hash)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO NOTHING""",
                [
                    (
                        entry.url,
                        entry.address or None,
                        hosts[entry.address or entry.url],
                        _encode_entry(entry),
                        *observed,
                    )
                    for entry in entries
                ],
            )

    def make_page_due(self, url: str, now: str, address: str = "") -> None:
        """Makes one page due now, also one that was stored before: a person asks for it.

        `address` is what is fetched, empty for what is known already, or the same as `url`.
        """
        written = address if address != url else ""
        with self.transaction():
            host_id = self.find_or_add_host(written or url)
            self._db.conn.execute(
                """INSERT INTO frontier (url, address, host_id, state, found_at, next_due)
                   VALUES (:url, nullif(:address, ''), :host, 'asked', :now, :now)
                   ON CONFLICT (url) DO UPDATE SET state = 'asked', attempts = 0, next_due = :now,
                     address = coalesce(excluded.address, address),
                     host_id = iif(excluded.address IS NULL, host_id, excluded.host_id)""",
                {"url": url, "address": written, "host": host_id, "now": now},
            )

    def keep_looking(self, addresses: Iterable[str], now: str) -> None:
        """Plans a look at those of these addresses that brought no article and whose looks have ended.

        It is due a week after the last one: a feed still lists them.
        """
        listed = {"listed": json.dumps(list(addresses)), "now": now}
        with self.transaction():
            self._db.conn.execute(
                f"""UPDATE frontier SET next_due = max(:now, strftime('%Y-%m-%dT%H:%M:%SZ', tried_at, '{LISTED_PAUSE}'))
                   WHERE url IN (SELECT value FROM json_each(:listed)) AND next_due IS NULL
                     AND state IN ('rejected', 'refused', 'failed')""",
                listed,
            )

    def look_at_further_addresses(self, article_id: int, url: str, now: str) -> bool:
        """Returns whether an article was read at other addresses than `url` when they were looked at last.

        Those of them that have no look planned are due now.
        """
        with self.transaction():
            others = self._db.conn.execute(
                """UPDATE frontier SET next_due = coalesce(next_due, :now)
                   WHERE state = 'done' AND url != :url AND url IN
                     (SELECT url FROM url_aliases WHERE article_id = :id AND basis != 'former')""",
                {"id": article_id, "url": url, "now": now},
            )
        return others.rowcount > 0

    def postpone_page(self, page_id: int, next_due: str) -> None:
        """Gives a page back that was taken, due later."""
        self._forget("frontier", page_id)
        self.write_one("UPDATE frontier SET next_due = ? WHERE id = ?", [next_due, page_id])

    def select_hosts_with_new_pages(self, hosts: Collection[int], now: str) -> set[int]:
        """Returns those of these hosts that have pages due that nobody has looked at yet."""
        rows = self._db.conn.execute(
            """SELECT value FROM json_each(?) h WHERE EXISTS (SELECT 1 FROM frontier
               WHERE host_id = h.value AND next_due <= ? AND state = 'due' AND tried_at IS NULL)""",
            [json.dumps([*hosts]), now],
        )
        return {host_id for (host_id,) in rows}

    def get_page_outcome(self, url: str) -> PageOutcome | None:
        """Returns what the last look at an address showed; None for one that is not known."""
        row = self._db.conn.execute(
            """SELECT state, cause, coalesce(outcome, ''), next_due, tried_at FROM frontier
               WHERE url = ?""",
            [url],
        ).fetchone()
        return PageOutcome(*row) if row else None

    def finish_page(
        self,
        page_id: int,
        state: PageState,
        *,
        now: str,
        cause: str = "",
        outcome: str = "",
        next_due: str | None = None,
    ) -> None:
        """Writes what a look at a page showed, and when the next one is (None: never)."""
        self._forget("frontier", page_id)
        self.write_one(
            """UPDATE frontier SET state = :state, cause = :cause, outcome = :outcome,
                 next_due = :next_due, tried_at = :now,
                 first_outcome = iif(first_tried_at IS NULL, :outcome, first_outcome),
                 first_tried_at = coalesce(first_tried_at, :now),
                 attempts = iif(:state IN ('done', 'known'), 0, attempts + 1),
                 looks = looks + (state = 'done')
               WHERE id = :id""",
            {
                "state": state,
                "cause": cause,
                "outcome": outcome[:MOST_OUTCOME],
                "next_due": next_due,
                "now": now,
                "id": page_id,
            },
        )

    def delete_page(self, page_id: int) -> None:
        """Deletes a page: only the keyed hash of its address may stay."""
        self._forget("frontier", page_id)
        with self.transaction():
            self._db.conn.execute("DELETE FROM frontier WHERE id = ?", [page_id])


def _encode_entry(entry: Entry) -> str:
    """Returns an entry as JSON, without the fields that say nothing."""
    fields = msgspec.to_builtins(entry)
    return msgspec.json.encode({name: value for name, value in fields.items() if value}).decode()
