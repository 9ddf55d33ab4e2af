"""The rows of the main file in which feeds, crawls, verdicts and other articles may quote a work.

The rules of takedown decide which fields do; here they are emptied.
"""

import json
from collections.abc import Callable, Iterable, Sequence

import msgspec

from aggregator.model import Manifest, Removed, SourceTrace
from aggregator.takedown.types import ArticleClaims, FieldPlace
from storage.corpus.articles import decode_lines, encode_lines
from storage.corpus.erasure import Erasure
from storage.corpus.stories import Stories
from storage.sqlite.fields import empty_field
from storage.sqlite.packing import pack_row
from storage.sqlite.repository import Repository

# Fields that are emptied when they quote a work, and with what.
EMPTY_VALUES = {
    ("articles", "captures"): "'[]'",
    ("articles", "external_id"): "NULL",
    ("articles", "field_origins"): "'{}'",
    ("articles", "flags"): "'[]'",
    ("articles", "image"): "''",
    ("articles", "publisher"): "''",
    ("articles", "rights"): "'[]'",
    ("articles", "section"): "''",
    ("crawl_runs", "counts"): "'{}'",
    ("crawl_runs", "holder"): "''",
    ("crawl_runs", "what"): "''",
    ("decisions", "address"): "NULL",
    ("decisions", "decided_by"): "'operator'",
    ("decisions", "reason"): "''",
    ("feeds", "etag"): "NULL",
    ("feeds", "last_error"): "NULL",
    ("feeds", "last_modified"): "NULL",
    ("feeds", "title"): "''",
    ("frontier", "entry"): "NULL",
    ("frontier", "outcome"): "NULL",
    ("source_domains", "detail"): "''",
    ("story_log", "reason"): "''",
}
# Rows that are deleted when this field of them names a work's address.
DELETED_ROWS = {("address_claims", "url"), ("frontier", "url")}
# The fields that `ArticleClaims` holds: only the part that quotes is removed.
CLAIMS = {"canonical_url", "lines", "manifests", "provenance", "removed", "sources"}
# Tables of verdicts, with the column that names the story: the verdict is decided again.
VERDICT_TABLES = {"evidence": "story_id", "stories": "id", "verdict_history": "story_id"}

_CLAIMS = """SELECT id, story_id, url, canonical_url, unpack(removed), unpack(sources), unpack(lines),
  unpack(manifests), unpack(provenance) FROM articles
  WHERE id IN (SELECT value FROM json_each(?))"""

CleanClaims = Callable[[ArticleClaims], ArticleClaims]


class Quotations(Repository):
    """Rows of the main file that may quote an article without being part of it."""

    def remove(self, fields: Iterable[FieldPlace], clean: CleanClaims) -> None:
        """Empty these fields, or delete their rows; `clean` removes quotations from an article's claims.

        Fields of which no table here knows what to do stay as they are.
        """
        with self.transaction():
            claiming, stories = set(), set()
            for field in fields:
                if field.table in VERDICT_TABLES:
                    stories.update(self._find_story(field))
                elif field.table == "articles" and field.column in CLAIMS:
                    claiming.add(int(field.key[0]))
                else:
                    empty_field(self._db, field, EMPTY_VALUES, DELETED_ROWS)
            for claims in self.get_claims(sorted(claiming)):
                self.rewrite_claims(clean(claims))
            for story_id in sorted(stories):
                Erasure(self._db).delete_verdict(story_id)

    def _find_story(self, field: FieldPlace) -> list[int]:
        """The story of a row of a verdict; none when the row is gone."""
        column = VERDICT_TABLES[field.table]
        query = f"SELECT {column} FROM {field.table} WHERE rowid = ?"
        return [story_id for (story_id,) in self._db.conn.execute(query, field.key)]

    def delete_version(self, version_id: int) -> None:
        """Delete a former wording of an article."""
        with self.transaction() as db:
            db.conn.execute("DELETE FROM article_versions WHERE id = ?", [version_id])

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
        self._db.table("articles").update(claims.article_id, pack_row("articles", columns))
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
