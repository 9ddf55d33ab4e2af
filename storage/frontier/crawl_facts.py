"""What the health of the installation is judged by: how late feeds are, whether a crawl runs, what waits."""

from aggregator import clock
from storage.frontier.interface import LEASE_SECONDS
from storage.sqlite.repository import Repository

_NOT_PAUSED = """FROM feeds f JOIN sources s ON s.id = f.source_id JOIN hosts h ON h.id = f.host_id
  WHERE s.paused = 0 AND f.retired_at IS NULL"""


class CrawlFacts(Repository):
    """Reads `feeds`, `frontier`, `hosts` and `source_days`."""

    def count_feeds(self) -> tuple[int, str | None]:
        """Returns how many feeds are crawled, and when one of them answered last."""
        row = self._db.conn.execute(f"SELECT count(*), max(f.last_polled) {_NOT_PAUSED}").fetchone()
        return int(row[0]), row[1]

    def count_late_feeds(self, now: str, due_by: str) -> tuple[int, str | None]:
        """Returns how many feeds have been due since before `due_by`, and since when the first of them."""
        row = self._db.conn.execute(
            f"""SELECT count(*), min(f.next_due) {_NOT_PAUSED} AND f.next_due < ?
                AND (h.paused_until IS NULL OR h.paused_until < ?)""",
            [due_by, now],
        ).fetchone()
        return int(row[0]), row[1]

    def find_sign_of_life(self) -> str | None:
        """Returns when a crawl last showed that it runs: by its leases, or the time that it noted."""
        row = self._db.conn.execute(
            "SELECT (SELECT max(lease_until) FROM hosts WHERE lease_holder NOT NULL), (SELECT at FROM clock_mark)"
        ).fetchone()
        leased = clock.add_seconds(row[0], -LEASE_SECONDS) if row[0] else None
        return max((at for at in (leased, row[1]) if at), default=None)

    def count_pages_by_state(self) -> dict[str, int]:
        """Returns how many pages are in each state, without those that are done."""
        rows = self._db.conn.execute(
            "SELECT state, count(*) FROM frontier WHERE state != 'done' GROUP BY state"
        )
        return dict(rows.fetchall())

    def sum_day(self, day: str) -> dict[str, int]:
        """Returns the sums of all sources on a day, by the columns of `source_days`."""
        names = ("polls", "failed_polls", "announced", "fetched", "stored", "delay_s", "delays")
        sums = ", ".join(f"coalesce(sum(d.{name}), 0)" for name in names)
        row = self._db.conn.execute(
            f"SELECT {sums} FROM sources s JOIN source_days d ON d.source_id = s.id AND d.day = ?",
            [day],
        ).fetchone()
        return dict(zip(names, row, strict=True))
