"""A site's own repeated text: what stands in several distinct stories of one site.

"Distinct" is judged without the text in question: two articles count as one story when most of the
smaller one is in the other, or when what is left of them without their repeated lines is alike. So
a wrapper is learned although it makes its articles look alike, and copies or versions of one story
teach nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from aggregator.linking.relations import FEWEST, MEMBER
from aggregator.linking.verify import LONG, SIZE, Shingles, compare
from aggregator.linking.words import (
    Hashes,
    hash_line,
    hash_tokens_by_line,
    lines,
    shingle_hashes,
    sorted_unique,
)

LONGEST_LINE = 60  # words; a longer line is a paragraph of an article, never a site's own text
REPEATED = 3  # articles from which a line is worth a look
SAME_STORY = 0.6  # share of the smaller text in the other
SAMPLED = np.uint64((1 << 64) // 4)  # runs below it find texts that may be of one story
LINES_FROM, RUNS_FROM = 3, 5  # distinct stories from which repeated text is a site's own


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    lines: list[int]  # hashes
    hashed: list[Hashes]  # the words of each line
    whole: Shingles
    key: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RepeatCounts:
    """In how many distinct stories each repeated line and five-word run stands."""

    lines: dict[int, int]
    shingles: dict[int, int]


def count_repeats(texts: Iterable[str]) -> RepeatCounts:
    """Count over the texts of one site; their order does not matter."""
    read = sorted((_read(text) for text in texts), key=lambda text: (-len(text.whole), text.key))
    if len(read) < REPEATED:
        return RepeatCounts({}, {})
    seen = Counter(value for text in read for value in set(text.lines))
    repeated = {value for value, times in seen.items() if times >= REPEATED}
    rests = [
        _runs_of([h for v, h in zip(t.lines, t.hashed, strict=True) if v not in repeated])
        for t in read
    ]
    story = _stories([text.whole for text in read], rests)
    return RepeatCounts(_lines(read, repeated, story), _runs(read, story))


def _read(text: str) -> _Text:
    split = lines(text)
    hashed = hash_tokens_by_line(split)
    values = [hash_line(line) for line in split]
    return _Text(values, hashed, _runs_of(hashed), tuple(values))


def _runs_of(hashed: list[Hashes]) -> Shingles:
    ordered = shingle_hashes(_joined(hashed), SIZE)
    return Shingles(ordered, sorted_unique(ordered))


def _joined(hashed: list[Hashes]) -> Hashes:
    return np.concatenate(hashed) if hashed else np.empty(0, dtype=np.uint64)


def _stories(wholes: list[Shingles], rests: list[Shingles]) -> list[int]:
    """The number of the story each text belongs to, by leader: -1 for texts that are all repeated."""
    holders: defaultdict[int, list[int]] = defaultdict(list)  # sampled run of a rest -> leaders
    numbers = []
    for i, (whole, rest) in enumerate(zip(wholes, rests, strict=True)):
        sampled = rest.distinct[: np.searchsorted(rest.distinct, SAMPLED)].tolist()
        held = [holders[value] for value in sampled if value in holders]
        near = Counter(leader for leaders in held for leader in leaders)
        nearest = sorted(near, key=lambda leader: (-near[leader], leader))[:5]
        same = next((leader for leader in nearest if _same(wholes, rests, i, leader)), None)
        if same is None and len(rest) < FEWEST and len(whole) >= FEWEST:
            numbers.append(-1)
            continue
        if same is None:
            for value in sampled:
                holders[value].append(i)
        numbers.append(i if same is None else same)
    return numbers


def _same(wholes: list[Shingles], rests: list[Shingles], i: int, leader: int) -> bool:
    whole = compare(wholes[i], wholes[leader], passage=False)
    if max(whole.a_in_b, whole.b_in_a) >= SAME_STORY:
        return True
    rest = compare(rests[i], rests[leader], passage=False)
    return max(rest.a_in_b, rest.b_in_a) >= MEMBER


def _lines(read: list[_Text], repeated: set[int], story: list[int]) -> dict[int, int]:
    holders: defaultdict[int, set[int]] = defaultdict(set)
    for number, text in zip(story, read, strict=True):
        for value, hashed in zip(text.lines, text.hashed, strict=True):
            if number >= 0 and value in repeated and len(hashed) <= LONGEST_LINE:
                holders[value].add(number)
    return {value: len(held) for value, held in holders.items() if len(held) >= LINES_FROM}


def _runs(read: list[_Text], story: list[int]) -> dict[int, int]:
    """Shingles by distinct stories: each story's texts are pooled, then counted once."""
    pooled: defaultdict[int, list[Hashes]] = defaultdict(list)
    for number, text in zip(story, read, strict=True):
        if number >= 0:
            pooled[number].append(shingle_hashes(_joined(text.hashed), LONG))
    if len(pooled) < RUNS_FROM:
        return {}
    every = np.concatenate([sorted_unique(np.concatenate(held)) for held in pooled.values()])
    values, counts = np.unique(every, return_counts=True)
    kept = counts >= RUNS_FROM
    return dict(zip(values[kept].view(np.int64).tolist(), counts[kept].tolist(), strict=True))
