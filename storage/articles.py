"""Articles, their versions and the addresses they are known by."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields

import msgspec
from sqlite_utils import Database

from aggregator.model import Article, Removed, Row, SourceTrace
from storage.rows import insert, update

# The columns of an exported article, and everything a page shows beside them.
EXPORTED = """
  a.id, a.external_id, a.url, a.canonical_url, s.domain AS source, a.title, a.authors, a.published,
  a.published_precision, a.first_seen, a.language, a.story_id, a.text"""
SHOWN = """
  s.name AS source_name, a.section, a.image, a.rights, a.modified, a.removed, a.sources,
  a.last_absent, a.fetched_at, c.relation, c.role, c.credit, t.verdict, t.confidence,
  t.original_url, t.original_name, t.original_title, t.original_article_id,
  (SELECT count(*) FROM article_versions v WHERE v.article_id = a.id) AS versions"""
_JSON = ("authors", "rights", "removed", "sources")


def text_hash(text: str) -> str:
    """What tells one wording from another: 128 bits over the words, white space folded."""
    return hashlib.blake2b(" ".join(text.split()).encode(), digest_size=16).hexdigest()


def add(db: Database, article: Article, columns: Row) -> int:
    """Insert an article; `columns` are those that its page does not tell. Gives its id."""
    return insert(db, "articles", {**_columns(article), **columns})


def change(db: Database, article_id: int, article: Article, now: str) -> None:
    """Keep the wording so far as a version and take the new one; first claims stay as they were."""
    db.conn.execute(
        """INSERT INTO article_versions (article_id, observed_at, replaced_at, title, text, published, modified)
           SELECT id, coalesce((SELECT max(replaced_at) FROM article_versions WHERE article_id = a.id), fetched_at),
                  ?, title, text, published, modified FROM articles a WHERE id = ?""",
        [now, article_id],
    )
    row = {**_columns(article), "fetched_at": now}
    for kept in ("url", "published", "published_precision"):
        del row[kept]
    update(db, "articles", article_id, row)


def add_aliases(db: Database, article_id: int, urls: Iterable[str]) -> None:
    """Note addresses of an article; one that is another's already stays with that one."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO url_aliases (url, article_id) VALUES (?, ?)",
        [(url, article_id) for url in urls],
    )


def by_url(db: Database, urls: Iterable[str]) -> int | None:
    """The id of the article known by the first of these addresses that is known."""
    for url in urls:
        row = db.conn.execute("SELECT article_id FROM url_aliases WHERE url = ?", [url]).fetchone()
        if row:
            return int(row[0])
    return None


def seen_earlier(db: Database, article_id: int, first_seen: str) -> None:
    """Take an earlier first sight that somebody else vouches for."""
    db.conn.execute(
        "UPDATE articles SET first_seen = ? WHERE id = ? AND first_seen > ?",
        [first_seen, article_id, first_seen],
    )


def wording(db: Database, article_id: int) -> tuple[str, str]:
    """Title and text hash, for telling a change."""
    row = db.conn.execute(
        "SELECT title, text_hash FROM articles WHERE id = ?", [article_id]
    ).fetchone()
    return row[0], row[1]


def get(db: Database, article_id: int) -> Row | None:
    """Everything a page shows of one article."""
    rows = db.query(
        f"""SELECT {EXPORTED}, {SHOWN} FROM articles a JOIN sources s ON s.id = a.source_id
            JOIN stories t ON t.id = a.story_id
            LEFT JOIN copies c ON c.article_id = a.id AND c.story_id = a.story_id
            WHERE a.id = ?""",
        [article_id],
    )
    row = next(iter(rows), None)
    return _decoded(row) if row else None


def only(db: Database) -> Article | None:
    """The one article of a database as it was read; None where none is stored."""
    row = next(iter(db.query("SELECT * FROM articles LIMIT 1")), None)
    if row is None:
        return None
    lists = {
        "authors": tuple(json.loads(row["authors"])),
        "rights": tuple(json.loads(row["rights"])),
        "removed": tuple(Removed(**line) for line in json.loads(row["removed"])),
        "sources": tuple(SourceTrace(**trace) for trace in json.loads(row["sources"])),
        "found": json.loads(row["found"]),
        "free": None if row["free"] is None else bool(row["free"]),
        "link_text": row["text"] if row["link_text"] is None else row["link_text"],
    }
    return Article(**{field.name: row[field.name] for field in fields(Article)} | lists)


def exported(db: Database) -> Iterator[Row]:
    """Every article as the contract's row, oldest id first."""
    rows = db.query(
        f"SELECT {EXPORTED} FROM articles a JOIN sources s ON s.id = a.source_id ORDER BY a.id"
    )
    return (_decoded(row) for row in rows)


def versions(db: Database, article_id: int) -> list[Row]:
    """Former wordings, oldest first."""
    return list(
        db.query(
            "SELECT id, observed_at, replaced_at, title, text, published, modified "
            "FROM article_versions WHERE article_id = ? ORDER BY id",
            [article_id],
        )
    )


def coverage(db: Database) -> Row:
    """How much is stored, and from when to when."""
    return next(
        iter(
            db.query(
                "SELECT count(*) AS articles, min(first_seen) AS since, max(first_seen) AS until FROM articles"
            )
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
        "found": _json(article.found),
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
