"""Hidden articles: in the private file from hiding until they are erased or put back."""

import json
from collections.abc import Iterable, Sequence

from aggregator.model import Row
from aggregator.takedown.types import FieldPlace, HiddenArticle, KnownAddress
from storage.sqlite.repository import Repository


class HiddenArticles(Repository):
    """Articles that are hidden and not yet erased."""

    def add(self, case_id: int, article: HiddenArticle, now: str) -> None:
        """Keep an article for a case, in UTF-8 without escapes, so that a byte search can find it."""
        content = {
            "article": article.row,
            "versions": article.versions,
            "addresses": [[known.url, known.basis] for known in article.addresses],
            "rights": article.rights,
        }
        self._db.conn.execute(
            "INSERT OR REPLACE INTO hidden_articles (article_id, case_id, hidden_at, content) VALUES (?, ?, ?, ?)",
            [article.row["id"], case_id, now, json.dumps(content, ensure_ascii=False)],
        )

    def list_of_case(self, case_id: int) -> list[HiddenArticle]:
        """Returns the articles that are kept for a case, by id."""
        rows = self._db.conn.execute(
            "SELECT content FROM hidden_articles WHERE case_id = ? ORDER BY article_id", [case_id]
        )
        return [_decode_hidden_article(json.loads(content)) for (content,) in rows]

    def list_erased_rows(self, article_ids: Iterable[int]) -> frozenset[FieldPlace]:
        """Returns the rows that `erase_with_comments` deletes with these articles; no column is named."""
        ids = list(article_ids)
        comments = self._db.conn.execute(
            "SELECT id FROM comments WHERE article_id IN (SELECT value FROM json_each(?))",
            [json.dumps(ids)],
        )
        articles = (FieldPlace("hidden_articles", (str(each),), "") for each in ids)
        return frozenset(
            [*articles, *(FieldPlace("comments", (str(each),), "") for (each,) in comments)]
        )

    def replace_source(self, former_id: int, source_id: int) -> None:
        """Assign the hidden articles of a source to another one, where they are put back to."""
        with self.transaction():
            self._db.conn.execute(
                """UPDATE hidden_articles SET content = json_set(content, '$.article.source_id', ?)
                   WHERE json_extract(content, '$.article.source_id') = ?""",
                [source_id, former_id],
            )

    def delete_after_restore(self, case_id: int) -> None:
        """Delete what is kept for a case, as it was put back."""
        self._db.conn.execute("DELETE FROM hidden_articles WHERE case_id = ?", [case_id])

    def delete_articles(self, article_ids: Sequence[int]) -> None:
        """Delete what is kept of some articles, as they were put back."""
        self._db.conn.execute(
            "DELETE FROM hidden_articles WHERE article_id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(article_ids))],
        )

    def erase_with_comments(self, case_id: int) -> None:
        """Delete what is kept for a case, and readers' comments on it."""
        self._db.conn.execute(
            "DELETE FROM comments WHERE article_id IN (SELECT article_id FROM hidden_articles WHERE case_id = ?)",
            [case_id],
        )
        self._db.conn.execute("DELETE FROM hidden_articles WHERE case_id = ?", [case_id])


def _decode_hidden_article(content: Row) -> HiddenArticle:
    addresses = tuple(KnownAddress(url, basis) for url, basis in content["addresses"])
    rights = content.get("rights", {})  # of a former version: none
    return HiddenArticle(content["article"], tuple(content["versions"]), addresses, rights)
