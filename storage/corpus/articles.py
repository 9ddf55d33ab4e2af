"""Articles and their versions."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from functools import lru_cache

import msgspec

from aggregator.model import Article, Manifest, PageLine, Removed, Row, SourceTrace
from aggregator.results import ArticleRow, ArticleVersion, StoredArticle, convert
from storage.corpus.export_filters import EVERYTHING, SOURCE_AND_PERMISSIONS, Selection
from storage.sqlite.packing import pack_row, unpack_row
from storage.sqlite.repository import Repository

# The columns of an exported article, and everything a page shows beside them.
EXPORTED = """
  a.id, a.external_id, a.url, a.canonical_url, s.domain AS source, a.title, a.authors, a.published,
  a.published_precision, a.first_seen, a.language, a.story_id, unpack(a.text) AS text, a.rights"""
SHOWN = """
  s.name AS source_name, a.published_offset, a.section, a.image, a.modified, unpack(a.removed) AS removed,
  unpack(a.sources) AS sources, a.flags, unpack(a.manifests) AS manifests, a.captures,
  (SELECT u.reason FROM unstored_texts u WHERE u.article_id = a.id) AS unstored,
  a.last_absent, a.fetched_at, c.relation, c.role, c.credit, t.verdict, t.confidence,
  t.original_url, t.original_name, t.original_title, t.original_article_id, t.set_by,
  (SELECT count(*) FROM article_versions v WHERE v.article_id = a.id) AS versions,
  (SELECT json_group_array(url) FROM url_aliases u WHERE u.article_id = a.id) AS addresses"""
_JSON = ("authors", "rights", "removed", "sources", "flags", "addresses", "manifests", "captures")


@lru_cache(maxsize=256)  # an article is hashed several times while it is stored
def text_hash(text: str) -> str:
    """Returns the hash of a wording: 128 bits over the words, white space folded."""
    flat = text.encode()
    if not text.isascii():
        flat = " ".join(text.split()).encode()
    elif b"  " in (flat := flat.translate(_SPACED)):
        flat = b" ".join(flat.split())
    return hashlib.blake2b(flat.strip(b" "), digest_size=16).hexdigest()


# Every ASCII character that `str.split` parts words at becomes a space.
_SPACED = bytes(32 if chr(i).isspace() else i for i in range(128)) + bytes(range(128, 256))


class Articles(Repository):
    """Articles and their versions."""

    def add_all(self, rows: Sequence[tuple[Article, Row]]) -> None:
        """Insert articles, each with the columns that do not come from its page, such as its id.

        The caller makes them searchable in the same transaction, see `add_to_full_text_index`.
        """
        new = [
            pack_row("articles", _article_columns(article) | columns) for article, columns in rows
        ]
        if new:
            names, marks = ", ".join(new[0]), ", ".join("?" * len(new[0]))
            # `insert_all` of sqlite-utils takes 24 µs more an article, 8 % of linking and storing it.
            query = f"INSERT INTO articles ({names}) VALUES ({marks})"
            self._db.conn.executemany(query, [list(row.values()) for row in new])

    def add_to_full_text_index(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """Add (id, title, text) of inserted articles to the full-text index.

        Call it once for all new articles of a transaction. Triggers follow later changes.
        """
        query = "INSERT INTO articles_fts (rowid, title, text) VALUES (?, ?, ?)"
        self._db.conn.executemany(query, rows)

    def find_next_id(self) -> int:
        """Returns the id of the next new article. No id is ever used twice."""
        query = "SELECT seq FROM sqlite_sequence WHERE name = 'articles'"
        row = self._db.conn.execute(query).fetchone()
        return 1 + (row[0] if row else 0)

    def restore_text(self, article_id: int, article: Article) -> None:
        """Store the text of an article again that was not stored."""
        own = pack_row("articles", _article_columns(article))
        query = "UPDATE articles SET text = ?, link_text = ? WHERE id = ?"
        self._db.conn.execute(query, [own["text"], own["link_text"], article_id])

    def replace_and_archive_wording(
        self, article_id: int, article: Article, columns: Row, now: str
    ) -> None:
        """Move the stored wording to the former versions and store a new one; first claims stay.

        `columns` are those of the new wording that do not come from its page.
        """
        self._db.conn.execute(
            """INSERT INTO article_versions (article_id, observed_at, replaced_at, title, text, published, modified)
              SELECT id, coalesce((SELECT max(replaced_at) FROM article_versions WHERE article_id = a.id), fetched_at),
                     ?, title, text, published, modified FROM articles a WHERE id = ?""",
            [now, article_id],
        )
        row = {**_article_columns(article), **columns, "fetched_at": now, "read_at": None}
        row["sources"] = _to_json(self._add_stored_feed_traces(article_id, article))
        for kept in ("url", "published", "published_precision", "published_offset"):
            del row[kept]
        self._db.table("articles").update(article_id, pack_row("articles", row))

    def update_claims(self, article_id: int, article: Article, at: str) -> bool:
        """Store that a page fetched `at` has the same wording, and what it now claims as its source.

        Returns whether the claims changed. A page that is not newer than the stored one is ignored.
        """
        later = self._db.conn.execute(
            "UPDATE articles SET read_at = ? WHERE id = ? AND coalesce(read_at, fetched_at) < ?",
            [at, article_id, at],
        )
        if not later.rowcount:
            return False
        claims = {
            "id": article_id,
            "sources": _to_json(self._add_stored_feed_traces(article_id, article)),
            "removed": _to_json(article.removed),
            "lines": encode_lines(article.lines),
            "manifests": _to_json(article.manifests),
        }
        changed = self._db.conn.execute(
            """UPDATE articles SET sources = pack(:sources), removed = pack(:removed), lines = pack(:lines),
                 manifests = pack(:manifests)
               WHERE id = :id AND (unpack(sources) != :sources OR unpack(lines) IS NOT :lines
                 OR unpack(manifests) != :manifests)""",
            claims,
        )
        return changed.rowcount == 1

    def _add_stored_feed_traces(self, article_id: int, article: Article) -> list[SourceTrace]:
        """The source traces of a page, with those that its feed gave when it was first read."""
        row = self._db.conn.execute(
            "SELECT unpack(sources) FROM articles WHERE id = ?", [article_id]
        ).fetchone()
        kept = [SourceTrace(**trace) for trace in json.loads(row[0]) if trace["where"] == "feed"]
        own = list(article.sources)
        return own if any(trace.where == "feed" for trace in own) else own + kept

    def delete_text(self, article_id: int) -> None:
        """Delete the text of an article and of its former versions, which are found by their headline only.

        The hash of its wording stays.
        """
        query = "UPDATE articles SET text = '', link_text = NULL WHERE id = ?"
        self._db.conn.execute(query, [article_id])
        versions = "UPDATE article_versions SET text = '' WHERE article_id = ?"
        self._db.conn.execute(versions, [article_id])

    def set_page_hash(self, article_id: int, sha256: str | None, fetched_at: str) -> None:
        """Store the SHA-256 of the page that an article was last read from, and when it was fetched."""
        self._db.conn.execute(
            """UPDATE articles SET provenance = pack(
                 json_set(unpack(provenance), '$.page_sha256', ?, '$.page_fetched_at', ?)) WHERE id = ?""",
            [sha256, fetched_at, article_id],
        )

    def get_provenance(self, article_id: int) -> Row:
        """Returns the provenance of an article, see `ingest/provenance.py`; empty when it is not stored."""
        row = self._db.conn.execute(
            "SELECT unpack(provenance) FROM articles WHERE id = ?", [article_id]
        ).fetchone()
        found: Row = json.loads(row[0]) if row else {}
        return found

    def set_earlier_first_seen(self, article_id: int, first_seen: str) -> None:
        """Set `first_seen` of an article if it is earlier than the stored one."""
        self._db.conn.execute(
            "UPDATE articles SET first_seen = ? WHERE id = ? AND first_seen > ?",
            [first_seen, article_id, first_seen],
        )

    def get_title_and_hash(self, article_id: int) -> tuple[str, str]:
        """Returns title and text hash of an article: a page that differs in one is a new version."""
        row = self._db.conn.execute(
            "SELECT title, text_hash FROM articles WHERE id = ?", [article_id]
        ).fetchone()
        return row[0], row[1]

    def get_stored_at(self, article_id: int) -> str:
        """Returns when the first wording of an article was fetched."""
        row = self._db.conn.execute(
            """SELECT coalesce((SELECT min(observed_at) FROM article_versions v WHERE v.article_id = a.id),
                 a.fetched_at) FROM articles a WHERE id = ?""",
            [article_id],
        ).fetchone()
        return str(row[0])

    def get_read_at(self, article_id: int) -> str:
        """Returns when the page of an article was last read."""
        query = "SELECT coalesce(read_at, fetched_at) FROM articles WHERE id = ?"
        return str(self._db.conn.execute(query, [article_id]).fetchone()[0])

    def exists(self, article_id: int) -> bool:
        """Return whether an article with this id is stored."""
        query = "SELECT 1 FROM articles WHERE id = ?"
        return self._db.conn.execute(query, [article_id]).fetchone() is not None

    def get_story_id(self, article_id: int) -> int:
        """Returns the id of an article's story."""
        row = self._db.conn.execute(
            "SELECT story_id FROM articles WHERE id = ?", [article_id]
        ).fetchone()
        return int(row[0])

    def get(self, article_id: int) -> StoredArticle | None:
        """Returns everything that is shown of one article; None when it is not stored."""
        rows = self._db.query(
            f"""SELECT {EXPORTED}, {SHOWN} FROM articles a JOIN sources s ON s.id = a.source_id
              JOIN stories t ON t.id = a.story_id
              LEFT JOIN copies c ON c.article_id = a.id AND c.story_id = a.story_id
              WHERE a.id = ?""",
            [article_id],
        )
        row = next(iter(rows), None)
        return convert(_decode_json_columns(row), StoredArticle) if row else None

    def get_only_article(self) -> Article | None:
        """Returns the article of a database that holds one, as it was read; None when it is empty."""
        row = next(iter(self._db.query("SELECT * FROM articles LIMIT 1")), None)
        if row is None:
            return None
        row = unpack_row("articles", row)
        lists = {
            "authors": tuple(json.loads(row["authors"])),
            "rights": tuple(json.loads(row["rights"])),
            "removed": tuple(Removed(**line) for line in json.loads(row["removed"])),
            "sources": tuple(SourceTrace(**trace) for trace in json.loads(row["sources"])),
            "field_origins": json.loads(row["field_origins"]),
            "flags": tuple(json.loads(row["flags"])),
            "free": None if row["free"] is None else bool(row["free"]),
            "lines": decode_lines(row["lines"]),
            "manifests": tuple(Manifest(**each) for each in json.loads(row["manifests"])),
            "link_text": row["text"] if row["link_text"] is None else row["link_text"],
        }
        stored = {each.name: row[each.name] for each in fields(Article) if each.name in row}
        return Article(**stored | lists)

    def all_rows(self, selection: Selection = EVERYTHING) -> Iterator[ArticleRow]:
        """Yields the selected articles with the columns of an export, by ascending id."""
        rows = self._db.query(
            f"SELECT {EXPORTED} FROM articles a {SOURCE_AND_PERMISSIONS} {selection.where} ORDER BY a.id",
            selection.parameters,
        )
        return (convert(_decode_json_columns(row), ArticleRow) for row in rows)

    def list_former_versions(self, article_id: int) -> list[ArticleVersion]:
        """Returns the former versions of an article, oldest first."""
        rows = self._db.query(
            "SELECT id, observed_at, replaced_at, title, unpack(text) AS text, published, modified "
            "FROM article_versions WHERE article_id = ? ORDER BY id",
            [article_id],
        )
        return [convert(row, ArticleVersion) for row in rows]


def _article_columns(article: Article) -> Row:
    link_text = article.link_text if article.link_text != article.text else None
    return {
        "url": article.url,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "authors": _to_json(article.authors),
        "published": article.published,
        "published_precision": article.published_precision,
        "published_offset": article.published_offset,
        "modified": article.modified,
        "language": article.language,
        "section": article.section,
        "publisher": article.publisher,
        "image": article.image,
        "free": article.free,
        "rights": _to_json(article.rights),
        "text": article.text,
        "link_text": link_text,
        "removed": _to_json(article.removed),
        "sources": _to_json(article.sources),
        "field_origins": _to_json(article.field_origins),
        "flags": _to_json(article.flags),
        "text_hash": text_hash(article.link_text),
        "lines": encode_lines(article.lines),
        "manifests": _to_json(article.manifests),
    }


def encode_lines(lines: tuple[PageLine, ...] | None) -> str | None:
    """Returns the lines of a page as JSON without their empty fields; None when they were not kept."""
    if lines is None:
        return None
    return _to_json([{key: text for key, text in asdict(line).items() if text} for line in lines])


def decode_lines(text: str | None) -> tuple[PageLine, ...] | None:
    """Returns the stored lines of a page; None when they were not kept."""
    if text is None:
        return None
    return tuple(PageLine(**{"text": "", **line}) for line in json.loads(text))


def _to_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _decode_json_columns(row: Row) -> Row:
    for name in _JSON:
        if name in row:
            row[name] = json.loads(row[name])
    if "addresses" in row:
        row["addresses"].sort(key=lambda url: (url != row["url"], url))
    if "captures" in row:
        row["captures"] = [each for each in row["captures"] if each["memento"]]
    if "original_url" in row:
        row["original"] = pop_original_columns(row)
    return row


def pop_original_columns(row: Row) -> Row:
    """Move the four `original_*` columns of a row into one object."""
    return {
        "url": row.pop("original_url"),
        "name": row.pop("original_name"),
        "title": row.pop("original_title"),
        "article_id": row.pop("original_article_id"),
    }
