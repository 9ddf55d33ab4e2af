"""Exact comparison of two texts: shares of three-word runs, and the passages they have in common."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregator.linking.words import Hashes, line_hash, lines, shingle_hashes, word_hashes, words

SIZE = 3
LONG = 5  # words of a run by which a site's own text is known
LONGEST_LINE = 60  # words; a longer line is a paragraph of an article, never a site's own text
PASSAGE = 5  # words from which a common run counts as a passage


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much two texts share, counted in distinct three-word runs."""

    resemblance: float  # shared of all
    a_in_b: float
    b_in_a: float
    shared: int
    a_size: int
    b_size: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words that both texts hold; offsets count words."""

    a: int
    b: int
    words: int
    text: str


def shingles(
    text: str, masked_lines: Collection[int] = (), masked_runs: Hashes | None = None
) -> Hashes:
    """The distinct three-word runs of a text, sorted.

    Left out are lines whose hash is masked, and runs that lie within masked runs of five words.
    """
    if masked_lines:
        text = "\n".join(line for line in lines(text) if line_hash(line) not in masked_lines)
    hashed = word_hashes(words(text))
    found = shingle_hashes(hashed, SIZE)
    if masked_runs is not None and len(masked_runs):
        found = found[~_within(hashed, masked_runs)]
    return np.unique(found)


def _within(hashed: Hashes, masked_runs: Hashes) -> NDArray[np.bool_]:
    """For each three-word run: does it lie within the words of masked five-word runs?"""
    covered = np.zeros(len(hashed), dtype=np.bool_)
    hits = np.isin(shingle_hashes(hashed, LONG), masked_runs)
    for place in range(LONG):
        covered[place : place + len(hits)] |= hits
    ends = len(hashed) - SIZE + 1
    inside = covered[:ends].copy()
    for place in range(1, SIZE):
        inside &= covered[place : place + ends]
    return inside


def compare(a: Hashes, b: Hashes) -> Comparison:
    """Compare two sorted sets of runs."""
    shared = len(np.intersect1d(a, b, assume_unique=True))
    union = len(a) + len(b) - shared
    return Comparison(
        resemblance=shared / union if union else 0.0,
        a_in_b=shared / len(a) if len(a) else 0.0,
        b_in_a=shared / len(b) if len(b) else 0.0,
        shared=shared,
        a_size=len(a),
        b_size=len(b),
    )


def passages(a: str, b: str, shortest: int = PASSAGE) -> list[Passage]:
    """Common runs of at least `shortest` words, longest possible, in the order of `a`."""
    left, right = words(a), words(b)
    places: dict[tuple[str, ...], list[int]] = {}
    for i in range(len(right) - SIZE + 1):
        places.setdefault(tuple(right[i : i + SIZE]), []).append(i)
    found: list[Passage] = []
    i = 0
    while i < len(left) - SIZE + 1:
        starts = places.get(tuple(left[i : i + SIZE]), ())[:20]
        length, start = max(((_run(left, right, i, j), j) for j in starts), default=(0, 0))
        if length >= shortest:
            found.append(Passage(i, start, length, " ".join(left[i : i + length])))
        i += length if length >= shortest else 1
    return found


def _run(left: list[str], right: list[str], i: int, j: int) -> int:
    length = 0
    while (
        i + length < len(left) and j + length < len(right) and left[i + length] == right[j + length]
    ):
        length += 1
    return length
