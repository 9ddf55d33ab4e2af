"""Tables read whole, to link a whole corpus anew: one statement for all of it, or for many articles."""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from storage.links import sketch_index
from storage.links.sketch_index import Hashes
from storage.sqlite.repository import Repository


class Held(NamedTuple):
    """An article of the corpus, without what it says."""

    id: int
    story_id: int
    text_hash: str
    tokens: int


class Related(NamedTuple):
    """A row of `copies`, but for what attribution writes."""

    article_id: int
    story_id: int
    of_article_id: int | None
    member: int
    relation: str | None
    resemblance: float
    containment: float
    containment_of_original: float


class BulkLinks(Repository):
    """Reads and writes of whole tables, for linking everything again."""

    def articles(self) -> list[Held]:
        """Every article, in the order of the ids."""
        rows = self._db.conn.execute(
            """SELECT a.id, a.story_id, a.text_hash, coalesce(g.tokens, 0) FROM articles a
           LEFT JOIN signatures g ON g.article_id = a.id ORDER BY a.id"""
        )
        return [*map(Held._make, rows)]

    def hashes(self) -> int:
        """How many hashes all sketches have together."""
        query = "SELECT coalesce(sum(length(sketch)), 0) / 4 FROM signatures"
        count: int = self._db.conn.execute(query).fetchone()[0]
        return count

    def sketches(self) -> Iterator[tuple[int, int, Hashes]]:
        """(article, source, sketch) of all that are signed, in the order of their ids."""
        rows = self._db.conn.execute(
            """SELECT g.article_id, a.source_id, g.sketch FROM signatures g
           JOIN articles a ON a.id = g.article_id ORDER BY g.article_id"""
        )
        return (
            (article_id, source_id, sketch_index.hashes_of(kept))
            for article_id, source_id, kept in rows
        )

    def leading(self) -> dict[int, int]:
        """Findable articles with the one row in `copies` that a leader has: article -> the story it leads."""
        rows = self._db.conn.execute(
            """SELECT c.article_id, c.story_id FROM copies c
             JOIN stories t ON t.id = c.story_id AND t.leader_id = c.article_id
           WHERE t.redirect_to IS NULL AND c.member = 1 AND c.of_article_id IS NULL
             AND c.relation IS NULL AND (c.resemblance, c.containment, c.containment_of_original) = (1, 1, 1)"""
        )
        found = dict(rows.fetchall())
        several = "SELECT article_id FROM copies GROUP BY article_id HAVING count(*) > 1"
        for (article_id,) in self._db.conn.execute(several):
            found.pop(article_id, None)
        return found

    def findable(self) -> set[int]:
        """Who is found by its sketch."""
        return {row[0] for row in self._db.conn.execute("SELECT article_id FROM index_entries")}

    def related(self, article_ids: Collection[int]) -> dict[int, Related]:
        """How these articles relate to others, of those that have one row in `copies`."""
        rows = self._db.conn.execute(
            f"""SELECT {", ".join(Related._fields)} FROM copies
            WHERE article_id IN (SELECT value FROM json_each(?)) GROUP BY article_id HAVING count(*) = 1""",
            [json.dumps([*article_ids])],
        )
        return {row[0]: Related._make(row) for row in rows}

    def clear(self, article_ids: Collection[int], kept_stories: Collection[int]) -> None:
        """Forget every link and index entry of these articles, and who leads all but these stories."""
        for table in ("copies", "index_entries"):
            query = f"DELETE FROM {table} WHERE article_id IN (SELECT value FROM json_each(?))"
            self._db.conn.execute(query, [json.dumps([*article_ids])])
        self._db.conn.execute(
            """UPDATE stories SET leader_id = NULL, dirty = 1 WHERE leader_id IS NOT NULL
           AND id NOT IN (SELECT value FROM json_each(?))""",
            [json.dumps([*kept_stories])],
        )

    def place(self, rows: Sequence[Related], found: Sequence[int]) -> None:
        """Let members, and leaders of their stories, belong there, of whom nothing was noted before;
        those that are `found` become findable, as long as nothing holds a window.
        """
        leading = [(row.article_id, row.story_id) for row in rows if row.of_article_id is None]
        led = "UPDATE stories SET leader_id = ?, dirty = 1, redirect_to = NULL WHERE id = ?"
        self._db.conn.executemany(led, leading)
        self._db.conn.executemany(
            "UPDATE articles SET story_id = :story WHERE id = :id AND story_id != :story",
            [{"story": row.story_id, "id": row.article_id} for row in rows],
        )
        marks = ", ".join("?" * len(Related._fields))
        query = f"INSERT INTO copies ({', '.join(Related._fields)}) VALUES ({marks})"
        self._db.conn.executemany(query, rows)
        query = "INSERT INTO index_entries (article_id) VALUES (?)"
        self._db.conn.executemany(query, [(article_id,) for article_id in found])
