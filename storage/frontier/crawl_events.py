"""What an operator may have to know of crawls: outages, moved and retired feeds, cuts, gaps."""

from aggregator import clock
from aggregator.results import convert
from aggregator.results.sources import CrawlEvent, CrawlEventKind
from storage.sqlite.repository import Repository

MOST_DETAIL = 500  # characters


class CrawlEvents(Repository):
    """Rows of `crawl_events`."""

    def add(
        self,
        kind: CrawlEventKind,
        now: str,
        *,
        source_id: int | None = None,
        feed_id: int | None = None,
        detail: str = "",
    ) -> int:
        """Adds an event that happens now; returns its id. `detail` names no address of an article."""
        with self.transaction():
            row = {"kind": kind, "happened_at": now, "source_id": source_id, "feed_id": feed_id}
            added = self._db.table("crawl_events").insert({**row, "detail": detail[:MOST_DETAIL]})
            return int(added.last_pk or 0)

    def add_daily(
        self, kind: CrawlEventKind, now: str, *, source_id: int, feed_id: int, detail: str
    ) -> None:
        """Adds an event of a feed, unless it had one of this kind within the last day."""
        query = "SELECT 1 FROM crawl_events WHERE feed_id = ? AND kind = ? AND happened_at > ?"
        day_ago = clock.add_seconds(now, -86_400)
        if not self._db.conn.execute(query, [feed_id, kind, day_ago]).fetchone():
            self.add(kind, now, source_id=source_id, feed_id=feed_id, detail=detail)

    def end(self, event_id: int, now: str) -> None:
        """Writes that an event that lasted has ended."""
        with self.transaction():
            self._db.table("crawl_events").update(event_id, {"ended_at": now})

    def get_newest(self, kind: CrawlEventKind) -> CrawlEvent | None:
        """Returns the last event of a kind that is of no source, None when there is none."""
        rows = self._db.query(
            """SELECT happened_at, ended_at, kind, NULL AS source, NULL AS feed, detail FROM crawl_events
               WHERE kind = ? AND source_id IS NULL ORDER BY happened_at DESC, id DESC LIMIT 1""",
            [kind],
        )
        row = next(iter(rows), None)
        return convert(row, CrawlEvent) if row else None

    def end_newest(self, kind: CrawlEventKind, now: str) -> None:
        """Writes that the last event of a kind that is of no source has ended, if it lasts."""
        with self.transaction():
            self._db.conn.execute(
                """UPDATE crawl_events SET ended_at = ? WHERE ended_at IS NULL AND id =
                     (SELECT max(id) FROM crawl_events WHERE kind = ? AND source_id IS NULL)""",
                [now, kind],
            )

    def count_by_kind(self, since: str) -> dict[str, int]:
        """Returns how many events of each kind happened since a time."""
        rows = self._db.conn.execute(
            "SELECT kind, count(*) FROM crawl_events WHERE happened_at >= ? GROUP BY kind", [since]
        )
        return dict(rows.fetchall())

    def list_newest(self, since: str, limit: int, domain: str | None = None) -> list[CrawlEvent]:
        """Returns the events since a time, newest first; with `domain` those of one source."""
        rows = self._db.query(
            """SELECT e.happened_at, e.ended_at, e.kind, s.domain AS source, f.url AS feed, e.detail
               FROM crawl_events e LEFT JOIN sources s ON s.id = e.source_id
                 LEFT JOIN feeds f ON f.id = e.feed_id
               WHERE e.happened_at >= :since AND (:domain IS NULL OR s.domain = :domain)
               ORDER BY e.happened_at DESC, e.id DESC LIMIT :limit""",
            {"since": since, "domain": domain, "limit": limit},
        )
        return [convert(row, CrawlEvent) for row in rows]
