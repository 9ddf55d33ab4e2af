"""Relations: how articles compare with others, the rows of the table `copies`.

Role and credit of a row come with the verdict.
"""

import json
from collections.abc import Collection, Iterable

from aggregator.model import MemberRow, Relation, Row
from aggregator.results import RelatedText, RelatedTexts, convert
from storage.sqlite.repository import Repository

_OTHER = """other.id AS article_id, other.url, other.title, s.domain AS source, s.name AS source_name,
  other.story_id, c.relation, c.role, c.credit, other.first_seen, other.published, other.published_offset"""
_NO_COPIES = "c.member = 0 AND c.relation IN ('collection', 'series')"
# Rows lead from an article to another one; of an article's relations, half lead to it.
_RELATED_TO_STORY = f"""SELECT {_OTHER}, c.of_article_id, 1 AS points_here,
    c.containment, c.containment_of_original
  FROM copies c JOIN articles other ON other.id = c.article_id JOIN sources s ON s.id = other.source_id
  WHERE c.story_id = :story AND other.story_id != :story AND {_NO_COPIES}
  UNION ALL SELECT {_OTHER}, own.id, 0, c.containment_of_original, c.containment
  FROM articles own JOIN copies c ON c.article_id = own.id
    JOIN articles other ON other.id = c.of_article_id JOIN sources s ON s.id = other.source_id
  WHERE own.story_id = :story AND other.story_id != :story AND {_NO_COPIES}
  ORDER BY first_seen, article_id"""


class Relations(Repository):
    """Rows of members, versions and quotes."""

    def write_row(self, row: Row, *, replace: bool = True) -> None:
        """Write one row; without `replace` a row that is there already stays.

        A story that a collection carries waits for a verdict, as the credit of the collection is found then.
        """
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        verb = "REPLACE" if replace else "IGNORE"
        query = f"INSERT OR {verb} INTO copies ({names}) VALUES ({marks})"
        self._db.conn.execute(query, list(row.values()))
        if row.get("relation") == "collection":
            self._db.conn.execute("UPDATE stories SET dirty = 1 WHERE id = ?", [row["story_id"]])

    def add_leaders(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Add the rows of new leaders, given as (article, story)."""
        self._db.conn.executemany(
            """INSERT INTO copies (article_id, story_id, member, resemblance, containment,
                 containment_of_original) VALUES (?, ?, 1, 1.0, 1.0, 1.0)""",
            pairs,
        )

    def copy_row_of_duplicate(self, article_id: int, duplicate_id: int) -> None:
        """Give an article the row of the one with the same wording."""
        self._db.conn.execute(
            """INSERT OR REPLACE INTO copies (article_id, story_id, of_article_id, member, relation,
                 resemblance, containment, containment_of_original, role)
               SELECT ?, story_id, coalesce(of_article_id, article_id), member,
                 coalesce(relation, 'identical'), resemblance, containment, containment_of_original,
                 CASE member WHEN 0 THEN role END FROM copies WHERE article_id = ?""",
            [article_id, duplicate_id],
        )

    def copy_row_to_duplicates(self, article_id: int, story_id: int) -> None:
        """Give the articles with the same wording the row of an article with another story."""
        self._db.conn.execute(
            """INSERT OR REPLACE INTO copies (article_id, story_id, of_article_id, member, relation,
                 resemblance, containment, containment_of_original, role)
               SELECT d.id, c.story_id, c.of_article_id, c.member, c.relation, c.resemblance,
                 c.containment, c.containment_of_original, c.role
               FROM copies c JOIN articles a ON a.id = c.article_id
                 JOIN articles d ON d.text_hash = a.text_hash AND d.id != a.id
                 JOIN signatures g ON g.article_id = d.id  -- an article that is removed has none any more
               WHERE c.article_id = ? AND c.story_id = ? AND d.story_id != c.story_id""",
            [article_id, story_id],
        )

    def find_related_stories(self, story_ids: Collection[int]) -> set[int]:
        """Returns the stories that articles of these stories are related to, or the other way round."""
        rows = self._db.conn.execute(
            """WITH given (id) AS (SELECT value FROM json_each(?))
               SELECT c.story_id FROM given JOIN articles a ON a.story_id = given.id
                 JOIN copies c ON c.article_id = a.id AND c.member = 0
               UNION SELECT a.story_id FROM given JOIN copies c ON c.story_id = given.id AND c.member = 0
                 JOIN articles a ON a.id = c.article_id""",
            [json.dumps([*story_ids])],
        )
        return {row[0] for row in rows}

    def has_unstored_texts(self) -> bool:
        """Returns whether there are articles whose texts are not stored."""
        query = "SELECT EXISTS (SELECT 1 FROM unstored_texts)"
        return bool(self._db.conn.execute(query).fetchone()[0])

    def list_member_rows_of_unstored(self, article_ids: Collection[int]) -> list[MemberRow]:
        """Returns the rows of these articles as members, where their text or that of their leader is not stored."""
        rows = self._db.conn.execute(
            """SELECT article_id, story_id, of_article_id, member, relation, resemblance, containment,
                 containment_of_original FROM copies
               WHERE article_id IN (SELECT value FROM json_each(?)) AND member = 1
                 AND EXISTS (SELECT 1 FROM unstored_texts u
                   WHERE copies.of_article_id IS NOT NULL AND u.article_id IN (copies.article_id, copies.of_article_id))""",
            [json.dumps([*article_ids])],
        )
        return [MemberRow(*row) for row in rows]

    def delete_recomputable(self, article_id: int) -> None:
        """Delete the rows of an article, and versions and quotes of it that can be found again.

        A quote by an article that is not in the sketch index could not be found again, and stays.
        """
        self._db.conn.execute("DELETE FROM copies WHERE article_id = ?", [article_id])
        self._db.conn.execute(
            """DELETE FROM copies WHERE of_article_id = ? AND member = 0 AND (relation = 'collection'
                 OR EXISTS (SELECT 1 FROM index_entries i WHERE i.article_id = copies.article_id))""",
            [article_id],
        )

    def delete_all_of_article(self, article_id: int) -> None:
        """Delete the rows of an article, and all versions and quotes of it."""
        self._db.conn.execute("DELETE FROM copies WHERE article_id = ?", [article_id])
        query = "DELETE FROM copies WHERE of_article_id = ? AND member = 0"
        self._db.conn.execute(query, [article_id])

    def list_related_texts(self, story_id: int) -> RelatedTexts:
        """Returns what is related to a story by its text and no copy of it, the first seen first."""
        found: dict[str, dict[int, RelatedText]] = {"collections": {}, "carries": {}, "series": {}}
        for row in list(self._db.query(_RELATED_TO_STORY, {"story": story_id})):
            points_here = row.pop("points_here")
            kind = "collections" if points_here else "carries"
            kind = "series" if row["relation"] == "series" else kind
            found[kind].setdefault(row["article_id"], convert(row, RelatedText))
        return RelatedTexts(**{kind: list(rows.values()) for kind, rows in found.items()})

    def get_between(self, article_id: int, other_id: int) -> Relation | None:
        """Returns the stored relation between two articles of different stories; None without one."""
        row = self._db.conn.execute(
            """SELECT c.relation FROM articles a JOIN articles b ON b.id = :b JOIN copies c ON c.member = 0
                 AND (c.article_id = a.id AND c.story_id = b.story_id
                   OR c.article_id = b.id AND c.story_id = a.story_id)
               WHERE a.id = :a""",
            {"a": article_id, "b": other_id},
        ).fetchone()
        return row[0] if row else None

    def select_collections(self, article_ids: Iterable[int]) -> set[int]:
        """Returns those of these articles that are collections: they carry texts of other stories."""
        rows = self._db.conn.execute(
            """SELECT DISTINCT article_id FROM copies WHERE member = 0 AND relation = 'collection'
               AND article_id IN (SELECT value FROM json_each(?))""",
            [json.dumps([*article_ids])],
        )
        return {article_id for (article_id,) in rows}

    def is_only_member(self, article_id: int, besides: int) -> bool:
        """Returns whether an article has no relations and shares its story with at most one other.

        `besides` is the id of that other article, 0 for none.
        """
        row = self._db.conn.execute(
            """SELECT 1 FROM articles a WHERE id = :id
               AND NOT EXISTS (SELECT 1 FROM articles o
                 WHERE o.story_id = a.story_id AND o.id NOT IN (:id, :besides))
               AND NOT EXISTS (SELECT 1 FROM copies c WHERE c.article_id = :id AND c.member = 0)
               AND NOT EXISTS (SELECT 1 FROM copies c WHERE c.of_article_id = :id)""",
            {"id": article_id, "besides": besides},
        ).fetchone()
        return row is not None
