"""What the health of sources and of the installation is judged by, read for all sources at once.

Details are read only of sources that may be in trouble, so that a look costs little where all is well.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from aggregator import clock
from aggregator.results import convert
from aggregator.results.health import FeedFacts, SourceFacts, SourcePeriod, UnstoredPage
from aggregator.results.sources import CrawlEvent
from storage.frontier.crawl_facts import CrawlFacts
from storage.frontier.source_domains import SOURCE_OF_DOMAIN

DAY = 86_400
PAST_DAYS, SILENT_DAYS, EVENT_DAYS = 28, 90, 14
QUIET_DAYS = (
    2  # without anything new, besides today, before the days of a source are read one by one
)
NEWEST_PAGES = 50  # of a source that are looked at
LAST_DAY = "9999-12-31"
NO_DAYS = SourcePeriod()

_SUMS = ", ".join(
    f"sum(d.{name}) AS {name}" for name in SourcePeriod.__struct_fields__ if name != "days"
)


class HealthFacts(CrawlFacts):
    """Reads `sources`, `feeds`, `frontier`, `source_days`, `crawl_events` and `hosts` for health."""

    def list_facts(self, now: str, domain: str | None = None) -> Iterator[SourceFacts]:
        """Yields the facts of every source that is not paused, or of the source of one domain."""
        sources = self._list_sources(domain, clock.add_seconds(now, -QUIET_DAYS * DAY)[:10])
        if not sources:
            return
        ids = [*sources] if domain else None
        recent = clock.add_seconds(now, -DAY)[:10]
        since = clock.add_seconds(now, -(PAST_DAYS + 1) * DAY)[:10]
        present, past = self._sum_days(recent, ids), self._sum_days(since, ids, recent)
        causes = self._count_causes(recent, ids)
        feeds, pauses = self._list_troubled_feeds(ids), self._list_pauses(now, ids)
        silent_since = clock.add_seconds(now, -SILENT_DAYS * DAY)[:10]
        events, moves = self._list_events(now, ids), self._list_moves(now, ids)
        for source_id, row in sources.items():
            quiet = not row.pop("has_announced") and row["feeds"] > 0
            moved_from, moved_at = moves.get(source_id, (None, None))
            paused_until, pause_reason = pauses.get(source_id, (None, ""))
            yield SourceFacts(
                **row,
                recent=present.get(source_id, NO_DAYS),
                past=past.get(source_id, NO_DAYS),
                causes=causes[source_id],
                troubled=feeds[source_id],
                unstored=self._list_unstored(source_id) if causes[source_id] else [],
                announced_days=self._list_announced_days(source_id, silent_since) if quiet else [],
                events=events[source_id],
                moved_from=moved_from,
                moved_at=moved_at,
                paused_until=paused_until,
                pause_reason=pause_reason,
            )

    def _list_sources(self, domain: str | None, lately: str) -> dict[int, dict[str, Any]]:
        """Returns the rows of sources by their ids, and whether each has announced anything from a day on."""
        chosen = f"s.id = {SOURCE_OF_DOMAIN}" if domain else "s.paused = 0"
        rows = self._db.query(
            f"""SELECT s.id, s.domain, s.added_at, s.discovery_due, count(f.id) AS feeds,
                  coalesce(sum(f.failures > 0), 0) AS failing_feeds, max(f.last_polled) AS last_polled,
                  EXISTS (SELECT 1 FROM source_days d
                    WHERE d.source_id = s.id AND d.day >= :lately AND d.announced > 0) AS has_announced
                FROM sources s LEFT JOIN feeds f ON f.source_id = s.id
                WHERE {chosen} GROUP BY s.id ORDER BY s.domain""",
            {"domain": domain, "lately": lately},
        )
        return {row.pop("id"): row for row in rows}

    def _sum_days(
        self, first: str, ids: list[int] | None, end: str = LAST_DAY
    ) -> dict[int, SourcePeriod]:
        """Returns the sums of each source, of the days from `first` on and before `end`.

        One period at a time: groups in the order of the table need no sorting.
        """
        rows = self._db.conn.execute(
            f"""SELECT s.id, count(*) AS days, {_SUMS}
                FROM sources s JOIN source_days d ON d.source_id = s.id AND d.day >= ? AND d.day < ?
                WHERE {_of(ids, "s.id")} GROUP BY s.id""",
            [first, end],
        )
        return {row[0]: SourcePeriod(*row[1:]) for row in rows}

    def _count_causes(self, recent: str, ids: list[int] | None) -> dict[int, dict[str, int]]:
        found: dict[int, dict[str, int]] = defaultdict(dict)
        rows = self._db.conn.execute(
            f"""SELECT s.id, d.cause, sum(d.number)
                FROM sources s JOIN source_day_causes d ON d.source_id = s.id AND d.day >= ?
                WHERE {_of(ids, "s.id")} GROUP BY s.id, d.cause""",
            [recent],
        )
        for source_id, cause, number in rows:
            found[source_id][cause] = number
        return found

    def _list_troubled_feeds(self, ids: list[int] | None) -> dict[int, list[FeedFacts]]:
        found: dict[int, list[FeedFacts]] = defaultdict(list)
        rows = self._db.conn.execute(
            f"""SELECT source_id, url, kind, failures, coalesce(last_status, ''), coalesce(last_error, ''),
                  last_polled, added_at, retired_at, moved_to, validators_distrusted_at
                FROM feeds
                WHERE (failures > 0 OR retired_at NOT NULL OR moved_to NOT NULL
                  OR validators_distrusted_at NOT NULL) AND {_of(ids, "source_id")}
                ORDER BY failures DESC, url"""
        )
        for source_id, *fields in rows:
            found[source_id].append(FeedFacts(*fields))
        return found

    def _list_pauses(self, now: str, ids: list[int] | None) -> dict[int, tuple[str, str]]:
        """Returns until when a host of each source asked to wait, and why."""
        rows = self._db.conn.execute(
            f"""SELECT f.source_id, max(h.paused_until), h.pause_reason
                FROM hosts h JOIN feeds f ON f.host_id = h.id
                WHERE h.paused_until > ? AND {_of(ids, "f.source_id")} GROUP BY f.source_id""",
            [now],
        )
        return {source_id: (until, why) for source_id, until, why in rows}

    def _list_events(self, now: str, ids: list[int] | None) -> dict[int, list[CrawlEvent]]:
        found: dict[int, list[CrawlEvent]] = defaultdict(list)
        rows = self._db.query(
            f"""SELECT e.source_id, e.happened_at, e.ended_at, e.kind, s.domain AS source,
                  f.url AS feed, e.detail
                FROM crawl_events e JOIN sources s ON s.id = e.source_id
                  LEFT JOIN feeds f ON f.id = e.feed_id
                WHERE e.happened_at >= :since AND {_of(ids, "e.source_id")}
                ORDER BY e.happened_at DESC, e.id DESC""",
            {"since": clock.add_seconds(now, -EVENT_DAYS * DAY)},
        )
        for row in rows:
            found[row.pop("source_id")].append(convert(row, CrawlEvent))
        return found

    def _list_moves(self, now: str, ids: list[int] | None) -> dict[int, tuple[str, str]]:
        """Returns the former domain of each source that a crawl saw move of late."""
        rows = self._db.conn.execute(
            f"""SELECT source_id, domain, max(added_at) FROM source_domains
                WHERE kind = 'former' AND basis != 'operator' AND added_at >= ?
                  AND {_of(ids, "source_id")} GROUP BY source_id""",
            [clock.add_seconds(now, -EVENT_DAYS * DAY)],
        )
        return {source_id: (domain, at) for source_id, domain, at in rows}

    def _list_unstored(self, source_id: int) -> list[UnstoredPage]:
        """Returns the newest pages of a source that were tried, up to the first that is stored."""
        rows = self._db.conn.execute(
            """SELECT iif(looks > 0, 'done', state), cause, coalesce(outcome, ''), found_at, first_tried_at
               FROM frontier WHERE source_id = ? ORDER BY id DESC LIMIT ?""",
            [source_id, NEWEST_PAGES],
        )
        return [*_take_unstored(rows)]

    def _list_announced_days(self, source_id: int, since: str) -> list[tuple[str, int]]:
        rows = self._db.conn.execute(
            """SELECT day, announced FROM source_days
               WHERE source_id = ? AND day >= ? AND announced > 0 ORDER BY day""",
            [source_id, since],
        )
        return [(day, number) for day, number in rows]


def _take_unstored(rows: Iterable[tuple[str, str, str, str, str | None]]) -> Iterator[UnstoredPage]:
    for state, cause, outcome, found_at, first_tried_at in rows:
        if state == "done":
            return
        if state in ("failed", "rejected", "refused"):
            yield UnstoredPage(cause, outcome, found_at, first_tried_at)


def _of(ids: list[int] | None, column: str) -> str:
    """Returns the condition that a column has one of these ids."""
    return "1" if ids is None else f"{column} IN ({', '.join(map(str, ids))})"
