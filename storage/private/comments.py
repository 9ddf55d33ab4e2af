"""Readers' comments: kept in the private file, shown only once they are approved."""

from aggregator.results import Comment, PublicComment, convert
from storage.sqlite.repository import Repository


class Comments(Repository):
    """Readers' comments on articles."""

    def add(self, article_id: int, name: str, email: str, body: str, now: str) -> int:
        """Store a comment that waits for a moderator; returns its id."""
        with self.transaction():
            cursor = self._db.conn.execute(
                "INSERT INTO comments (article_id, name, email, body, posted_at) VALUES (?, ?, ?, ?, ?)",
                [article_id, name, email, body, now],
            )
        return int(cursor.lastrowid or 0)

    def count_pending(self) -> int:
        """Returns how many comments no moderator has decided on."""
        rows = self._db.execute("SELECT count(*) FROM comments WHERE state = 'pending'")
        return int(rows.fetchone()[0])

    def list_approved(self, article_id: int) -> list[PublicComment]:
        """Returns what readers see below an article, oldest first; no mail address is among it."""
        rows = self._db.query(
            "SELECT id, name, body, posted_at FROM comments "
            "WHERE article_id = ? AND state = 'approved' ORDER BY id",
            [article_id],
        )
        return [convert(row, PublicComment) for row in rows]

    def list_for_moderator(self, state: str | None = None) -> list[Comment]:
        """Returns the comments, all or those in one state, pending ones first."""
        where = "WHERE state = ?" if state else ""
        rows = self._db.query(
            f"SELECT id, article_id, state, name, email, body, posted_at FROM comments {where} "
            "ORDER BY state IS NOT 'pending', id",
            [state] if state else [],
        )
        return [convert(row, Comment) for row in rows]

    def set_state(self, comment_id: int, state: str, now: str) -> bool:
        """Approve or hide a comment; False when there is none of this id."""
        with self.transaction():
            cursor = self._db.conn.execute(
                "UPDATE comments SET state = ?, decided_at = ? WHERE id = ?",
                [state, now, comment_id],
            )
        return cursor.rowcount == 1
