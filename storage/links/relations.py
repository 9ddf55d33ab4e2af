"""How articles relate, row by row: the table `copies`. Role and credit come with the verdict."""

from aggregator.model import Row
from storage.sqlite.repository import Repository


class Relations(Repository):
    """Rows of `copies`: how articles relate."""

    def relate(self, row: Row, *, anew: bool = True) -> None:
        """Write one row of `copies`; without `anew` one that is there stays.

        Role and credit come with the verdict.
        """
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        verb = "REPLACE" if anew else "IGNORE"
        query = f"INSERT OR {verb} INTO copies ({names}) VALUES ({marks})"
        self._db.conn.execute(query, list(row.values()))

    def relate_alike(self, article_id: int, twin_id: int) -> None:
        """Relate an article as the one with the same wording is related."""
        self._db.conn.execute(
            """INSERT OR REPLACE INTO copies (article_id, story_id, of_article_id, member, relation,
             resemblance, containment, containment_of_original, role)
           SELECT ?, story_id, coalesce(of_article_id, article_id), member,
             coalesce(relation, 'identical'), resemblance, containment, containment_of_original,
             CASE member WHEN 0 THEN role END FROM copies WHERE article_id = ?""",
            [article_id, twin_id],
        )

    def unrelate(self, article_id: int) -> None:
        """Forget how an article relates to others, and what was found to quote it.

        A quote by an article that is not indexed could not be found again, and stays.
        """
        self._db.conn.execute("DELETE FROM copies WHERE article_id = ?", [article_id])
        self._db.conn.execute(
            """DELETE FROM copies WHERE of_article_id = ? AND member = 0 AND EXISTS
             (SELECT 1 FROM index_entries f WHERE f.article_id = copies.article_id)""",
            [article_id],
        )

    def untied(self, article_id: int, but: int) -> bool:
        """Has an article nothing but its place in its story, which holds no other one `but` this?"""
        row = self._db.conn.execute(
            """SELECT 1 FROM articles a WHERE id = :id
           AND NOT EXISTS (SELECT 1 FROM articles o WHERE o.story_id = a.story_id AND o.id NOT IN (:id, :but))
           AND NOT EXISTS (SELECT 1 FROM copies c WHERE c.article_id = :id AND c.member = 0)
           AND NOT EXISTS (SELECT 1 FROM copies c WHERE c.of_article_id = :id)""",
            {"id": article_id, "but": but},
        ).fetchone()
        return row is not None
