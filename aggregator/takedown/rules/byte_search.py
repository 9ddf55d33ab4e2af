"""A search for many strings at once in bytes.

Some bytes of each string are hashed into a bitmap. One vectorised look at the bitmap for each position of
the data leaves few positions, and only these are compared byte by byte. A long string holds sixteen bytes
that begin at a multiple of eight in the data, wherever it stands itself; so only these positions are looked
at. Of shorter strings the first six bytes are looked for at each position. The shortest are few.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from aggregator.takedown.rules.search_strings import SearchString

SHORT_BYTES = 6  # strings of fewer bytes are searched for one by one
STEP = 8  # bytes of a machine word
LONG_BYTES = 2 * STEP + STEP - 1  # holds two aligned words at any position

_SHORT_PREFIX = np.uint64((1 << 8 * SHORT_BYTES) - 1)
_SECOND_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: spreads neighbours apart
_FIRST_FACTOR = np.uint64(0xC2B2AE3D27D4EB4F)  # any other odd number with as many ones
_MIN_BITMAP_BITS = 20

Place = tuple[int, int]  # index of a string, and where in it the hashed bytes begin


@dataclass(frozen=True, eq=False)
class _HashTable:
    """Which strings may be where bytes have this hash, and a bitmap of all such hashes."""

    places: dict[int, list[Place]]
    bitmap: NDArray[np.bool_] = field(repr=False)


@dataclass(frozen=True, eq=False)
class PreparedSearch:
    """Search strings made ready for `find_strings`."""

    strings: tuple[SearchString, ...]
    tiny: tuple[int, ...]  # indices of the shortest
    short: _HashTable
    long: _HashTable


def prepare_search(strings: Iterable[SearchString]) -> PreparedSearch:
    """Makes distinct strings ready to be searched for; none is empty."""
    distinct = tuple(dict.fromkeys(strings))
    tiny = []
    short: dict[int, list[Place]] = {}
    long: dict[int, list[Place]] = {}
    for index, string in enumerate(distinct):
        if len(string.data) < SHORT_BYTES:
            tiny.append(index)
        elif len(string.data) < LONG_BYTES:
            prefix = int.from_bytes(string.data[:SHORT_BYTES], "little")
            short.setdefault(prefix, []).append((index, 0))
        else:
            for offset in range(STEP):
                words = np.frombuffer(string.data, "<u8", 2, offset)
                long.setdefault(int(_hash_pairs(words)[0]), []).append((index, offset))
    return PreparedSearch(distinct, tuple(tiny), _build_table(short), _build_table(long))


def find_strings(search: PreparedSearch, data: bytes) -> set[int]:
    """Returns the indices in `search.strings` of the strings that occur in these bytes."""
    strings = search.strings
    hits = {index for index in search.tiny if strings[index].data in data}
    if search.short.places:
        padded = data + bytes(STEP)
        for shift in range(STEP):
            words = np.frombuffer(padded, "<u8", (len(padded) - shift) // STEP, shift)
            hits.update(_confirm(strings, search.short, words & _SHORT_PREFIX, data, shift))
    return hits | find_long_strings(search, data)


def find_long_strings(search: PreparedSearch, data: bytes) -> set[int]:
    """Returns the indices of the strings of at least `LONG_BYTES` that occur in these bytes."""
    if not search.long.places or len(data) < LONG_BYTES:
        return set()
    words = np.frombuffer(data, "<u8", len(data) // STEP)
    return set(_confirm(search.strings, search.long, _hash_pairs(words), data, 0))


def _confirm(
    strings: Sequence[SearchString],
    table: _HashTable,
    hashes: NDArray[np.uint64],
    data: bytes,
    shift: int,
) -> Iterator[int]:
    """The strings that really occur where the bitmap says that they may be."""
    positions = np.flatnonzero(table.bitmap[_bitmap_slots(hashes, table.bitmap.size)])
    for position, value in zip(positions.tolist(), hashes[positions].tolist(), strict=True):
        for index, offset in table.places.get(value, ()):
            start = position * STEP + shift - offset
            if start >= 0 and data.startswith(strings[index].data, start):
                yield index


def _build_table(places: dict[int, list[Place]]) -> _HashTable:
    bits = max(_MIN_BITMAP_BITS, (16 * len(places)).bit_length())
    bitmap = np.zeros(1 << bits, dtype=np.bool_)
    bitmap[_bitmap_slots(np.array(list(places), dtype=np.uint64), bitmap.size)] = True
    return _HashTable(places, bitmap)


def _hash_pairs(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One number for each two neighbouring words of eight bytes."""
    return words[:-1] * _FIRST_FACTOR ^ words[1:] * _SECOND_FACTOR


def _bitmap_slots(hashes: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    return (hashes * _SECOND_FACTOR) >> np.uint64(65 - size.bit_length())
