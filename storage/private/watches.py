"""Watches, in the private file, and what they ask of the main one."""

import json
from collections.abc import Iterator, Mapping, Sequence

from aggregator.model import Row
from storage.corpus import search
from storage.sqlite.connection import transaction
from storage.sqlite.repository import Repository
from storage.sqlite.sql import insert

_WATCH = "SELECT id, kind, value, name, created_at, reported_at, article_id FROM watches"
_OUTSIDE = "verdict IN ('original_outside', 'common_source') AND original_url IS NOT NULL"
_STORY = """SELECT id AS story_id, verdict, confidence, original_article_id, original_url, original_name,
  original_title, attributed_at,
  (SELECT a.title FROM articles a WHERE a.id = coalesce(t.original_article_id, t.leader_id)) AS title
  FROM stories t WHERE id = ? AND dirty = 0"""
_CARRIERS = """SELECT c.article_id, a.url, a.title, s.domain AS source, s.name AS source_name, c.story_id,
  c.member = 1 AS member, c.role, c.credit, a.first_seen, coalesce(a.read_at, a.fetched_at) AS read_at,
  instr(a.rights, '"noarchive"') > 0 AS noarchive
  FROM copies c JOIN articles a ON a.id = c.article_id JOIN sources s ON s.id = a.source_id
  WHERE c.story_id = ? ORDER BY c.member DESC, a.first_seen, a.id"""


class Watches(Repository):
    """Watches and what was reported of each."""

    def add(self, kind: str, value: str, name: str, known: Mapping[str, str], at: Row) -> int:
        """Add a watch that knows these states; gives its id. `at`: `reported_at` and `article_id`."""
        row = {"kind": kind, "value": value, "name": name, "created_at": at["reported_at"], **at}
        with transaction(self._db):
            watch_id = insert(self._db, "watches", row)
            self._tell(watch_id, known)
        return watch_id

    def listed(self) -> list[Row]:
        """Every watch, oldest first."""
        return list(self._db.query(f"{_WATCH} ORDER BY id"))

    def get(self, watch_id: int) -> Row | None:
        """One watch."""
        return next(iter(self._db.query(f"{_WATCH} WHERE id = ?", [watch_id])), None)

    def remove(self, watch_id: int) -> None:
        """Forget a watch and what it was told."""
        with transaction(self._db):
            self._db.conn.execute("DELETE FROM watches WHERE id = ?", [watch_id])

    def told(self, watch_id: int) -> dict[str, str]:
        """What was told of each thing."""
        query = "SELECT key, state FROM watch_reports WHERE watch_id = ?"
        return dict(self._db.conn.execute(query, [watch_id]).fetchall())

    def tell(self, watch_id: int, states: Mapping[str, str], at: Row) -> None:
        """Note what a report told and up to where it looked."""
        with transaction(self._db):
            self._db.conn.execute(
                "UPDATE watches SET reported_at = ?, article_id = max(article_id, ?) WHERE id = ?",
                [at["reported_at"], at["article_id"], watch_id],
            )
            self._tell(watch_id, states)

    def _tell(self, watch_id: int, states: Mapping[str, str]) -> None:
        self._db.conn.executemany(
            """INSERT INTO watch_reports (watch_id, key, state)
           SELECT id, ?, ? FROM watches WHERE id = ?
           ON CONFLICT (watch_id, key) DO UPDATE SET state = excluded.state""",
            [(key, state, watch_id) for key, state in states.items()],
        )


class WatchedData(Repository):
    """What the main file says about watched stories and sources."""

    # What is watched, in the main file

    def newest_article(self) -> int:
        """The highest id of an article so far; it is never given again."""
        row = self._db.conn.execute("SELECT max(id) FROM articles").fetchone()
        return int(row[0] or 0)

    def story(self, story_id: int) -> Row | None:
        """The verdict on a story; None while it is not decided."""
        return next(iter(self._db.query(_STORY, [story_id])), None)

    def carriers(self, story_id: int) -> list[Row]:
        """Members of a story, then versions and quotes of it; `read_at` is when each was last looked at."""
        return list(self._db.query(_CARRIERS, [story_id]))

    def stories_of(self, source: str, since: str) -> list[int]:
        """Stories with an article of a source that were decided since."""
        rows = self._db.conn.execute(
            """SELECT DISTINCT t.id FROM sources s JOIN articles a ON a.source_id = s.id
             JOIN stories t ON t.id = a.story_id
           WHERE s.domain = ? AND t.attributed_at >= ? ORDER BY t.id""",
            [source, since],
        )
        return [row[0] for row in rows]

    def outside(self, since: str) -> Iterator[tuple[int, str]]:
        """Stories decided since whose origin is not stored, with its address."""
        query = f"SELECT id, original_url FROM stories WHERE {_OUTSIDE} AND attributed_at >= ? ORDER BY id"
        return iter(self._db.conn.execute(query, [since]).fetchall())

    def matches(self, query: str, after: int, limit: int, *, newest: bool) -> list[Row]:
        """Articles above an id that hold every word of the query, oldest first or newest first."""
        expression = search.expression(query)
        order = "DESC" if newest else "ASC"
        return list(
            self._db.query(
                f"""SELECT a.id AS article_id, a.url, a.title, s.domain AS source, s.name AS source_name,
                  a.story_id, a.first_seen
                FROM articles_fts f JOIN articles a ON a.id = f.rowid JOIN sources s ON s.id = a.source_id
                WHERE articles_fts MATCH ? AND f.rowid > ? ORDER BY f.rowid {order} LIMIT ?""",
                [expression, after, limit],
            )
        )

    def tried(self, urls: Sequence[str]) -> dict[str, tuple[str, bool]]:
        """When these addresses were last to be fetched, and whether that came to nothing."""
        rows = self._db.conn.execute(
            """SELECT url, next_due, state IN ('failed', 'refused', 'rejected') FROM frontier
           WHERE url IN (SELECT value FROM json_each(?))""",
            [json.dumps(urls)],
        )
        return {url: (at, bool(failed)) for url, at, failed in rows}

    def changed(self, article_ids: Sequence[int]) -> list[int]:
        """Those of these articles that have former wordings, the first that changed first."""
        rows = self._db.conn.execute(
            """SELECT article_id FROM article_versions WHERE article_id IN (SELECT value FROM json_each(?))
           GROUP BY article_id ORDER BY min(replaced_at), article_id""",
            [json.dumps(article_ids)],
        )
        return [row[0] for row in rows]

    def texts(self, article_ids: Sequence[int]) -> dict[int, str]:
        """The texts of these articles."""
        query = "SELECT id, text FROM articles WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._db.conn.execute(query, [json.dumps(article_ids)]).fetchall())
