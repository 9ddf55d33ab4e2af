"""Articles that a source has twice, as after its site moved: one of them takes over what the other has."""

from dataclasses import dataclass

from storage.corpus.addresses import SameWording
from storage.sqlite.repository import Repository

MOST_PAIRS = 5000  # of one source, that are looked at, the latest


@dataclass(frozen=True, slots=True)
class RepeatedArticle:
    """Two articles of one source with the same text and headline; `kept` was seen first."""

    kept: SameWording
    repeated: SameWording


class RepeatedArticles(Repository):
    """Articles with the text and headline of an earlier one of their source."""

    def list_of_source(self, source_id: int, least_tokens: int) -> list[RepeatedArticle]:
        """Returns the repeated articles of a source with so many tokens or more, each with those before it."""
        rows = self._db.conn.execute(
            f"""SELECT a.id, a.url, a.published, a.first_seen, b.id, b.url, b.published, b.first_seen
               FROM articles b JOIN signatures g ON g.article_id = b.id AND g.tokens >= :tokens
                 JOIN articles a ON a.text_hash = b.text_hash AND a.source_id = b.source_id
                   AND a.title = b.title AND (a.first_seen, a.id) < (b.first_seen, b.id)
               WHERE b.source_id = :source ORDER BY b.id DESC, a.first_seen, a.id LIMIT {MOST_PAIRS}""",
            {"source": source_id, "tokens": least_tokens},
        )
        return [RepeatedArticle(SameWording(*row[:4]), SameWording(*row[4:])) for row in rows]

    def take_over(self, kept_id: int, repeated_id: int) -> None:
        """Give an article the addresses, former wordings and verdicts of another one.

        What is said about stories of the other one is to be decided again.
        """
        ids = {"kept": kept_id, "repeated": repeated_id}
        for statement in (
            """UPDATE stories SET dirty = 1 WHERE redirect_to IS NULL AND id IN
                 (SELECT story_id FROM evidence WHERE article_id = :repeated)""",
            "UPDATE url_aliases SET article_id = :kept, basis = 'agreed' WHERE article_id = :repeated",
            "UPDATE OR IGNORE address_claims SET article_id = :kept WHERE article_id = :repeated",
            "UPDATE article_versions SET article_id = :kept WHERE article_id = :repeated",
            "UPDATE stories SET original_article_id = :kept WHERE original_article_id = :repeated",
            "UPDATE verdict_history SET original_article_id = :kept WHERE original_article_id = :repeated",
        ):
            self._db.conn.execute(statement, ids)

    def delete(self, article_id: int) -> None:
        """Delete an article that is in no story any more."""
        self._db.conn.execute("DELETE FROM articles WHERE id = ?", [article_id])
