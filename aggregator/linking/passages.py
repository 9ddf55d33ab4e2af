"""Aligns two texts: the passages that both share, with their place in each.

A passage is a maximal stretch in which both texts have the same words in the same order, small edits
bridged. Runs of equal words are found by their 3-shingles; runs that follow each other in both texts,
with few words between them, are one passage.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregator.linking.words import Hashes

SHINGLE_WORDS = 3  # words of a shingle in a comparison
MAX_BRIDGED = 30  # shingles between two runs of one passage, in either text: 28 words
# Shingles of all runs of a passage together, at least: five words in one run. In scripts without
# spaces, where words overlap, a shingle is six characters, and five words are about 16 of them.
MIN_RUN_SHINGLES = 3
MIN_OVERLAPPING_SHINGLES = 11
OPEN_PASSAGES = 4  # the latest passages that a run may continue

Positions = NDArray[np.intp]
Run = tuple[int, int, int]  # first shingle in a, in b, number of shingles


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch that two texts share. Offsets count words; ends are exclusive."""

    a: int
    a_end: int
    b: int
    b_end: int
    shingles: int  # 3-shingles of a in it that are equal in b
    runs: tuple[Run, ...]


def align(a: Hashes, b: Hashes, min_shingles: int = MIN_RUN_SHINGLES) -> list[Passage]:
    """Returns the passages of two texts, given their 3-shingles in order; in the order of `a`.

    All runs of a passage together have `min_shingles` or more.
    """
    passages: list[list[Run]] = []
    for run in _find_runs(a, b):
        for open_passage in passages[: -OPEN_PASSAGES - 1 : -1]:
            last_a, last_b, size = open_passage[-1]
            # Shingles overlap by two words: between two runs that touch there are from 0 to 2.
            if 0 <= run[0] - last_a - size <= MAX_BRIDGED and (
                0 <= run[1] - last_b - size <= MAX_BRIDGED
            ):
                open_passage.append(run)
                break
        else:
            passages.append([run])
    return [make_passage(runs) for runs in passages if sum(run[2] for run in runs) >= min_shingles]


def reverse_passage(passage: Passage) -> Passage:
    """Returns the passage of b and a, given that of a and b."""
    runs = tuple((b, a, size) for a, b, size in passage.runs)
    return Passage(passage.b, passage.b_end, passage.a, passage.a_end, passage.shingles, runs)


def _find_runs(a: Hashes, b: Hashes) -> Iterator[Run]:
    """Yields runs of equal shingles that follow each other in both texts, in the order of `a`."""
    i, j = _match_shingles(a, b)
    if not len(i):
        return
    breaks = np.flatnonzero((np.diff(i) != 1) | (np.diff(j) != 1)) + 1
    starts = np.concatenate(([0], breaks))
    sizes = np.diff(starts, append=len(i))
    yield from zip(i[starts].tolist(), j[starts].tolist(), sizes.tolist(), strict=True)


def _match_shingles(a: Hashes, b: Hashes) -> tuple[Positions, Positions]:
    """Returns the positions in `a` whose shingle is in `b`, and for each its position there.

    Of several positions in `b`, that in line with the nearest shingle which occurs once is taken.
    """
    order = np.argsort(b, kind="stable")
    ordered = b[order]
    first = ordered.searchsorted(a)
    first[first == len(b)] = 0
    i = np.flatnonzero(ordered[first] == a) if len(b) else np.empty(0, dtype=np.intp)
    first = first[i]
    j = order[first]
    following = np.minimum(first + 1, len(b) - 1)
    repeated = (following > first) & (ordered[following] == a[i])
    if repeated.any():
        _line_up(a, b, i, j, repeated)
    return i, j


def _line_up(a: Hashes, b: Hashes, i: Positions, j: Positions, repeated: NDArray[np.bool_]) -> None:
    """Moves the position in `b` of repeated shingles to the diagonal of a neighbour that is unique.

    Where none is, the first one is taken for it.
    """
    unique = np.zeros(1, dtype=np.intp) if repeated.all() else np.flatnonzero(~repeated)
    wanted = np.flatnonzero(repeated)
    after = unique.searchsorted(wanted)
    for neighbour in (np.minimum(after, len(unique) - 1), np.maximum(after - 1, 0)):
        at = unique[neighbour]
        moved = i[wanted] + (j[at] - i[at])
        inside = (moved >= 0) & (moved < len(b))
        inside[inside] = b[moved[inside]] == a[i[wanted[inside]]]
        j[wanted[inside]] = moved[inside]


def make_passage(runs: list[Run]) -> Passage:
    """Returns the passage that these runs are."""
    first, last = runs[0], runs[-1]
    extra = SHINGLE_WORDS - 1
    return Passage(
        first[0],
        last[0] + last[2] + extra,
        first[1],
        last[1] + last[2] + extra,
        sum(run[2] for run in runs),
        tuple(runs),
    )
