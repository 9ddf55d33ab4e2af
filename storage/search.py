"""Full-text search over title and text."""

import re
from collections.abc import Iterator

from sqlite_utils import Database

from aggregator.model import Row


def search(db: Database, query: str, limit: int) -> Iterator[Row]:
    """Articles that hold every word of the query, best first, with a marked snippet.

    `"a phrase"` stays together and `-word` excludes; everything else is taken as plain words, so no
    query is an error.
    """
    expression = _expression(query)
    if not expression:
        return iter(())
    return db.query(
        """SELECT a.id, a.url, a.canonical_url, s.domain AS source, s.name AS source_name, a.title,
             a.published, a.published_precision, a.first_seen, a.language, a.story_id,
             trim(snippet(articles_fts, 1, '[', ']', ' … ', 24)) AS snippet
           FROM articles_fts f JOIN articles a ON a.id = f.rowid JOIN sources s ON s.id = a.source_id
           WHERE articles_fts MATCH ? ORDER BY bm25(articles_fts, 4.0, 1.0), a.first_seen DESC LIMIT ?""",
        [expression, limit],
    )


def _expression(query: str) -> str:
    """An FTS5 expression of quoted strings only, so that no operator comes from the outside."""
    terms = re.findall(r'(-?)(?:"([^"]*)"|(\S+))', query.replace("\0", " "))
    wanted = [_quoted(phrase or word) for minus, phrase, word in terms if not minus]
    unwanted = [_quoted(phrase or word) for minus, phrase, word in terms if minus]
    wanted = [term for term in wanted if term]
    unwanted = [term for term in unwanted if term]
    if not wanted:
        return ""
    found = " AND ".join(wanted)
    return f"({found})" + "".join(f" NOT {term}" for term in unwanted)


def _quoted(words: str) -> str:
    return '"' + words.replace('"', " ") + '"' if re.search(r"\w", words) else ""
