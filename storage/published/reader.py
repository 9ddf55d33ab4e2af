"""What the published edition is made of: rows of the main file, in slices, before the gate."""

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from aggregator.permissions import Use, encode_uses
from storage.published.rows import (
    StoredArticle,
    StoredCopy,
    StoredEvidence,
    StoryRow,
    UnlistedArticle,
)
from storage.sqlite.repository import Repository

ROWS_AT_ONCE = 1000

Stored = TypeVar("Stored", bound=NamedTuple)


class EditionReader(Repository):
    """Rows of the main file, by ascending id. Read them within one snapshot."""

    def count_articles(self) -> int:
        """Returns the number of stored articles."""
        return int(self._db.conn.execute("SELECT count(*) FROM articles").fetchone()[0])

    def list_forbidding(self, use: Use) -> list[UnlistedArticle]:
        """Returns the articles that forbid a use."""
        query = """SELECT a.id, a.story_id, a.url, a.canonical_url, s.domain, s.name FROM permissions p
          JOIN articles a ON a.id = p.article_id JOIN sources s ON s.id = a.source_id
          WHERE p.forbidden & ?"""
        return [UnlistedArticle(*row) for row in self._db.conn.execute(query, [encode_uses([use])])]

    def read_sources(self) -> list[tuple[int, str, str, str, str, str, str]]:
        """Returns id, name, domain, country, language, kind and publisher group of every source."""
        return self._db.conn.execute(
            """SELECT id, coalesce(nullif(name, ''), domain), domain, country, language, kind, publisher_group
               FROM sources ORDER BY id"""
        ).fetchall()

    def read_articles(self) -> Iterator[list[StoredArticle]]:
        """Yields the articles in slices."""
        return self._read(
            StoredArticle,
            """SELECT id, title, source_id, url, published, published_precision, first_seen, last_absent,
                 language, story_id, rights, unpack(text) FROM articles ORDER BY id""",
        )

    def read_stories(self) -> Iterator[list[StoryRow]]:
        """Yields the stories that were not merged into another, in slices."""
        return self._read(
            StoryRow,
            """SELECT id, verdict, confidence, original_article_id, original_name, original_url, attributed_at
               FROM stories WHERE redirect_to IS NULL ORDER BY id""",
        )

    def list_stories_without_original(self) -> list[int]:
        """Returns the stories that name an original which is no longer stored, until they are decided again."""
        query = """SELECT id FROM stories WHERE original_article_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = original_article_id)"""
        return [key for (key,) in self._db.conn.execute(query)]

    def read_copies(self) -> Iterator[list[StoredCopy]]:
        """Yields the relations of articles to stories, in slices."""
        return self._read(
            StoredCopy,
            """SELECT c.article_id, c.story_id, c.of_article_id, c.member, c.role, c.credit, c.relation,
                 c.containment, c.containment_of_original, c.reason, t.original_name, t.verdict
               FROM copies c JOIN stories t ON t.id = c.story_id ORDER BY c.article_id, c.story_id""",
        )

    def read_evidence(self) -> Iterator[list[StoredEvidence]]:
        """Yields the evidence of verdicts, in slices."""
        return self._read(
            StoredEvidence,
            """SELECT id, story_id, article_id, class, says, quote, url, observed_at, points_to, rule
               FROM evidence ORDER BY id""",
        )

    def _read(self, row: type[Stored], query: str) -> Iterator[list[Stored]]:
        rows = self._db.conn.execute(query)
        while found := rows.fetchmany(ROWS_AT_ONCE):
            yield [row(*values) for values in found]
