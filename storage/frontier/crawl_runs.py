"""The log of crawl runs: when each began and ended, and its counts."""

import json

from aggregator.model import Row
from aggregator.results import CrawlRun, convert
from storage.sqlite.repository import Repository


class CrawlRuns(Repository):
    """Rows of `crawl_runs`."""

    def start(self, summary: str, now: str) -> int:
        """Adds a run that begins now; returns its id. `summary` names no address."""
        with self.transaction():
            row = {"started_at": now, "what": summary}
            return int(self._db.table("crawl_runs").insert(row).last_pk or 0)

    def end(self, run_id: int, counts: Row, now: str) -> None:
        """Writes the counts of a run and that it has ended."""
        with self.transaction():
            self._db.table("crawl_runs").update(
                run_id, {"counts": json.dumps(counts), "ended_at": now}
            )

    def latest(self, limit: int = 5) -> list[CrawlRun]:
        """Returns the last runs, newest first."""
        rows = self._db.table("crawl_runs").rows_where(order_by="id DESC", limit=limit)
        return [convert({**row, "counts": json.loads(row["counts"])}, CrawlRun) for row in rows]
