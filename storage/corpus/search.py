"""Full-text search over title and text: by words for readers, by whole pieces for a text."""

import heapq
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from aggregator.model import Row
from storage.sqlite.repository import Repository

COMMON = 200  # articles that are looked at for one piece; more of them tell nothing


_HEADLINE = """a.id AS article_id, a.url, a.title, s.domain AS source, s.name AS source_name, a.story_id,
  a.first_seen, a.published, a.published_precision, a.language, a.sources"""
LIKE = 50  # headlines looked at for one


class Search(Repository):
    """Full-text search over titles and texts."""

    def search(self, query: str, limit: int) -> Iterator[Row]:
        """Articles that hold every word of the query, best first, with a marked snippet.

        `"a phrase"` stays together and `-word` excludes; everything else is taken as plain words, so no
        query is an error.
        """
        terms = expression(query)
        if not terms:
            return iter(())
        return self._db.query(
            """SELECT a.id, a.url, a.canonical_url, s.domain AS source, s.name AS source_name, a.title,
             a.published, a.published_precision, a.first_seen, a.language, a.story_id,
             trim(snippet(articles_fts, 1, '[', ']', ' … ', 24)) AS snippet
           FROM articles_fts f JOIN articles a ON a.id = f.rowid JOIN sources s ON s.id = a.source_id
           WHERE articles_fts MATCH ? ORDER BY bm25(articles_fts, 4.0, 1.0), a.first_seen DESC LIMIT ?""",
            [terms, limit],
        )

    def holding(self, pieces: Iterable[str], most: int) -> list[int]:
        """Ids of articles that hold some of these pieces, the most and the rarest first.

        One of each wording, at most `most`; with each comes the leader of its story.
        """
        weights: defaultdict[int, float] = defaultdict(float)
        query = f"SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? LIMIT {COMMON}"
        for piece in pieces:
            rows = (
                self._db.conn.execute(query, [_quoted(piece)]).fetchall() if _quoted(piece) else []
            )
            for (article_id,) in rows:
                weights[article_id] += 1 / len(rows)
        best = heapq.nsmallest(COMMON, weights, key=lambda key: (-weights[key], key))
        return self._one_of_each(best, most)

    def _one_of_each(self, article_ids: list[int], most: int) -> list[int]:
        marks = ",".join("?" * len(article_ids))
        rows = self._db.conn.execute(
            f"""SELECT a.id, a.text_hash, t.leader_id FROM articles a
            JOIN stories t ON t.id = a.story_id WHERE a.id IN ({marks})""",
            article_ids,
        )
        told = {article_id: (wording, leader) for article_id, wording, leader in rows}
        wordings = {told[key][0]: key for key in reversed(article_ids) if key in told}
        chosen = [key for key in article_ids if wordings.get(told[key][0]) == key][:most]
        return list(dict.fromkeys(one for key in chosen for one in (key, told[key][1] or key)))

    def headlines(self, story_id: int, most: int) -> list[Row]:
        """The first articles of a story as we saw them, with what their headlines are compared by."""
        return list(
            self._db.query(
                f"""SELECT {_HEADLINE} FROM articles a JOIN sources s ON s.id = a.source_id
                WHERE a.story_id = ? ORDER BY a.first_seen, a.id LIMIT ?""",
                [story_id, most],
            )
        )

    def headlines_like(
        self, own: Row, words: list[str], seen: tuple[str, str], claimed: tuple[str, str]
    ) -> list[Row]:
        """Articles of other stories in the same language whose headline holds any of these words, and
        that were first seen, or are dated, between two instants; those with most of the words first.
        """
        terms = [term for word in words if (term := _quoted(word))]
        if not terms:
            return []
        found = self._db.query(
            f"""SELECT {_HEADLINE} FROM articles_fts f CROSS JOIN articles a ON a.id = f.rowid
              JOIN sources s ON s.id = a.source_id
            WHERE articles_fts MATCH ? AND a.story_id != ?
              AND (a.first_seen BETWEEN ? AND ?
                   OR a.published_precision = 'instant' AND a.published BETWEEN ? AND ?)
              AND (a.language = ? OR a.language LIKE ? || '-%')
              AND NOT EXISTS (SELECT 1 FROM copies c WHERE c.article_id = a.id AND c.story_id = ?)
            ORDER BY bm25(articles_fts, 1.0, 0.0), a.id LIMIT {LIKE}""",
            [
                f"{{title}} : ({' OR '.join(terms)})",
                own["story_id"],
                *seen,
                *claimed,
                *[own["language"].partition("-")[0]] * 2,
                own["story_id"],
            ],
        )
        return list(found)


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
