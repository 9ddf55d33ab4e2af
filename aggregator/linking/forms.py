"""Distinguishes instances of one form from copies, by what changed between two texts.

Two daily reports share their wording and differ in numbers and names; an edited copy differs in
common words as often as in these. So the rate of change of specifics (see `marks`) is compared with that
of all other words, within the passages that both texts share. Thresholds were measured on texts of
forms, agency items and copies (benchmarks/README.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from aggregator.linking.marks import Flags
from aggregator.linking.passages import SHINGLE_WORDS, Passage, Positions
from aggregator.linking.words import Hashes

Form = Literal["different", "doubtful", "same"]
Gap = tuple[int, int, int, int]  # start and end in a, start and end in b; in words

# Certain: so many specifics differ, such a share of them, and more often than the common words do.
MIN_CHANGED = 3
CHANGED_SHARE = 0.30
TIMES_COMMON = 2.5
# Doubtful: in short texts, fewer specifics differ, but hardly anything else does,
SHORT_TEXT = 160  # common words of both in the passages
DOUBTFUL_SHARE = 0.15
DOUBTFUL_TIMES_COMMON = 2.0
# in texts of any length: many specifics differ, and far more often than the common words do,
CLEAR_CHANGED = 8
CLEAR_SHARE = 0.12
CLEAR_TIMES_COMMON = 4.0
CLEAR_WHOLE = 0.4  # and the passages are so much of both texts
# or so much of all words differs that the passages are hardly one text.
REWRITTEN_SHARE = 0.18
REWRITTEN_WORDS = 200  # common words of both

MAX_REST = 20  # words before or after a passage, in either text, that count as a gap
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


def judge_form(changes: Changes, smaller_share: float) -> Form:
    """Returns whether two texts are instances of the same form: certainly, doubtfully, or not.

    `smaller_share` is the share of the text of which less is shared.
    """
    rate = changes.changed_specifics / max(1, changes.specifics)
    common_rate = changes.changed_common / max(1, changes.common)
    many = changes.changed_specifics >= MIN_CHANGED
    if many and rate >= CHANGED_SHARE and rate >= TIMES_COMMON * common_rate:
        return "same"
    several = many and rate >= DOUBTFUL_SHARE and rate >= DOUBTFUL_TIMES_COMMON * common_rate
    if several and changes.common < SHORT_TEXT:
        return "doubtful"
    clear = rate >= CLEAR_SHARE and rate >= CLEAR_TIMES_COMMON * common_rate
    if clear and changes.changed_specifics >= CLEAR_CHANGED and smaller_share >= CLEAR_WHOLE:
        return "doubtful"
    all_words = changes.specifics + changes.common
    changed = changes.changed_specifics + changes.changed_common
    if changes.common < REWRITTEN_WORDS and changed >= REWRITTEN_SHARE * max(1, all_words):
        return "doubtful"
    return "different"


def find_substitutions(passages: Sequence[Passage], a_size: int, b_size: int) -> list[Gap]:
    """Returns where, beside the runs of passages, words of one text stand for words of the other."""
    gaps = (gap for passage in passages for gap in _gaps(passage, a_size, b_size))
    return [gap for gap in gaps if _is_substitution(gap[1] - gap[0], gap[3] - gap[2])]


def count_changes(
    a: Side, b: Side, passages: Sequence[Passage], substitutions: Sequence[Gap]
) -> Changes:
    """Counts what is equal and what was substituted within the passages of two texts."""
    runs = np.array([run for passage in passages for run in passage.runs], dtype=np.intp)
    bounds = np.array(substitutions, dtype=np.intp).reshape(-1, 4)
    in_a, in_b = _gap_words(bounds[:, 0], bounds[:, 1]), _gap_words(bounds[:, 2], bounds[:, 3])
    keys_a, keys_b = _gap_keys(a.words, *in_a), _gap_keys(b.words, *in_b)
    counts = (
        _count_side(a, runs[:, 0], runs[:, 2], in_a[0], np.isin(keys_a, keys_b)),
        _count_side(b, runs[:, 1], runs[:, 2], in_b[0], np.isin(keys_b, keys_a)),
    )
    return Changes(*(left + right for left, right in zip(*counts, strict=True)))


def _count_side(
    side: Side, starts: Positions, shingles: Positions, gap_words: Positions, same: Flags
) -> tuple[int, int, int, int]:
    """Counts `Changes` of one text: its runs, and words in gaps, which of them the other text has too."""
    in_runs = _flag_intervals(starts, starts + shingles + SHINGLE_WORDS - 1, len(side.words))
    changed = np.zeros(len(side.words), dtype=np.bool_)
    changed[gap_words[~same]] = True
    changed &= ~in_runs
    in_runs[gap_words] = True
    specifics = int(np.count_nonzero(in_runs & side.specific))
    changed_specifics = int(np.count_nonzero(changed & side.specific))
    common = int(np.count_nonzero(in_runs)) - specifics
    return specifics, changed_specifics, common, int(np.count_nonzero(changed)) - changed_specifics


def _flag_intervals(starts: Positions, ends: Positions, size: int) -> Flags:
    """Flags what lies in any of these intervals."""
    steps = np.bincount(starts, minlength=size + 1) - np.bincount(ends, minlength=size + 1)
    return np.asarray(np.cumsum(steps[:size]) > 0)


def _gap_words(starts: Positions, ends: Positions) -> tuple[Positions, Positions]:
    """Returns the words in gaps, and for each the number of its gap."""
    sizes = ends - starts
    offsets = np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
    return np.arange(len(offsets)) + offsets, np.repeat(np.arange(len(sizes)), sizes)


def _gap_keys(words: Hashes, indices: Positions, gaps: Positions) -> Hashes:
    """Returns a hash of each word in a gap, together with the number of the gap."""
    return words[indices] ^ (gaps.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))


def _gaps(passage: Passage, a_size: int, b_size: int) -> list[Gap]:
    """The gaps between the runs of a passage, and short rests of both texts before and after it."""
    extra = SHINGLE_WORDS - 1
    ends = [(a + size + extra, b + size + extra) for a, b, size in passage.runs]
    starts = [(a, b) for a, b, _ in passage.runs]
    found = [
        (a, next_a, b, next_b) for (a, b), (next_a, next_b) in zip(ends, starts[1:], strict=False)
    ]
    if max(passage.a, passage.b) <= MAX_REST:
        found.append((0, passage.a, 0, passage.b))
    if max(a_size - passage.a_end, b_size - passage.b_end) <= MAX_REST:
        found.append((passage.a_end, a_size, passage.b_end, b_size))
    return found


def _is_substitution(a_words: int, b_words: int) -> bool:
    """Whether words stand for others: something was neither only added nor only removed."""
    fewer, more = sorted((a_words, b_words))
    return fewer > 0 and more <= MAX_UNEVEN * (fewer + 1)
