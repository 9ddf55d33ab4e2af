"""A search for many strings at once in bytes.

Some bytes of each string are hashed into a bitmap. One vectorised look at the bitmap for each position of
the data leaves few positions, and only these are compared byte by byte. A long string holds sixteen bytes
that begin at a multiple of eight in the data, wherever it is itself; so only these positions are looked
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

MAX_SAME = (
    64  # strings that share the hashed bytes and are compared: bounds the cost of hostile texts
)


@dataclass(frozen=True, eq=False)
class _HashTable:
    """Which strings may be where bytes have a hash, sorted by it, and a bitmap of all hashes."""

    hashes: NDArray[np.uint64] = field(repr=False)
    strings: NDArray[np.int64] = field(repr=False)  # indices
    offsets: NDArray[np.int64] = field(repr=False)  # where in the string the hashed bytes begin
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
    sizes = np.array([len(string.data) for string in distinct], dtype=np.int64)
    tiny = np.flatnonzero(sizes < SHORT_BYTES)
    short = np.flatnonzero((sizes >= SHORT_BYTES) & (sizes < LONG_BYTES))
    long = np.flatnonzero(sizes >= LONG_BYTES)
    prefixes = _stack_bytes(distinct, short, SHORT_BYTES)
    padded = np.pad(prefixes, ((0, 0), (0, STEP - SHORT_BYTES)))
    windows = [_stack_bytes(distinct, long, LONG_BYTES)[:, i : i + 2 * STEP] for i in range(STEP)]
    hashes = [_hash_pairs(np.ascontiguousarray(each).view("<u8").ravel())[::2] for each in windows]
    return PreparedSearch(
        distinct,
        tuple(tiny.tolist()),
        _build_table(padded.view("<u8").ravel(), short, np.zeros_like(short)),
        _build_table(
            np.concatenate(hashes), np.tile(long, STEP), np.repeat(np.arange(STEP), long.size)
        ),
    )


def _stack_bytes(
    strings: Sequence[SearchString], chosen: NDArray[np.int64], size: int
) -> NDArray[np.uint8]:
    """The first bytes of these strings, a row each."""
    data = b"".join(strings[index].data[:size] for index in chosen.tolist())
    return np.frombuffer(data, np.uint8).reshape(-1, size)


def find_strings(search: PreparedSearch, data: bytes) -> set[int]:
    """Returns the indices in `search.strings` of the strings that occur in these bytes."""
    strings = search.strings
    hits = {index for index in search.tiny if strings[index].data in data}
    if search.short.hashes.size:
        padded = data + bytes(STEP)
        for shift in range(STEP):
            words = np.frombuffer(padded, "<u8", (len(padded) - shift) // STEP, shift)
            hits.update(_confirm(strings, search.short, words & _SHORT_PREFIX, data, shift))
    return hits | find_long_strings(search, data)


def find_long_strings(search: PreparedSearch, data: bytes) -> set[int]:
    """Returns the indices of the strings of at least `LONG_BYTES` that occur in these bytes."""
    if not search.long.hashes.size or len(data) < LONG_BYTES:
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
    first = np.searchsorted(table.hashes, hashes[positions], "left")
    last = np.searchsorted(table.hashes, hashes[positions], "right")
    known = np.flatnonzero(last > first)
    for position, start, end in zip(
        *(each[known].tolist() for each in (positions, first, last)), strict=True
    ):
        for entry in range(start, min(end, start + MAX_SAME)):
            index = int(table.strings[entry])
            begin = position * STEP + shift - int(table.offsets[entry])
            if begin >= 0 and data.startswith(strings[index].data, begin):
                yield index


def _build_table(
    hashes: NDArray[np.uint64], strings: NDArray[np.int64], offsets: NDArray[np.int64]
) -> _HashTable:
    bits = max(_MIN_BITMAP_BITS, (16 * hashes.size).bit_length())
    bitmap = np.zeros(1 << bits, dtype=np.bool_)
    bitmap[_bitmap_slots(hashes, bitmap.size)] = True
    order = np.argsort(hashes, kind="stable")
    return _HashTable(hashes[order], strings[order], offsets[order], bitmap)


def _hash_pairs(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One number for each two neighbouring words of eight bytes."""
    return words[:-1] * _FIRST_FACTOR ^ words[1:] * _SECOND_FACTOR


def _bitmap_slots(hashes: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    return (hashes * _SECOND_FACTOR) >> np.uint64(65 - size.bit_length())
