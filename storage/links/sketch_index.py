"""The sketch index: which articles hold a sketched shingle, of the latest that fit.

Each sketched shingle is one 64-bit entry, the hash above the number of the article, in three sorted
levels, each merged into the next one when it is full: the young one in memory, the recent and the old
one in files. Fresh entries are not sorted yet. Entries of removed numbers stay until many are removed at
once; whoever asks leaves them out.

The index only proposes candidates: an article is then read by its row and compared word by word.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from storage.links.entries import (
    NUMBER,
    UP,
    Entries,
    Hashes,
    drop_repeated,
    find_first_positions,
    look_up,
    make_entries,
    merge_in_parts,
    merge_sorted,
)
from storage.links.entry_file import EntryFile, choose_step

MAX_HOLDERS = 50  # a shingle that more articles hold says nothing
MAX_ENTRIES = 24_000_000  # 8 bytes each: 300,000 articles of 600 words
RECENT_ENTRIES = 1 << 21  # from which the recent level is merged into the old one
YOUNG_ENTRIES = 1 << 17  # from which the young level is merged into the recent one: 1 MB
FRESH_ENTRIES = 1 << 12  # from which a lookup of many sorts them
MAX_REMOVED = 20_000  # removed numbers before their entries are deleted
CHUNK = 1 << 16  # entries put into the filter at once
SAMPLED_ENTRIES = 100_000  # of which the numbers are sorted to find a share of them
FILTER_BITS = 27  # leading bits of a hash in the filter of hashes that nobody holds: 16 MB
DROPPED_BITS = 3  # leading bits of a hash that are zero in the sketch of all but short texts


def shorten_hashes(hashes: Entries) -> Hashes:
    """Returns hashes as they are stored: the 32 bits below the first three, distinct and sorted.

    That halves their size. What two texts share by chance is found when they are compared.
    """
    return shorten_hashes_of_each(hashes, [len(hashes)])[0]


def shorten_hashes_of_each(hashes: Entries, sizes: Sequence[int]) -> list[Hashes]:
    """Returns the same for many texts: so many hashes of each, one text after the other."""
    texts = np.arange(len(sizes) + 1, dtype=np.uint64) << UP
    entries = np.repeat(texts[:-1], sizes)
    entries |= (hashes >> np.uint64(32 - DROPPED_BITS)) & NUMBER
    kept = drop_repeated(np.sort(entries))
    ends = kept.searchsorted(texts).tolist()
    short = (kept & NUMBER).astype(np.uint32)
    return [short[start:end] for start, end in pairwise(ends)]


def decode_sketch(sketch: bytes) -> Hashes:
    """Returns the hashes of a stored sketch, sorted."""
    return np.frombuffer(sketch, dtype="<u4")


@dataclass(frozen=True, slots=True)
class Prefetched:
    """What the sorted levels hold for the hashes of many texts."""

    merges: int  # of the index so far; after another one this is stale
    entries: Entries  # sorted


@dataclass(slots=True)
class SketchIndex:
    """Entries, and up to which row and version of the database they are known."""

    folder: Path | None = None  # of the files, if it can be written
    old: EntryFile = field(default_factory=EntryFile)
    recent: EntryFile = field(default_factory=EntryFile)
    young: Entries = field(default_factory=lambda: np.empty(0, dtype=np.uint64))
    fresh: list[tuple[int, Hashes]] = field(default_factory=list)
    fresh_size: int = 0
    fresh_sorted: int = 0  # of the fresh articles, those whose entries are in `newest`
    newest: Entries = field(default_factory=lambda: np.empty(0, dtype=np.uint64))  # sorted
    # One bit for each start of a hash: set where the sorted levels may hold the hash.
    filter: NDArray[np.uint8] = field(
        default_factory=lambda: np.zeros(1 << FILTER_BITS - 3, dtype=np.uint8)
    )
    removed: set[int] = field(default_factory=set)
    last: int = 0  # the highest number
    version: int = -1
    merges: int = 0

    def add(self, number: int, hashes: Hashes) -> None:
        """Add the sketch of an article under a number that is higher than all before. Raises DiskFull."""
        self.fresh.append((number, hashes))
        self.fresh_size += len(hashes)
        self.last = max(self.last, number)
        if self.fresh_size >= YOUNG_ENTRIES:
            self._merge_fresh_and_evict()

    def remove(self, number: int) -> None:
        """Leave the entries of a number out."""
        self.removed.add(number)
        if len(self.removed) >= MAX_REMOVED:
            self._delete_removed_entries()

    def prefetch(self, hashes: Hashes) -> Prefetched:
        """Look up many hashes, in any order, in one pass: neighbours share what is read for them."""
        if self.fresh_size >= FRESH_ENTRIES:
            self._merge_fresh_and_evict()
        distinct = drop_repeated(np.sort(hashes, kind="stable"))  # made of sorted pieces
        return Prefetched(self.merges, self._look_up(distinct))

    def count_matches(self, hashes: Hashes, prefetched: Prefetched | None = None) -> Counter[int]:
        """Returns how many of these hashes each number has; hashes with many holders do not count.

        `prefetched`, if given, knows all of them.
        """
        self._sort_fresh_entries()
        if prefetched and prefetched.merges == self.merges:
            levels = look_up(prefetched.entries, hashes), look_up(self.newest, hashes)
        else:
            levels = self._look_up(hashes), look_up(self.newest, hashes)
        entries = np.concatenate(levels) if len(levels[1]) else levels[0]
        numbers = (entries & NUMBER).tolist()
        if not self.removed.isdisjoint(numbers):
            entries = entries[[number not in self.removed for number in numbers]]
            numbers = (entries & NUMBER).tolist()
        return Counter(numbers if len(numbers) <= MAX_HOLDERS else _numbers_of_rare_hashes(entries))

    def contains(self, hashes: Hashes, prefetched: Prefetched) -> NDArray[np.bool_]:
        """Returns for each of these prefetched hashes, in any order, whether any number has it."""
        self._sort_fresh_entries()
        wanted = hashes.astype(np.uint64) << UP
        contained = np.zeros(len(hashes), dtype=np.bool_)
        for level in (prefetched.entries, self.newest):
            if len(level):
                contained |= find_first_positions(level, wanted)[1]
        return contained

    def find_lowest_of_latest(self, count: int) -> int:
        """Returns the lowest number of those that hold the latest `count` entries, by a sample of them
        when there are many; 0 when there are no more than `count`.

        Entries of removed numbers count, since they take room until they are deleted.
        """
        size = len(self.young) + len(self.recent) + len(self.old) + self.fresh_size
        if size <= count:
            return 0
        step = choose_step(size, SAMPLED_ENTRIES)
        parts = [self.young[::step], self.recent.sample(step), self.old.sample(step)]
        if self.fresh:
            parts.append(make_entries(self.fresh)[::step])
        numbers = np.sort(np.concatenate(parts) & NUMBER)
        return int(numbers[max(0, len(numbers) - count // step)])

    def read_in_parts(self) -> Iterator[Entries]:
        """Yields all entries but the fresh ones, by level."""
        yield self.young
        yield from self.recent.read_in_parts()
        yield from self.old.read_in_parts()

    def _look_up(self, hashes: Hashes) -> Entries:
        possible = hashes[_test_bits(self.filter, hashes)]
        found = [look_up(self.young, possible)]
        return merge_sorted(found + [file.look_up(possible) for file in (self.recent, self.old)])

    def _sort_fresh_entries(self) -> None:
        if self.fresh_sorted < len(self.fresh):
            added = make_entries(self.fresh[self.fresh_sorted :])
            self.newest = merge_sorted([self.newest, added])
            self.fresh_sorted = len(self.fresh)

    def _merge_fresh_and_evict(self) -> None:
        """Merge fresh entries into the young level, and each level that is full into the next one."""
        added = make_entries(self.fresh)
        _set_bits(self.filter, added)
        self.young = merge_sorted([self.young, added])
        self.fresh, self.fresh_size, self.fresh_sorted = [], 0, 0
        self.newest = np.empty(0, dtype=np.uint64)
        self.merges += 1
        if len(self.young) >= YOUNG_ENTRIES:
            merged = merge_in_parts(iter([self.young]), self.recent.read_in_parts())
            self.recent = EntryFile.write(merged, self.folder)
            self.young = np.empty(0, dtype=np.uint64)
        if len(self.recent) >= RECENT_ENTRIES:
            self._merge_recent_and_evict()

    def _merge_recent_and_evict(self) -> None:
        """Merge the recent level into the old one, without the lowest numbers where that would be too many."""
        merged = merge_in_parts(self.old.read_in_parts(), self.recent.read_in_parts())
        size = len(self.old) + len(self.recent)
        if size > MAX_ENTRIES:
            floor = self._find_lowest_of_old(1 - 0.9 * MAX_ENTRIES / size)
            merged = _select_entries(merged, lambda numbers: numbers >= floor)
        self.old, self.recent = EntryFile.write(merged, self.folder), EntryFile()
        if size > MAX_ENTRIES:
            self._rebuild_filter()

    def _find_lowest_of_old(self, dropped_share: float) -> np.uint64:
        """The lowest number of the old level when so large a share of it is dropped, by a sample."""
        sample = np.sort(self.old.sample(101) & NUMBER)
        return np.uint64(sample[int(len(sample) * dropped_share)])

    def _delete_removed_entries(self) -> None:
        if self.fresh:
            self._merge_fresh_and_evict()
        removed = np.sort(np.fromiter(self.removed, dtype=np.uint64, count=len(self.removed)))
        self.young = self.young[_are_others(self.young & NUMBER, removed)]
        self.recent = self._write_others(self.recent, removed)
        self.old = self._write_others(self.old, removed)
        self.merges += 1
        self.removed.clear()
        self._rebuild_filter()

    def _write_others(self, file: EntryFile, removed: Entries) -> EntryFile:
        parts = file.read_in_parts()
        others = _select_entries(parts, lambda numbers: _are_others(numbers, removed))
        return EntryFile.write(others, self.folder)

    def _rebuild_filter(self) -> None:
        self.filter[:] = 0
        for part in self.read_in_parts():
            _set_bits(self.filter, part)


def build_index(blocks: Iterable[Sequence[tuple[int, bytes]]], folder: Path | None) -> SketchIndex:
    """Returns the index of stored (number, sketch) rows, the highest number first, as many as fit.

    Raises DiskFull.
    """
    entries, size, last = np.empty(MAX_ENTRIES, dtype=np.uint64), 0, 0
    for rows in blocks:
        last = max(last, rows[0][0])
        hashes = decode_sketch(b"".join(sketch for _, sketch in rows))[: MAX_ENTRIES - size]
        numbers = np.array([number for number, _ in rows], dtype=np.uint64)
        piece = entries[size : size + len(hashes)]
        np.left_shift(hashes, UP, out=piece, dtype=np.uint64)
        piece |= np.repeat(numbers, [len(sketch) // 4 for _, sketch in rows])[: len(piece)]
        size += len(hashes)
        if size == MAX_ENTRIES:
            break
    entries.resize(size, refcheck=False)
    entries.sort()
    index = SketchIndex(folder, last=last)
    _set_bits(index.filter, entries)
    if size < YOUNG_ENTRIES:
        index.young = entries
    else:
        index.old = EntryFile.write([entries], folder)
    return index


def _select_entries(
    parts: Iterable[Entries], are_kept: Callable[[Entries], NDArray[np.bool_]]
) -> Iterator[Entries]:
    """The entries whose numbers are kept."""
    return (part[are_kept(part & NUMBER)] for part in parts)


def _are_others(numbers: Entries, removed: Entries) -> NDArray[np.bool_]:
    return ~np.isin(numbers, removed)


def _set_bits(bits: NDArray[np.uint8], entries: Entries) -> None:
    """Set the bits of the hashes of these entries."""
    for start in range(0, len(entries), CHUNK):
        slots = entries[start : start + CHUNK] >> np.uint64(64 - FILTER_BITS)
        values = np.left_shift(np.uint8(1), (slots & np.uint64(7)).astype(np.uint8))
        np.bitwise_or.at(bits, (slots >> np.uint64(3)).astype(np.intp), values)


def _test_bits(bits: NDArray[np.uint8], hashes: Hashes) -> NDArray[np.bool_]:
    """For each of these hashes whether its bit is set."""
    slots = hashes >> np.uint32(32 - FILTER_BITS)
    shifted = bits[slots >> np.uint32(3)] >> (slots & np.uint32(7)).astype(np.uint8)
    return np.asarray(shifted & 1, dtype=np.bool_)


def _numbers_of_rare_hashes(entries: Entries) -> list[int]:
    """The numbers of entries, without those of hashes with too many holders, which are rare."""
    hashes = np.sort(entries >> UP, kind="stable")
    if not (hashes[MAX_HOLDERS:] == hashes[:-MAX_HOLDERS]).any():
        numbers: list[int] = (entries & NUMBER).tolist()
        return numbers
    _, indices, counts = np.unique(entries >> UP, return_inverse=True, return_counts=True)
    kept: list[int] = (entries[counts[indices] <= MAX_HOLDERS] & NUMBER).tolist()
    return kept
