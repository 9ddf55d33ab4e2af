"""The index of sketched shingles, in memory: as many of the latest findable articles as fit.

On disk is one row an article, its sketch (`signatures`), and who can be found (`findable`), which
numbers its rows upwards: whatever has a higher number than we know was added by another process.
Here each sketched shingle is one 64-bit entry, hash above number, in sorted runs: a young, a recent
and an old one, each merged into the next when it is full; what is fresh is not sorted yet. What is not
findable any more stays until the next tidying, and `candidates` leaves it out.

Nothing here is ever the truth: an article is fetched by its row, and compared word by word.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from aggregator.model import SIGNATURE_VERSION
from storage.sqlite import data_version
from storage.sqlite.connection import on_rollback

Entries = NDArray[np.uint64]
Hashes = NDArray[np.uint32]

COMMON = 50  # a shingle that leads to more articles than this tells nothing
MOST = 24_000_000  # entries, 8 bytes each: 300,000 articles of 600 words
RECENT = 1 << 20  # entries of the recent run
YOUNG = 1 << 16  # entries of the young run
FRESH = 1 << 12  # entries that are not sorted yet, from which a look at many sorts them
GONE = 20_000  # numbers of articles no longer findable before their entries go
PIECE = 1 << 20  # entries moved in one go
ROWS = 2000  # read in one go
SEEN = 27  # bits of a hash by which most that nobody has are told at once: 16 MB
DROPPED = 3  # bits of a hash that are zero in the sketch of all but short texts
NUMBER = np.uint64(0xFFFFFFFF)
UP = np.uint64(32)

# Sketches of another version are never compared.
_ROWS = f"""SELECT f.number, g.sketch FROM index_entries f JOIN signatures g ON g.article_id = f.article_id
  WHERE f.number > ? AND g.version = '{SIGNATURE_VERSION}' ORDER BY f.number"""


def shortened(hashes: Entries) -> Hashes:
    """Hashes as they are stored: the 32 bits below the first three, distinct and sorted.

    Half the room, and what two texts share by chance is found out when they are compared.
    """
    return shortened_each(hashes, [len(hashes)])[0]


def shortened_each(hashes: Entries, sizes: Sequence[int]) -> list[Hashes]:
    """The same for many texts in one go: so many hashes of each, one text after the other."""
    owners = np.arange(len(sizes) + 1, dtype=np.uint64) << UP
    entries = np.repeat(owners[:-1], sizes)
    entries |= (hashes >> np.uint64(32 - DROPPED)) & NUMBER
    found = _distinct(np.sort(entries))
    ends = found.searchsorted(owners).tolist()
    kept = (found & NUMBER).astype(np.uint32)
    return [kept[start:end] for start, end in pairwise(ends)]


def distinct(hashes: Hashes) -> Hashes:
    """The different ones, sorted."""
    return _distinct(np.sort(hashes, kind="stable"))  # it is made of sorted pieces, mostly of one


def _distinct(found: NDArray[Any]) -> NDArray[Any]:
    keep = np.ones(len(found), dtype=np.bool_)
    np.not_equal(found[1:], found[:-1], out=keep[1:])
    return found[keep]


def hashes_of(sketch: bytes) -> Hashes:
    """The hashes of a stored sketch, sorted."""
    return np.frombuffer(sketch, dtype="<u4")


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Which articles the sorted runs hold for some hashes, asked for many articles at once."""

    merges: int  # of the window; after another one it is stale
    entries: Entries  # sorted


@dataclass(slots=True)
class Window:
    """Entries in memory, and up to which row and version of the file they are known."""

    old: Entries = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    recent: Entries = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    young: Entries = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    fresh: list[tuple[int, Hashes]] = field(default_factory=list)
    fresh_size: int = 0
    noted: int = 0  # of the fresh ones, those that `newest` holds
    newest: Entries = field(default_factory=lambda: np.empty(0, dtype=np.uint64))  # sorted
    # A bit for each start of a hash that the sorted runs may hold.
    seen: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(1 << SEEN - 3, dtype=np.uint8))
    gone: set[int] = field(default_factory=set)
    last: int = 0
    version: int = -1
    merges: int = 0

    def add(self, number: int, hashes: Hashes) -> None:
        """Note the sketch of an article that became findable under this number."""
        self.fresh.append((number, hashes))
        self.fresh_size += len(hashes)
        self.last = max(self.last, number)
        if self.fresh_size >= YOUNG:
            self._grow_up()

    def remove(self, number: int) -> None:
        self.gone.add(number)
        if len(self.gone) >= GONE:
            self._tidy()

    def foresee(self, hashes: Hashes) -> Foreseen:
        """Look up many hashes in one pass, in any order: neighbours share what is read for them."""
        if self.fresh_size >= FRESH:
            self._grow_up()
        return Foreseen(self.merges, self._held(distinct(hashes)))

    def shared(self, hashes: Hashes, foreseen: Foreseen | None = None) -> Counter[int]:
        """How many of these hashes each article has, by its number; common ones do not count.

        `foreseen`, if given, has been asked for all of them.
        """
        self._note()
        if foreseen and foreseen.merges == self.merges:
            found = _held(foreseen.entries, hashes), _held(self.newest, hashes)
        else:
            found = self._held(hashes), _held(self.newest, hashes)
        entries = np.concatenate(found) if len(found[1]) else found[0]
        numbers = (entries & NUMBER).tolist()
        if not self.gone.isdisjoint(numbers):
            entries = entries[[number not in self.gone for number in numbers]]
            numbers = (entries & NUMBER).tolist()
        return Counter(numbers if len(numbers) <= COMMON else _telling(entries))

    def holding(self, hashes: Hashes, foreseen: Foreseen) -> NDArray[np.bool_]:
        """For each of these hashes, in any order: does any article have it? `foreseen` knows them."""
        self._note()
        wanted = hashes.astype(np.uint64) << UP
        found = np.zeros(len(hashes), dtype=np.bool_)
        for run in (foreseen.entries, self.newest):
            if len(run):
                found |= _first(run, wanted)[1]
        return found

    def _held(self, hashes: Hashes) -> Entries:
        asked = hashes[_bits(self.seen, hashes)]
        return _merged([_held(run, asked) for run in (self.young, self.recent, self.old)])

    def _note(self) -> None:
        if self.noted < len(self.fresh):
            added = _entries(self.fresh[self.noted :])
            self.newest = _merged([self.newest, added])
            self.noted = len(self.fresh)

    def _grow_up(self) -> None:
        added = _entries(self.fresh)
        _mark(self.seen, added)
        self.young = _merged([self.young, added])
        self.fresh, self.fresh_size, self.noted = [], 0, 0
        self.newest = np.empty(0, dtype=np.uint64)
        self.merges += 1
        if len(self.young) >= YOUNG:
            _merge(self.recent, self.young)
            self.young = np.empty(0, dtype=np.uint64)
        if len(self.recent) >= RECENT:
            self._trim(len(self.old) + len(self.recent))
            _merge(self.old, self.recent)
            self.recent = np.empty(0, dtype=np.uint64)

    def _trim(self, size: int) -> None:
        """Make room for what is to come, at the cost of those that became findable first."""
        if size <= MOST:
            return
        sample = np.sort(self.old[::101] & NUMBER)
        floor = sample[int(len(sample) * (1 - 0.9 * MOST / size))]
        _keep(self.old, lambda numbers: numbers >= floor)
        self._look_again()

    def _tidy(self) -> None:
        gone = np.sort(np.fromiter(self.gone, dtype=np.uint64, count=len(self.gone)))
        if self.fresh:
            self._grow_up()
        for run in (self.young, self.recent, self.old):
            _keep(run, lambda numbers: ~np.isin(numbers, gone))
        self.merges += 1
        self.gone.clear()
        self._look_again()

    def _look_again(self) -> None:
        self.seen[:] = 0
        for run in (self.young, self.recent, self.old):
            _mark(self.seen, run)


def _entries(sketches: list[tuple[int, Hashes]]) -> Entries:
    """Entries of (number, sketch) pairs, in their order."""
    numbers = np.array([number for number, _ in sketches], dtype=np.uint64)
    hashes = np.concatenate([hashes for _, hashes in sketches]).astype(np.uint64)
    hashes <<= UP
    hashes |= np.repeat(numbers, [len(hashes) for _, hashes in sketches])
    return hashes


def _mark(seen: NDArray[np.uint8], entries: Entries) -> None:
    """Set the bits of the hashes of these entries."""
    for start in range(0, len(entries), PIECE):
        slots = entries[start : start + PIECE] >> np.uint64(64 - SEEN)
        bits = np.left_shift(np.uint8(1), (slots & np.uint64(7)).astype(np.uint8))
        np.bitwise_or.at(seen, (slots >> np.uint64(3)).astype(np.intp), bits)


def _bits(seen: NDArray[np.uint8], hashes: Hashes) -> NDArray[np.bool_]:
    """Is the bit of each of these hashes set?"""
    slots = hashes >> np.uint32(32 - SEEN)
    found = seen[slots >> np.uint32(3)] >> (slots & np.uint32(7)).astype(np.uint8)
    return np.asarray(found & 1, dtype=np.bool_)


def _merged(runs: list[Entries]) -> Entries:
    """Sorted runs as one: the stable sort takes them as they are, many times as fast as the other."""
    return np.sort(np.concatenate(runs), kind="stable")


def _held(run: Entries, hashes: Hashes) -> Entries:
    """What a sorted run holds for these hashes."""
    if not len(run):
        return run
    wanted = hashes.astype(np.uint64) << UP
    starts, there = _first(run, wanted)
    hits = np.flatnonzero(there)
    if not len(hits):
        return run[:0]
    starts = starts[hits]
    sizes = run.searchsorted(wanted[hits] | NUMBER, side="right") - starts
    ends = np.cumsum(sizes)
    places: NDArray[np.int64] = np.arange(ends[-1]) + np.repeat(starts - (ends - sizes), sizes)
    return run[places]


def _first(run: Entries, wanted: Entries) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where a sorted run holds the first entry of each of these hashes, and whether it does."""
    starts = run.searchsorted(wanted)
    starts[starts == len(run)] = 0
    return starts, (run[starts] ^ wanted) <= NUMBER


def _telling(entries: Entries) -> list[int]:
    """The numbers of entries, but for those of common hashes, which are rare."""
    hashes = np.sort(entries >> UP, kind="stable")
    if not (hashes[COMMON:] == hashes[:-COMMON]).any():
        every: list[int] = (entries & NUMBER).tolist()
        return every
    _, places, counts = np.unique(entries >> UP, return_inverse=True, return_counts=True)
    kept: list[int] = (entries[counts[places] <= COMMON] & NUMBER).tolist()
    return kept


def _merge(run: Entries, added: Entries) -> None:
    """Merge sorted entries into a sorted run, from the end on, so that nothing is held twice."""
    end, places = len(run), np.searchsorted(run, added)
    run.resize(len(run) + len(added), refcheck=False)
    step = max(1, len(added) * PIECE // max(1, end))
    for last in range(len(added), 0, -step):
        first = max(0, last - step)
        start = int(places[first])
        piece = np.insert(run[start:end], places[first:last] - start, added[first:last])
        run[start + first : end + last] = piece
        end = start


def _keep(run: Entries, which: Callable[[Entries], NDArray[np.bool_]]) -> None:
    """Drop the entries of other numbers, piece by piece."""
    size = 0
    for start in range(0, len(run), PIECE):
        piece = run[start : start + PIECE]
        kept = piece[which(piece & NUMBER)]
        run[size : size + len(kept)] = kept
        size += len(kept)
    run.resize(size, refcheck=False)


# One window a connection, read at the first question, then kept up to date

_windows: "WeakKeyDictionary[Database, Window]" = WeakKeyDictionary()


def current(db: Database) -> Window:
    """The window of this connection, with what other processes have added since."""
    version = data_version.version(db)
    known = _windows.get(db)
    if known is None:
        known = _windows[db] = _read(db)
    elif known.version != version:
        for number, sketch in db.conn.execute(_ROWS, [known.last]).fetchall():
            known.add(number, hashes_of(sketch))
    known.version = version
    return known


def known(db: Database) -> Window | None:
    """The window of this connection if it was needed already."""
    return current(db) if db in _windows else None


def forget(db: Database) -> None:
    """After a rollback: numbers that were given are given again."""
    _windows.pop(db, None)


on_rollback(forget)


def _read(db: Database) -> Window:
    """The latest findable articles, as many as fit, in one pass over their rows."""
    entries, size, last = np.empty(MOST, dtype=np.uint64), 0, 0
    cursor = db.conn.execute(f"{_ROWS} DESC", [0])
    while rows := cursor.fetchmany(ROWS):
        last = max(last, rows[0][0])
        hashes = hashes_of(b"".join(sketch for _, sketch in rows))[: MOST - size]
        numbers = np.array([number for number, _ in rows], dtype=np.uint64)
        piece = entries[size : size + len(hashes)]
        np.left_shift(hashes, UP, out=piece, dtype=np.uint64)
        piece |= np.repeat(numbers, [len(sketch) // 4 for _, sketch in rows])[: len(piece)]
        size += len(hashes)
        if size == MOST:
            break
    entries.resize(size, refcheck=False)
    entries.sort()
    held = Window(old=entries, last=last)
    _mark(held.seen, entries)
    return held
