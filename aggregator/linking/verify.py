"""Exact comparison of two texts: shares of three-word runs, and the passages they have in common."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aggregator.linking.words import (
    Hashes,
    hash_line,
    hash_texts,
    hash_tokens,
    isin_sorted,
    lines,
    shingle_hashes,
    shingle_hashes_by_text,
    sorted_unique,
    word_spans,
)

SIZE = 3
LONG = 5  # words of a run by which a site's own text is known
WHOLE_SHARE = 0.80  # share of the smaller text from which it can be no quotation
PASSAGE = 5  # words from which a common run counts as a passage
LONGEST_REMEMBERED = 20_000  # characters of a text whose runs are kept in memory for a while
REMEMBERED = 1024  # texts whose runs are kept in memory, about 15 KB each


@dataclass(frozen=True, slots=True, eq=False)
class Shingles:
    """The three-word runs of a text: in order of appearance, and the distinct ones sorted."""

    ordered: Hashes
    distinct: Hashes

    def __len__(self) -> int:
        return len(self.distinct)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much two texts share, counted in distinct three-word runs."""

    resemblance: float  # shared of all
    a_in_b: float
    b_in_a: float
    shared: int
    a_size: int
    b_size: int
    longest_passage: int = 0  # consecutive shingles of a; 0 from WHOLE_SHARE on


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words that both texts hold; offsets count words, the wording is that of `a`."""

    a: int
    b: int
    words: int
    text: str
    quoted: bool = False  # it lies within quotation marks of a


@dataclass(frozen=True, eq=False)
class Boilerplate:
    """What a site repeats in distinct stories: hashes of lines, and of runs of five words, sorted."""

    lines: frozenset[int] = frozenset()
    shingles: Hashes = field(default_factory=lambda: np.empty(0, dtype=np.uint64))


NO_BOILERPLATE = Boilerplate()


def shingles(text: str, boilerplate: Boilerplate = NO_BOILERPLATE) -> Shingles:
    """The three-word runs of a text.

    Left out are lines whose hash is find_boilerplate, and runs that lie within masked runs of five words.
    """
    return shingles_all([(text, boilerplate)])[0]


def shingles_all(asked: Sequence[tuple[str, Boilerplate]]) -> list[Shingles]:
    """`shingles` of many texts in one go, which for 32 costs half as much; those made lately are remembered."""
    cells = [_cell(*one) if len(one[0]) <= LONGEST_REMEMBERED else [] for one in asked]
    missing = [place for place, cell in enumerate(cells) if not cell]
    for place, runs in zip(missing, _shingles([asked[place] for place in missing]), strict=True):
        cells[place][:] = [runs]
    return [cell[0] for cell in cells]


@lru_cache(maxsize=REMEMBERED)
def _cell(_text: str, _boilerplate: Boilerplate) -> list[Shingles]:
    """Where the runs of a text are kept once they are made."""
    return []


def _shingles(asked: Sequence[tuple[str, Boilerplate]]) -> list[Shingles]:
    hashed = [
        words for words, _ in hash_texts([_told(text, boilerplate) for text, boilerplate in asked])
    ]
    found = []
    for words, ordered, (_, boilerplate) in zip(
        hashed, shingle_hashes_by_text(hashed, SIZE), asked, strict=True
    ):
        if len(boilerplate.shingles) and len(ordered):
            ordered = ordered[~_within(words, boilerplate.shingles)]
        found.append(Shingles(ordered, sorted_unique(ordered)))
    return found


def find_boilerplate(text: str, boilerplate: Boilerplate) -> list[str]:
    """What `shingles` leaves out, for display: lines, then words that lie within masked runs."""
    out = [line for line in lines(text) if hash_line(line) in boilerplate.lines]
    if not len(boilerplate.shingles):
        return out
    rest = _told("\n".join(lines(text)), boilerplate)
    placed = list(word_spans(rest))
    covered = _covered(hash_tokens([token for token, _, _ in placed]), boilerplate.shingles)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], covered, [0]))))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        out.append(" ".join(rest[placed[start][1] : placed[end - 1][2]].split()))
    return out


def compare(a: Shingles, b: Shingles, *, passage: bool = True) -> Comparison:
    """Compare the runs of two texts; without `passage`, only how many they share."""
    common = _common(a.distinct, b.distinct)
    shared = len(common)
    union = len(a) + len(b) - shared
    a_in_b = shared / len(a) if len(a) else 0.0
    b_in_a = shared / len(b) if len(b) else 0.0
    some = passage and shared and max(a_in_b, b_in_a) < WHOLE_SHARE
    return Comparison(
        resemblance=shared / union if union else 0.0,
        a_in_b=a_in_b,
        b_in_a=b_in_a,
        shared=shared,
        a_size=len(a),
        b_size=len(b),
        longest_passage=_longest(isin_sorted(a.ordered, common)) if some else 0,
    )


def passages(a: str, b: str, shortest: int = PASSAGE) -> list[Passage]:
    """Common runs of at least `shortest` words, longest possible, in the order of `a`."""
    placed = list(word_spans(a))
    left, right = [token for token, _, _ in placed], [token for token, _, _ in word_spans(b)]
    starts: dict[tuple[str, ...], list[int]] = {}
    for i in range(len(right) - SIZE + 1):
        starts.setdefault(tuple(right[i : i + SIZE]), []).append(i)
    found: list[Passage] = []
    i = 0
    while i < len(left) - SIZE + 1:
        tried = starts.get(tuple(left[i : i + SIZE]), ())[:20]
        length, start = max(((_run(left, right, i, j), j) for j in tried), default=(0, 0))
        if length >= shortest:
            at, end = placed[i][1], placed[i + length - 1][2]
            wording = " ".join(a[at:end].split())
            found.append(Passage(i, start, length, wording, _quoted(a, at, end)))
        i += length if length >= shortest else 1
    return found


def _told(text: str, boilerplate: Boilerplate) -> str:
    """A text without the lines that its site repeats."""
    if not boilerplate.lines:
        return text
    return "\n".join(line for line in lines(text) if hash_line(line) not in boilerplate.lines)


def _common(a: Hashes, b: Hashes) -> Hashes:
    """What is in both, given distinct and sorted: the stable sort merges them, in half the time of a search."""
    both = np.sort(np.concatenate((a, b)), kind="stable")
    common: Hashes = both[1:][both[1:] == both[:-1]]
    return common


def _longest(hits: NDArray[np.bool_]) -> int:
    """The length of the longest stretch of hits."""
    misses = np.flatnonzero(~hits)
    edges = np.concatenate(([-1], misses, [len(hits)]))
    return int(np.diff(edges).max()) - 1


def _quoted(text: str, at: int, end: int) -> bool:
    """Was a quotation mark opened earlier in the paragraph, and none closed up to the end?"""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    opened = before.count("\u201c") > before.count("\u201d") or before.count('"') % 2 == 1
    return opened and not any(mark in text[at:end] for mark in '"\u201d\n')


def _run(left: Sequence[str], right: Sequence[str], i: int, j: int) -> int:
    length = 0
    most = min(len(left) - i, len(right) - j)
    while length < most and left[i + length] == right[j + length]:
        length += 1
    return length


def _within(hashed: Hashes, masked_runs: Hashes) -> NDArray[np.bool_]:
    """For each three-word run: does it lie within the words of masked five-word runs?"""
    covered = _covered(hashed, masked_runs)
    ends = len(hashed) - SIZE + 1
    inside = covered[:ends].copy()
    for place in range(1, SIZE):
        inside &= covered[place : place + ends]
    return inside


def _covered(hashed: Hashes, masked_runs: Hashes) -> NDArray[np.bool_]:
    """For each word: is it one of a masked run of five?"""
    covered = np.zeros(len(hashed), dtype=np.bool_)
    hits = isin_sorted(shingle_hashes(hashed, LONG), masked_runs)
    for place in range(LONG):
        covered[place : place + len(hits)] |= hits
    return covered
