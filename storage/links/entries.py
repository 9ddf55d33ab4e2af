"""Entries of the sketch index: 64-bit numbers, a hash above the number of an article, in sorted arrays."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Entries = NDArray[np.uint64]
Hashes = NDArray[np.uint32]

NUMBER = np.uint64(0xFFFFFFFF)
UP = np.uint64(32)


def make_entries(sketches: Sequence[tuple[int, Hashes]]) -> Entries:
    """Returns the entries of (number, sketch) pairs, sorted."""
    numbers = np.array([number for number, _ in sketches], dtype=np.uint64)
    hashes = np.concatenate([hashes for _, hashes in sketches]).astype(np.uint64)
    hashes <<= UP
    hashes |= np.repeat(numbers, [len(hashes) for _, hashes in sketches])
    return np.sort(hashes, kind="stable")


def drop_repeated(values: NDArray[Any]) -> NDArray[Any]:
    """Returns the different ones of sorted values."""
    is_new = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=is_new[1:])
    return values[is_new]


def merge_sorted(levels: Sequence[Entries]) -> Entries:
    """Returns sorted levels as one: the stable sort merges them, many times as fast as the default sort."""
    return np.sort(np.concatenate(levels), kind="stable")


def merge_in_parts(left: Iterator[Entries], right: Iterator[Entries]) -> Iterator[Entries]:
    """Yields two sorted levels as one; no part of them is empty."""
    none = np.empty(0, dtype=np.uint64)
    a, b = next(left, none), next(right, none)
    while len(a) and len(b):
        bound = min(a[-1], b[-1])
        i, j = (int(part.searchsorted(bound, side="right")) for part in (a, b))
        yield merge_sorted([a[:i], b[:j]])
        a = a[i:] if i < len(a) else next(left, none)
        b = b[j:] if j < len(b) else next(right, none)
    if len(a):
        yield a
    if len(b):
        yield b
    yield from left
    yield from right


def look_up(level: Entries, hashes: Hashes) -> Entries:
    """Returns the entries of a sorted level that have one of these hashes."""
    if not len(level):
        return level
    wanted = hashes.astype(np.uint64) << UP
    starts, is_contained = find_first_positions(level, wanted)
    hits = np.flatnonzero(is_contained)
    if not len(hits):
        return level[:0]
    starts = starts[hits]
    ends = level.searchsorted(wanted[hits] | NUMBER, side="right")
    return level[list_positions(starts, ends)]


def find_first_positions(
    level: Entries, wanted: Entries
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Returns where a sorted level holds the first entry of each of these hashes, and whether it does."""
    starts = level.searchsorted(wanted)
    starts[starts == len(level)] = 0
    return starts, (level[starts] ^ wanted) <= NUMBER


def list_positions(starts: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.intp]:
    """Returns all positions of these ranges, of which there is one at least."""
    sizes = ends - starts
    before = np.cumsum(sizes)
    positions: NDArray[np.intp] = np.arange(before[-1]) + np.repeat(
        starts - (before - sizes), sizes
    )
    return positions
