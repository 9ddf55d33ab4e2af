"""Stories as they are shown and exported: members, verdict, evidence."""

import json
from collections.abc import Iterator, Sequence

from aggregator.model import Row
from aggregator.permissions import encode_uses
from aggregator.results import (
    CopyRow,
    EvidenceItem,
    StoredStory,
    StoryInList,
    StoryMember,
    StoryPage,
    StoryRow,
    convert,
)
from storage.corpus.articles import pop_original_columns
from storage.corpus.export_filters import EVERYTHING, SOURCE_AND_PERMISSIONS, Selection
from storage.sqlite.repository import Repository
from storage.sqlite.slices import split_into_ranges, work_in_slices

STORIES_AT_ONCE = 5000  # marked with one statement

_VERDICT = """t.id AS story_id, t.verdict, t.confidence, t.original_url, t.original_name,
  t.original_title, t.original_article_id, t.set_by, t.attributed_at"""
_COUNTS = """count(*) AS articles, count(DISTINCT a.source_id) AS sources,
  min(a.first_seen) AS first_seen, max(a.first_seen) AS last_seen"""
_TITLE = """coalesce((SELECT l.title FROM articles l WHERE l.id = coalesce(t.original_article_id, t.leader_id)),
  (SELECT l.title FROM articles l WHERE l.story_id = t.id ORDER BY l.first_seen, l.id LIMIT 1)) AS title"""
_STORY = f"""SELECT {_VERDICT}, {_TITLE}, {_COUNTS}
  FROM stories t JOIN articles a ON a.story_id = t.id"""


class Stories(Repository):
    """Stories as they are shown and exported."""

    def create(self, now: str) -> int:
        """Add a story without members; returns its id."""
        query = "INSERT INTO stories (created_at) VALUES (?) RETURNING id"
        story_id: int = self._db.conn.execute(query, [now]).fetchone()[0]
        return story_id

    def create_with_leaders(self, leaders: Sequence[int], now: str) -> dict[int, int]:
        """Add a story for each of these leaders, articles that are stored after it.

        Returns the ids of the stories by leader.
        """
        rows = self._db.conn.execute(
            """INSERT INTO stories (leader_id, created_at) SELECT value, ? FROM json_each(?)
               RETURNING leader_id, id""",
            [now, json.dumps([*leaders])],
        )
        return dict(rows.fetchall())

    def resolve_redirect(self, story_id: int) -> int | None:
        """Returns the id that a story has after all merges; None when there is no such story."""
        for _ in range(100):
            row = self._db.conn.execute(
                "SELECT redirect_to FROM stories WHERE id = ?", [story_id]
            ).fetchone()
            if row is None:
                return None
            if row[0] is None:
                return story_id
            story_id = row[0]
        return None

    def has_members(self, story_id: int) -> bool:
        """Returns whether a story has an article."""
        query = "SELECT 1 FROM articles WHERE story_id = ? LIMIT 1"
        return self._db.conn.execute(query, [story_id]).fetchone() is not None

    def get(self, story_id: int) -> StoredStory | None:
        """Returns a story with its members and evidence; None when it has no article."""
        rows = list(self._db.query(f"{_STORY} WHERE t.id = ? GROUP BY t.id", [story_id]))
        if not rows:
            return None
        members, evidence = self.members(story_id), self.evidence(story_id)
        fields = {**_nest_original(rows[0]), "members": members, "evidence": evidence}
        return convert(fields, StoredStory)

    def members(self, story_id: int) -> list[StoryMember]:
        """Returns the members of a story: the original first, then by `first_seen`."""
        rows = self._db.query(
            """SELECT a.id AS article_id, a.url, a.title, s.domain AS source, s.name AS source_name,
                 c.role, c.credit, c.relation, c.resemblance, c.containment,
                 c.containment_of_original, a.first_seen, a.published, a.published_offset, c.reason
               FROM articles a JOIN sources s ON s.id = a.source_id
               LEFT JOIN copies c ON c.article_id = a.id AND c.story_id = a.story_id
               WHERE a.story_id = ? ORDER BY c.role IS NOT 'original', a.first_seen, a.id""",
            [story_id],
        )
        return [convert(row, StoryMember) for row in rows]

    def evidence(self, story_id: int) -> list[EvidenceItem]:
        """Returns the evidence of a story's verdict, strongest first."""
        rows = self._db.query(
            """SELECT class, rule, says, quote, url, observed_at, article_id
               FROM evidence WHERE story_id = ? ORDER BY strength DESC, id""",
            [story_id],
        )
        return [convert(row, EvidenceItem) for row in rows]

    def list_newest(self, *, before: str | None, copies_only: bool) -> Iterator[StoryInList]:
        """Yields stories with their members, those with the newest article first.

        `position` of a story is an instant and an article id, as many articles share a second. With
        `before`, a position or an instant, only stories that come after it are yielded.
        """
        return (
            story
            for story_id, position in self._iterate_newest_first(before)
            if (story := self._make_list_entry(story_id, position)).articles > 1 or not copies_only
        )

    def _iterate_newest_first(self, before: str | None) -> Iterator[tuple[int, str]]:
        """Yields each story once, with the position of its newest article, the newest first."""
        instant, _, last = (before or "").partition(".")
        where = "WHERE (first_seen, id) < (?, ?)" if before else ""
        recent = self._db.conn.execute(
            f"SELECT story_id, first_seen, id FROM articles {where} ORDER BY first_seen DESC, id DESC",
            [instant, int(last or 0)] if before else [],
        )
        seen: set[int] = set()
        for story_id, first_seen, article_id in recent:
            is_new = story_id not in seen
            seen.add(story_id)
            if is_new and self._find_newest_article(story_id) == article_id:
                yield story_id, f"{first_seen}.{article_id}"
            # else an earlier page has the story, at its newest article

    def _make_list_entry(self, story_id: int, position: str) -> StoryInList:
        row = next(iter(self._db.query(f"{_STORY} WHERE t.id = ? GROUP BY t.id", [story_id])))
        more = {"members": self.members(story_id), "position": position}
        return convert(_nest_original(row) | more, StoryInList)

    def _find_newest_article(self, story_id: int) -> int:
        """Returns the id of the article of a story that was first seen last."""
        query = (
            "SELECT id FROM articles WHERE story_id = ? ORDER BY first_seen DESC, id DESC LIMIT 1"
        )
        return int(self._db.conn.execute(query, [story_id]).fetchone()[0])

    def highest_id(self) -> int:
        """Returns the highest id of a story; 0 without any."""
        return int(self._db.conn.execute("SELECT coalesce(max(id), 0) FROM stories").fetchone()[0])

    def list_pages(self, first: int, last: int, *, listed_at: str | None = None) -> list[StoryPage]:
        """Returns the stories that have a page, of the ids `first` to `last`.

        With `listed_at`, a time, those with an article that its publisher does not keep out of lists then.
        """
        listed = """AND NOT EXISTS (SELECT 1 FROM permissions p
          WHERE p.article_id = id AND (p.forbidden & :bit OR p.until <= :listed_at))"""
        rows = self._db.query(
            f"""SELECT t.id AS story_id, max(a.fetched_at, coalesce(t.attributed_at, '')) AS changed_at
               FROM stories t JOIN
                 (SELECT story_id, max(fetched_at) AS fetched_at FROM articles
                  WHERE story_id BETWEEN :first AND :last {listed if listed_at else ""}
                  GROUP BY story_id) a ON a.story_id = t.id ORDER BY t.id""",
            {
                "first": first,
                "last": last,
                "bit": encode_uses(["headline"]),
                "listed_at": listed_at,
            },
        )
        return [StoryPage(**row) for row in rows]

    def all_rows(self, selection: Selection = EVERYTHING) -> Iterator[StoryRow]:
        """Yields every story with a selected article, without its members, by ascending id."""
        chosen = f"SELECT a.story_id FROM articles a {SOURCE_AND_PERMISSIONS} {selection.where}"
        where = f"WHERE t.id IN ({chosen})" if selection.condition else ""
        rows = self._db.query(f"{_STORY} {where} GROUP BY t.id ORDER BY t.id", selection.parameters)
        return (convert(_nest_original(row), StoryRow) for row in rows)

    def all_relations(self, selection: Selection = EVERYTHING) -> Iterator[CopyRow]:
        """Yields every relation of a selected article: members of stories with copies or an outside original, and
        what relates stories: versions, quotes, collections and series.
        """
        rows = self._db.query(
            f"""SELECT c.article_id, a.external_id, a.url, c.story_id, c.member = 1 AS member, c.relation,
                c.role, c.credit, c.resemblance, c.containment, c.containment_of_original,
                t.original_url, t.original_name, t.verdict, t.confidence, c.reason
              FROM copies c JOIN articles a ON a.id = c.article_id JOIN stories t ON t.id = c.story_id
                {SOURCE_AND_PERMISSIONS}
              WHERE {selection.condition or "1"} AND (c.member = 0 OR t.verdict IN ('original_outside', 'common_source')
                OR EXISTS (SELECT 1 FROM articles o WHERE o.story_id = c.story_id AND o.id != c.article_id))
              ORDER BY c.story_id, c.member DESC, c.article_id""",
            selection.parameters,
        )
        return (convert({**row, "member": bool(row["member"])}, CopyRow) for row in rows)

    def mark_all_dirty(self) -> None:
        """Mark every story that has a leader for a new verdict, in slices."""
        highest = self._db.conn.execute("SELECT coalesce(max(id), 0) FROM stories").fetchone()[0]
        ranges = [*split_into_ranges(highest, STORIES_AT_ONCE)]
        work_in_slices(self.transaction, ranges, self._mark_range_dirty)

    def _mark_range_dirty(self, story_ids: range) -> None:
        self._db.conn.execute(
            "UPDATE stories SET dirty = 1 WHERE leader_id IS NOT NULL AND id >= ? AND id < ?",
            [story_ids.start, story_ids.stop],
        )

    def mark_dirty(self, story_id: int) -> None:
        """Mark a story for a new verdict."""
        self._db.conn.execute("UPDATE stories SET dirty = 1 WHERE id = ?", [story_id])


def _nest_original(row: Row) -> Row:
    row["original"] = pop_original_columns(row)
    row["set_by"] = row.pop("set_by")  # beside it
    return row
