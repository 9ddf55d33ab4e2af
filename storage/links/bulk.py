"""Whole tables of linking, read and written at once to recluster a corpus."""

import json
from collections.abc import Collection, Iterator, Sequence

from aggregator.model import ArticleKey, MemberRow
from storage.links import sketch_index
from storage.links.archive import Archive
from storage.links.sketch_index import Hashes
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

    def clear_links_and_leaders(
        self, article_ids: Collection[int], kept_stories: Collection[int]
    ) -> None:
        """Delete the relations, index entries and archive entries of these articles, and the leaders of other stories.

        Whoever calls it reloads the sketch index.
        """
        query = """SELECT number, article_id FROM index_entries
                   WHERE article_id IN (SELECT value FROM json_each(?))"""
        entries = self._db.conn.execute(query, [json.dumps([*article_ids])]).fetchall()
        Archive(self._db).remove_archived(entries)
        for table in ("copies", "index_entries"):
            query = f"DELETE FROM {table} WHERE article_id IN (SELECT value FROM json_each(?))"
            self._db.conn.execute(query, [json.dumps([*article_ids])])
        self._db.conn.execute(
            """UPDATE stories SET leader_id = NULL, dirty = 1 WHERE leader_id IS NOT NULL
               AND id NOT IN (SELECT value FROM json_each(?))""",
            [json.dumps([*kept_stories])],
        )

    def write_leaders_and_members(self, rows: Sequence[MemberRow], indexed: Sequence[int]) -> None:
        """Write leaders and members of stories, and which articles are indexed.

        To be called after `clear_links_and_leaders`; the caller reloads the sketch index.
        """
        leaders = [(row.article_id, row.story_id) for row in rows if row.of_article_id is None]
        query = "UPDATE stories SET leader_id = ?, dirty = 1, redirect_to = NULL WHERE id = ?"
        self._db.conn.executemany(query, leaders)
        self._db.conn.executemany(
            "UPDATE articles SET story_id = :story WHERE id = :id AND story_id != :story",
            [{"story": row.story_id, "id": row.article_id} for row in rows],
        )
        marks = ", ".join("?" * len(MemberRow._fields))
        self._db.conn.executemany(f"INSERT INTO copies ({_COLUMNS}) VALUES ({marks})", rows)
        query = "INSERT INTO index_entries (article_id) VALUES (?)"
        self._db.conn.executemany(query, [(article_id,) for article_id in indexed])
