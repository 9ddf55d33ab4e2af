"""Tells texts that are instances of one form from copies, by what changed between them.

Two daily reports share their wording and differ in numbers and names; an edited copy differs in
common words as often as in these. So the rate of change of specifics (see `marks`) is compared with that
of all other words, within the passages that both texts share. Thresholds were measured on texts of
forms, agency items and copies (benchmarks/README.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from aggregator.linking.marks import Flags
from aggregator.linking.passages import MAX_BRIDGED, SHINGLE_WORDS, Passage
from aggregator.linking.words import Hashes

Form = Literal["different", "doubtful", "same"]

# Certain: so many specifics differ, such a share of them, and more often than the common words do.
MIN_CHANGED = 3
CHANGED_SHARE = 0.30
TIMES_COMMON = 2.5
# Doubtful, in short texts only: fewer specifics differ, but hardly anything else does,
SHORT_TEXT = 160  # common words of both in the passages
DOUBTFUL_SHARE = 0.15
DOUBTFUL_TIMES_COMMON = 2.0
# or so much of all words differs that the passages are hardly one text.
REWRITTEN_SHARE = 0.18
REWRITTEN_WORDS = 200  # common words of both

MAX_UNEVEN = (
    3  # a gap counts as a substitution when one side has at most so many times the other's words
)


@dataclass(frozen=True, slots=True)
class Changes:
    """Words in the shared passages of two texts, of both together; `changed` have no counterpart."""

    specifics: int
    changed_specifics: int
    common: int
    changed_common: int


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One of the texts: its words, and which of them are specifics."""

    words: Hashes
    specific: Flags


def judge_form(changes: Changes) -> Form:
    """Returns whether two texts are instances of the same form: certainly, doubtfully, or not."""
    rate = changes.changed_specifics / max(1, changes.specifics)
    common_rate = changes.changed_common / max(1, changes.common)
    many = changes.changed_specifics >= MIN_CHANGED
    if many and rate >= CHANGED_SHARE and rate >= TIMES_COMMON * common_rate:
        return "same"
    several = many and rate >= DOUBTFUL_SHARE and rate >= DOUBTFUL_TIMES_COMMON * common_rate
    if several and changes.common < SHORT_TEXT:
        return "doubtful"
    all_words = changes.specifics + changes.common
    changed = changes.changed_specifics + changes.changed_common
    if changes.common < REWRITTEN_WORDS and changed >= REWRITTEN_SHARE * max(1, all_words):
        return "doubtful"
    return "different"


def count_changes(a: Side, b: Side, passages: Sequence[Passage]) -> Changes:
    """Counts what is equal and what was substituted within the passages of two texts."""
    regions = _gap_numbers(passages, len(a.words), len(b.words))
    same_a, same_b = _match_within_gaps(a.words, b.words, regions)
    specifics = changed_specifics = common = changed_common = 0
    for side, numbers, same in ((a, regions[0], same_a), (b, regions[1], same_b)):
        within, changed = numbers >= 0, (numbers >= 0) & ~same
        specifics += int(np.count_nonzero(within & side.specific))
        changed_specifics += int(np.count_nonzero(changed & side.specific))
        common += int(np.count_nonzero(within & ~side.specific))
        changed_common += int(np.count_nonzero(changed & ~side.specific))
    return Changes(specifics, changed_specifics, common, changed_common)


Numbers = NDArray[np.int64]  # of each word: 0 in a run, above the number of its gap, -1 elsewhere


def _gap_numbers(passages: Sequence[Passage], a_size: int, b_size: int) -> tuple[Numbers, Numbers]:
    """Numbers the words of each text: those in runs, and those in the gaps where words were substituted."""
    numbers = np.full(a_size, -1), np.full(b_size, -1)
    gap = 0
    for passage in passages:
        for a, a_end, b, b_end in _gaps(passage, a_size, b_size):
            if _is_substitution(a_end - a, b_end - b):
                gap += 1
                numbers[0][a:a_end], numbers[1][b:b_end] = gap, gap
    for passage in passages:
        for a, b, size in passage.runs:
            numbers[0][a : a + size + SHINGLE_WORDS - 1] = 0
            numbers[1][b : b + size + SHINGLE_WORDS - 1] = 0
    return numbers


def _gaps(passage: Passage, a_size: int, b_size: int) -> list[tuple[int, int, int, int]]:
    """The gaps between the runs of a passage, and short rests of both texts before and after it."""
    extra = SHINGLE_WORDS - 1
    ends = [(a + size + extra, b + size + extra) for a, b, size in passage.runs]
    starts = [(a, b) for a, b, _ in passage.runs]
    found = [
        (a, next_a, b, next_b) for (a, b), (next_a, next_b) in zip(ends, starts[1:], strict=False)
    ]
    if max(passage.a, passage.b) <= MAX_BRIDGED:
        found.append((0, passage.a, 0, passage.b))
    if max(a_size - passage.a_end, b_size - passage.b_end) <= MAX_BRIDGED:
        found.append((passage.a_end, a_size, passage.b_end, b_size))
    return found


def _is_substitution(a_words: int, b_words: int) -> bool:
    """Whether words stand for others: something was neither only added nor only removed."""
    fewer, more = sorted((a_words, b_words))
    return fewer > 0 and more <= MAX_UNEVEN * (fewer + 1)


def _match_within_gaps(
    a: Hashes, b: Hashes, numbers: tuple[Numbers, Numbers]
) -> tuple[Flags, Flags]:
    """Flags the words of each text that the other one has in the same gap, and those in runs."""
    same = numbers[0] == 0, numbers[1] == 0
    gaps = np.flatnonzero(numbers[0] > 0), np.flatnonzero(numbers[1] > 0)
    keys_a, keys_b = _gap_keys(a, numbers[0])[gaps[0]], _gap_keys(b, numbers[1])[gaps[1]]
    same[0][gaps[0]] = np.isin(keys_a, keys_b)
    same[1][gaps[1]] = np.isin(keys_b, keys_a)
    return same


def _gap_keys(words: Hashes, numbers: Numbers) -> Hashes:
    """Returns a hash of each word in a gap, together with the number of the gap."""
    return words ^ (numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
