"""Signed receipts of closed cases in the private file; an empty one is to be made."""

from storage.sqlite.repository import Repository


class TakedownReceipts(Repository):
    """One receipt for each closed case, as the text of its file."""

    def add_due(self, case_id: int) -> None:
        """Note that a case needs a receipt, in place of an earlier one."""
        self._db.table("takedown_receipts").upsert(
            {"case_id": case_id, "content": "", "issued_at": None}, pk="case_id"
        )

    def list_due(self) -> list[str]:
        """Returns the numbers of the cases whose receipts are to be made."""
        rows = self._db.conn.execute(
            """SELECT c.number FROM takedown_receipts r JOIN takedown_cases c ON c.id = r.case_id
               WHERE r.issued_at IS NULL ORDER BY r.case_id"""
        )
        return [number for (number,) in rows]

    def write(self, case_id: int, content: str, now: str) -> None:
        """Write the receipt of a case."""
        self._db.table("takedown_receipts").update(case_id, {"content": content, "issued_at": now})

    def get(self, case_id: int) -> str | None:
        """Returns the receipt of a case; None when none was made."""
        row = self._db.conn.execute(
            "SELECT content FROM takedown_receipts WHERE case_id = ? AND issued_at IS NOT NULL",
            [case_id],
        ).fetchone()
        return str(row[0]) if row else None
