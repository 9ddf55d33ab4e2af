"""A site's own repeated text: what stands in several distinct stories of one site.

"Distinct" is judged without the text in question: two articles count as one story when most of the
smaller one is in the other, or when what is left of them without their repeated lines is alike. So
a wrapper is learned although it makes its articles look alike, and copies or versions of one story
teach nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aggregator.linking.relations import FEWEST, MEMBER
from aggregator.linking.verify import LONG, compare, shingles
from aggregator.linking.words import (
    Hashes,
    line_hash,
    lines,
    shingle_hashes,
    word_hashes,
    words,
)

LONGEST_LINE = 60  # words; a longer line is a paragraph of an article, never a site's own text
REPEATED = 3  # articles from which a line is worth a look
SAME_STORY = 0.6  # share of the smaller text in the other
LINES_FROM, RUNS_FROM = 3, 5  # distinct stories from which repeated text is a site's own


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many distinct stories each repeated line and five-word run stands."""

    lines: dict[int, int]
    runs: dict[int, int]


def count(texts: Sequence[str]) -> Counts:
    """Count over the texts of one site."""
    if len(texts) < REPEATED:
        return Counts({}, {})
    split = [[(line_hash(line), line) for line in lines(text)] for text in texts]
    seen = Counter(value for article in split for value in {value for value, _ in article})
    repeated = {value for value, times in seen.items() if times >= REPEATED}
    wholes = [shingles(text) for text in texts]
    rests = [
        shingles("\n".join(line for value, line in article if value not in repeated))
        for article in split
    ]
    story = _stories(wholes, rests)
    return Counts(_lines(split, repeated, story), _runs(texts, story))


def _stories(wholes: list[Hashes], rests: list[Hashes]) -> list[int]:
    """The number of the story each text belongs to, by leader: -1 for texts that are all repeated."""
    leaders: list[int] = []
    holders: defaultdict[int, list[int]] = defaultdict(list)  # sampled run of a rest -> leaders
    numbers = []
    for i, (whole, rest) in enumerate(zip(wholes, rests, strict=True)):
        sampled = rest[rest < np.uint64((1 << 64) // 4)].tolist()
        near = Counter(leader for value in sampled for leader in holders[value])
        same = next(
            (leader for leader, _ in near.most_common(5) if _same(wholes, rests, i, leader)), None
        )
        if same is None and len(rest) < FEWEST and len(whole) >= FEWEST:
            numbers.append(-1)
            continue
        if same is None:
            leaders.append(i)
            for value in sampled:
                holders[value].append(i)
        numbers.append(i if same is None else same)
    return numbers


def _same(wholes: list[Hashes], rests: list[Hashes], i: int, leader: int) -> bool:
    whole = compare(wholes[i], wholes[leader])
    if max(whole.a_in_b, whole.b_in_a) >= SAME_STORY:
        return True
    rest = compare(rests[i], rests[leader])
    return max(rest.a_in_b, rest.b_in_a) >= MEMBER


def _lines(
    split: list[list[tuple[int, str]]], repeated: set[int], story: list[int]
) -> dict[int, int]:
    holders: defaultdict[int, set[int]] = defaultdict(set)
    for number, article in zip(story, split, strict=True):
        for value, line in article:
            if number >= 0 and value in repeated and len(words(line)) <= LONGEST_LINE:
                holders[value].add(number)
    return {value: len(held) for value, held in holders.items() if len(held) >= LINES_FROM}


def _runs(texts: Sequence[str], story: list[int]) -> dict[int, int]:
    """Runs by distinct stories: each story's texts are pooled, then counted once."""
    pooled: defaultdict[int, list[Hashes]] = defaultdict(list)
    for number, text in zip(story, texts, strict=True):
        if number >= 0:
            pooled[number].append(shingle_hashes(word_hashes(words(text)), LONG))
    if len(pooled) < RUNS_FROM:
        return {}
    every = np.concatenate([np.unique(np.concatenate(held)) for held in pooled.values()])
    values, counts = np.unique(every, return_counts=True)
    kept = counts >= RUNS_FROM
    return dict(zip(values[kept].view(np.int64).tolist(), counts[kept].tolist(), strict=True))
