"""A search for many strings at once in the bytes of a file.

The first bytes of all strings are hashed into a bitmap. One vectorised look at the bitmap for each
position of the data leaves few positions, and only these are compared byte by byte. Strings of at
least 16 bytes are hashed by their first 16 bytes, shorter ones by their first 6.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from aggregator.takedown.rules.search_strings import MIN_BYTES, SearchString

LONG_BYTES = 16

_SHORT_PREFIX = np.uint64((1 << 8 * MIN_BYTES) - 1)
_SECOND_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: spreads neighbours apart
_FIRST_FACTOR = np.uint64(0xC2B2AE3D27D4EB4F)  # any other odd number with as many ones
_BITMAP_BITS = 20


@dataclass(frozen=True, eq=False)
class _PrefixTable:
    """Which strings may begin where these bytes begin, and a bitmap of all such beginnings."""

    strings_by_prefix: dict[int, list[int]]
    bitmap: NDArray[np.bool_] = field(repr=False)


@dataclass(frozen=True, eq=False)
class PreparedSearch:
    """Search strings made ready for `find_strings`."""

    strings: tuple[SearchString, ...]
    short: _PrefixTable
    long: _PrefixTable
    longest: int = 0  # bytes of the longest string


def prepare_search(strings: Iterable[SearchString]) -> PreparedSearch:
    """Makes distinct strings ready to be searched for; each has at least `MIN_BYTES` bytes."""
    distinct = tuple(dict.fromkeys(strings))
    short: dict[int, list[int]] = {}
    long: dict[int, list[int]] = {}
    for index, string in enumerate(distinct):
        if len(string.data) < LONG_BYTES:
            prefix = int.from_bytes(string.data[:MIN_BYTES], "little")
            short.setdefault(prefix, []).append(index)
        else:
            words = np.frombuffer(string.data[:LONG_BYTES], "<u8")
            long.setdefault(int(_hash_pairs(words)[0]), []).append(index)
    longest = max((len(string.data) for string in distinct), default=0)
    return PreparedSearch(distinct, _build_table(short), _build_table(long), longest)


def without_strings(search: PreparedSearch, dropped: set[int]) -> PreparedSearch:
    """Returns the same search without the strings at these indices."""
    return prepare_search(string for i, string in enumerate(search.strings) if i not in dropped)


def find_strings(search: PreparedSearch, data: bytes) -> set[int]:
    """Returns the indices in `search.strings` of the strings that occur in these bytes."""
    hits: set[int] = set()
    padded = data + bytes(LONG_BYTES)
    for shift in range(8):
        words = np.frombuffer(padded, "<u8", (len(padded) - shift) // 8, shift)
        for table, prefixes in (
            (search.short, words & _SHORT_PREFIX),
            (search.long, _hash_pairs(words)),
        ):
            if table.strings_by_prefix:
                hits.update(_confirm_hits(search.strings, table, prefixes, data, shift))
    return hits


def _confirm_hits(
    strings: Sequence[SearchString],
    table: _PrefixTable,
    prefixes: NDArray[np.uint64],
    data: bytes,
    shift: int,
) -> Iterator[int]:
    """The strings that really occur where the bitmap says that they may begin."""
    positions = np.flatnonzero(table.bitmap[_bitmap_slots(prefixes)])
    for position, prefix in zip(positions.tolist(), prefixes[positions].tolist(), strict=True):
        for index in table.strings_by_prefix.get(prefix, ()):
            if data.startswith(strings[index].data, position * 8 + shift):
                yield index


def _build_table(strings_by_prefix: dict[int, list[int]]) -> _PrefixTable:
    bitmap = np.zeros(1 << _BITMAP_BITS, dtype=np.bool_)
    bitmap[_bitmap_slots(np.array(list(strings_by_prefix), dtype=np.uint64))] = True
    return _PrefixTable(strings_by_prefix, bitmap)


def _hash_pairs(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One number for each two neighbouring words of eight bytes."""
    return words[:-1] * _FIRST_FACTOR ^ words[1:] * _SECOND_FACTOR


def _bitmap_slots(prefixes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return (prefixes * _SECOND_FACTOR) >> np.uint64(64 - _BITMAP_BITS)
