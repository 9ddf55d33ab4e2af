"""Whole tables of linking, read at once to plan how a corpus is reclustered."""

import json
from collections.abc import Collection, Iterator

from aggregator.model import ArticleKey, MemberRow
from storage.links import sketch_index
from storage.links.entries import Hashes
from storage.sqlite.repository import Repository

_COLUMNS = ", ".join(MemberRow._fields)


class BulkLinks(Repository):
    """Members, index entries and sketches of many articles."""

    def all_article_keys(self) -> list[ArticleKey]:
        """Returns every article, in the order of the ids."""
        rows = self._db.conn.execute(
            """SELECT a.id, a.story_id, a.text_hash, coalesce(g.tokens, 0) FROM articles a
               LEFT JOIN signatures g ON g.article_id = a.id ORDER BY a.id"""
        )
        return [*map(ArticleKey._make, rows)]

    def count_hashes(self) -> int:
        """Returns how many hashes all sketches have together."""
        query = "SELECT coalesce(sum(length(sketch)), 0) / 4 FROM signatures"
        count: int = self._db.conn.execute(query).fetchone()[0]
        return count

    def sketches(self) -> Iterator[tuple[int, int, Hashes]]:
        """Yields (article, source, sketch) of all signed articles, in the order of their ids."""
        rows = self._db.conn.execute(
            """SELECT g.article_id, a.source_id, g.sketch FROM signatures g
               JOIN articles a ON a.id = g.article_id ORDER BY g.article_id"""
        )
        return (
            (article_id, source_id, sketch_index.decode_sketch(sketch))
            for article_id, source_id, sketch in rows
        )

    def leader_stories(self) -> dict[int, int]:
        """Returns the stories of leaders that have the row of a leader in `copies` and no other."""
        rows = self._db.conn.execute(
            """SELECT c.article_id, c.story_id FROM copies c
                 JOIN stories t ON t.id = c.story_id AND t.leader_id = c.article_id
               WHERE t.redirect_to IS NULL AND c.member = 1 AND c.of_article_id IS NULL
                 AND c.relation IS NULL AND (c.resemblance, c.containment, c.containment_of_original) = (1, 1, 1)"""
        )
        stories = dict(rows.fetchall())
        several = "SELECT article_id FROM copies GROUP BY article_id HAVING count(*) > 1"
        for (article_id,) in self._db.conn.execute(several):
            stories.pop(article_id, None)
        return stories

    def indexed_articles(self) -> set[int]:
        """Returns the articles that are found by their sketch."""
        return {row[0] for row in self._db.conn.execute("SELECT article_id FROM index_entries")}

    def member_rows(self, article_ids: Collection[int]) -> dict[int, MemberRow]:
        """Returns the rows of those of these articles that have one row in `copies`."""
        rows = self._db.conn.execute(
            f"""SELECT {_COLUMNS} FROM copies
                WHERE article_id IN (SELECT value FROM json_each(?)) GROUP BY article_id HAVING count(*) = 1""",
            [json.dumps([*article_ids])],
        )
        return {row[0]: MemberRow._make(row) for row in rows}
