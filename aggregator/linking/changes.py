"""A word diff: what was replaced, removed or added between two sequences of words.

The fixed points are words that occur once on either side (Bram Cohen's patience diff); each part
between two fixed points is compared again in the same way. Unlike a longest common subsequence, this
takes at most MAX_PASSES passes over the words, whatever they are.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

MAX_PASSES = 24  # what is unmatched after them counts as replaced


@dataclass(frozen=True, slots=True)
class Change:
    """Words `a`..`a_end` of the first sequence became words `b`..`b_end` of the second."""

    a: int
    a_end: int
    b: int
    b_end: int


def diff_words(a: Sequence[str], b: Sequence[str]) -> list[Change]:
    """Returns the changes that turn `a` into `b`, in order; the words between them are equal."""
    changes: list[Change] = []
    waiting = [(Change(0, len(a), 0, len(b)), MAX_PASSES)]
    while waiting:
        whole, passes = waiting.pop()
        part = _trim_equal_ends(a, b, whole)
        fixed = _find_fixed_points(a, b, part) if passes else []
        if fixed:
            waiting += [
                (piece, passes - 1) for piece in reversed(_split_at_fixed_points(fixed, part))
            ]
        elif part.a < part.a_end or part.b < part.b_end:
            changes.append(part)
    return changes


def merge_close_changes(changes: Sequence[Change], gap: int) -> Iterator[Change]:
    """Yields the changes; those with fewer than `gap` equal words between them are merged."""
    last: Change | None = None
    for change in changes:
        if last and change.a - last.a_end < gap:
            last = Change(last.a, change.a_end, last.b, change.b_end)
            continue
        if last:
            yield last
        last = change
    if last:
        yield last


def _split_at_fixed_points(fixed: list[tuple[int, int]], part: Change) -> list[Change]:
    """Cuts a part at its fixed points."""
    points = [(part.a, part.b), *fixed, (part.a_end, part.b_end)]
    return [Change(a, a_end, b, b_end) for (a, b), (a_end, b_end) in pairwise(points)]


def _trim_equal_ends(a: Sequence[str], b: Sequence[str], part: Change) -> Change:
    """Returns a part without the equal words at its beginning and end."""
    start, end, b_start, b_end = part.a, part.a_end, part.b, part.b_end
    while start < end and b_start < b_end and a[start] == b[b_start]:
        start, b_start = start + 1, b_start + 1
    while start < end and b_start < b_end and a[end - 1] == b[b_end - 1]:
        end, b_end = end - 1, b_end - 1
    return Change(start, end, b_start, b_end)


def _find_fixed_points(a: Sequence[str], b: Sequence[str], part: Change) -> list[tuple[int, int]]:
    """Returns the positions of words that occur once on either side and are in the same order in both."""
    left = _positions_of_unique(a, part.a, part.a_end)
    right = _positions_of_unique(b, part.b, part.b_end)
    return _longest_rising([(i, right[word]) for word, i in left.items() if word in right])


def _positions_of_unique(words: Sequence[str], start: int, end: int) -> dict[str, int]:
    """Returns the words that occur once from `start` to `end`, with their positions."""
    counts = Counter(words[start:end])
    return {words[i]: i for i in range(start, end) if counts[words[i]] == 1}


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Returns the longest subsequence of pairs, sorted by their first, whose second rises too.

    Patience sorting, O(n log n).
    """
    smallest: list[int] = []  # the smallest second that ends a subsequence of each length
    ends: list[int] = []  # the index of the pair it belongs to
    previous: list[int] = []  # for each pair, the index of the pair before it
    for i, (_, second) in enumerate(pairs):
        length = bisect_left(smallest, second)
        smallest[length : length + 1] = [second]
        ends[length : length + 1] = [i]
        previous.append(ends[length - 1] if length else -1)
    backwards = []
    i = ends[-1] if ends else -1
    while i >= 0:
        backwards.append(pairs[i])
        i = previous[i]
    return backwards[::-1]
