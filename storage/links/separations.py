"""Separations: texts that were found to be no copies of one another (see `stories.plan.separations`)."""

import json
from collections.abc import Collection, Iterable

from aggregator.model import SeparationKind
from storage.sqlite.repository import Repository

_IS_FOUND_AGAIN = """NOT EXISTS (SELECT 1 FROM unstored_texts u
  WHERE u.article_id IN (separations.article_id, separations.other_id))"""

SeparationRow = tuple[int, int, SeparationKind]  # article, other, kind


class Separations(Repository):
    """Pairs of articles that are members of different stories, and why."""

    def add_all(self, rows: Iterable[SeparationRow]) -> None:
        """Add separations; of the same articles a quotation may become another kind, and no other."""
        query = """INSERT INTO separations (article_id, other_id, kind) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET kind = excluded.kind WHERE kind = 'quote'"""
        self._db.conn.executemany(query, rows)

    def keep_relations_of_unstored(self, story_id: int) -> None:
        """Add that the leader of a story is no copy of other leaders, as its relations say, where either text is not stored.

        Fingerprints might say otherwise when both are compared again.
        """
        self._db.conn.execute(
            """INSERT OR IGNORE INTO separations (article_id, other_id, kind)
               SELECT c.article_id, c.of_article_id, c.relation FROM stories t JOIN copies c
                 ON c.member = 0 AND c.relation IN ('quote', 'series')
                   AND (c.article_id = t.leader_id OR c.of_article_id = t.leader_id)
               WHERE t.id = ? AND EXISTS (SELECT 1 FROM unstored_texts u
                   WHERE u.article_id IN (c.article_id, c.of_article_id))
                 AND EXISTS (SELECT 1 FROM articles a JOIN stories s ON s.id = a.story_id
                   WHERE a.id = c.article_id AND s.leader_id = a.id)
                 AND EXISTS (SELECT 1 FROM articles a JOIN stories s ON s.id = a.story_id
                   WHERE a.id = c.of_article_id AND s.leader_id = a.id)
                 AND NOT EXISTS (SELECT 1 FROM separations x
                   WHERE x.article_id = c.of_article_id AND x.other_id = c.article_id)""",
            [story_id],
        )

    def exist(self) -> bool:
        """Returns whether any two articles are separated."""
        query = "SELECT EXISTS (SELECT 1 FROM separations)"
        return bool(self._db.conn.execute(query).fetchone()[0])

    def find(self, text_hashes: Collection[str]) -> list[tuple[str, str, SeparationKind]]:
        """Returns separations of articles with these wordings from any other, as (hash, hash, kind).

        Of a collection the first hash is that of the collection.
        """
        rows = self._db.conn.execute(
            """SELECT a.text_hash, b.text_hash, s.kind FROM articles a
                 JOIN separations s ON s.article_id = a.id JOIN articles b ON b.id = s.other_id
               WHERE a.text_hash IN (SELECT value FROM json_each(?))""",
            [json.dumps([*text_hashes])],
        )
        return rows.fetchall()

    def list_quoting(self, article_id: int, limit: int) -> list[int]:
        """Returns articles that share no more than a quotation with an article."""
        rows = self._db.conn.execute(
            """SELECT iif(article_id = :id, other_id, article_id) FROM separations
               WHERE (article_id = :id OR other_id = :id) AND kind = 'quote' ORDER BY 1 LIMIT :limit""",
            {"id": article_id, "limit": limit},
        )
        return [row[0] for row in rows]

    def delete_of_article(self, article_id: int) -> set[int]:
        """Delete the separations of an article, and those that may rest on it; returns the others.

        What separates two texts may rest on a third one that is separated from both, or is carried by
        the same collection.
        """
        near = self._db.conn.execute(
            """SELECT iif(article_id = :id, other_id, article_id) FROM separations
               WHERE article_id = :id OR other_id = :id""",
            {"id": article_id},
        ).fetchall()
        rows = self._db.conn.execute(
            """WITH near AS (SELECT value FROM json_each(:near))
               DELETE FROM separations WHERE article_id = :id OR other_id = :id
                 OR (article_id IN near AND (kind = 'collection' OR other_id IN near))
               RETURNING article_id, other_id""",
            {"id": article_id, "near": json.dumps([row[0] for row in near])},
        ).fetchall()
        return {each for row in rows for each in row} - {article_id}

    def all_articles(self) -> set[int]:
        """Returns every article that is separated from another."""
        rows = self._db.conn.execute(
            "SELECT article_id FROM separations UNION SELECT other_id FROM separations"
        )
        return {row[0] for row in rows}

    def find_connected_with_source(self, source_id: int) -> set[int]:
        """Returns the articles whose separations are of a source's articles, or may rest on those."""
        rows = self._db.conn.execute(
            """WITH RECURSIVE affected (id) AS (
                 SELECT a.id FROM articles a WHERE a.source_id = ?
                   AND EXISTS (SELECT 1 FROM separations WHERE article_id = a.id OR other_id = a.id)
                 UNION
                 SELECT iif(s.article_id = f.id, s.other_id, s.article_id) FROM affected f
                   JOIN separations s ON s.article_id = f.id OR s.other_id = f.id)
               SELECT id FROM affected""",
            [source_id],
        )
        return {row[0] for row in rows}

    def delete_of_articles(self, articles: Collection[int]) -> None:
        """Delete the separations of these articles that can be found again: the texts of both are stored."""
        self._db.conn.execute(
            f"""DELETE FROM separations WHERE (article_id IN (SELECT value FROM json_each(:ids))
               OR other_id IN (SELECT value FROM json_each(:ids))) AND {_IS_FOUND_AGAIN}""",
            {"ids": json.dumps([*articles])},
        )

    def find_unattributed_stories(self) -> list[int]:
        """Returns the stories of separated articles that changed since their last verdict."""
        rows = self._db.conn.execute(
            """SELECT DISTINCT a.story_id FROM stories t JOIN articles a ON a.story_id = t.id
               WHERE t.dirty = 1 AND EXISTS
                 (SELECT 1 FROM separations WHERE article_id = a.id OR other_id = a.id)
               ORDER BY a.story_id"""
        )
        return [row[0] for row in rows]

    def delete_of_stories(self, story_ids: Collection[int]) -> None:
        """Delete the separations of the articles of these stories that can be found again."""
        articles = (
            """SELECT id FROM articles WHERE story_id IN (SELECT value FROM json_each(:ids))"""
        )
        self._db.conn.execute(
            f"""DELETE FROM separations
                WHERE (article_id IN ({articles}) OR other_id IN ({articles})) AND {_IS_FOUND_AGAIN}""",
            {"ids": json.dumps([*story_ids])},
        )
