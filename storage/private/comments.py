"""Readers' comments: kept in the private file, shown only once approved."""

from collections.abc import Iterator

from aggregator.model import Row
from storage.sqlite.connection import transaction
from storage.sqlite.repository import Repository


class Comments(Repository):
    """Readers' comments."""

    def post(self, article_id: int, name: str, email: str, body: str, now: str) -> int:
        """Store a comment that waits for a moderator; gives its id."""
        row = [article_id, name, email, body, now]
        with transaction(self._db):
            cursor = self._db.conn.execute(
                "INSERT INTO comments (article_id, name, email, body, posted_at) VALUES (?, ?, ?, ?, ?)",
                row,
            )
        return int(cursor.lastrowid or 0)

    def waiting(self) -> int:
        """How many comments no moderator has decided on."""
        found = self._db.execute("SELECT count(*) FROM comments WHERE state = 'pending'")
        return int(found.fetchone()[0])

    def approved(self, article_id: int) -> list[Row]:
        """What readers see under an article, oldest first; no address among it."""
        return list(
            self._db.query(
                "SELECT id, name, body, posted_at FROM comments "
                "WHERE article_id = ? AND state = 'approved' ORDER BY id",
                [article_id],
            )
        )

    def listed(self, state: str | None = None) -> Iterator[Row]:
        """Comments for the moderator, those that wait first."""
        where = "WHERE state = ?" if state else ""
        return self._db.query(
            f"SELECT id, article_id, state, name, email, body, posted_at FROM comments {where} "
            "ORDER BY state IS NOT 'pending', id",
            [state] if state else [],
        )

    def decide(self, comment_id: int, state: str, now: str) -> bool:
        """Approve or hide; False when there is no such comment."""
        with transaction(self._db):
            cursor = self._db.conn.execute(
                "UPDATE comments SET state = ?, decided_at = ? WHERE id = ?",
                [state, now, comment_id],
            )
        return cursor.rowcount == 1
