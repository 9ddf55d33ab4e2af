"""Articles, their versions and the addresses they are known by."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from functools import lru_cache

import msgspec

from aggregator.model import Article, Removed, Row, SourceTrace
from storage.sqlite.repository import Repository
from storage.sqlite.sql import insert_all, update

# The columns of an exported article, and everything a page shows beside them.
EXPORTED = """
  a.id, a.external_id, a.url, a.canonical_url, s.domain AS source, a.title, a.authors, a.published,
  a.published_precision, a.first_seen, a.language, a.story_id, a.text"""
SHOWN = """
  s.name AS source_name, a.published_offset, a.section, a.image, a.rights, a.modified, a.removed, a.sources,
  a.flags,
  a.last_absent, a.fetched_at, c.relation, c.role, c.credit, t.verdict, t.confidence,
  t.original_url, t.original_name, t.original_title, t.original_article_id, t.set_by,
  (SELECT count(*) FROM article_versions v WHERE v.article_id = a.id) AS versions"""
AT_ONCE = 500  # addresses in one question
_JSON = ("authors", "rights", "removed", "sources", "flags")


@lru_cache(maxsize=256)  # it is asked for several times while an article is kept
def text_hash(text: str) -> str:
    """What tells one wording from another: 128 bits over the words, white space folded."""
    flat = text.encode()
    if not text.isascii():
        flat = " ".join(text.split()).encode()
    elif b"  " in (flat := flat.translate(_SPACED)):
        flat = b" ".join(flat.split())
    return hashlib.blake2b(flat.strip(b" "), digest_size=16).hexdigest()


# Every ASCII character that `str.split` parts words at becomes a space.
_SPACED = bytes(32 if chr(i).isspace() else i for i in range(128)) + bytes(range(128, 256))


class Articles(Repository):
    """Articles, their versions and the addresses they are known by."""

    def add_all(self, rows: Sequence[tuple[Article, Row]]) -> None:
        """Insert articles; the columns are those that a page does not tell, the id among them.

        Whoever inserts makes them searchable before the commit.
        """
        insert_all(
            self._db, "articles", [{**_columns(article), **columns} for article, columns in rows]
        )

    def make_searchable(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """Add (id, title, text) of inserted articles to the full-text index.

        Once for all of a commit: what changes or deletes them later does so by triggers.
        """
        query = "INSERT INTO articles_fts (rowid, title, text) VALUES (?, ?, ?)"
        self._db.conn.executemany(query, rows)

    def reserve_ids(self, count: int) -> range:
        """Returns ids for so many new articles; none of them is ever given again."""
        self._db.conn.execute(
            """INSERT INTO sqlite_sequence (name, seq) SELECT 'articles', 0
               WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'articles')"""
        )
        query = "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'articles' RETURNING seq"
        last: int = self._db.conn.execute(query, [count]).fetchone()[0]
        return range(last - count + 1, last + 1)

    def change(self, article_id: int, article: Article, now: str) -> None:
        """Keep the wording so far as a version and take the new one; first claims stay as they were."""
        self._db.conn.execute(
            """INSERT INTO article_versions (article_id, observed_at, replaced_at, title, text, published, modified)
           SELECT id, coalesce((SELECT max(replaced_at) FROM article_versions WHERE article_id = a.id), fetched_at),
                  ?, title, text, published, modified FROM articles a WHERE id = ?""",
            [now, article_id],
        )
        row = {**_columns(article), "fetched_at": now, "read_at": None}
        row["sources"] = _json(self._with_feed(article_id, article))
        for kept in ("url", "published", "published_precision", "published_offset"):
            del row[kept]
        update(self._db, "articles", article_id, row)

    def read_again(self, article_id: int, article: Article, at: str) -> bool:
        """Note that a page fetched `at` has the same wording; take over what it says of its source by now.

        True when that has changed. A page fetched no later than the one stored tells nothing.
        """
        later = self._db.conn.execute(
            "UPDATE articles SET read_at = ? WHERE id = ? AND coalesce(read_at, fetched_at) < ?",
            [at, article_id, at],
        )
        if not later.rowcount:
            return False
        sources, removed = _json(self._with_feed(article_id, article)), _json(article.removed)
        changed = self._db.conn.execute(
            "UPDATE articles SET sources = ?, removed = ? WHERE id = ? AND sources != ?",
            [sources, removed, article_id, sources],
        )
        return changed.rowcount == 1

    def _with_feed(self, article_id: int, article: Article) -> list[SourceTrace]:
        """The traces of a page read again, with what a feed said of it when it was first read."""
        row = self._db.conn.execute(
            "SELECT sources FROM articles WHERE id = ?", [article_id]
        ).fetchone()
        kept = [SourceTrace(**trace) for trace in json.loads(row[0]) if trace["where"] == "feed"]
        own = list(article.sources)
        return own if any(trace.where == "feed" for trace in own) else own + kept

    def add_addresses(self, rows: Iterable[tuple[str, int]]) -> None:
        """Note (address, article) pairs; an address that is another's already stays with that one."""
        query = "INSERT OR IGNORE INTO url_aliases (url, article_id) VALUES (?, ?)"
        self._db.conn.executemany(query, rows)

    def add_aliases(self, article_id: int, urls: Iterable[str]) -> None:
        """Note addresses of an article; one that is another's already stays with that one."""
        self.add_addresses([(url, article_id) for url in urls])

    def by_url(self, urls: Iterable[str]) -> int | None:
        """The id of the article known by the first of these addresses that is known."""
        for url in urls:
            row = self._db.conn.execute(
                "SELECT article_id FROM url_aliases WHERE url = ?", [url]
            ).fetchone()
            if row:
                return int(row[0])
        return None

    def known_urls(self, urls: Collection[str]) -> set[str]:
        """Those of these addresses by which an article is known."""
        every = list(urls)
        found: set[str] = set()
        for start in range(0, len(every), AT_ONCE):
            part = every[start : start + AT_ONCE]
            query = f"SELECT url FROM url_aliases WHERE url IN ({','.join('?' * len(part))})"
            found.update(row[0] for row in self._db.conn.execute(query, part))
        return found

    def seen_earlier(self, article_id: int, first_seen: str) -> None:
        """Take an earlier first sight that somebody else vouches for."""
        self._db.conn.execute(
            "UPDATE articles SET first_seen = ? WHERE id = ? AND first_seen > ?",
            [first_seen, article_id, first_seen],
        )

    def wording(self, article_id: int) -> tuple[str, str]:
        """Title and text hash, for telling a change."""
        row = self._db.conn.execute(
            "SELECT title, text_hash FROM articles WHERE id = ?", [article_id]
        ).fetchone()
        return row[0], row[1]

    def exists(self, article_id: int) -> bool:
        """Return whether an article with this id is stored."""
        query = "SELECT 1 FROM articles WHERE id = ?"
        return self._db.conn.execute(query, [article_id]).fetchone() is not None

    def story_of(self, article_id: int) -> int:
        """The story that a stored article stands in."""
        row = self._db.conn.execute(
            "SELECT story_id FROM articles WHERE id = ?", [article_id]
        ).fetchone()
        return int(row[0])

    def get(self, article_id: int) -> Row | None:
        """Everything a page shows of one article."""
        rows = self._db.query(
            f"""SELECT {EXPORTED}, {SHOWN} FROM articles a JOIN sources s ON s.id = a.source_id
            JOIN stories t ON t.id = a.story_id
            LEFT JOIN copies c ON c.article_id = a.id AND c.story_id = a.story_id
            WHERE a.id = ?""",
            [article_id],
        )
        row = next(iter(rows), None)
        return _decoded(row) if row else None

    def only(self) -> Article | None:
        """The one article of a database as it was read; None where none is stored."""
        row = next(iter(self._db.query("SELECT * FROM articles LIMIT 1")), None)
        if row is None:
            return None
        lists = {
            "authors": tuple(json.loads(row["authors"])),
            "rights": tuple(json.loads(row["rights"])),
            "removed": tuple(Removed(**line) for line in json.loads(row["removed"])),
            "sources": tuple(SourceTrace(**trace) for trace in json.loads(row["sources"])),
            "field_origins": json.loads(row["field_origins"]),
            "flags": tuple(json.loads(row["flags"])),
            "free": None if row["free"] is None else bool(row["free"]),
            "link_text": row["text"] if row["link_text"] is None else row["link_text"],
        }
        return Article(**{field.name: row[field.name] for field in fields(Article)} | lists)

    def exported(self) -> Iterator[Row]:
        """Every article as the contract's row, oldest id first."""
        rows = self._db.query(
            f"SELECT {EXPORTED} FROM articles a JOIN sources s ON s.id = a.source_id ORDER BY a.id"
        )
        return (_decoded(row) for row in rows)

    def versions(self, article_id: int) -> list[Row]:
        """Former wordings, oldest first."""
        return list(
            self._db.query(
                "SELECT id, observed_at, replaced_at, title, text, published, modified "
                "FROM article_versions WHERE article_id = ? ORDER BY id",
                [article_id],
            )
        )


def _columns(article: Article) -> Row:
    link_text = article.link_text if article.link_text != article.text else None
    return {
        "url": article.url,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "authors": _json(article.authors),
        "published": article.published,
        "published_precision": article.published_precision,
        "published_offset": article.published_offset,
        "modified": article.modified,
        "language": article.language,
        "section": article.section,
        "publisher": article.publisher,
        "image": article.image,
        "free": article.free,
        "rights": _json(article.rights),
        "text": article.text,
        "link_text": link_text,
        "removed": _json(article.removed),
        "sources": _json(article.sources),
        "field_origins": _json(article.field_origins),
        "flags": _json(article.flags),
        "text_hash": text_hash(article.link_text),
    }


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _decoded(row: Row) -> Row:
    for name in _JSON:
        if name in row:
            row[name] = json.loads(row[name])
    if "original_url" in row:
        row["original"] = original(row)
    return row


def original(row: Row) -> Row:
    """Take the four columns of a verdict's original out of a row, as one object."""
    return {
        "url": row.pop("original_url"),
        "name": row.pop("original_name"),
        "title": row.pop("original_title"),
        "article_id": row.pop("original_article_id"),
    }
