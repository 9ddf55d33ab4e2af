"""Compares a text with one of which only fingerprints are kept: the figures of `verify`, some of them estimates.

Every shingle of the text (a) is looked up among the fingerprints of the other one (b). Found are those
of b, and one in a hundred by chance: several in a row are a run of equal words. Where b has it is known
to some forty words. Of a long text the fingerprints are a sample; what lies between two that are found
one after the other counts as found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from aggregator.linking.fingerprints import VALUES, Flags, exceed_chance, fingerprint_shingles
from aggregator.linking.forms import MIN_CHANGED, Changes, Form, judge_form
from aggregator.linking.marks import flag_quoted, flag_specifics
from aggregator.linking.passages import (
    MAX_BRIDGED,
    OPEN_PASSAGES,
    SHINGLE_WORDS,
    Passage,
    Positions,
    Run,
    make_passage,
)
from aggregator.linking.unstored import Prints
from aggregator.linking.verify import (
    MIN_JUDGED_SHARE,
    MIN_UNQUOTED_WORDS,
    SAME_SHARE,
    WHOLE_SHARE,
    Comparison,
    Shingles,
    flag_compared_words,
)
from aggregator.linking.words import Hashes, shingle_hashes

MIN_FOUND = 2  # fingerprints of a passage, at least
EXTRA = SHINGLE_WORDS - 1  # words of a run beyond its shingles
NONE = -1
FITTING_STEPS = 12
# So many times more words seem to be changed than are: others between them have no shingle that is equal.
SPECIFICS_EXCESS = 1.5
COMMON_EXCESS = 1.3


@dataclass(frozen=True, slots=True, eq=False)
class _Lookup:
    """What of a text is found among fingerprints."""

    text: Shingles
    prints: Prints
    sampled: Positions  # the shingles of the text that would be in the sample
    index: NDArray[np.intp]  # of each of these, its fingerprint; NONE: it has none

    @property
    def found(self) -> Flags:
        """Which of the sampled shingles are found."""
        found: Flags = self.index != NONE
        return found


def compare_with_prints(text: Shingles, prints: Prints) -> Comparison:
    """Returns how much a text (a) shares with one that is not stored (b)."""
    sizes = len(text.ordered), prints.size
    if not len(prints.values) or not sizes[0]:
        return Comparison(0.0, 0.0, 0.0, 0, *sizes)
    lookup = _look_up(text, prints)
    passages = _find_passages(lookup)
    inside = lookup.found & _flag_runs(passages, sizes[0])[lookup.sampled]
    a_in_b = float(np.count_nonzero(inside)) / max(1, len(lookup.sampled))
    b_in_a = _share_of_prints(lookup, inside)
    if prints.below:
        a_in_b = _lower_end(a_in_b, len(lookup.sampled))
        b_in_a = _lower_end(b_in_a, len(prints.values))
    smaller, larger = sorted((a_in_b, b_in_a))
    judged = larger >= MIN_JUDGED_SHARE and smaller < SAME_SHARE
    common = b_in_a * prints.distinct
    return Comparison(
        resemblance=min(1.0, common / max(1.0, len(text) + prints.distinct - common)),
        a_in_b=a_in_b,
        b_in_a=b_in_a,
        shared=round(a_in_b * sizes[0]),
        a_size=sizes[0],
        b_size=sizes[1],
        longest_passage=max((run[2] for each in passages for run in each.runs), default=0),
        passages=tuple(passages),
        form=_judge_form(lookup, passages, smaller) if judged else "different",
        unquoted=_unquoted_share(lookup, passages) if judged and smaller < WHOLE_SHARE else 1.0,
    )


def is_specific_replaced(text: Shingles, prints: Prints) -> bool:
    """Returns whether each text has a number or a name with words around it that the other one lacks."""
    lookup = _look_up(text, prints)
    specific = _count_specifics(flag_compared_words(text, flag_specifics))[lookup.sampled] > 0
    present = np.zeros(VALUES, dtype=np.bool_)
    present[fingerprint_shingles(prints.work_key, text.ordered)] = True
    lacks = prints.specific & ~present[prints.values]
    return bool((specific & ~lookup.found).any() and lacks.any())


def _look_up(text: Shingles, prints: Prints) -> _Lookup:
    index = np.full(VALUES, NONE, dtype=np.intp)
    index[prints.values] = np.arange(len(prints.values))
    sampled = np.flatnonzero(prints.is_sampled(text.ordered))
    of_each = index[fingerprint_shingles(prints.work_key, text.ordered[sampled])]
    return _Lookup(text, prints, sampled, of_each)


def _share_of_prints(lookup: _Lookup, inside: Flags) -> float:
    """Returns the share of the fingerprints that the passages of the text have."""
    own = lookup.text.ordered[lookup.sampled[inside]]
    present = np.zeros(VALUES, dtype=np.bool_)
    present[fingerprint_shingles(lookup.prints.work_key, own)] = True
    return exceed_chance(float(present[lookup.prints.values].mean()), float(present.mean()))


def _lower_end(share: float, sample: int) -> float:
    """Returns a share less its standard error in a sample: no text is said to hold more than it probably does."""
    error: float = (max(0.0, share * (1 - share)) / max(1, sample)) ** 0.5
    return max(0.0, share - error)


# Passages


def _find_passages(lookup: _Lookup) -> list[Passage]:
    """Returns the passages of both texts; their places in b are estimates."""
    passages: list[list[Run]] = []
    found: list[int] = []
    slack = lookup.prints.size / lookup.prints.stretches
    for run, count in _find_runs(lookup):
        for i in range(len(passages) - 1, max(-1, len(passages) - 1 - OPEN_PASSAGES), -1):
            last_a, last_b, size = passages[i][-1]
            gap_a, gap_b = run[0] - last_a - size, run[1] - last_b - size
            if 0 <= gap_a <= MAX_BRIDGED and -slack <= gap_b <= MAX_BRIDGED + slack:
                passages[i].append((run[0], max(run[1], last_b + size), run[2]))
                found[i] += count
                break
        else:
            passages.append([run])
            found.append(count)
    least = max(lookup.text.min_shingles, lookup.prints.min_shingles)
    return [
        make_passage(runs)
        for runs, count in zip(passages, found, strict=True)
        if count >= MIN_FOUND and sum(run[2] for run in runs) >= least
    ]


def _find_runs(lookup: _Lookup) -> Iterator[tuple[Run, int]]:
    """Yields runs of shingles that are found one after the other, each with how many are found."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], lookup.found.view(np.int8), [0]))))
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return
    hits = lookup.sampled[lookup.found]
    stretch = lookup.prints.stretch[lookup.index[lookup.found]]
    length = lookup.prints.size / lookup.prints.stretches
    first_hits = np.cumsum(ends - starts) - (ends - starts)
    # The place in b less that in a: each fingerprint bounds it by its stretch.
    lowest = np.maximum.reduceat(stretch * length - hits, first_hits)
    highest = np.minimum.reduceat((stretch + 1) * length - 1 - hits, first_hits)
    first, last = lookup.sampled[starts], lookup.sampled[ends - 1]
    places = np.clip(np.rint(first + (lowest + highest) / 2), 0, lookup.prints.size).astype(int)
    sizes = last - first + 1
    runs = zip(first.tolist(), places.tolist(), sizes.tolist(), strict=True)
    yield from zip(runs, (ends - starts).tolist(), strict=True)


def _flag_runs(passages: Sequence[Passage], size: int, extra: int = 0) -> Flags:
    """Flags the shingles of a that lie in runs; with `extra`, the words."""
    flags = np.zeros(size, dtype=np.bool_)
    for start, _, length in (run for passage in passages for run in passage.runs):
        flags[start : start + length + extra] = True
    return flags


# Forms


def _judge_form(lookup: _Lookup, passages: Sequence[Passage], smaller: float) -> Form:
    specific = flag_compared_words(lookup.text, flag_specifics)
    make = _estimate_changes if lookup.prints.below else _count_changes
    changes = make(lookup, passages, specific)
    if changes.changed_specifics + changes.changed_common < MIN_CHANGED:
        return "different"
    fewer = replace(
        changes,
        changed_specifics=round(changes.changed_specifics / SPECIFICS_EXCESS),
        changed_common=round(changes.changed_common / COMMON_EXCESS),
    )
    return judge_form(fewer, smaller)


def _count_changes(lookup: _Lookup, passages: Sequence[Passage], specific: Flags) -> Changes:
    """Counts what is equal and what was substituted in the passages of a; b is taken for the same."""
    words = len(lookup.text.words)
    equal = _flag_runs(passages, words, EXTRA)
    changed = np.zeros(words, dtype=np.bool_)
    for start, end in _find_gaps(passages):
        if end > start and not _is_inserted(lookup, start, end):
            changed[start:end] = True
    changed &= ~equal
    return Changes(
        specifics=2 * int(np.count_nonzero((equal | changed) & specific)),
        changed_specifics=2 * int(np.count_nonzero(changed & specific)),
        common=2 * int(np.count_nonzero((equal | changed) & ~specific)),
        changed_common=2 * int(np.count_nonzero(changed & ~specific)),
    )


def _find_gaps(passages: Sequence[Passage]) -> Iterator[tuple[int, int]]:
    """Yields the words of a between two runs of a passage."""
    for passage in passages:
        for (a, _, size), (following, _, _) in zip(passage.runs, passage.runs[1:], strict=False):
            yield a + size + EXTRA, following


def _is_inserted(lookup: _Lookup, start: int, end: int) -> bool:
    """Whether b has the words before and after a gap of a side by side."""
    words = lookup.text.words
    joined = np.concatenate((words[start - EXTRA : start], words[end : end + EXTRA]))
    shingles: Hashes = shingle_hashes(joined, SHINGLE_WORDS)
    found = np.isin(fingerprint_shingles(lookup.prints.work_key, shingles), lookup.prints.values)
    return bool(found.all())


def _estimate_changes(lookup: _Lookup, passages: Sequence[Passage], specific: Flags) -> Changes:
    """Estimates the same by the shingles of the sample: one is found when none of its words is changed."""
    inside = np.zeros(len(specific), dtype=np.bool_)
    for passage in passages:
        inside[passage.a : passage.a_end] = True
    of_each = _count_specifics(specific)
    is_inside = inside[lookup.sampled] & inside[lookup.sampled + EXTRA]
    found, specifics_of_each = lookup.found[is_inside], of_each[lookup.sampled[is_inside]]
    equal, equal_specifics = _fit_equal_shares(found, specifics_of_each)
    specifics, common = (2 * int(np.count_nonzero(inside & each)) for each in (specific, ~specific))
    return Changes(
        specifics, round(specifics * (1 - equal_specifics)), common, round(common * (1 - equal))
    )


def _count_specifics(words: Flags) -> Positions:
    """Returns for each shingle how many of its words are specifics."""
    counts: Positions = words[:-2].astype(np.intp) + words[1:-1] + words[2:]
    return counts


def _fit_equal_shares(found: Flags, specifics: Positions) -> tuple[float, float]:
    """Returns which shares of the common words and of the specifics are equal, given which shingles
    are found and how many specifics each has."""
    sizes = np.bincount(specifics, minlength=SHINGLE_WORDS + 1)
    shares = np.bincount(specifics, weights=found, minlength=SHINGLE_WORDS + 1) / np.maximum(
        1, sizes
    )
    equal = float(shares[0] ** (1 / SHINGLE_WORDS)) if sizes[0] else 1.0
    expected = int(np.count_nonzero(found & (specifics > 0)))
    counts = np.arange(1, SHINGLE_WORDS + 1)
    low, high = 0.0, 1.0
    for _ in range(FITTING_STEPS):
        share = (low + high) / 2
        made = float((sizes[1:] * share**counts * equal ** (SHINGLE_WORDS - counts)).sum())
        low, high = (share, high) if made < expected else (low, share)
    return equal, high


# Quotations


def _unquoted_share(lookup: _Lookup, passages: Sequence[Passage]) -> float:
    """Returns the larger share of a or b, of its words outside of quotation marks, that both share."""
    quoted = flag_compared_words(lookup.text, flag_quoted)
    words = len(quoted)
    unquoted = int(np.count_nonzero(~quoted)), lookup.prints.unquoted
    if sum(unquoted) >= words + lookup.prints.size + EXTRA or min(unquoted) < MIN_UNQUOTED_WORDS:
        return 1.0
    there = np.zeros(words, dtype=np.bool_)
    there[lookup.sampled[lookup.found]] = lookup.prints.quoted[lookup.index[lookup.found]]
    shared = np.count_nonzero(_flag_runs(passages, words, EXTRA) & ~quoted & ~there)
    return min(1.0, int(shared) / min(unquoted))
