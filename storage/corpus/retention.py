"""What of the main file is older than it is to be kept: how much it is, and its deletion."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from storage.sqlite.packing import MIN_LENGTH, PACKED
from storage.sqlite.repository import Repository
from storage.sqlite.schema import quote

_KEPT = "(SELECT value FROM json_each(:kept))"
_TEXTS = f"""FROM articles WHERE first_seen < :before AND text != '' AND story_id NOT IN {_KEPT}"""
_VERSIONS = f"""FROM article_versions v JOIN articles a ON a.id = v.article_id
  WHERE v.replaced_at < :before AND v.text != '' AND a.story_id NOT IN {_KEPT}"""
# A page of an article whose first looks brought none says since when its text was there.
_PAGES = """FROM frontier WHERE next_due IS NULL AND coalesce(tried_at, found_at) < :before
  AND NOT (state = 'done' AND (attempts > 1 OR coalesce(first_outcome, '') != ''))"""
_RUNS = "FROM crawl_runs WHERE ended_at < :before"
_EVENTS = "FROM crawl_events WHERE coalesce(ended_at, happened_at) < :before"
_DAYS = "FROM source_days WHERE day < :before"
_CAUSES = "FROM source_day_causes WHERE day < :before"


@dataclass(frozen=True, slots=True)
class Amount:
    """Rows, and the bytes of what they say."""

    rows: int
    bytes: int


class Retention(Repository):
    """Rows of the main file by age. `before` are times; what is at it or later stays."""

    def list_pinned_stories(self) -> list[int]:
        """Returns the stories whose original a person has set."""
        rows = self._db.conn.execute("SELECT id FROM stories WHERE set_by IS NOT NULL")
        return [row[0] for row in rows]

    def list_stories_of(self, article_ids: Collection[int]) -> list[int]:
        """Returns the stories of these articles."""
        query = (
            "SELECT DISTINCT story_id FROM articles WHERE id IN (SELECT value FROM json_each(?))"
        )
        return [row[0] for row in self._db.conn.execute(query, [json.dumps([*article_ids])])]

    # Texts

    def measure_texts(self, before: str, kept: Collection[int]) -> Amount:
        """Returns how much text articles have that were first seen before; `kept` are stories that keep theirs."""
        size = "length(CAST(text AS BLOB)) + coalesce(length(CAST(link_text AS BLOB)), 0)"
        return self._measure(_TEXTS, size, before, kept)

    def list_texts(self, before: str, kept: Collection[int]) -> list[int]:
        """Returns the articles of `measure_texts`, by id."""
        return self._list(f"SELECT id {_TEXTS} ORDER BY id", before, kept)

    def measure_versions(self, before: str, kept: Collection[int]) -> Amount:
        """Returns how much text former wordings have that were replaced before."""
        return self._measure(_VERSIONS, "length(CAST(v.text AS BLOB))", before, kept)

    def list_versions(self, before: str, kept: Collection[int]) -> list[int]:
        """Returns the former wordings of `measure_versions`, by id."""
        return self._list(f"SELECT v.id {_VERSIONS} ORDER BY v.id", before, kept)

    def delete_version_texts(self, version_ids: Sequence[int]) -> None:
        """Delete the texts of these former wordings; when they were replaced stays."""
        self._db.conn.execute(
            "UPDATE article_versions SET text = '' WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(version_ids)],
        )

    # Pages of the frontier

    def measure_pages(self, before: str) -> Amount:
        """Returns the pages of which no look is planned and the last one was before."""
        size = """length(url) + coalesce(length(address), 0) + coalesce(length(entry), 0)
          + coalesce(length(outcome), 0)"""
        return self._measure(_PAGES, size, before, ())

    def list_pages(self, before: str) -> list[int]:
        """Returns the pages of `measure_pages`, by id."""
        return self._list(f"SELECT id {_PAGES} ORDER BY id", before, ())

    def delete_pages(self, page_ids: Sequence[int]) -> None:
        """Delete pages of which still no look is planned."""
        self._db.conn.execute(
            """DELETE FROM frontier WHERE next_due IS NULL
               AND id IN (SELECT value FROM json_each(?))""",
            [json.dumps(page_ids)],
        )

    # Records of crawls

    def measure_runs(self, before: str) -> Amount:
        """Returns the runs and events that ended before."""
        runs = self._measure(_RUNS, "length(what) + length(counts)", before, ())
        events = self._measure(_EVENTS, "length(detail)", before, ())
        return Amount(runs.rows + events.rows, runs.bytes + events.bytes)

    def delete_runs(self, before: str) -> None:
        """Delete the runs and events that ended before."""
        for part in (_RUNS, _EVENTS):
            self._db.conn.execute(f"DELETE {part}", {"before": before})

    def measure_days(self, before: str) -> Amount:
        """Returns the daily numbers of sources before a day."""
        days = self._measure(_DAYS, "40", before, ())
        causes = self._measure(_CAUSES, "20 + length(cause)", before, ())
        return Amount(days.rows + causes.rows, days.bytes + causes.bytes)

    def delete_days(self, before: str) -> None:
        """Delete the daily numbers of sources before a day."""
        for part in (_DAYS, _CAUSES):
            self._db.conn.execute(f"DELETE {part}", {"before": before})

    # Texts of older versions of this program

    def list_unpacked(self, table: str) -> list[int]:
        """Returns the rows of a table with a long text that an older version stored as it is, by id."""
        query = f"""SELECT id FROM {quote(table)} WHERE typeof(text) = 'text'
          AND length(text) >= {MIN_LENGTH} ORDER BY id"""
        return [row[0] for row in self._db.conn.execute(query)]

    def measure_unpacked(self) -> Amount:
        """Returns how much text older versions stored as it is."""
        found = [
            self._measure(
                f"FROM {table} WHERE typeof(text) = 'text' AND length(text) >= {MIN_LENGTH}",
                "length(CAST(text AS BLOB))",
                "",
                (),
            )
            for table in PACKED
        ]
        return Amount(sum(each.rows for each in found), sum(each.bytes for each in found))

    def pack_rows(self, table: str, ids: Sequence[int]) -> None:
        """Pack the long texts of these rows."""
        columns = ", ".join(f"{name} = pack(unpack({name}))" for name in PACKED[table])
        self._db.conn.execute(
            f"UPDATE {quote(table)} SET {columns} WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(ids)],
        )

    def _measure(self, part: str, size: str, before: str, kept: Collection[int]) -> Amount:
        values = {"before": before, "kept": json.dumps([*kept])}
        row = self._db.conn.execute(f"SELECT count(*), coalesce(sum({size}), 0) {part}", values)
        return Amount(*row.fetchone())

    def _list(self, query: str, before: str, kept: Collection[int]) -> list[int]:
        values = {"before": before, "kept": json.dumps([*kept])}
        return [row[0] for row in self._db.conn.execute(query, values)]
