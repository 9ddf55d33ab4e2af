"""Stories: articles with the same text, and the verdict on where it comes from."""

import json
from collections.abc import Iterator, Sequence

from aggregator.model import Row
from storage.corpus.articles import original
from storage.sqlite.repository import Repository

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

    def create_led(self, leaders: Sequence[int], now: str) -> dict[int, int]:
        """Add a story for each of these leaders, which are about to be stored.

        Returns the ids of the stories by leader.
        """
        rows = self._db.conn.execute(
            """INSERT INTO stories (leader_id, created_at) SELECT value, ? FROM json_each(?)
               RETURNING leader_id, id""",
            [now, json.dumps([*leaders])],
        )
        return dict(rows.fetchall())

    def resolve(self, story_id: int) -> int | None:
        """Follow merges to the story that stands now; None when there is no such story."""
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
        """Whether anything of a story is stored (still)."""
        query = "SELECT 1 FROM articles WHERE story_id = ? LIMIT 1"
        return self._db.conn.execute(query, [story_id]).fetchone() is not None

    def get(self, story_id: int) -> Row | None:
        """A story with its members and evidence; None when nothing of it is stored (any more)."""
        rows = list(self._db.query(f"{_STORY} WHERE t.id = ? GROUP BY t.id", [story_id]))
        if not rows:
            return None
        return {
            **_shaped(rows[0]),
            "members": self.members(story_id),
            "evidence": self.evidence(story_id),
        }

    def members(self, story_id: int) -> list[Row]:
        """Members as shown: the original first, then in the order we first saw them."""
        return list(
            self._db.query(
                """SELECT a.id AS article_id, a.url, a.title, s.domain AS source, s.name AS source_name,
                 c.role, c.credit, c.relation, c.resemblance, c.containment,
                 c.containment_of_original, a.first_seen, a.published, a.published_offset
               FROM articles a JOIN sources s ON s.id = a.source_id
               LEFT JOIN copies c ON c.article_id = a.id AND c.story_id = a.story_id
               WHERE a.story_id = ? ORDER BY c.role IS NOT 'original', a.first_seen, a.id""",
                [story_id],
            )
        )

    def evidence(self, story_id: int) -> list[Row]:
        """What the verdict rests on, strongest first."""
        return list(
            self._db.query(
                """SELECT class, rule, says, quote, url, observed_at, article_id
               FROM evidence WHERE story_id = ? ORDER BY strength DESC, id""",
                [story_id],
            )
        )

    def newest(self, *, limit: int, before: str | None, copies_only: bool) -> Iterator[Row]:
        """Stories by the latest article we saw of them, with their members.

        Each tells its `position`, an instant and an id, which goes as `before` to what comes after it:
        many articles are seen within one second. A bare instant will do as well.
        """
        instant, _, last = (before or "").partition(".")
        where = "WHERE (first_seen, id) < (?, ?)" if before else ""
        recent = self._db.conn.execute(
            f"SELECT story_id, first_seen, id FROM articles {where} ORDER BY first_seen DESC, id DESC",
            [instant, int(last or 0)] if before else [],
        )
        passed: set[int] = set()
        shown = 0
        for story_id, first_seen, article_id in recent:
            if shown >= limit:
                break
            if story_id in passed:
                continue
            passed.add(story_id)
            if self._latest(story_id) != article_id:
                continue  # it has a newer article, and stands before this page
            row = next(iter(self._db.query(f"{_STORY} WHERE t.id = ? GROUP BY t.id", [story_id])))
            if copies_only and row["articles"] < 2:
                continue
            shown += 1
            position = f"{first_seen}.{article_id}"
            yield {**_shaped(row), "members": self.members(story_id), "position": position}

    def _latest(self, story_id: int) -> int:
        """The article of a story that we saw last."""
        query = (
            "SELECT id FROM articles WHERE story_id = ? ORDER BY first_seen DESC, id DESC LIMIT 1"
        )
        return int(self._db.conn.execute(query, [story_id]).fetchone()[0])

    def exported(self) -> Iterator[Row]:
        """Every story without its members, oldest id first."""
        return (_shaped(row) for row in self._db.query(f"{_STORY} GROUP BY t.id ORDER BY t.id"))

    def exported_copies(self) -> Iterator[Row]:
        """Every relation: the members of stories with copies or an original elsewhere, versions, quotes."""
        rows = self._db.query(
            """SELECT c.article_id, a.external_id, a.url, c.story_id, c.member = 1 AS member, c.relation,
             c.role, c.credit, c.resemblance, c.containment, c.containment_of_original,
             t.original_url, t.original_name, t.verdict, t.confidence
           FROM copies c JOIN articles a ON a.id = c.article_id JOIN stories t ON t.id = c.story_id
           WHERE c.member = 0 OR t.verdict IN ('original_outside', 'common_source')
             OR EXISTS (SELECT 1 FROM articles o WHERE o.story_id = c.story_id AND o.id != c.article_id)
           ORDER BY c.story_id, c.member DESC, c.article_id"""
        )
        return ({**row, "member": bool(row["member"])} for row in rows)

    def mark_all_dirty(self) -> None:
        """Every story that holds anything is to be decided again."""
        self._db.conn.execute("UPDATE stories SET dirty = 1 WHERE leader_id IS NOT NULL")

    def mark_dirty(self, story_id: int) -> None:
        """The verdict has to be decided anew."""
        self._db.conn.execute("UPDATE stories SET dirty = 1 WHERE id = ?", [story_id])


def _shaped(row: Row) -> Row:
    row["original"] = original(row)
    row["set_by"] = row.pop("set_by")  # beside it
    return row
