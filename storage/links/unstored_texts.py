"""Articles whose text is not stored, with the fingerprints that it is compared by (see `linking.unstored`)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from aggregator.results.articles import UnstoredReason
from storage.sqlite.repository import Repository


@dataclass(frozen=True, slots=True)
class UnstoredText:
    """Why the text of an article is not stored, since when, and by what it is compared."""

    article_id: int
    reason: UnstoredReason
    since: str
    fingerprints: bytes = field(repr=False)


class UnstoredTexts(Repository):
    """Texts that are not stored, by article."""

    def add(self, text: UnstoredText) -> None:
        """Store that an article has no text, in place of what was stored of that."""
        self.add_all([text])

    def add_all(self, texts: Iterable[UnstoredText]) -> None:
        """Store that these articles have no text, in place of what was stored of that."""
        query = """INSERT OR REPLACE INTO unstored_texts (article_id, reason, since, fingerprints)
            VALUES (?, ?, ?, ?)"""
        rows = ((text.article_id, text.reason, text.since, text.fingerprints) for text in texts)
        self._db.conn.executemany(query, rows)

    def get(self, article_id: int) -> UnstoredText | None:
        """Returns why the text of an article is not stored; None where it is."""
        query = "SELECT article_id, reason, since, fingerprints FROM unstored_texts WHERE article_id = ?"
        row = self._db.conn.execute(query, [article_id]).fetchone()
        return UnstoredText(*row) if row else None

    def delete(self, article_id: int) -> None:
        """Forget that an article has no text: it is stored again."""
        self._db.conn.execute("DELETE FROM unstored_texts WHERE article_id = ?", [article_id])

    def list_ids(self, reason: UnstoredReason) -> list[int]:
        """Returns the articles without text for this reason, lowest id first."""
        query = "SELECT article_id FROM unstored_texts WHERE reason = ? ORDER BY article_id"
        return [row[0] for row in self._db.conn.execute(query, [reason])]
