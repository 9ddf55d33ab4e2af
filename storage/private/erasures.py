"""Erasures in the private file, in order, each with its tombstone: the ledger of what was taken down.

A main file that knows fewer of them is of another age, as a restored backup is: it gets those that it
lacks before anything of it is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from storage.sqlite.repository import Repository

ErasureKind = Literal["hidden", "lifted"]


@dataclass(frozen=True, slots=True)
class Erasure:
    """An article that was taken down, or whose block was lifted.

    `tombstone` is from `Tombstones.dump`; of one that was put back alone, the keyed hashes of its addresses.
    """

    id: int
    kind: ErasureKind
    case_id: int
    article_id: int
    tombstone: bytes | None


class Erasures(Repository):
    """The ledger of erasures."""

    def add(
        self, kind: ErasureKind, case_id: int, article_id: int, tombstone: bytes | None, now: str
    ) -> int:
        """Add an erasure; returns its id, which is higher than all before."""
        row = {
            "at": now,
            "kind": kind,
            "case_id": case_id,
            "article_id": article_id,
            "tombstone": tombstone,
        }
        return int(self._db.table("erasures").insert(row).last_pk or 0)

    def highest_id(self) -> int:
        """Returns the id of the last erasure; 0 without any."""
        row = self._db.conn.execute(
            "SELECT max(seq) FROM sqlite_sequence WHERE name = 'erasures'"
        ).fetchone()
        return int(row[0] or 0)

    def list_after(self, erasure_id: int) -> list[Erasure]:
        """Returns the erasures after one, oldest first."""
        rows = self._db.query(
            "SELECT id, kind, case_id, article_id, tombstone FROM erasures WHERE id > ? ORDER BY id",
            [erasure_id],
        )
        return [Erasure(**row) for row in rows]

    def continue_after(self, erasure_id: int) -> None:
        """Let the next erasure have a higher id than this one, which only the main file knows."""
        with self.transaction():
            self._db.conn.execute("DELETE FROM sqlite_sequence WHERE name = 'erasures'")
            self._db.conn.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES ('erasures', ?)", [erasure_id]
            )

    def highest_article_id(self) -> int:
        """Returns the highest id of an article that this file knows; 0 without any."""
        row = self._db.conn.execute(
            """SELECT max(id) FROM (SELECT max(article_id) AS id FROM erasures
                 UNION ALL SELECT max(article_id) FROM takedown_items
                 UNION ALL SELECT max(article_id) FROM comments UNION ALL SELECT max(article_id) FROM watches)"""
        ).fetchone()
        return int(row[0] or 0)

    def reopen_case(self, case_id: int, article_ids: Sequence[int]) -> None:
        """Make these articles of a case pending again: they are stored again, and have to be hidden."""
        self._db.conn.executemany(
            """UPDATE takedown_items SET state = 'pending'
               WHERE case_id = ? AND article_id = ? AND state IN ('hidden', 'erased')""",
            [(case_id, article_id) for article_id in article_ids],
        )
        self._db.conn.execute(
            """UPDATE takedown_cases SET erase_at = coalesce(erase_at, erased_at), erased_at = NULL, closed_at = NULL,
                 proof = NULL WHERE id = ?""",
            [case_id],
        )
