"""The log of crawl runs: when each began and ended, and its counts."""

import json

from aggregator.model import Row
from aggregator.results import CrawlRun, convert
from storage.sqlite.repository import Repository


class CrawlRuns(Repository):
    """Rows of `crawl_runs`."""

    def start(self, summary: str, now: str, holder: str = "") -> int:
        """Adds a run of a process that begins now; returns its id. `summary` names no address."""
        with self.transaction():
            row = {"started_at": now, "what": summary, "holder": holder}
            return int(self._db.table("crawl_runs").insert(row).last_pk or 0)

    def write_counts(self, run_id: int, counts: Row, now: str) -> None:
        """Writes the counts of a run that goes on."""
        with self.transaction():
            row = {"counts": json.dumps(counts), "counted_at": now}
            self._db.table("crawl_runs").update(run_id, row)

    def end(self, run_id: int, counts: Row, now: str) -> None:
        """Writes the counts of a run and that it has ended."""
        with self.transaction():
            row = {"counts": json.dumps(counts), "counted_at": now, "ended_at": now}
            self._db.table("crawl_runs").update(run_id, row)

    def list_unended(self) -> list[tuple[int, str]]:
        """Returns (id, holder) of the runs without an end."""
        rows = self._db.conn.execute("SELECT id, holder FROM crawl_runs WHERE ended_at IS NULL")
        return rows.fetchall()

    def end_killed(self, run_id: int) -> None:
        """Writes that a run was killed, after its counts were last written."""
        with self.transaction():
            self._db.conn.execute(
                """UPDATE crawl_runs SET killed = 1, ended_at = coalesce(counted_at, started_at)
                   WHERE id = ?""",
                [run_id],
            )

    def latest(self, limit: int = 5) -> list[CrawlRun]:
        """Returns the last runs, newest first."""
        rows = self._db.query(
            """SELECT id, started_at, ended_at, what, counts, counted_at, killed FROM crawl_runs
               ORDER BY id DESC LIMIT ?""",
            [limit],
        )
        return [
            convert(
                {**row, "counts": json.loads(row["counts"]), "killed": bool(row["killed"])},
                CrawlRun,
            )
            for row in rows
        ]
