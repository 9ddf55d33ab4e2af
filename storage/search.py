"""Full-text search over title and text: by words for readers, by whole pieces for a text."""

import heapq
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlite_utils import Database

from aggregator.model import Row

COMMON = 200  # articles that are looked at for one piece; more of them tell nothing


def search(db: Database, query: str, limit: int) -> Iterator[Row]:
    """Articles that hold every word of the query, best first, with a marked snippet.

    `"a phrase"` stays together and `-word` excludes; everything else is taken as plain words, so no
    query is an error.
    """
    terms = expression(query)
    if not terms:
        return iter(())
    return db.query(
        """SELECT a.id, a.url, a.canonical_url, s.domain AS source, s.name AS source_name, a.title,
             a.published, a.published_precision, a.first_seen, a.language, a.story_id,
             trim(snippet(articles_fts, 1, '[', ']', ' … ', 24)) AS snippet
           FROM articles_fts f JOIN articles a ON a.id = f.rowid JOIN sources s ON s.id = a.source_id
           WHERE articles_fts MATCH ? ORDER BY bm25(articles_fts, 4.0, 1.0), a.first_seen DESC LIMIT ?""",
        [terms, limit],
    )


def holding(db: Database, pieces: Iterable[str], most: int) -> list[int]:
    """Ids of articles that hold some of these pieces, the most and the rarest first.

    One of each wording, at most `most`; with each comes the leader of its story.
    """
    weights: defaultdict[int, float] = defaultdict(float)
    query = f"SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? LIMIT {COMMON}"
    for piece in pieces:
        rows = db.conn.execute(query, [_quoted(piece)]).fetchall() if _quoted(piece) else []
        for (article_id,) in rows:
            weights[article_id] += 1 / len(rows)
    best = heapq.nsmallest(COMMON, weights, key=lambda key: (-weights[key], key))
    return _one_of_each(db, best, most)


def _one_of_each(db: Database, article_ids: list[int], most: int) -> list[int]:
    marks = ",".join("?" * len(article_ids))
    rows = db.conn.execute(
        f"""SELECT a.id, a.text_hash, t.leader_id FROM articles a
            JOIN stories t ON t.id = a.story_id WHERE a.id IN ({marks})""",
        article_ids,
    )
    told = {article_id: (wording, leader) for article_id, wording, leader in rows}
    wordings = {told[key][0]: key for key in reversed(article_ids) if key in told}
    chosen = [key for key in article_ids if wordings.get(told[key][0]) == key][:most]
    return list(dict.fromkeys(one for key in chosen for one in (key, told[key][1] or key)))


def expression(query: str) -> str:
    """An FTS5 expression of quoted strings only, so that no operator comes from the outside; "" for no word."""
    terms = re.findall(r'(-?)(?:"([^"]*)"|(\S+))', query)
    wanted = [_quoted(phrase or word) for minus, phrase, word in terms if not minus]
    unwanted = [_quoted(phrase or word) for minus, phrase, word in terms if minus]
    wanted = [term for term in wanted if term]
    unwanted = [term for term in unwanted if term]
    if not wanted:
        return ""
    found = " AND ".join(wanted)
    return f"({found})" + "".join(f" NOT {term}" for term in unwanted)


def _quoted(words: str) -> str:
    return '"' + re.sub('["\0]', " ", words) + '"' if re.search(r"\w", words) else ""
