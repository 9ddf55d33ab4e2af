"""Finds texts that three together show to be no copies of one another, although two alone look like it.

- Collection: one text carries two others in stretches that do not overlap, and these are unrelated.
- Quotation: three otherwise different texts share one and the same passage.
- Series: where two texts of a form differ, the third one differs from both. Of copies that were edited
  apart, two agree in nearly every place.

A separation is found when the last of the texts is compared, whichever that is, and is then stored.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from aggregator import linking
from aggregator.linking.forms import find_substitutions
from aggregator.linking.passages import SHINGLE_WORDS
from aggregator.linking.verify import WHOLE_SHARE, Comparison
from aggregator.model import MEMBER_RELATIONS, SeparationKind
from aggregator.stories.plan.rank import Rank

MIN_SLOTS = 3  # places where all three texts differ, from which they are a series,
DIFFERENT_SHARE = 0.35  # and their share of all places where any two of them differ
MAX_QUOTED_SHARE = 0.55  # of a text, up to which what three texts share is a quotation
SAME_STRETCH = 0.8  # of both stretches of a text: two others share the same part of it
APART = 0.1  # of the smaller stretch, up to which two stretches do not overlap
MIN_CARRIED = 30  # shingles of a text that a collection carries, at least,
CARRIED_SHARE = 0.4  # of the text; less is what a site repeats around its articles, or a quotation
MAX_CARRIED = 0.9  # and share of the collection, at most: the other text must have a place too
CACHED_PAIRS = 256  # whose slots are kept for the next third text


@dataclass(frozen=True, slots=True)
class ComparedText:
    """A text with its shingles. `article_id` is 0 for the one that is not stored yet."""

    article_id: int
    source_id: int | None
    rank: Rank
    shingles: linking.Shingles

    @property
    def text_hash(self) -> str:
        """The hash of its wording."""
        return self.rank[-1]


@dataclass(frozen=True, slots=True)
class Separation:
    """Two texts that are no members of one story. Of a collection, `article_id` is the collection."""

    article_id: int
    other_id: int
    kind: SeparationKind


Interval = tuple[int, int]
Slot = tuple[int, int, int, int]  # words of a, and words of b that stand for them


def may_be_separated(comparison: Comparison) -> bool:
    """Returns whether a third text could show that two texts are no copies."""
    return min(comparison.a_in_b, comparison.b_in_a) < WHOLE_SHARE or _has_slots(comparison)


def largest_share_of_third(comparison: Comparison) -> float:
    """Returns the largest share of b that a third text may have in common with it, to show something.

    Where a and b differ in too few places for a series, its stretch of b must not overlap that of a, or both
    are quotations.
    """
    if _has_slots(comparison):
        return 1.0
    return max(1 + APART - comparison.b_in_a, MAX_QUOTED_SHARE)


def _has_slots(comparison: Comparison) -> bool:
    sizes = (size + SHINGLE_WORDS - 1 for size in (comparison.a_size, comparison.b_size))
    return len(find_substitutions(comparison.passages, *sizes)) >= MIN_SLOTS


def separate(a: ComparedText, b: ComparedText, c: ComparedText) -> list[Separation]:
    """Returns which of three texts, each related to another one, are to be separated."""
    texts = sorted((a, b, c), key=lambda text: text.rank)
    if len({text.text_hash for text in texts}) < 3:
        return []
    if _is_series(*texts):
        return [Separation(a.article_id, b.article_id, "series") for a, b in combinations(texts, 2)]
    if _is_quotation(texts):
        return [Separation(a.article_id, b.article_id, "quote") for a, b in combinations(texts, 2)]
    return list(_find_carried(texts))


# Series


def _is_series(first: ComparedText, second: ComparedText, third: ComparedText) -> bool:
    """Whether the three differ in the same places of the first, all from one another."""
    if any(text.shingles.prints for text in (first, second, third)):
        return False  # the words that differ are not known
    slots = [_find_slots(first.shingles, other.shingles) for other in (second, third)]
    if min(map(len, slots)) < MIN_SLOTS:
        return False
    i = j = different = places = 0
    while i < len(slots[0]) and j < len(slots[1]):
        (a, a_end, b, b_end), (c, c_end, d, d_end) = slots[0][i], slots[1][j]
        same_place = _is_same_place((a, a_end), (c, c_end))
        if same_place:
            different += _words(second, b, b_end) != _words(third, d, d_end)
        places += 1
        i, j = i + (same_place or a_end <= c_end), j + (same_place or a_end > c_end)
    places += len(slots[0]) - i + len(slots[1]) - j
    return different >= MIN_SLOTS and different >= DIFFERENT_SHARE * places


@lru_cache(maxsize=CACHED_PAIRS)
def _find_slots(a: linking.Shingles, b: linking.Shingles) -> list[Slot]:
    """The places where words of one text stand for words of the other, in the order of a."""
    return sorted(find_substitutions(linking.compare(a, b).passages, len(a.words), len(b.words)))


def _is_same_place(a: Interval, b: Interval) -> bool:
    """Whether at least half of what either of two intervals covers is in both."""
    both = min(a[1], b[1]) - max(a[0], b[0])
    return 2 * both >= max(a[1], b[1]) - min(a[0], b[0])


def _words(text: ComparedText, start: int, end: int) -> bytes:
    return text.shingles.words[start:end].tobytes()


# Quotations


def _is_quotation(texts: Sequence[ComparedText]) -> bool:
    """Whether otherwise different texts share one passage, which may be the whole of one of them."""
    shares = []
    for a, b in combinations(texts, 2):
        pair = linking.compare(a.shingles, b.shingles)
        if min(pair.a_in_b, pair.b_in_a) >= MAX_QUOTED_SHARE:
            return False
        shares.append((pair.a_in_b, pair.b_in_a))
    whole = sum(max(each) >= MAX_QUOTED_SHARE for each in shares)
    if whole not in (0, 2):  # of two texts that carry the third whole, neither is carried
        return False
    return all(_share_one_stretch(text, texts) for text in texts)


def _share_one_stretch(text: ComparedText, texts: Sequence[ComparedText]) -> bool:
    """Whether a text has the same stretch in common with each of the others."""
    left, right = (
        _covered(linking.compare(text.shingles, other.shingles))
        for other in texts
        if other is not text
    )
    return _overlap(left, right) >= SAME_STRETCH * max(_length(left), _length(right))


# Collections


def _find_carried(texts: Sequence[ComparedText]) -> Iterator[Separation]:
    """Yields what a text carries, where it carries the other two, and these are unrelated."""
    for carrier in texts:
        a, b = (text for text in texts if text is not carrier)
        if not _carries_apart(carrier, a, b) or _are_related(a, b):
            continue
        if _are_related(carrier, a) and _are_related(carrier, b):
            yield Separation(carrier.article_id, a.article_id, "collection")
            yield Separation(carrier.article_id, b.article_id, "collection")


def _carries_apart(carrier: ComparedText, a: ComparedText, b: ComparedText) -> bool:
    """Whether a text holds most of both others, in stretches that do not overlap."""
    stretches = []
    for other in (a, b):
        comparison = linking.compare(carrier.shingles, other.shingles)
        if comparison.b_in_a < CARRIED_SHARE or comparison.a_in_b > MAX_CARRIED:
            return False
        stretches.append(_covered(comparison))
    smaller = min(map(_length, stretches))
    return smaller >= MIN_CARRIED and _overlap(*stretches) <= APART * smaller


def _are_related(a: ComparedText, b: ComparedText) -> bool:
    same_site = a.source_id is not None and a.source_id == b.source_id
    relation = linking.relate(linking.compare(a.shingles, b.shingles), same_site=same_site)
    return relation in MEMBER_RELATIONS or relation == "version"


# Stretches


def _covered(comparison: Comparison) -> list[Interval]:
    """The stretches of a that its passages cover, in shingles, sorted."""
    runs = sorted((a, a + size) for passage in comparison.passages for a, _, size in passage.runs)
    merged: list[Interval] = []
    for start, end in runs:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _length(intervals: Sequence[Interval]) -> int:
    return sum(end - start for start, end in intervals)


def _overlap(a: Sequence[Interval], b: Sequence[Interval]) -> int:
    """The length that both lists of sorted intervals cover."""
    i = j = shared = 0
    while i < len(a) and j < len(b):
        shared += max(0, min(a[i][1], b[j][1]) - max(a[i][0], b[j][0]))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return shared
