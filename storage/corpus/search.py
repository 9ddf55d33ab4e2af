"""Full-text search over title and text: by words for readers, by fragments of a text to match it."""

import heapq
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from aggregator.model import Row
from aggregator.permissions import encode_uses
from aggregator.results import FoundHeadline, SearchHit, convert
from storage.corpus.snippets import make_snippet
from storage.sqlite.repository import Repository

MAX_ARTICLES_PER_FRAGMENT = 200  # a fragment that more articles hold identifies none of them


_HEADLINE = """a.id AS article_id, a.url, a.title, s.domain AS source, s.name AS source_name, a.story_id,
  a.first_seen, a.published, a.published_precision, a.language, unpack(a.sources) AS sources"""
MAX_SIMILAR_HEADLINES = 50
MAX_HEADLINES = 100  # that are compared with one that is asked for


class Search(Repository):
    """Full-text search over titles and texts."""

    def rebuild_index(self) -> int:
        """Make the full-text index again from the articles, in one transaction; returns their number."""
        with self.transaction():
            self._db.conn.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
        row = self._db.conn.execute("SELECT count(*) FROM articles_fts_docsize").fetchone()
        return int(row[0])

    def search(
        self, query: str, limit: int, *, listed_at: str | None = None
    ) -> Iterator[SearchHit]:
        """Yields articles that hold every word of the query, best first, with a marked snippet.

        `"a phrase"` stays together and `-word` excludes; everything else is taken as plain words, so no
        query is an error. With `listed_at`, a time, articles are left out that their publishers keep out of lists then.
        """
        unlisted = encode_uses(["headline", "search"]) if listed_at else 0
        terms = build_fts_expression(query)
        if not terms:
            return iter(())
        rows = self._db.query(
            """SELECT a.id, a.url, a.canonical_url, s.domain AS source, s.name AS source_name, a.title,
                a.published, a.published_precision, a.first_seen, a.language, a.story_id,
                unpack(a.text) AS text
              FROM (SELECT a.id, bm25(articles_fts, 4.0, 1.0) AS score, a.first_seen
                    FROM articles_fts f JOIN articles a ON a.id = f.rowid
                    WHERE articles_fts MATCH ? AND NOT EXISTS
                      (SELECT 1 FROM permissions p WHERE p.article_id = a.id AND (p.forbidden & ? OR p.until <= ?))
                    ORDER BY score, a.first_seen DESC, a.id DESC LIMIT ?) f
              JOIN articles a ON a.id = f.id JOIN sources s ON s.id = a.source_id
              ORDER BY f.score, f.first_seen DESC, f.id DESC""",
            [terms, unlisted, listed_at or "", limit],
        )
        wanted, _ = split_query(query)
        return (
            convert(row | {"snippet": make_snippet(row.pop("text"), wanted)}, SearchHit)
            for row in rows
        )

    def find_by_fragments(self, fragments: Iterable[str], limit: int) -> list[int]:
        """Returns ids of articles that hold fragments of a text: many and rare fragments first.

        One article of each wording, `limit` at most; after each of them the leader of its story.
        """
        weights: defaultdict[int, float] = defaultdict(float)
        query = f"SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? LIMIT {MAX_ARTICLES_PER_FRAGMENT}"
        for fragment in fragments:
            rows = (
                self._db.conn.execute(query, [_quote_for_fts(fragment)]).fetchall()
                if _quote_for_fts(fragment)
                else []
            )
            for (article_id,) in rows:
                weights[article_id] += 1 / len(rows)
        best = heapq.nsmallest(
            MAX_ARTICLES_PER_FRAGMENT, weights, key=lambda key: (-weights[key], key)
        )
        return self._keep_first_of_each_wording(best, limit)

    def _keep_first_of_each_wording(self, article_ids: list[int], limit: int) -> list[int]:
        marks = ",".join("?" * len(article_ids))
        rows = self._db.conn.execute(
            f"""SELECT a.id, a.text_hash, t.leader_id FROM articles a
              JOIN stories t ON t.id = a.story_id WHERE a.id IN ({marks})""",
            article_ids,
        )
        wording_and_leader = {article_id: (wording, leader) for article_id, wording, leader in rows}
        wordings = {
            wording_and_leader[key][0]: key
            for key in reversed(article_ids)
            if key in wording_and_leader
        }
        chosen = [key for key in article_ids if wordings.get(wording_and_leader[key][0]) == key][
            :limit
        ]
        return list(
            dict.fromkeys(
                each for key in chosen for each in (key, wording_and_leader[key][1] or key)
            )
        )

    def headlines_of_story(self, story_id: int, limit: int) -> list[Row]:
        """Returns the articles of a story that were seen first, with what headlines are compared by."""
        return list(
            self._db.query(
                f"""SELECT {_HEADLINE} FROM articles a JOIN sources s ON s.id = a.source_id
                  WHERE a.story_id = ? ORDER BY a.first_seen, a.id LIMIT ?""",
                [story_id, limit],
            )
        )

    def find_by_headline(self, headline: str) -> list[FoundHeadline]:
        """Returns the articles whose headline holds these words in a row, those seen first before others."""
        phrase = _quote_for_fts(headline)
        return self._find_headlines(f"{{title}} : {phrase}", "a.first_seen, a.id") if phrase else []

    def find_by_headline_words(self, words: Iterable[str]) -> list[FoundHeadline]:
        """Returns articles whose headline holds some of these words, most words first."""
        terms = [term for word in words if (term := _quote_for_fts(word))]
        expression = f"{{title}} : ({' OR '.join(terms)})"
        return (
            self._find_headlines(expression, "bm25(articles_fts, 1.0, 0.0), a.id") if terms else []
        )

    def _find_headlines(self, expression: str, order: str) -> list[FoundHeadline]:
        rows = self._db.query(
            f"""SELECT a.id AS article_id, a.story_id, a.title, a.url, s.domain AS source,
                  s.name AS source_name, a.first_seen, 1.0 AS alike
                FROM articles_fts f CROSS JOIN articles a ON a.id = f.rowid JOIN sources s ON s.id = a.source_id
                WHERE articles_fts MATCH ? ORDER BY {order} LIMIT {MAX_HEADLINES}""",
            [expression],
        )
        return [convert(row, FoundHeadline) for row in rows]

    def find_similar_headlines(
        self, article: Row, words: list[str], seen: tuple[str, str], claimed: tuple[str, str]
    ) -> list[Row]:
        """Returns articles of other stories whose headline holds some of these words, most words first.

        Only articles in the same language that were first seen in `seen`, or dated in `claimed`:
        each is a pair of instants, from and until.
        """
        terms = [term for word in words if (term := _quote_for_fts(word))]
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
              ORDER BY bm25(articles_fts, 1.0, 0.0), a.id LIMIT {MAX_SIMILAR_HEADLINES}""",
            [
                f"{{title}} : ({' OR '.join(terms)})",
                article["story_id"],
                *seen,
                *claimed,
                *[article["language"].partition("-")[0]] * 2,
                article["story_id"],
            ],
        )
        return list(found)


def build_fts_expression(query: str) -> str:
    """Returns an FTS5 expression of quoted strings only, so that input adds no operator; "" without words."""
    wanted, unwanted = map(_quote_terms, split_query(query))
    if not wanted:
        return ""
    all_wanted = " AND ".join(wanted)
    return f"({all_wanted})" + "".join(f" NOT {term}" for term in unwanted)


def split_query(query: str) -> tuple[list[str], list[str]]:
    """Returns the words and phrases that a query wants, and those that it excludes."""
    terms = re.findall(r'(-?)(?:"([^"]*)"|(\S+))', query)
    wanted = [phrase or word for minus, phrase, word in terms if not minus]
    return wanted, [phrase or word for minus, phrase, word in terms if minus]


def _quote_terms(terms: Iterable[str]) -> list[str]:
    """Quote terms; those without a letter or digit are left out."""
    return [quoted for term in terms if (quoted := _quote_for_fts(term))]


def _quote_for_fts(words: str) -> str:
    return '"' + re.sub('["\0]', " ", words) + '"' if re.search(r"\w", words) else ""
