"""Long jobs on the whole corpus that were begun and not finished, and how far each has come."""

from typing import Literal

from aggregator import clock
from storage.sqlite.repository import Repository

# Kinds of events, see results.sources.CrawlEventKind: everything is linked again, because an operator wants it, or because
# signatures are of another version; the stories of one site are, because what it repeats changed.
JobKind = Literal["linking", "signing", "learning"]

_DONE = "done up to story "
_OPEN = "kind = ? AND source_id IS ? AND ended_at IS NULL"


class LongJobs(Repository):
    """Rows of `crawl_events` of jobs that go on after they were stopped. `detail` has the last story that is done."""

    def begin(self, kind: JobKind, source_id: int | None = None) -> None:
        """Note that a job begins with the first story, also if it was begun before."""
        with self.transaction():
            self._db.conn.execute(f"DELETE FROM crawl_events WHERE {_OPEN}", [kind, source_id])
            row = {"kind": kind, "happened_at": clock.now(), "source_id": source_id}
            self._db.table("crawl_events").insert({**row, "detail": f"{_DONE}0"})

    def get_mark(self, kind: JobKind, source_id: int | None = None) -> int | None:
        """Returns the last story that is done; None when the job was not begun, or has ended."""
        query = f"SELECT detail FROM crawl_events WHERE {_OPEN} ORDER BY id DESC LIMIT 1"
        row = self._db.conn.execute(query, [kind, source_id]).fetchone()
        return int(row[0].removeprefix(_DONE)) if row else None

    def is_fresh(self, kind: JobKind) -> bool:
        """Returns whether a job of everything was begun within a day and has not ended: the rules are the same still."""
        day_ago = clock.add_seconds(clock.now(), -86_400)
        query = f"SELECT 1 FROM crawl_events WHERE {_OPEN} AND happened_at >= ?"
        return self._db.conn.execute(query, [kind, None, day_ago]).fetchone() is not None

    def set_mark(self, kind: JobKind, story_id: int, source_id: int | None = None) -> None:
        """Note the last story that is done, within the transaction that did it."""
        query = f"UPDATE crawl_events SET detail = ? WHERE {_OPEN}"
        self._db.conn.execute(query, [f"{_DONE}{story_id}", kind, source_id])

    def end(self, kind: JobKind, source_id: int | None = None) -> None:
        """Note that a job has ended; nothing is kept of one site, which is learned often."""
        with self.transaction():
            if source_id is not None:
                query = f"DELETE FROM crawl_events WHERE {_OPEN}"
                self._db.conn.execute(query, [kind, source_id])
                return
            query = f"UPDATE crawl_events SET ended_at = ?, detail = '' WHERE {_OPEN}"
            self._db.conn.execute(query, [clock.now(), kind, None])

    def list_sources(self, kind: JobKind) -> list[int]:
        """Returns the sources of which such a job was begun and not finished."""
        rows = self._db.conn.execute(
            "SELECT source_id FROM crawl_events WHERE kind = ? AND source_id IS NOT NULL AND ended_at IS NULL ORDER BY id",
            [kind],
        )
        return [row[0] for row in rows]
