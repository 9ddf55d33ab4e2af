"""What reports on watches read from the main file: verdicts, carriers of a text, matching articles."""

import json
from collections.abc import Iterator, Sequence

from aggregator.model import Credit, Role, Verdict
from aggregator.permissions import encode_uses
from aggregator.results import convert
from aggregator.results.base import Result
from storage.corpus import search
from storage.sqlite.repository import Repository

_OUTSIDE = "verdict IN ('original_outside', 'common_source') AND original_url IS NOT NULL"
_STORY = """SELECT id AS story_id, verdict, confidence, original_article_id, original_url, original_name,
  original_title, attributed_at,
  (SELECT a.title FROM articles a WHERE a.id = coalesce(t.original_article_id, t.leader_id)) AS title
  FROM stories t WHERE id = ? AND dirty = 0"""
_QUOTE = encode_uses(["quote"])
_CARRIERS = f"""SELECT c.article_id, a.url, a.title, s.domain AS source, s.name AS source_name, c.story_id,
  c.member = 1 AS member, c.role, c.credit, a.first_seen, coalesce(a.read_at, a.fetched_at) AS read_at,
  EXISTS (SELECT 1 FROM permissions p WHERE p.article_id = a.id AND p.forbidden & {_QUOTE}) AS withheld
  FROM copies c JOIN articles a ON a.id = c.article_id JOIN sources s ON s.id = a.source_id
  WHERE c.story_id = ? AND (c.member = 1 OR c.relation != 'series')
  ORDER BY c.member DESC, a.first_seen, a.id"""


class StoryVerdict(Result, frozen=True):
    """The verdict on a story, as reports compare it."""

    story_id: int
    verdict: Verdict
    confidence: str
    original_article_id: int | None
    original_url: str | None
    original_name: str | None
    original_title: str | None
    attributed_at: str | None
    title: str | None


class Carrier(Result, frozen=True):
    """A member of a story, or a version or quote of it; `read_at` is when it was last read."""

    article_id: int
    url: str
    title: str
    source: str
    source_name: str
    story_id: int
    member: bool
    role: Role | None
    credit: Credit | None
    first_seen: str
    read_at: str
    withheld: bool


class MatchedArticle(Result, frozen=True):
    """An article that contains every word of a query."""

    article_id: int
    url: str
    title: str
    source: str
    source_name: str
    story_id: int
    first_seen: str


class WatchedData(Repository):
    """What the main file says about watched stories and sources."""

    def get_highest_article_id(self) -> int:
        """Return the highest id of an article so far, 0 for none; no id is used again."""
        row = self._db.conn.execute("SELECT max(id) FROM articles").fetchone()
        return int(row[0] or 0)

    def get_story_verdict(self, story_id: int) -> StoryVerdict | None:
        """Return the verdict on a story; None while it is not decided."""
        row = next(iter(self._db.query(_STORY, [story_id])), None)
        return convert(row, StoryVerdict) if row else None

    def list_carriers(self, story_id: int) -> list[Carrier]:
        """Return the members of a story, then versions and quotes of it."""
        rows = self._db.query(_CARRIERS, [story_id])
        flags = ("member", "withheld")
        return [convert({**r, **{name: bool(r[name]) for name in flags}}, Carrier) for r in rows]

    def list_decided_stories_of_source(self, source: str, since: str) -> list[int]:
        """Return the stories with an article of a source that were decided, or that it was gone from, since."""
        rows = self._db.conn.execute(
            """SELECT DISTINCT t.id FROM articles a JOIN stories t ON t.id = a.story_id
              WHERE a.source_id = coalesce((SELECT id FROM sources WHERE domain = :source),
                  (SELECT source_id FROM source_domains WHERE domain = :source))
                AND (t.attributed_at >= :since OR EXISTS (SELECT 1 FROM article_absences b
                  WHERE b.article_id = a.id AND coalesce(b.restored_at, b.confirmed_at) >= :since))
              ORDER BY t.id""",
            {"source": source, "since": since},
        )
        return [row[0] for row in rows]

    def list_outside_origins(self, since: str) -> Iterator[tuple[int, str]]:
        """Return the stories decided since whose origin is not stored, with its address."""
        query = f"SELECT id, original_url FROM stories WHERE {_OUTSIDE} AND attributed_at >= ? ORDER BY id"
        return iter(self._db.conn.execute(query, [since]).fetchall())

    def find_matching_articles(
        self, query: str, after: int, limit: int, *, newest: bool
    ) -> list[MatchedArticle]:
        """Return articles above the id `after` with every word of a query, by id in either order."""
        expression = search.build_fts_expression(query)
        order = "DESC" if newest else "ASC"
        rows = self._db.query(
            f"""SELECT a.id AS article_id, a.url, a.title, s.domain AS source, s.name AS source_name,
                  a.story_id, a.first_seen
                FROM articles_fts f JOIN articles a ON a.id = f.rowid JOIN sources s ON s.id = a.source_id
                WHERE articles_fts MATCH ? AND f.rowid > ? ORDER BY f.rowid {order} LIMIT ?""",
            [expression, after, limit],
        )
        return [convert(row, MatchedArticle) for row in rows]

    def get_last_fetches(self, urls: Sequence[str]) -> dict[str, tuple[str, bool]]:
        """Return when these addresses were last fetched, or asked for, and whether that failed."""
        rows = self._db.conn.execute(
            """SELECT url, iif(state = 'asked', next_due, coalesce(tried_at, found_at)),
                state IN ('failed', 'refused', 'rejected') FROM frontier
              WHERE url IN (SELECT value FROM json_each(?))""",
            [json.dumps(urls)],
        )
        return {url: (at, bool(failed)) for url, at, failed in rows}

    def get_story_and_source(self, article_id: int) -> tuple[int, str]:
        """Return the story of an article and the present domain of its source."""
        row = self._db.conn.execute(
            """SELECT a.story_id, s.domain FROM articles a JOIN sources s ON s.id = a.source_id
               WHERE a.id = ?""",
            [article_id],
        ).fetchone()
        return int(row[0]), str(row[1])

    def select_changed_articles(self, article_ids: Sequence[int]) -> list[int]:
        """Return those of these articles that have former wordings, the first that changed first."""
        rows = self._db.conn.execute(
            """SELECT article_id FROM article_versions WHERE article_id IN (SELECT value FROM json_each(?))
              GROUP BY article_id ORDER BY min(replaced_at), article_id""",
            [json.dumps(article_ids)],
        )
        return [row[0] for row in rows]

    def get_texts(self, article_ids: Sequence[int]) -> dict[int, str]:
        """Return the texts of these articles by id."""
        query = "SELECT id, unpack(text) FROM articles WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._db.conn.execute(query, [json.dumps(article_ids)]).fetchall())
