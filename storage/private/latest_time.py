"""The latest time of cases in the private file, and what the clocks showed then."""

from aggregator.takedown.types import LatestTime, Reading
from storage.sqlite.repository import Repository


class LatestTimes(Repository):
    """One row: the time that was written last."""

    def get(self) -> LatestTime | None:
        """Returns the latest time; None when none was written."""
        row = self._db.conn.execute("SELECT at, clock, uptime, boot FROM latest_time").fetchone()
        return LatestTime(row[0], Reading(*row[1:])) if row else None

    def set(self, latest: LatestTime) -> None:
        """Write the latest time."""
        seen = latest.reading
        with self.transaction():
            self._db.conn.execute(
                "INSERT OR REPLACE INTO latest_time (id, at, clock, uptime, boot) VALUES (1, ?, ?, ?, ?)",
                [latest.at, seen.clock, seen.uptime_s, seen.boot],
            )
