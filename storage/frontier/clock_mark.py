"""The latest time that a crawl has written, and the repair of times that a wrong clock wrote."""

from aggregator import clock
from storage.frontier.interface import LEASE_SECONDS
from storage.sqlite.repository import Repository

LONGEST_WAIT = (
    31 * 86_400
)  # seconds until anything is due again; home pages and retired feeds wait a month
LONGEST_PAUSE = 2 * 86_400  # and until a host may be asked again
SPREAD = 3600  # seconds over which what was due far too late is due again

_SOON = f"strftime('%Y-%m-%dT%H:%M:%SZ', :now, '+' || (id % {SPREAD}) || ' seconds')"
_DUE_TIMES = (
    f"""UPDATE feeds SET next_due = min(next_due, {_SOON}), last_polled = iif(last_polled > :now, NULL, last_polled)
        WHERE last_polled > :now OR next_due > :latest""",
    f"""UPDATE frontier SET next_due = min(next_due, {_SOON}), found_at = min(found_at, :now),
          last_absent = iif(last_absent > :now, NULL, last_absent)
        WHERE next_due > :latest OR (next_due IS NOT NULL AND (found_at > :now OR tried_at > :now))""",
    "UPDATE sources SET discovery_due = :now WHERE discovery_due > :latest",
    "UPDATE hosts SET free_at = NULL WHERE free_at > :paused",
    "UPDATE hosts SET paused_until = NULL WHERE paused_until > :paused",
    "UPDATE hosts SET lease_until = :leased WHERE lease_until > :leased",
)


class ClockMark(Repository):
    """One row: the latest time."""

    def get(self) -> str | None:
        """Returns the latest time that was written; None when none was."""
        row = self._db.conn.execute("SELECT at FROM clock_mark").fetchone()
        return row[0] if row else None

    def set(self, now: str) -> None:
        """Writes the latest time, also one before that of a clock that was wrong."""
        with self.transaction():
            self._db.conn.execute("INSERT OR REPLACE INTO clock_mark (id, at) VALUES (1, ?)", [now])

    def bring_back_due_times(self, now: str) -> int:
        """Makes due soon what a clock that was ahead made due far too late; returns how many those were."""
        times = {
            "now": now,
            "latest": clock.add_seconds(now, LONGEST_WAIT),
            "paused": clock.add_seconds(now, LONGEST_PAUSE),
            "leased": clock.add_seconds(now, LEASE_SECONDS),
        }
        with self.transaction():
            return sum(self._db.conn.execute(query, times).rowcount for query in _DUE_TIMES)

    def bring_back_first_seen(self, now: str) -> int:
        """Lets no article be first seen in the future: seen it was, before now. Returns how many those were."""
        with self.transaction():
            self._db.conn.execute(
                "UPDATE stories SET dirty = 1 WHERE id IN (SELECT story_id FROM articles WHERE first_seen > ?)",
                [now],
            )
            return self._db.conn.execute(
                """UPDATE articles SET first_seen = :now,
                     last_absent = iif(last_absent > :now, NULL, last_absent) WHERE first_seen > :now""",
                {"now": now},
            ).rowcount
