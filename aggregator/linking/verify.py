"""Compares two texts exactly: the share of their 3-shingles in common, and their common passages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aggregator.linking.words import (
    Hashes,
    hash_line,
    hash_texts,
    hash_words,
    isin_sorted,
    lines,
    shingle_hashes,
    shingle_hashes_of_each,
    sorted_unique,
    word_spans,
)

SHINGLE_WORDS = 3  # words of a shingle in a comparison
BOILERPLATE_SHINGLE_WORDS = 5  # words of a boilerplate shingle
WHOLE_SHARE = 0.80  # share of a text from which the other one holds the whole of it
MIN_PASSAGE = 5  # words of a common passage
MAX_STARTS_TRIED = 20  # occurrences in b that are tried for a passage of a
MAX_CACHED_LENGTH = 20_000  # characters of a text whose shingles are cached
CACHED_TEXTS = 1024  # texts whose shingles are cached, about 15 KB each


@dataclass(frozen=True, slots=True, eq=False)
class Shingles:
    """The hashes of the 3-shingles of a text, boilerplate left out."""

    ordered: Hashes  # in order of appearance
    distinct: Hashes  # sorted

    def __len__(self) -> int:
        return len(self.distinct)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much two texts share, counted in distinct 3-shingles. Shares are between 0 and 1."""

    resemblance: float  # shared shingles as a share of the union (Jaccard)
    a_in_b: float  # share of a that is in b (containment)
    b_in_a: float
    shared: int
    a_size: int
    b_size: int
    longest_passage: int = 0  # consecutive shingles of a that are in b; 0 from WHOLE_SHARE on


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of words that is in both texts. Offsets count words; the wording is that of `a`."""

    a: int
    b: int
    words: int
    text: str
    quoted: bool = False  # within quotation marks in a


@dataclass(frozen=True, eq=False)
class Boilerplate:
    """What a site repeats in distinct stories: hashes of lines, and of 5-shingles, sorted."""

    lines: frozenset[int] = frozenset()
    shingles: Hashes = field(default_factory=lambda: np.empty(0, dtype=np.uint64))


NO_BOILERPLATE = Boilerplate()


def shingles(text: str, boilerplate: Boilerplate = NO_BOILERPLATE) -> Shingles:
    """Returns the 3-shingles of a text.

    Boilerplate lines are left out, and shingles whose words all lie in boilerplate 5-shingles.
    """
    return shingles_all([(text, boilerplate)])[0]


def shingles_all(texts: Sequence[tuple[str, Boilerplate]]) -> list[Shingles]:
    """Returns `shingles` of each text; 32 at once cost half as much as one by one. Recent results are cached."""
    cells = [_cache_cell(*each) if len(each[0]) <= MAX_CACHED_LENGTH else [] for each in texts]
    missing = [i for i, cell in enumerate(cells) if not cell]
    made = _make_shingles([texts[i] for i in missing])
    for i, each in zip(missing, made, strict=True):
        cells[i][:] = [each]
    return [cell[0] for cell in cells]


@lru_cache(maxsize=CACHED_TEXTS)
def _cache_cell(_text: str, _boilerplate: Boilerplate) -> list[Shingles]:
    """Returns the list that caches the shingles of a text; empty until they are made."""
    return []


def _make_shingles(texts: Sequence[tuple[str, Boilerplate]]) -> list[Shingles]:
    hashed = [words for words, _ in hash_texts([_drop_lines(*each) for each in texts])]
    by_text = shingle_hashes_of_each(hashed, SHINGLE_WORDS)
    made = []
    for words, ordered, (_, boilerplate) in zip(hashed, by_text, texts, strict=True):
        if len(boilerplate.shingles) and len(ordered):
            ordered = ordered[~_lies_in_boilerplate(words, boilerplate.shingles)]
        made.append(Shingles(ordered, sorted_unique(ordered)))
    return made


def find_boilerplate(text: str, boilerplate: Boilerplate) -> list[str]:
    """Returns what `shingles` leaves out, for display: lines, then words within boilerplate shingles."""
    removed = [line for line in lines(text) if hash_line(line) in boilerplate.lines]
    if not len(boilerplate.shingles):
        return removed
    rest = _drop_lines("\n".join(lines(text)), boilerplate)
    spans = list(word_spans(rest))
    covered = _covered_words(hash_words([word for word, _, _ in spans]), boilerplate.shingles)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], covered, [0]))))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        removed.append(" ".join(rest[spans[start][1] : spans[end - 1][2]].split()))
    return removed


def compare(a: Shingles, b: Shingles, *, passage: bool = True) -> Comparison:
    """Compares two texts by their shingles; the longest passage is only counted with `passage`."""
    common = _intersect(a.distinct, b.distinct)
    shared = len(common)
    union = len(a) + len(b) - shared
    a_in_b = shared / len(a) if len(a) else 0.0
    b_in_a = shared / len(b) if len(b) else 0.0
    counted = passage and shared and max(a_in_b, b_in_a) < WHOLE_SHARE
    return Comparison(
        resemblance=shared / union if union else 0.0,
        a_in_b=a_in_b,
        b_in_a=b_in_a,
        shared=shared,
        a_size=len(a),
        b_size=len(b),
        longest_passage=_longest_stretch(isin_sorted(a.ordered, common)) if counted else 0,
    )


def find_passages(a: str, b: str, shortest: int = MIN_PASSAGE) -> list[Passage]:
    """Returns common passages of at least `shortest` words, each as long as possible, in the order of `a`."""
    spans = list(word_spans(a))
    left, right = [word for word, _, _ in spans], [word for word, _, _ in word_spans(b)]
    starts = _shingle_positions(right)
    found: list[Passage] = []
    i = 0
    while i < len(left) - SHINGLE_WORDS + 1:
        tried = starts.get(tuple(left[i : i + SHINGLE_WORDS]), ())[:MAX_STARTS_TRIED]
        length, j = max(((_common_length(left, right, i, j), j) for j in tried), default=(0, 0))
        if length >= shortest:
            found.append(_make_passage(a, spans[i][1], spans[i + length - 1][2], (i, j, length)))
        i += length if length >= shortest else 1
    return found


def _drop_lines(text: str, boilerplate: Boilerplate) -> str:
    """Returns a text without its boilerplate lines."""
    if not boilerplate.lines:
        return text
    return "\n".join(line for line in lines(text) if hash_line(line) not in boilerplate.lines)


def _intersect(a: Hashes, b: Hashes) -> Hashes:
    """Returns what is in both; each is distinct and sorted, so a stable sort merges in half the time of a search."""
    both = np.sort(np.concatenate((a, b)), kind="stable")
    common: Hashes = both[1:][both[1:] == both[:-1]]
    return common


def _longest_stretch(hits: NDArray[np.bool_]) -> int:
    """Returns the number of consecutive hits in the longest stretch."""
    misses = np.flatnonzero(~hits)
    edges = np.concatenate(([-1], misses, [len(hits)]))
    return int(np.diff(edges).max()) - 1


def _shingle_positions(words: Sequence[str]) -> dict[tuple[str, ...], list[int]]:
    """Returns where each 3-shingle starts."""
    starts: dict[tuple[str, ...], list[int]] = {}
    for i in range(len(words) - SHINGLE_WORDS + 1):
        starts.setdefault(tuple(words[i : i + SHINGLE_WORDS]), []).append(i)
    return starts


def _make_passage(text: str, start: int, end: int, words: tuple[int, int, int]) -> Passage:
    """Returns the passage at text[start:end]; `words` are its word offsets in a and b, and its length."""
    wording = " ".join(text[start:end].split())
    return Passage(*words, wording, _is_quoted(text, start, end))


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Whether a quotation mark was opened before in the paragraph, and none closed up to `end`."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    opened = before.count("\u201c") > before.count("\u201d") or before.count('"') % 2 == 1
    return opened and not any(mark in text[start:end] for mark in '"\u201d\n')


def _common_length(left: Sequence[str], right: Sequence[str], i: int, j: int) -> int:
    """Returns how many words are equal from left[i] and right[j] on."""
    length = 0
    most = min(len(left) - i, len(right) - j)
    while length < most and left[i + length] == right[j + length]:
        length += 1
    return length


def _lies_in_boilerplate(word_hashes: Hashes, boilerplate_shingles: Hashes) -> NDArray[np.bool_]:
    """Returns for each 3-shingle whether all its words lie in boilerplate 5-shingles."""
    covered = _covered_words(word_hashes, boilerplate_shingles)
    count = len(word_hashes) - SHINGLE_WORDS + 1
    inside = covered[:count].copy()
    for position in range(1, SHINGLE_WORDS):
        inside &= covered[position : position + count]
    return inside


def _covered_words(word_hashes: Hashes, boilerplate_shingles: Hashes) -> NDArray[np.bool_]:
    """Returns for each word whether it lies in a boilerplate 5-shingle."""
    covered = np.zeros(len(word_hashes), dtype=np.bool_)
    hits = isin_sorted(shingle_hashes(word_hashes, BOILERPLATE_SHINGLE_WORDS), boilerplate_shingles)
    for position in range(BOILERPLATE_SHINGLE_WORDS):
        covered[position : position + len(hits)] |= hits
    return covered
