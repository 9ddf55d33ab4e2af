"""Articles in the main file as a takedown reads, deletes and restores them, and verdicts about them."""

import json
from collections.abc import Iterable, Sequence

from aggregator.model import Row
from aggregator.takedown.types import HiddenArticle, KnownAddress
from storage.corpus.addresses import Addresses
from storage.corpus.articles import Articles
from storage.corpus.kept_rights import KeptRights
from storage.corpus.statements import Statements
from storage.sqlite.packing import pack_row, unpack_row
from storage.sqlite.repository import Repository

_IDS = "(SELECT value FROM json_each(?))"


class Erasure(Repository):
    """Rows of the main file that a takedown reads, deletes or restores."""

    # What a request affects

    def preview_rows(self, article_ids: Sequence[int]) -> dict[int, Row]:
        """Returns what a preview shows of these articles, by their ids."""
        rows = self._db.query(
            f"""SELECT a.id AS article_id, a.url, a.title, s.domain AS source, a.story_id, c.role
                FROM articles a JOIN sources s ON s.id = a.source_id
                LEFT JOIN copies c ON c.article_id = a.id AND c.story_id = a.story_id
                WHERE a.id IN {_IDS}""",
            [json.dumps(article_ids)],
        )
        return {row["article_id"]: row for row in rows}

    def list_articles_to_look_at(self, article_ids: Sequence[int]) -> list[tuple[int, str]]:
        """Returns (article id, relation) of articles of other stories that a person should look at.

        These quote one of the articles, are a version of one, carry their story among others
        (collection), or may be of a series with one or copies. What is certainly of a series is another text.
        """
        rows = self._db.conn.execute(
            f"""SELECT article_id, relation FROM copies WHERE member = 0 AND of_article_id IN {_IDS}
                  AND (relation != 'series' OR role IS NULL)
                UNION SELECT of_article_id, relation FROM copies WHERE member = 0 AND article_id IN {_IDS}
                  AND (relation = 'version' OR relation = 'series' AND role IS NULL)
                UNION SELECT article_id, relation FROM copies WHERE member = 0 AND relation = 'collection'
                  AND story_id IN (SELECT story_id FROM articles WHERE id IN {_IDS})""",
            [json.dumps(article_ids)] * 3,
        )
        return [(article_id, relation) for article_id, relation in rows]

    # Articles

    def read_article(self, article_id: int) -> HiddenArticle | None:
        """Returns what only an article's own rows say; None when it is not stored."""
        articles = self._db.query("SELECT * FROM articles WHERE id = ?", [article_id])
        row = next(iter(articles), None)
        if row is None:
            return None
        versions = self._db.query(
            "SELECT * FROM article_versions WHERE article_id = ?", [article_id]
        )
        addresses = self._db.conn.execute(
            """SELECT url, basis FROM url_aliases WHERE article_id = :id
               UNION ALL SELECT url, 'claimed' FROM address_claims c WHERE article_id = :id
                 AND NOT EXISTS (SELECT 1 FROM url_aliases u WHERE u.url = c.url)
                 AND NOT EXISTS (SELECT 1 FROM address_claims o WHERE o.url = c.url AND o.article_id != :id)""",
            {"id": article_id},
        )
        return HiddenArticle(
            unpack_row("articles", row),
            tuple(unpack_row("article_versions", version) for version in versions),
            tuple(KnownAddress(*each) for each in addresses),
            KeptRights(self._db).read(article_id),
        )

    def delete_article(self, article_id: int, addresses: Iterable[str]) -> None:
        """Delete an article with all its rows, and its addresses wherever they are kept."""
        self._db.conn.execute("DELETE FROM articles WHERE id = ?", [article_id])
        rows = [(url,) for url in addresses]
        self._db.conn.executemany("DELETE FROM frontier WHERE url = ?", rows)
        self._db.conn.executemany("DELETE FROM address_claims WHERE url = ?", rows)
        self._db.conn.executemany("DELETE FROM decisions WHERE address = ?", rows)
        Statements(self._db).delete_unused()

    def delete_taken_down(self, article_ids: Iterable[int]) -> None:
        """Delete these articles and every one that a tombstone says was taken down, with the verdicts about them."""
        articles = [
            *self._db.query(
                f"""SELECT id, story_id, title, url FROM articles
                    WHERE id IN {_IDS} OR id IN (SELECT article_id FROM tombstones)""",
                [json.dumps([*article_ids])],
            )
        ]
        for row in articles:
            self.delete_article(row["id"], [row["url"]])
        self.clear_verdicts_about(articles)

    def restore_article(self, hidden: HiddenArticle) -> None:
        """Insert an article, its former versions, rights and addresses again, unless they are there.

        One without text cannot be compared now: it is when its page is read again, as with a new wording.
        """
        article = hidden.row
        if hidden.rights.get("unstored"):
            article = {**article, "text_hash": ""}
        if not self._db.table("articles").count_where("id = ?", [article["id"]]):
            self._db.table("articles").insert(pack_row("articles", article))
            Articles(self._db).add_to_full_text_index(
                [(article["id"], article["title"], article["text"])]
            )
        versions = (pack_row("article_versions", version) for version in hidden.versions)
        self._db.table("article_versions").insert_all(versions, ignore=True)
        KeptRights(self._db).restore(article["id"], hidden.rights)
        self._restore_addresses(article["id"], hidden.addresses)

    def _restore_addresses(self, article_id: int, addresses: Iterable[KnownAddress]) -> None:
        """Insert the addresses of an article again; one that another article has stays with that one."""
        for known in addresses:
            if known.basis == "claimed":
                Addresses(self._db).add_claims([(known.url, article_id, False)])
            else:
                self._db.conn.execute(
                    "INSERT OR IGNORE INTO url_aliases (url, article_id, basis) VALUES (?, ?, ?)",
                    [known.url, article_id, known.basis],
                )

    # Verdicts

    def clear_verdicts_about(self, articles: Sequence[Row]) -> None:
        """Delete the verdicts on these articles' stories, and every verdict that names one of them.

        `articles` are rows with `id`, `story_id`, `title` and `url`.
        """
        ids = json.dumps([row["id"] for row in articles])
        story_ids = json.dumps([row["story_id"] for row in articles])
        titles = json.dumps([row["title"] for row in articles])
        urls = json.dumps([row["url"] for row in articles])
        ids_as_text = json.dumps([str(row["id"]) for row in articles])
        rows = self._db.conn.execute(
            f"""SELECT id FROM stories WHERE id IN {_IDS} OR redirect_to IN {_IDS}
                  OR original_article_id IN {_IDS} OR original_title IN {_IDS}
                UNION SELECT story_id FROM evidence WHERE article_id IN {_IDS} OR points_to IN {_IDS} OR url IN {_IDS}
                UNION SELECT story_id FROM verdict_history WHERE original_article_id IN {_IDS}""",
            [story_ids, story_ids, ids, titles, ids, ids_as_text, urls, ids],
        )
        for (story_id,) in rows.fetchall():
            self.delete_verdict(story_id)

    def delete_verdict(self, story_id: int) -> None:
        """Delete the verdict on a story with its evidence and history.

        A story that has articles left is marked to get a new verdict.
        """
        self._db.conn.execute("DELETE FROM evidence WHERE story_id = ?", [story_id])
        self._db.conn.execute("DELETE FROM verdict_history WHERE story_id = ?", [story_id])
        self._db.conn.execute(
            """UPDATE stories SET verdict = 'undetermined', confidence = 'none', original_article_id = NULL,
                 original_url = NULL, original_name = NULL, original_title = NULL, set_by = NULL, attributed_at = NULL,
                 leader_id = CASE WHEN EXISTS (SELECT 1 FROM articles a WHERE a.id = leader_id) THEN leader_id END,
                 dirty = redirect_to IS NULL AND EXISTS (SELECT 1 FROM articles a WHERE a.story_id = stories.id)
               WHERE id = ?""",
            [story_id],
        )
