"""Articles that are gone from their addresses, as two looks found, and those that came back."""

from aggregator import clock
from aggregator.model import Row
from aggregator.results import ArticleAbsence, StoryAbsence, convert
from storage.sqlite.repository import Repository

CONFIRMED_AFTER = 3600  # seconds between the two looks: a server may be wrong for a moment


class Absences(Repository):
    """Rows of `article_absences`. One that no second look confirmed is not shown."""

    def find_article_at(self, url: str) -> int | None:
        """Returns the id of the article that was read at this address."""
        query = "SELECT article_id FROM url_aliases WHERE url = ? AND basis != 'former'"
        row = self._db.conn.execute(query, [url]).fetchone()
        return int(row[0]) if row else None

    def note_absent(self, article_id: int, status: int, now: str) -> None:
        """Writes that an article was not found (404) or gone (410); the second look confirms it."""
        with self.transaction():
            is_open = self._db.conn.execute(
                """UPDATE article_absences SET confirmed_at = coalesce(confirmed_at, iif(vanished_at <= :before, :now, NULL))
                   WHERE article_id = :id AND restored_at IS NULL""",
                {"id": article_id, "now": now, "before": clock.add_seconds(now, -CONFIRMED_AFTER)},
            ).rowcount
            if not is_open:
                self._db.conn.execute(
                    """INSERT INTO article_absences (article_id, last_present, vanished_at, status)
                       SELECT id, coalesce(read_at, fetched_at), ?, ? FROM articles WHERE id = ?""",
                    [now, status, article_id],
                )

    def note_present(self, article_id: int, now: str) -> None:
        """Writes that an article is at an address of it: what was confirmed is restored, the rest is forgotten."""
        with self.transaction():
            self._db.conn.execute(
                "DELETE FROM article_absences WHERE article_id = ? AND confirmed_at IS NULL",
                [article_id],
            )
            self._db.conn.execute(
                """UPDATE article_absences SET restored_at = ?
                   WHERE article_id = ? AND restored_at IS NULL""",
                [now, article_id],
            )

    def list_of_story(self, story_id: int) -> list[StoryAbsence]:
        """Returns when articles of a story were gone, oldest first."""
        rows = self._db.query(
            """SELECT b.last_present, b.vanished_at, b.status, b.confirmed_at, b.restored_at,
                 a.id AS article_id, a.url, a.title, s.domain AS source, s.name AS source_name, a.story_id
               FROM articles a JOIN article_absences b ON b.article_id = a.id
                 JOIN sources s ON s.id = a.source_id
               WHERE a.story_id = ? AND b.confirmed_at IS NOT NULL ORDER BY b.vanished_at, b.id""",
            [story_id],
        )
        return [convert(row, StoryAbsence) for row in rows]

    def list_events(self, story_id: int) -> list[Row]:
        """Returns when articles of a story vanished and were restored, as rows of its log."""
        rows = self._db.query(
            """SELECT e.at, e.what, a.story_id, a.id AS article_id, a.url, s.domain AS source,
                 s.name AS source_name, e.status
               FROM articles a JOIN sources s ON s.id = a.source_id JOIN (
                 SELECT article_id, vanished_at AS at, 'vanished' AS what, status FROM article_absences
                   WHERE confirmed_at IS NOT NULL
                 UNION ALL SELECT article_id, restored_at, 'restored', status FROM article_absences
                   WHERE confirmed_at IS NOT NULL AND restored_at IS NOT NULL) e ON e.article_id = a.id
               WHERE a.story_id = ? ORDER BY e.at, a.id""",
            [story_id],
        )
        return [dict(row) for row in rows]

    def list_confirmed(self, article_id: int) -> list[ArticleAbsence]:
        """Returns when an article was gone, oldest first."""
        rows = self._db.query(
            """SELECT last_present, vanished_at, status, confirmed_at, restored_at FROM article_absences
               WHERE article_id = ? AND confirmed_at IS NOT NULL ORDER BY vanished_at, id""",
            [article_id],
        )
        return [convert(row, ArticleAbsence) for row in rows]
