"""Cases in the private file: who asked, what is touched, what was done."""

import json

from aggregator.model import Row
from storage.private.keys import Keys
from storage.sqlite.connection import transaction
from storage.sqlite.repository import Repository
from storage.sqlite.sql import insert, update

_JSON = ("scope", "proof")


class TakedownCases(Repository):
    """Takedown cases with their items and log."""

    def key(self) -> bytes:
        """The key of the tombstones' hashes, made with the private file. Raises StorageError."""
        return Keys(self._db).key("tombstones")

    def open_case(self, case: Row, number: str) -> int:
        """Write a new case; gives its id."""
        row = {**case, "number": number, "scope": json.dumps(case["scope"], ensure_ascii=False)}
        return insert(self._db, "takedown_cases", row)

    def filed_in(self, year: str) -> int:
        """The highest number that a year's cases have reached."""
        row = self._db.conn.execute(
            "SELECT max(CAST(substr(number, 9) AS INTEGER)) FROM takedown_cases WHERE number LIKE ?",
            [f"TD-{year}-%"],
        ).fetchone()
        return int(row[0] or 0)

    def change(self, case_id: int, **columns: object) -> None:
        """Set columns of a case."""
        if "proof" in columns:
            columns["proof"] = json.dumps(columns["proof"], ensure_ascii=False)
        update(self._db, "takedown_cases", case_id, columns)

    def set_items(self, case_id: int, items: list[Row]) -> None:
        """Write what a case touches, in place of what it was going to touch; what is hidden stays."""
        self._db.conn.execute(
            "DELETE FROM takedown_items WHERE case_id = ? AND state IN ('pending', 'listed')",
            [case_id],
        )
        self._db.conn.executemany(
            """INSERT OR REPLACE INTO takedown_items (case_id, article_id, url, relation, action, state)
           VALUES (:case_id, :article_id, :url, :relation, :action, :state)""",
            [{**item, "case_id": case_id} for item in items],
        )

    def move_items(self, case_id: int, was: str, to: str) -> None:
        """Give every item of a case in one state another."""
        self._db.conn.execute(
            "UPDATE takedown_items SET state = ? WHERE case_id = ? AND state = ?",
            [to, case_id, was],
        )

    def note(self, case_id: int, at: str, actor: str, event: str, detail: str = "") -> None:
        """Add a line to a case's log."""
        with transaction(self._db):
            self._db.conn.execute(
                "INSERT INTO takedown_log (case_id, at, actor, event, detail) VALUES (?, ?, ?, ?, ?)",
                [case_id, at, actor, event, detail],
            )

    def cases(self, state: str | None = None) -> list[Row]:
        """Cases, the most urgent first."""
        where = "WHERE state = ?" if state else ""
        rows = self._db.query(
            f"SELECT * FROM takedown_cases {where} ORDER BY closed_at IS NOT NULL, deadline, id",
            [state] if state else [],
        )
        return [_decoded(row) for row in rows]

    def case(self, number: str) -> Row | None:
        """One case with what it touches."""
        rows = self._db.query("SELECT * FROM takedown_cases WHERE number = ?", [number])
        row = next(iter(rows), None)
        return {**_decoded(row), "items": self.items(row["id"])} if row else None

    def items(self, case_id: int, state: str | None = None) -> list[Row]:
        """What a case touches."""
        where = "AND state = ?" if state else ""
        return list(
            self._db.query(
                f"""SELECT article_id, url, relation, action, state FROM takedown_items
                WHERE case_id = ? {where} ORDER BY action, article_id""",
                [case_id, *([state] if state else [])],
            )
        )

    def hidden_since(self, actor: str, since: str) -> int:
        """How many articles an actor had hidden since then."""
        row = self._db.conn.execute(
            """SELECT count(*) FROM takedown_items i WHERE i.action = 'hide' AND i.case_id IN
             (SELECT case_id FROM takedown_log WHERE event = 'accepted' AND actor = ? AND at > ?)""",
            [actor, since],
        ).fetchone()
        return int(row[0])

    def log(self, case_id: int) -> list[Row]:
        """What was done in a case, in order."""
        return list(
            self._db.query(
                "SELECT at, actor, event, detail FROM takedown_log WHERE case_id = ? ORDER BY id",
                [case_id],
            )
        )

    def number_of(self, case_id: int) -> str:
        """The number of a case by its id, also of one whose row was lost."""
        row = self._db.conn.execute("SELECT number FROM takedown_cases WHERE id = ?", [case_id])
        found = row.fetchone()
        return str(found[0]) if found else f"case {case_id}"


def _decoded(row: Row) -> Row:
    for name in _JSON:
        row[name] = json.loads(row[name]) if row[name] else None
    return {**row, "confirmed": bool(row["confirmed"])}
