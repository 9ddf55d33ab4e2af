"""The log of takedowns as a whole: its chain, its newest hash, and what happened how often."""

from collections.abc import Iterator

from aggregator.results.takedowns import TakedownLogEntry
from storage.sqlite.log_chain import FIRST
from storage.sqlite.repository import Repository


class TakedownLog(Repository):
    """Reads the log of all cases, to which `TakedownCases.add_log_entry` adds."""

    def list_entries(self) -> Iterator[TakedownLogEntry]:
        """Yields every entry, oldest first, with the number of its case."""
        rows = self._db.query(
            """SELECT l.at, l.actor, l.event, l.detail, l.hash, coalesce(c.number, '') AS number
               FROM takedown_log l LEFT JOIN takedown_cases c ON c.id = l.case_id ORDER BY l.id"""
        )
        return (TakedownLogEntry(**row) for row in rows)

    def newest_hash(self) -> str:
        """Returns the hash of the newest entry, which covers all before it; zeros without any."""
        row = self._db.conn.execute("SELECT hash FROM takedown_log ORDER BY id DESC").fetchone()
        return str(row[0]) if row else FIRST

    def count(self) -> int:
        """Returns the number of entries."""
        return int(self._db.conn.execute("SELECT count(*) FROM takedown_log").fetchone()[0])

    def list_late_cases(self, now: str) -> list[str]:
        """Returns the numbers of confirmed cases that were open after their deadline, without a log entry of it."""
        rows = self._db.conn.execute(
            """SELECT c.number FROM takedown_cases c
               WHERE coalesce(c.closed_at, ?) > c.deadline AND c.grade <> 'V0' AND c.state <> 'expired' AND NOT EXISTS
                   (SELECT 1 FROM takedown_log l WHERE l.case_id = c.id AND l.event = 'breach')
               ORDER BY c.id""",
            [now],
        )
        return [number for (number,) in rows]

    def list_details(self, case_id: int, event: str) -> list[str]:
        """Returns the details of one event of a case, oldest first."""
        rows = self._db.conn.execute(
            "SELECT detail FROM takedown_log WHERE case_id = ? AND event = ? ORDER BY id",
            [case_id, event],
        )
        return [detail for (detail,) in rows]
