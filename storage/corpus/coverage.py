"""What the corpus covers: how much is stored, from when to when, and what could not be read."""

from aggregator.results.base import Result
from storage.sqlite.repository import Repository


class ArticleSpan(Result, frozen=True):
    """How many articles are stored, and when the first and the last one were first seen."""

    articles: int
    since: str | None
    until: str | None


class Coverage(Repository):
    """Counts over the whole corpus."""

    def article_span(self) -> ArticleSpan:
        """Return the number of articles and the span in which they were first seen."""
        row = self._db.conn.execute(
            """SELECT (SELECT count(*) FROM articles),
                 (SELECT min(first_seen) FROM articles), (SELECT max(first_seen) FROM articles)"""
        ).fetchone()
        return ArticleSpan(*row)

    def count_first_seen_since(self, since: str) -> int:
        """Return the number of articles that were first seen since a time."""
        row = self._db.conn.execute("SELECT count(*) FROM articles WHERE first_seen >= ?", [since])
        return int(row.fetchone()[0])

    def count_stories(self) -> int:
        """Return the number of stories with at least one article."""
        return self._count("SELECT count(DISTINCT story_id) FROM articles")

    def count_sources_with_articles(self) -> int:
        """Return the number of sources with at least one article."""
        return self._count(
            """SELECT count(*) FROM sources s
               WHERE EXISTS (SELECT 1 FROM articles a WHERE a.source_id = s.id)"""
        )

    def count_pages_by_state(self) -> dict[str, int]:
        """Return the number of known addresses by their state in the frontier."""
        rows = self._db.conn.execute("SELECT state, count(*) FROM frontier GROUP BY state")
        return dict(rows.fetchall())

    def sources_with_failing_feeds(self) -> list[str]:
        """Return the names of sources with a feed whose last requests failed, in order."""
        rows = self._db.conn.execute(
            """SELECT DISTINCT coalesce(nullif(s.name, ''), s.domain) FROM feeds f
               JOIN sources s ON s.id = f.source_id WHERE f.failures > 0 ORDER BY 1"""
        )
        return [name for (name,) in rows]

    def _count(self, query: str) -> int:
        return int(self._db.conn.execute(query).fetchone()[0])
