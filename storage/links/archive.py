"""The archive: a banded LSH index on disk of the articles that the sketch index does not hold.

It is made of the stored MinHashes. In the table `archive` each row holds sorted entries of one band. The
table `archive_bands` says how far each band is filled: the articles of `index_entries` with a lower number
are in it, but for texts that are too short to be compared. So each band can be filled in a transaction of
its own, at any time, and a crash leaves nothing to repair.

Like the sketch index it only proposes candidates. A filter in memory, one for each connection, knows which
keys nobody has.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from aggregator.model import SIGNATURE_VERSION
from storage.links import archive_rows, bands
from storage.links.bands import BANDS, Entries, KeyFilter, Keys
from storage.sqlite.connection import Database, on_rollback
from storage.sqlite.repository import Repository
from storage.sqlite.slices import work_in_slices

MAX_HOLDERS = 50  # a key that more articles have says nothing
MIN_TOKENS = 40  # shorter texts are linked only when they are identical
ARTICLES_AT_ONCE = 50_000  # added to each band at once
ROWS_AT_ONCE = 2000
FEW = 100  # articles that are removed one by one
CHECKSUMS = 1 << 64  # so many different ones

_MINHASH_BYTES = 4 * bands.PERMUTATIONS
# Signatures of another version are never compared.
_IS_ARCHIVED = f"""g.version = '{SIGNATURE_VERSION}' AND g.tokens >= {MIN_TOKENS}
  AND length(g.minhash) = {_MINHASH_BYTES}"""
_MINHASHES = f"""SELECT i.article_id, g.minhash FROM index_entries i
  JOIN signatures g ON g.article_id = i.article_id
  WHERE i.number >= ? AND i.number < ? AND {_IS_ARCHIVED} ORDER BY i.number"""
_STATE = """SELECT CASE count(*) WHEN ? THEN min(below) ELSE 0 END, coalesce(max(below), 0),
  (SELECT number FROM changes WHERE name = 'signatures') FROM archive_bands"""

ArticleIds = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class _State:
    """How far the bands are filled, and the version of the signatures that they are made of."""

    lowest: int
    highest: int
    signatures: int


@dataclass(frozen=True, slots=True)
class _Block:
    """Articles that are added to every band: the entries of the index with these numbers."""

    start: int
    end: int  # the first number after them
    article_ids: ArticleIds
    keys: Keys


@dataclass(slots=True)
class _Filter:
    """Which keys the bands may hold, in the given state of them."""

    state: _State
    keys: KeyFilter


class Archive(Repository):
    """Older articles by the bands of their MinHash."""

    def find(self, minhashes: Sequence[bytes], limit: int) -> list[list[int]]:
        """Returns for each MinHash the articles that share a band with it, the most bands first.

        At most `limit` for each, the lowest ids first of those with as many bands. Keys of a band with
        more than MAX_HOLDERS articles do not count. An empty MinHash finds nothing.
        """
        asked = [i for i, minhash in enumerate(minhashes) if minhash]
        state = self._read_state()
        if not state.highest or not asked:
            return [[] for _ in minhashes]
        found: list[Counter[int]] = [Counter() for _ in minhashes]
        keys = bands.make_keys([minhashes[i] for i in asked])
        possible = _load_filter(self._db, state).keys.may_hold(keys)
        for at, band in zip(*(axis.tolist() for axis in possible.nonzero()), strict=True):
            holders = archive_rows.find_holders(self._db, band, int(keys[at, band]), MAX_HOLDERS)
            found[asked[at]].update(holders)
        return [_sort_by_bands(shared)[:limit] for shared in found]

    def load_filter(self) -> None:
        """Read the filter of this connection, if anything is archived; else it is read when it is first needed."""
        state = self._read_state()
        if state.highest:
            _load_filter(self._db, state)

    def is_empty(self) -> bool:
        """Returns whether nothing was ever archived."""
        return not self._read_state().highest

    def filled_below(self) -> int:
        """Returns the number in `index_entries` below which all articles are in every band."""
        return self._read_state().lowest

    def fill(self, below: int) -> int:
        """Add the articles of `index_entries` with a lower number; returns how many were added.

        Works in slices, of one band of some articles at least. Safe to stop at any moment and
        to run in several processes.
        """
        added = 0
        while block := self._read_next_block(below):
            before = self._read_state()
            work_in_slices(self.transaction, range(BANDS), partial(self._add_to_band, block=block))
            added += len(block.article_ids)
            _add_to_loaded_filter(self._db, before, self._read_state(), block)
        return added

    def remove(self, article_ids: Collection[int]) -> None:
        """Delete all entries of articles, to be called before their signatures change."""
        if len(article_ids) > FEW or not self._remove_by_keys(article_ids):
            self._remove_by_reading_everything(article_ids)

    def remove_archived(self, entries: Sequence[tuple[int, int]]) -> None:
        """Delete the entries of those articles that are archived, of (number, article) in `index_entries`."""
        highest = self._read_state().highest
        if archived := [article_id for number, article_id in entries if number < highest]:
            self.remove(archived)

    def clear(self) -> None:
        """Empty the archive, one band in a transaction: `fill` makes it again."""
        work_in_slices(self.transaction, range(BANDS), self._clear_band)

    def _clear_band(self, band: int) -> None:
        archive_rows.write_band(self._db, band, np.empty(0, np.uint64))
        self._db.conn.execute("DELETE FROM archive_bands WHERE band = ?", [band])

    def find_wrong_bands(self) -> list[int]:
        """Returns the bands that do not hold what the stored signatures say, by checksums."""
        filled = self._read_filled()
        expected = dict.fromkeys(range(BANDS), 0)
        for end in set(filled) - {0}:
            bands_to_end = [band for band in range(BANDS) if filled[band] == end]
            for article_ids, keys in self._read_keys(0, end):
                for band in bands_to_end:
                    expected[band] += _sum_up(bands.make_entries(keys[:, band], article_ids))
        return [
            band
            for band in range(BANDS)
            if _sum_up(archive_rows.read_band(self._db, band)) != expected[band] % CHECKSUMS
        ]

    def _read_state(self) -> _State:
        return _State(*self._db.conn.execute(_STATE, [BANDS]).fetchone())

    def _read_filled(self) -> list[int]:
        """For each band the number below which it is filled."""
        stored = dict(self._db.conn.execute("SELECT band, below FROM archive_bands").fetchall())
        return [stored.get(band, 0) for band in range(BANDS)]

    # Filling

    def _read_next_block(self, below: int) -> _Block | None:
        """The articles that some bands lack after a crash, or else the next ones; None: all are in."""
        state = self._read_state()
        start, end = state.lowest, state.highest
        if start == end:
            end = self._find_block_end(start, below)
        if end <= start:
            return None
        parts = [*self._read_keys(start, end)]
        article_ids = np.concatenate([np.empty(0, np.uint32), *(ids for ids, _ in parts)])
        keys = np.concatenate([np.empty((0, BANDS), np.uint32), *(keys for _, keys in parts)])
        return _Block(start, end, article_ids, keys)

    def _find_block_end(self, start: int, below: int) -> int:
        query = """SELECT max(number) + 1 FROM (SELECT number FROM index_entries
                     WHERE number >= ? AND number < ? ORDER BY number LIMIT ?)"""
        arguments = [start, below, ARTICLES_AT_ONCE]
        return self._db.conn.execute(query, arguments).fetchone()[0] or start

    def _read_keys(self, start: int, end: int) -> Iterator[tuple[ArticleIds, Keys]]:
        """The articles with these numbers and their keys, in parts."""
        cursor = self._db.conn.execute(_MINHASHES, [start, end])
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            article_ids = np.array([row[0] for row in rows], dtype=np.uint32)
            yield article_ids, bands.make_keys([row[1] for row in rows])

    def _add_to_band(self, band: int, block: _Block) -> None:
        """Add articles to one band, unless it has them; those are left out that went meanwhile.

        Within a transaction.
        """
        if self._read_filled()[band] != block.start:
            return
        rows = self._db.conn.execute(
            "SELECT article_id FROM index_entries WHERE number >= ? AND number < ?",
            [block.start, block.end],
        )
        stored = np.fromiter((row[0] for row in rows), dtype=np.uint32)
        added = bands.make_entries(block.keys[:, band], block.article_ids)
        added = np.sort(added[np.isin(block.article_ids, stored)])
        merged = np.concatenate([archive_rows.read_band(self._db, band), added])
        merged.sort(kind="stable")  # two sorted parts: it only merges them
        archive_rows.write_band(self._db, band, merged)
        self._db.conn.execute(
            "INSERT OR REPLACE INTO archive_bands VALUES (?, ?)", [band, block.end]
        )

    # Removing

    def _remove_by_keys(self, article_ids: Collection[int]) -> bool:
        """Delete the entries of articles that have the keys of their signatures.

        Returns whether all of them were there.
        """
        rows = self._db.conn.execute(
            f"""SELECT g.article_id, g.minhash, {_IS_ARCHIVED} FROM signatures g
                WHERE g.article_id IN (SELECT value FROM json_each(?))""",
            [json.dumps([*article_ids])],
        ).fetchall()
        minhashes = {
            article_id: minhash for article_id, minhash, is_archived in rows if is_archived
        }
        keys = bands.make_keys([*minhashes.values()])
        complete = len(rows) == len(article_ids)
        for article_id, own_keys in zip(minhashes, keys.tolist(), strict=True):
            for band, key in enumerate(own_keys):
                complete &= archive_rows.remove_entry(self._db, band, key << 32 | article_id)
        return complete

    def _remove_by_reading_everything(self, article_ids: Iterable[int]) -> None:
        """Delete the entries of articles whatever their signatures say."""
        removed = np.fromiter(article_ids, dtype=np.uint64)
        for band in range(BANDS):
            entries = archive_rows.read_band(self._db, band)
            kept = entries[~np.isin(entries & bands.LOWER, removed)]
            if len(kept) < len(entries):
                archive_rows.write_band(self._db, band, kept)


def _sum_up(entries: Entries) -> int:
    """The checksum of entries: their sum in 64 bits."""
    return int(entries.sum(dtype=np.uint64))


def _sort_by_bands(shared: Counter[int]) -> list[int]:
    return [article_id for _, article_id in sorted((-n, key) for key, n in shared.items())]


# One filter for each connection

_filters: "WeakKeyDictionary[Database, _Filter]" = WeakKeyDictionary()


def _load_filter(db: Database, state: _State) -> _Filter:
    """The filter of this connection, made again when others have filled the bands further."""
    loaded = _filters.get(db)
    if loaded is None or loaded.state != state:
        loaded = _filters[db] = _Filter(state, KeyFilter())
        for band in range(BANDS):
            for entries in archive_rows.read_band_in_parts(db, band):
                loaded.keys.add(band, entries >> bands.UP)
    return loaded


def _add_to_loaded_filter(db: Database, before: _State, now: _State, block: _Block) -> None:
    """Add the keys that this process has added, if the filter knows all others."""
    loaded = _filters.get(db)
    if loaded is not None and loaded.state == before and now.lowest == now.highest == block.end:
        for band, keys in enumerate(block.keys.T):
            loaded.keys.add(band, keys.astype(np.uint64))
        loaded.state = now


def _discard_loaded_filter(db: Database) -> None:
    """After a rollback the bands may be filled otherwise up to the same number."""
    _filters.pop(db, None)


on_rollback(_discard_loaded_filter)
