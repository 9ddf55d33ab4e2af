"""The rows of the main file in which feeds, crawls, verdicts and other articles may quote a work.

The rules of takedown decide which rows do; here they are read and changed.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from aggregator.model import Manifest, Removed, SourceTrace
from aggregator.takedown.types import ArticleClaims
from storage.corpus.articles import decode_lines, encode_lines
from storage.corpus.erasure import Erasure
from storage.corpus.stories import Stories
from storage.sqlite.repository import Repository


@dataclass(frozen=True, slots=True)
class Place:
    """A column that may quote a work: how its rows are read, as (id, text), and emptied by id."""

    texts: str
    remove: str


PLACES = {
    "feed_entry": Place(
        "SELECT id, entry FROM frontier WHERE entry IS NOT NULL",
        "UPDATE frontier SET entry = NULL WHERE id = ?",
    ),
    "page_outcome": Place(
        "SELECT id, outcome FROM frontier WHERE outcome IS NOT NULL",
        "UPDATE frontier SET outcome = NULL WHERE id = ?",
    ),
    "page_address": Place("SELECT id, url FROM frontier", "DELETE FROM frontier WHERE id = ?"),
    "feed_error": Place(
        "SELECT id, last_error FROM feeds WHERE last_error IS NOT NULL",
        "UPDATE feeds SET last_error = NULL WHERE id = ?",
    ),
    "crawl_run": Place(
        "SELECT id, what FROM crawl_runs", "UPDATE crawl_runs SET what = '' WHERE id = ?"
    ),
    "decision": Place(
        "SELECT id, decided_by || char(10) || reason FROM decisions",
        "UPDATE decisions SET decided_by = 'operator', reason = '' WHERE id = ?",
    ),
    "former_version": Place(
        "SELECT id, text FROM article_versions", "DELETE FROM article_versions WHERE id = ?"
    ),
}
_VERDICTS = """SELECT id, coalesce(original_title, '') || char(10) || coalesce(original_url, '') FROM stories
  WHERE original_title IS NOT NULL OR original_url IS NOT NULL
  UNION ALL SELECT story_id, original_url FROM verdict_history WHERE original_url IS NOT NULL
  UNION ALL SELECT story_id, says || char(10) || quote || char(10) || url || char(10) || points_to FROM evidence"""
_CLAIMS_TEXTS = """SELECT id, removed || char(10) || sources || char(10) || coalesce(lines, '') || char(10) || manifests || char(10)
  || provenance || char(10) || canonical_url FROM articles"""
_CLAIMS = """SELECT id, story_id, url, canonical_url, removed, sources, lines, manifests, provenance FROM articles
  WHERE id IN (SELECT value FROM json_each(?))"""


class Quotations(Repository):
    """Rows of the main file that may quote an article without being part of it."""

    def read_texts(self, place: str) -> Iterator[tuple[int, str]]:
        """Yields every row of one of the `PLACES` as (id, text)."""
        yield from self._db.conn.execute(PLACES[place].texts)

    def empty_or_delete_rows(self, place: str, row_ids: Iterable[int]) -> None:
        """Empty or delete these rows of one of the `PLACES`."""
        self._db.conn.executemany(PLACES[place].remove, [(row_id,) for row_id in row_ids])

    def read_verdict_texts(self) -> Iterator[tuple[int, str]]:
        """Yields the words of every verdict, present and former, and its evidence as (story id, text)."""
        yield from self._db.conn.execute(_VERDICTS)

    def delete_verdict(self, story_id: int) -> None:
        """Delete the verdict on a story with its evidence and history."""
        Erasure(self._db).delete_verdict(story_id)

    def read_claims_texts(self) -> Iterator[tuple[int, str]]:
        """Yields the claims of every article as (article id, text)."""
        yield from self._db.conn.execute(_CLAIMS_TEXTS)

    def get_claims(self, article_ids: Sequence[int]) -> list[ArticleClaims]:
        """Returns what these articles claim of themselves and of others."""
        rows = self._db.conn.execute(_CLAIMS, [json.dumps(article_ids)]).fetchall()
        return [_decode_claims(*row) for row in rows]

    def rewrite_claims(self, claims: ArticleClaims) -> None:
        """Write the claims of an article in place of its former ones; its story needs a new verdict."""
        columns = {
            "removed": msgspec.json.encode(claims.removed).decode(),
            "sources": msgspec.json.encode(claims.sources).decode(),
            "lines": encode_lines(claims.lines),
            "manifests": msgspec.json.encode(claims.manifests).decode(),
            "provenance": claims.provenance,
            "canonical_url": claims.canonical_url,
        }
        self._db.table("articles").update(claims.article_id, columns)
        Stories(self._db).mark_dirty(claims.story_id)


def _decode_claims(
    article_id: int,
    story_id: int,
    url: str,
    canonical_url: str,
    removed: str,
    sources: str,
    lines: str | None,
    manifests: str,
    provenance: str,
) -> ArticleClaims:
    return ArticleClaims(
        article_id,
        story_id,
        url,
        canonical_url,
        msgspec.json.decode(removed, type=tuple[Removed, ...]),
        msgspec.json.decode(sources, type=tuple[SourceTrace, ...]),
        decode_lines(lines),
        msgspec.json.decode(manifests, type=tuple[Manifest, ...]),
        provenance,
    )
