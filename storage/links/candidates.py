"""Candidates: articles that share sketched shingles with a text.

The table `index_entries` lists the articles that can be found, and numbers its rows upwards: leaders of
stories, and those members that may belong elsewhere as well. The sketch index holds their hashes, one
index for each connection, read when it is first needed and then kept up to date.
"""

import heapq
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from aggregator.model import SIGNATURE_VERSION
from storage.links import sketch_index
from storage.links.archive import Archive
from storage.links.entries import Hashes
from storage.links.sketch_index import Prefetched, SketchIndex
from storage.sqlite.changes import increment_counter
from storage.sqlite.connection import Database, on_rollback
from storage.sqlite.repository import Repository

ROWS_AT_ONCE = 2000
LOOKED_UP = 400  # articles with the most shared hashes, of which candidates are selected

_STATE = """SELECT (SELECT max(number) FROM index_entries),
  (SELECT number FROM changes WHERE name = 'signatures')"""
# Sketches of another version are never compared.
_SKETCHES = f"""SELECT i.number, g.sketch FROM index_entries i JOIN signatures g ON g.article_id = i.article_id
  WHERE i.number > ? AND g.version = '{SIGNATURE_VERSION}' ORDER BY i.number"""


class _Indexed(NamedTuple):
    """An article that can be found."""

    article_id: int
    text_hash: str
    leads: bool


class Candidates(Repository):
    """Who is found by its sketch, and by which shingles."""

    def index(self) -> SketchIndex:
        """Returns the sketch index of this connection, with what other processes have added."""
        return _load_or_update_index(self._db)

    def is_loaded(self) -> bool:
        """Returns whether the sketch index of this connection was needed before."""
        return self._db in _indexes

    def find(
        self,
        queries: Sequence[Hashes],
        min_shared: int,
        limit: int,
        prefetched: Prefetched | None = None,
    ) -> list[list[int]]:
        """Returns for each text the articles that share so many of its hashes, the most first.

        At most `limit` leaders and as many members for each; which of them does not depend on the order
        of arrival. `prefetched`, if given, knows all of the hashes.
        """
        index = self.index()
        counts = [
            _select_highest_counts(index.count_matches(hashes, prefetched), min_shared, LOOKED_UP)
            for hashes in queries
        ]
        articles = self._find_articles_by_number({number for shared in counts for number in shared})
        return [_select_articles(shared, articles, limit) for shared in counts]

    def find_archive_boundary(self, kept_share: float) -> int:
        """Returns the number in `index_entries` from which on so large a share of a full index begins.

        0 while the index is not so full. Every process holds the latest nine tenths.
        """
        return self.index().find_lowest_of_latest(int(kept_share * sketch_index.MAX_ENTRIES))

    def prefetch(self, hashes: Hashes) -> Prefetched:
        """Look up the hashes of many texts in one pass."""
        return self.index().prefetch(hashes)

    def are_known(self, hashes: Hashes, prefetched: Prefetched) -> NDArray[np.bool_]:
        """Returns for each of these prefetched hashes whether any article has it."""
        return _indexes[self._db].contains(hashes, prefetched)

    def add(self, article_id: int, sketch: Hashes) -> None:
        """Let an article be found by its stored sketch."""
        query = "INSERT OR IGNORE INTO index_entries (article_id) VALUES (?) RETURNING number"
        for (number,) in self._db.conn.execute(query, [article_id]).fetchall():
            _add_to_loaded_index(self._db, number, sketch)

    def add_all(self, sketches: Mapping[int, Hashes]) -> None:
        """Let articles be found that could not be found before, by their stored sketches."""
        rows = self._db.conn.execute(
            """INSERT INTO index_entries (article_id) SELECT value FROM json_each(?)
               RETURNING number, article_id""",
            [json.dumps([*sketches])],
        ).fetchall()
        for number, article_id in sorted(rows):
            _add_to_loaded_index(self._db, number, sketches[article_id])

    def remove(self, article_id: int) -> bool:
        """Let an article not be found any more; returns False when it could not be found before."""
        query = "DELETE FROM index_entries WHERE article_id = ? RETURNING number"
        numbers = self._db.conn.execute(query, [article_id]).fetchall()
        for (number,) in numbers:
            Archive(self._db).remove_archived([(number, article_id)])
            if self._db in _indexes:
                _indexes[self._db].remove(number)
        return bool(numbers)

    def contains(self, article_id: int) -> bool:
        """Returns whether an article can be found."""
        query = "SELECT 1 FROM index_entries WHERE article_id = ?"
        return self._db.conn.execute(query, [article_id]).fetchone() is not None

    def find_unindexed_leaders(self) -> list[int]:
        """Returns leaders that cannot be found, which should not happen."""
        rows = self._db.conn.execute(
            """SELECT id FROM (SELECT leader_id AS id FROM stories UNION SELECT article_id FROM merged_leaders)
               WHERE id IS NOT NULL AND id NOT IN (SELECT article_id FROM index_entries)"""
        )
        return [row[0] for row in rows]

    def invalidate_all_indexes(self) -> None:
        """Let every connection read its sketch index again: signatures or entries were replaced."""
        with self.transaction():
            increment_counter(self._db, "signatures")
        _discard_loaded_index(self._db)

    def _find_articles_by_number(self, numbers: Collection[int]) -> dict[int, _Indexed]:
        """The articles that can still be found, by number."""
        if not numbers:
            return {}
        rows = self._db.conn.execute(
            """SELECT i.number, a.id, a.text_hash, a.id IS t.leader_id OR EXISTS
                 (SELECT 1 FROM merged_leaders m WHERE m.article_id = a.id)
               FROM index_entries i JOIN articles a ON a.id = i.article_id JOIN stories t ON t.id = a.story_id
               WHERE i.number IN (SELECT value FROM json_each(?))""",
            [json.dumps([*numbers])],
        )
        return {row[0]: _Indexed(*row[1:]) for row in rows}


def _select_highest_counts(counts: Counter[int], min_shared: int, limit: int) -> dict[int, int]:
    """The numbers with the highest counts, the lowest number first of those with the same count."""
    near = heapq.nlargest(limit, [(n, -number) for number, n in counts.items() if n >= min_shared])
    return {-number: n for n, number in near}


def _select_articles(
    shared: Mapping[int, int], articles: Mapping[int, _Indexed], limit: int
) -> list[int]:
    """The articles that share most hashes, so many leaders and so many members; ties by their wording."""
    pairs = [(-shared[number], articles[number]) for number in shared if number in articles]
    pairs.sort(key=lambda pair: (pair[0], pair[1].text_hash, pair[1].article_id))
    leaders = [pair for pair in pairs if pair[1].leads][:limit]
    members = [pair for pair in pairs if not pair[1].leads][:limit]
    return [article.article_id for _, article in (*leaders, *members)]


# One index for each connection

_indexes: "WeakKeyDictionary[Database, SketchIndex]" = WeakKeyDictionary()


def _load_or_update_index(db: Database) -> SketchIndex:
    """The index of this connection, with what other processes have added since."""
    last, version = db.conn.execute(_STATE).fetchone()
    index = _indexes.get(db)
    if index is None or index.version != version:
        index = _indexes[db] = _read_index(db)
        index.version = version
    elif last is not None and last > index.last:
        for number, sketch in db.conn.execute(_SKETCHES, [index.last]).fetchall():
            index.add(number, sketch_index.decode_sketch(sketch))
        index.last = last
    return index


def _add_to_loaded_index(db: Database, number: int, sketch: Hashes) -> None:
    """Add a new row of `index_entries` to the index of this connection, if it was read already."""
    index = _indexes.get(db)
    if index is None or number <= index.last:
        return
    if number == index.last + 1:
        index.add(number, sketch)
    else:  # other processes have added rows before it: read them all
        _load_or_update_index(db)


def _discard_loaded_index(db: Database) -> None:
    """After a rollback numbers are given again, so the index is wrong."""
    _indexes.pop(db, None)


on_rollback(_discard_loaded_index)


def _read_index(db: Database) -> SketchIndex:
    """The index of the latest articles, as many as fit, in one pass over their rows."""
    cursor = db.conn.execute(f"{_SKETCHES} DESC", [0])
    blocks = iter(lambda: cursor.fetchmany(ROWS_AT_ONCE), [])
    return sketch_index.build_index(blocks, _find_folder(db))


def _find_folder(db: Database) -> Path | None:
    """The folder of the database; none of one in memory."""
    name: str = db.conn.execute("PRAGMA database_list").fetchone()[2]
    return Path(name).parent if name else None
