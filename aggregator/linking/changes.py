"""A word diff: what was replaced, taken out or put in between two sequences of words.

Words that occur once on either side are the fixed points (Bram Cohen's patience diff), within and
again within what lies between them. Unlike a longest common subsequence it cannot be made slow:
the work is at most DEEPEST passes over the words, whatever they are.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

DEEPEST = 24  # passes; what is then still unmatched counts as replaced


@dataclass(frozen=True, slots=True)
class Change:
    """Words `a`..`a_end` of the first sequence became words `b`..`b_end` of the second."""

    a: int
    a_end: int
    b: int
    b_end: int


def diff(a: Sequence[str], b: Sequence[str]) -> list[Change]:
    """The changes that make `b` of `a`, in order; what lies between them is the same in both."""
    found: list[Change] = []
    waiting = [(Change(0, len(a), 0, len(b)), DEEPEST)]
    while waiting:
        whole, passes = waiting.pop()
        part = _trimmed(a, b, whole)
        fixed = _fixed_points(a, b, part) if passes else []
        if fixed:
            points = [(part.a, part.b), *fixed, (part.a_end, part.b_end)]
            pieces = [Change(at, end, to, to_end) for (at, to), (end, to_end) in pairwise(points)]
            waiting += [(piece, passes - 1) for piece in reversed(pieces)]
        elif part.a < part.a_end or part.b < part.b_end:
            found.append(part)
    return found


def merge_close(changes: Sequence[Change], nearest: int) -> Iterator[Change]:
    """Changes with fewer than `nearest` equal words between them as one."""
    last: Change | None = None
    for change in changes:
        if last and change.a - last.a_end < nearest:
            last = Change(last.a, change.a_end, last.b, change.b_end)
            continue
        if last:
            yield last
        last = change
    if last:
        yield last


def _trimmed(a: Sequence[str], b: Sequence[str], part: Change) -> Change:
    """Without the words that both sides begin and end with."""
    at, end, to, to_end = part.a, part.a_end, part.b, part.b_end
    while at < end and to < to_end and a[at] == b[to]:
        at, to = at + 1, to + 1
    while at < end and to < to_end and a[end - 1] == b[to_end - 1]:
        end, to_end = end - 1, to_end - 1
    return Change(at, end, to, to_end)


def _fixed_points(a: Sequence[str], b: Sequence[str], part: Change) -> list[tuple[int, int]]:
    """Where words stand that occur once on either side: as many as are in the same order in both."""
    left, right = _once(a, part.a, part.a_end), _once(b, part.b, part.b_end)
    return _rising([(place, right[word]) for word, place in left.items() if word in right])


def _once(words: Sequence[str], start: int, end: int) -> dict[str, int]:
    counted = Counter(words[start:end])
    return {words[i]: i for i in range(start, end) if counted[words[i]] == 1}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, given by their first, whose second rises too (patience sorting)."""
    tops: list[int] = []  # the smallest second that ends a run of each length
    ends: list[int] = []  # and the pair it belongs to
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(tops, second)
        tops[length : length + 1] = [second]
        ends[length : length + 1] = [number]
        before.append(ends[length - 1] if length else -1)
    found = []
    number = ends[-1] if ends else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]
