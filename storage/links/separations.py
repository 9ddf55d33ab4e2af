"""Separations: texts that were found to be no copies of one another (see `stories.plan.separations`)."""

import json
from collections.abc import Collection, Iterable

from aggregator.model import SeparationKind
from storage.sqlite.repository import Repository

SeparationRow = tuple[int, int, SeparationKind]  # article, other, kind


class Separations(Repository):
    """Pairs of articles that are members of different stories, and why."""

    def add_all(self, rows: Iterable[SeparationRow]) -> None:
        """Add separations; those that are known already stay."""
        query = "INSERT OR IGNORE INTO separations (article_id, other_id, kind) VALUES (?, ?, ?)"
        self._db.conn.executemany(query, rows)

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

    def all_articles(self) -> set[int]:
        """Returns every article that is separated from another one."""
        rows = self._db.conn.execute(
            "SELECT article_id FROM separations UNION SELECT other_id FROM separations"
        )
        return {row[0] for row in rows}

    def delete_of_article(self, article_id: int) -> list[int]:
        """Delete the separations of an article; returns the others."""
        rows = self._db.conn.execute(
            """DELETE FROM separations WHERE article_id = :id OR other_id = :id
               RETURNING iif(article_id = :id, other_id, article_id)""",
            {"id": article_id},
        ).fetchall()
        return [row[0] for row in rows]

    def delete_of_sources(self, source_ids: Collection[int]) -> None:
        """Delete the separations of all articles of these sources."""
        articles = "SELECT id FROM articles WHERE source_id IN (SELECT value FROM json_each(:ids))"
        self._db.conn.execute(
            f"DELETE FROM separations WHERE article_id IN ({articles}) OR other_id IN ({articles})",
            {"ids": json.dumps([*source_ids])},
        )

    def delete_all(self) -> None:
        """Let all of them be found again."""
        self._db.conn.execute("DELETE FROM separations")
