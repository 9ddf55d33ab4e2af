"""What of the private file is older than it is to be kept, and what there keeps texts in the main file."""

import json
from collections.abc import Sequence

from storage.sqlite.repository import Repository

_COMMENTS = "FROM comments WHERE state = 'hidden' AND coalesce(decided_at, posted_at) < ?"


class PrivateRetention(Repository):
    """Rows of the private file by age."""

    def list_watched_stories(self) -> list[int]:
        """Returns the stories that somebody watches."""
        rows = self._db.conn.execute("SELECT value FROM watches WHERE kind = 'story'")
        return [int(value) for (value,) in rows if str(value).isdigit()]

    def list_articles_of_cases(self, states: Sequence[str]) -> list[int]:
        """Returns the articles of cases in these states."""
        rows = self._db.conn.execute(
            """SELECT DISTINCT i.article_id FROM takedown_items i JOIN takedown_cases c ON c.id = i.case_id
               WHERE c.state IN (SELECT value FROM json_each(?))""",
            [json.dumps(states)],
        )
        return [article_id for (article_id,) in rows]

    def measure_refused_comments(self, before: str) -> tuple[int, int]:
        """Returns how many comments a moderator hid before, and their bytes."""
        size = "coalesce(sum(length(CAST(body || name || email AS BLOB))), 0)"
        row = self._db.conn.execute(f"SELECT count(*), {size} {_COMMENTS}", [before]).fetchone()
        return int(row[0]), int(row[1])

    def delete_refused_comments(self, before: str) -> None:
        """Delete the comments that a moderator hid before."""
        with self.transaction():
            self._db.conn.execute(f"DELETE {_COMMENTS}", [before])
