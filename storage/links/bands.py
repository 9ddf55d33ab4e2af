"""Bands of MinHash signatures, as datasketch's `MinHashLSH(num_perm=128, params=(32, 3))` cuts them.

Two texts become candidates of each other when all three values of a band are the same. The key of a
band is the CRC-32 of its values, so these are the keys of a `MinHashLSH` with `hashfunc=zlib.crc32`. An
entry is one 64-bit number, the key above the id of an article.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BANDS = 32
ROWS = 3  # values of a band
PERMUTATIONS = 128  # values of a MinHash
BAND_BYTES = 4 * ROWS
ENTRY_BYTES = 8
ROW_ENTRIES = 480  # stored in one row of a table, which fills a page
FILTER_WORDS = 22  # leading bits of a mixed key by which the filter is divided into words: 32 MB

Entries = NDArray[np.uint64]
Keys = NDArray[np.uint32]  # one row for each article, one column for each band

LAST_PART = (1 << 20) - 1  # the highest part of a row id
UP = np.uint64(32)
LOWER = np.uint64(0xFFFFFFFF)


def make_keys(minhashes: Sequence[bytes]) -> Keys:
    """Returns the keys of stored MinHashes."""
    values = np.frombuffer(b"".join(minhashes), dtype="<u4").reshape(-1, PERMUTATIONS)
    used = values[:, : BANDS * ROWS].astype(">u4").tobytes()  # the order in which it hashes bytes
    keys = (crc32(used[at : at + BAND_BYTES]) for at in range(0, len(used), BAND_BYTES))
    return np.fromiter(keys, dtype=np.uint32).reshape(-1, BANDS)


def make_entries(keys: NDArray[np.uint32], article_ids: NDArray[np.uint32]) -> Entries:
    """Returns the entries of articles in one band, in the same order."""
    entries = keys.astype(np.uint64)
    entries <<= UP
    entries |= article_ids
    return entries


def decode_entries(row: bytes) -> Entries:
    """Returns entries as they are stored: big-endian, the key in the first 4 bytes of each 8."""
    return np.frombuffer(row, dtype=">u8").astype(np.uint64)


def select_holders(row: bytes, key: int) -> list[int]:
    """Returns the articles that have a key, of the entries in one stored row."""
    if key.to_bytes(4, "big") not in row:  # true of most rows, and much faster
        return []
    entries = decode_entries(row)
    holders: list[int] = (entries[entries >> UP == key] & LOWER).tolist()
    return holders


def encode_entries(entries: Entries) -> bytes:
    """Returns entries as they are stored."""
    return entries.astype(">u8").tobytes()


def make_row_id(band: int, first_key: int, part: int = 0) -> int:
    """Returns the id of a row of entries: rows are sorted by band, first key and part."""
    return band << 52 | first_key << 20 | part  # 20 bits: LAST_PART


def split_into_rows(band: int, entries: Entries) -> Iterator[tuple[int, bytes]]:
    """Yields (row id, entries as stored) of sorted entries of a band.

    Entries with the same key are in one row, so that one row is read to look up a key. Where they are
    too many for that, they have rows of their own, in parts.
    """
    if not len(entries):
        return
    for start, end in pairwise(_find_row_starts(entries)):
        first_key = int(entries[start] >> UP)
        size = ROW_ENTRIES if first_key == entries[end - 1] >> UP else end - start
        for part, at in enumerate(range(start, end, size)):
            row_id = make_row_id(band, first_key, part)
            yield row_id, encode_entries(entries[at : min(end, at + size)])


def _find_row_starts(entries: Entries) -> list[int]:
    """Where rows start, and the end of the last one: never between two entries of the same key."""
    sampled = entries[::ROW_ENTRIES]
    firsts = entries.searchsorted(sampled & ~LOWER)
    ends = entries.searchsorted(sampled | LOWER, side="right")
    crowded = ends[ends - firsts > ROW_ENTRIES]
    starts: list[int] = np.unique(np.concatenate([firsts, crowded, [len(entries)]])).tolist()
    return starts


class KeyFilter:
    """Which keys of bands may be held: no false no, and a false yes for some keys (a Bloom filter).

    Each key sets three bits of one word of 64. With a million articles, 4 % of all other keys seem held.
    """

    def __init__(self) -> None:
        self._words = np.zeros(1 << FILTER_WORDS, dtype=np.uint64)

    def add(self, band: int, keys: NDArray[np.uint64]) -> None:
        """Let these keys of a band seem held."""
        words, bits = _mix(keys, np.uint64(band))
        np.bitwise_or.at(self._words, words, bits)

    def may_hold(self, keys: Keys) -> NDArray[np.bool_]:
        """Returns for each article and band whether its key seems held."""
        words, bits = _mix(keys.astype(np.uint64), np.arange(BANDS, dtype=np.uint64))
        held: NDArray[np.bool_] = self._words[words] & bits == bits
        return held


def _mix(
    keys: NDArray[np.uint64], band: NDArray[np.uint64] | np.uint64
) -> tuple[NDArray[np.intp], NDArray[np.uint64]]:
    """The word of each key in the filter, and the bits that it sets there."""
    mixed = (keys | band << UP) * np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing (Knuth)
    bits = np.zeros_like(mixed)
    for shift in (36, 30, 24):
        bits |= np.uint64(1) << (mixed >> np.uint64(shift) & np.uint64(63))
    return (mixed >> np.uint64(64 - FILTER_WORDS)).astype(np.intp), bits
