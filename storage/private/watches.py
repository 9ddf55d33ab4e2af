"""Watches in the private file: what is watched, and which states were reported."""

from collections.abc import Mapping

from aggregator.model import Row
from aggregator.results.base import Result
from storage.sqlite.connection import transaction
from storage.sqlite.repository import Repository

_WATCH = "SELECT id, kind, value, name, created_at, reported_at, article_id FROM watches"


class ReportEnd(Result, frozen=True):
    """Where a report ends: when it was made, and the newest article that it covers."""

    reported_at: str
    article_id: int


class Watches(Repository):
    """Watches, and which states of which facts were reported for each."""

    def add(
        self, kind: str, value: str, name: str, reported: Mapping[str, str], end: ReportEnd
    ) -> int:
        """Add a watch for which these states count as reported; returns its id."""
        row = {
            "kind": kind,
            "value": value,
            "name": name,
            "created_at": end.reported_at,
            "reported_at": end.reported_at,
            "article_id": end.article_id,
        }
        with transaction(self._db):
            watch_id = int(self._db.table("watches").insert(row).last_pk or 0)
            self._write_reported_states(watch_id, reported)
        return watch_id

    def list_all(self) -> list[Row]:
        """Return every watch, oldest first."""
        return list(self._db.query(f"{_WATCH} ORDER BY id"))

    def get(self, watch_id: int) -> Row | None:
        """Return one watch."""
        return next(iter(self._db.query(f"{_WATCH} WHERE id = ?", [watch_id])), None)

    def delete(self, watch_id: int) -> None:
        """Delete a watch, and what was reported for it."""
        with transaction(self._db):
            self._db.conn.execute("DELETE FROM watches WHERE id = ?", [watch_id])

    def reported_states(self, watch_id: int) -> dict[str, str]:
        """Return the state last reported of each fact, by the key of the fact."""
        query = "SELECT key, state FROM watch_reports WHERE watch_id = ?"
        return dict(self._db.conn.execute(query, [watch_id]).fetchall())

    def mark_reported(self, watch_id: int, states: Mapping[str, str], end: ReportEnd) -> None:
        """Store the states that a report contained, and where it ended."""
        with transaction(self._db):
            self._db.conn.execute(
                "UPDATE watches SET reported_at = ?, article_id = max(article_id, ?) WHERE id = ?",
                [end.reported_at, end.article_id, watch_id],
            )
            self._write_reported_states(watch_id, states)

    def _write_reported_states(self, watch_id: int, states: Mapping[str, str]) -> None:
        self._db.conn.executemany(
            """INSERT INTO watch_reports (watch_id, key, state)
              SELECT id, ?, ? FROM watches WHERE id = ?
              ON CONFLICT (watch_id, key) DO UPDATE SET state = excluded.state""",
            [(key, state, watch_id) for key, state in states.items()],
        )
