"""Notes of the operator on takedown cases, in the private file."""

from aggregator.results.takedowns import TakedownNote
from storage.sqlite.repository import Repository


class TakedownNotes(Repository):
    """What the operator noted on cases."""

    def add(self, case_id: int, at: str, body: str) -> None:
        """Add a note to a case."""
        self._db.table("takedown_notes").insert({"case_id": case_id, "at": at, "body": body})

    def list_of_case(self, case_id: int) -> list[TakedownNote]:
        """Returns the notes on a case, oldest first."""
        rows = self._db.query(
            "SELECT at, body FROM takedown_notes WHERE case_id = ? ORDER BY id", [case_id]
        )
        return [TakedownNote(**row) for row in rows]
