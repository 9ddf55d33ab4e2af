"""What each source did on a day, as crawls saw it: the numbers that its health is judged by."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from operator import attrgetter

from storage.sqlite.repository import Repository


@dataclass(frozen=True, slots=True)
class DayCounts:
    """Numbers that are added to those of a source and day; see the table `source_days`."""

    polls: int = 0
    failed_polls: int = 0
    announced: int = 0
    fetched: int = 0
    stored: int = 0
    text_length: int = 0  # characters of what was stored
    paywalled: int = 0
    delay_s: int = 0  # sum of the delays from published to stored
    delays: int = 0  # their number


@dataclass(frozen=True, slots=True)
class SourceDay:
    """One source on one day (UTC), with the causes why pages were not stored."""

    day: str
    counts: DayCounts
    causes: Mapping[str, int]


_NAMES = tuple(field.name for field in fields(DayCounts))
_list_numbers = attrgetter(*_NAMES)
_ADD = f"""INSERT INTO source_days (source_id, day, {", ".join(_NAMES)})
  VALUES (?, ?, {", ".join("?" * len(_NAMES))}) ON CONFLICT (source_id, day) DO UPDATE SET
  {", ".join(f"{name} = {name} + excluded.{name}" for name in _NAMES)}"""


class SourceDays(Repository):
    """Rows of `source_days` and `source_day_causes`."""

    def add(self, source_id: int, now: str, counts: DayCounts) -> None:
        """Adds to the numbers of a source on the day of `now`."""
        self.write_one(_ADD, [source_id, now[:10], *_list_numbers(counts)])

    def add_cause(self, source_id: int, now: str, cause: str) -> None:
        """Counts a page that was not stored, by its cause."""
        self.write_one(
            """INSERT INTO source_day_causes (source_id, day, cause, number) VALUES (?, ?, ?, 1)
               ON CONFLICT (source_id, day, cause) DO UPDATE SET number = number + 1""",
            [source_id, now[:10], cause],
        )

    def list_days(self, source_id: int, since: str) -> list[SourceDay]:
        """Returns the days of a source from `since` on, oldest first."""
        rows = self._db.conn.execute(
            f"SELECT day, {', '.join(_NAMES)} FROM source_days WHERE source_id = ? AND day >= ? ORDER BY day",
            [source_id, since[:10]],
        )
        return [
            SourceDay(row[0], DayCounts(*row[1:]), self._causes(source_id, row[0])) for row in rows
        ]

    def _causes(self, source_id: int, day: str) -> dict[str, int]:
        rows = self._db.conn.execute(
            "SELECT cause, number FROM source_day_causes WHERE source_id = ? AND day = ?",
            [source_id, day],
        )
        return dict(rows.fetchall())
