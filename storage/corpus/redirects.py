"""Addresses of one source that lead to articles of another one: redirects and declared addresses."""

from collections.abc import Iterator
from dataclasses import dataclass

from aggregator.model import KeyedFingerprints
from storage.corpus.keyed_fingerprints import ReadKey, key_fingerprints
from storage.sqlite.connection import Database
from storage.sqlite.repository import Repository

MAX_REDIRECTED = 50  # redirected articles of one source that are compared, the newest
MAX_MEMBERS = 50  # of a story, that are compared by their path, those seen first
MAX_TEXT = 50_000  # characters of a text that is compared; of a longer one the start


@dataclass(frozen=True, slots=True)
class RedirectedText:
    """An article whose own address redirected to an article of another source, and by what both are compared."""

    old_url: str
    new_url: str
    old: str | KeyedFingerprints
    new: str | KeyedFingerprints
    is_same_wording: bool  # said only where neither text is stored


class Redirects(Repository):
    """What the addresses of sources led to when they were fetched."""

    def __init__(self, db: Database, read_key: ReadKey = bytes) -> None:
        """`read_key`: see `key_fingerprints`; without it, none are returned."""
        super().__init__(db)
        self._read_key = read_key

    def list_redirected_articles(self, source_id: int, target_id: int) -> list[RedirectedText]:
        """Returns articles of a source whose own address redirected to an article of another one."""
        rows = self._db.conn.execute(
            f"""SELECT u.url, b.url, substr(unpack(coalesce(a.link_text, a.text)), 1, {MAX_TEXT}),
                 substr(unpack(coalesce(b.link_text, b.text)), 1, {MAX_TEXT}), a.text_hash = b.text_hash,
                 a.id, b.id, (SELECT fingerprints FROM unstored_texts WHERE article_id = a.id),
                 (SELECT fingerprints FROM unstored_texts WHERE article_id = b.id)
               FROM articles a JOIN url_aliases u ON u.article_id = a.id AND u.basis = 'own'
               JOIN address_claims c ON c.url = u.url JOIN articles b ON b.id = c.article_id
               WHERE a.source_id = ? AND b.source_id = ? ORDER BY a.first_seen DESC, u.url, b.id
               LIMIT {MAX_REDIRECTED}""",
            [source_id, target_id],
        )
        return [
            RedirectedText(
                old_url,
                new_url,
                key_fingerprints(old_id, old_data, self._read_key) or old_text,
                key_fingerprints(new_id, new_data, self._read_key) or new_text,
                bool(is_same and old_data and new_data),
            )
            for old_url, new_url, old_text, new_text, is_same, old_id, new_id, old_data, new_data in rows
        ]

    def list_redirected_entries(self, source_id: int, target_id: int) -> list[tuple[str, str]]:
        """Returns (address, new address) of pages that a feed of a source listed, that were never read
        there, and that redirected to an article of another source."""
        rows = self._db.conn.execute(
            f"""SELECT u.url, b.url FROM feeds f JOIN articles b ON b.feed_id = f.id
               JOIN url_aliases u ON u.article_id = b.id AND u.basis = 'agreed'
               WHERE f.source_id = ? AND b.source_id = ? ORDER BY b.first_seen DESC, u.url
               LIMIT {MAX_REDIRECTED}""",
            [source_id, target_id],
        )
        return rows.fetchall()

    def count_articles(self, source_id: int) -> int:
        """Returns the number of articles of a source."""
        query = "SELECT count(*) FROM articles WHERE source_id = ?"
        return int(self._db.conn.execute(query, [source_id]).fetchone()[0])

    def count_own_articles(self, source_id: int, other_id: int, until: str) -> int:
        """Returns how many articles of a source are in no story with an article of another source, and were
        seen until `until` or until the latest of that one."""
        row = self._db.conn.execute(
            """SELECT count(*) FROM articles b WHERE b.source_id = :source
                 AND b.first_seen <= max(:until,
                   coalesce((SELECT max(first_seen) FROM articles WHERE source_id = :other), ''))
                 AND NOT EXISTS (SELECT 1 FROM articles a
                   WHERE a.story_id = b.story_id AND a.source_id = :other)""",
            {"source": source_id, "other": other_id, "until": until},
        ).fetchone()
        return int(row[0])

    def list_addresses_to_check(self, source_id: int, since: str, limit: int) -> list[str]:
        """Returns the own addresses of the latest articles of a source of which no redirect is known and
        whose last fetch did not fail; none when one was read again since `since`."""
        rows = self._db.conn.execute(
            """SELECT a.url FROM articles a LEFT JOIN frontier f ON f.url = a.url
               WHERE a.source_id = :source AND coalesce(f.state, 'done') IN ('done', 'due', 'asked')
                 AND NOT EXISTS (SELECT 1 FROM address_claims c WHERE c.url = a.url)
                 AND NOT EXISTS (SELECT 1 FROM articles r WHERE r.source_id = :source AND r.read_at >= :since)
               ORDER BY a.first_seen DESC, a.id DESC LIMIT :limit""",
            {"source": source_id, "since": since, "limit": limit},
        )
        return [url for (url,) in rows]

    def find_possibly_moved(self, article_id: int) -> str | None:
        """Returns the address of the article of another source in the same story that was seen first among
        those that may have moved to this one; None when there is none.

        They have the same path and query, or every feed of their source fails.
        """
        rows = self._db.conn.execute(
            f"""SELECT b.url, a.url, (SELECT coalesce(min(f.failures), 0) > 0 FROM feeds f
                 WHERE f.source_id = a.source_id)
               FROM articles b JOIN articles a ON a.story_id = b.story_id
               WHERE b.id = ? AND a.source_id != b.source_id
               ORDER BY a.first_seen, a.id LIMIT {MAX_MEMBERS}""",
            [article_id],
        )
        return next(
            (old for new, old, fails in rows if fails or _path_of(old) == _path_of(new) != ""), None
        )

    # Over all sources

    def count_redirects_between_sources(self) -> list[tuple[str, str, int]]:
        """Returns (domain, other domain, articles of the first whose address redirected to the other)."""
        return self._db.conn.execute(
            """SELECT s.domain, t.domain, count(DISTINCT a.id)
               FROM address_claims c JOIN url_aliases u ON u.url = c.url AND u.basis = 'own'
               JOIN articles a ON a.id = u.article_id JOIN articles b ON b.id = c.article_id
               JOIN sources s ON s.id = a.source_id JOIN sources t ON t.id = b.source_id
               WHERE a.source_id != b.source_id GROUP BY 1, 2 ORDER BY 1, 2"""
        ).fetchall()

    def list_declared_addresses(self) -> Iterator[tuple[str, str]]:
        """Yields (domain, canonical address) of the articles that declare another address than their own."""
        return iter(
            self._db.conn.execute(
                """SELECT s.domain, a.canonical_url FROM articles a JOIN sources s ON s.id = a.source_id
                   WHERE a.canonical_url NOT IN ('', a.url)"""
            )
        )

    def list_sources_of_equal_feeds(self) -> list[tuple[str, str]]:
        """Returns pairs of domains whose feeds had the same content when they were last fetched."""
        return self._db.conn.execute(
            """SELECT DISTINCT s.domain, t.domain FROM feeds f JOIN feeds g ON g.body_hash = f.body_hash
               JOIN sources s ON s.id = f.source_id JOIN sources t ON t.id = g.source_id
               WHERE s.domain < t.domain ORDER BY 1, 2"""
        ).fetchall()


def _path_of(url: str) -> str:
    """Returns path and query of an address; an empty string for a front page."""
    return url.partition("://")[2].partition("/")[2].rstrip("/")
