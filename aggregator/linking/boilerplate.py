"""Counts what a site repeats in distinct stories: its boilerplate.

Whether two articles are of one story is decided without the repeated text: they are when most of
the smaller one is in the other, or when what is left of them without their repeated lines is alike.
So a wrapper is learned although it makes its articles look alike, and copies or versions of one
story teach nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from aggregator.linking.passages import SHINGLE_WORDS
from aggregator.linking.relations import MEMBER_SHARE, MIN_SHINGLES
from aggregator.linking.verify import BOILERPLATE_SHINGLE_WORDS, overlap
from aggregator.linking.words import (
    Hashes,
    hash_line,
    hash_words_of_lines,
    lines,
    shingle_hashes,
    sorted_unique,
)

LONGEST_LINE = 60  # words; a longer line is a paragraph of an article, never boilerplate
REPEATED = 3  # articles from which a line is a candidate
SAME_STORY_SHARE = 0.6  # share of the smaller text that is in the other
SAMPLE_LIMIT = np.uint64((1 << 64) // 4)  # shingle hashes below it find texts of one story
LEADERS_COMPARED = 5  # stories that a text is compared with, those with most in common first
LINE_STORIES, SHINGLE_STORIES = (
    3,
    5,
)  # distinct stories from which a line or a shingle is boilerplate
NO_STORY = -1  # number of a text of which nothing is left without its repeated lines


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    line_hashes: list[int]
    word_hashes: list[Hashes]  # of each line
    shingles: Hashes  # distinct, sorted
    key: tuple[int, ...]  # orders texts of one length


@dataclass(frozen=True, slots=True)
class RepeatCounts:
    """The number of distinct stories in which each boilerplate line and 5-shingle occurs, by hash."""

    lines: dict[int, int]
    shingles: dict[int, int]


def count_repeats(texts: Iterable[str]) -> RepeatCounts:
    """Counts over the texts of one site; their order does not matter."""
    split = sorted(
        (_split_and_hash(text) for text in texts), key=lambda t: (-len(t.shingles), t.key)
    )
    if len(split) < REPEATED:
        return RepeatCounts({}, {})
    articles = Counter(line for text in split for line in set(text.line_hashes))
    repeated = {line for line, count in articles.items() if count >= REPEATED}
    stories = _number_stories(
        [text.shingles for text in split], [_unrepeated_shingles(text, repeated) for text in split]
    )
    return RepeatCounts(_count_lines(split, repeated, stories), _count_shingles(split, stories))


def _split_and_hash(text: str) -> _Text:
    split = lines(text)
    word_hashes = hash_words_of_lines(split)
    line_hashes = [hash_line(line) for line in split]
    return _Text(line_hashes, word_hashes, _hash_shingles(word_hashes), tuple(line_hashes))


def _unrepeated_shingles(text: _Text, repeated: set[int]) -> Hashes:
    """Returns the shingles of a text without its repeated lines."""
    if repeated.isdisjoint(text.line_hashes):
        return text.shingles
    by_line = zip(text.line_hashes, text.word_hashes, strict=True)
    return _hash_shingles([words for line, words in by_line if line not in repeated])


def _hash_shingles(word_hashes_by_line: list[Hashes]) -> Hashes:
    return sorted_unique(shingle_hashes(_concatenate(word_hashes_by_line), SHINGLE_WORDS))


def _concatenate(word_hashes_by_line: list[Hashes]) -> Hashes:
    if not word_hashes_by_line:
        return np.empty(0, dtype=np.uint64)
    return np.concatenate(word_hashes_by_line)


def _number_stories(wholes: list[Hashes], rests: list[Hashes]) -> list[int]:
    """Returns for each text the index of the text that leads its story, or NO_STORY.

    `wholes` are the texts; `rests` are the same texts without their repeated lines.
    """
    leaders_by_hash: defaultdict[int, list[int]] = defaultdict(list)
    numbers = []
    for i, (whole, rest) in enumerate(zip(wholes, rests, strict=True)):
        sample = rest[: np.searchsorted(rest, SAMPLE_LIMIT)].tolist()
        nearest = _nearest_leaders(leaders_by_hash, sample)
        leader = next((j for j in nearest if _is_same_story(wholes, rests, i, j)), None)
        if leader is None and len(rest) < MIN_SHINGLES <= len(whole):
            numbers.append(NO_STORY)
            continue
        if leader is None:
            for value in sample:
                leaders_by_hash[value].append(i)
        numbers.append(i if leader is None else leader)
    return numbers


def _nearest_leaders(leaders_by_hash: dict[int, list[int]], sample: list[int]) -> list[int]:
    """Returns the leaders that share most of the sampled hashes."""
    lists = [leaders_by_hash[value] for value in sample if value in leaders_by_hash]
    shared = Counter(leader for leaders in lists for leader in leaders)
    return sorted(shared, key=lambda leader: (-shared[leader], leader))[:LEADERS_COMPARED]


def _is_same_story(wholes: list[Hashes], rests: list[Hashes], i: int, leader: int) -> bool:
    if overlap(wholes[i], wholes[leader]) >= SAME_STORY_SHARE:
        return True
    return overlap(rests[i], rests[leader]) >= MEMBER_SHARE


def _count_lines(texts: list[_Text], repeated: set[int], stories: list[int]) -> dict[int, int]:
    stories_by_line: defaultdict[int, set[int]] = defaultdict(set)
    for story, text in zip(stories, texts, strict=True):
        for line, words in zip(text.line_hashes, text.word_hashes, strict=True):
            if story != NO_STORY and line in repeated and len(words) <= LONGEST_LINE:
                stories_by_line[line].add(story)
    counts = {line: len(found) for line, found in stories_by_line.items()}
    return {line: count for line, count in counts.items() if count >= LINE_STORIES}


def _count_shingles(texts: list[_Text], stories: list[int]) -> dict[int, int]:
    """Counts 5-shingles by distinct stories: the texts of a story are pooled and counted once."""
    pooled: defaultdict[int, list[Hashes]] = defaultdict(list)
    for story, text in zip(stories, texts, strict=True):
        if story != NO_STORY:
            words = _concatenate(text.word_hashes)
            pooled[story].append(shingle_hashes(words, BOILERPLATE_SHINGLE_WORDS))
    if len(pooled) < SHINGLE_STORIES:
        return {}
    by_story = [sorted_unique(np.concatenate(hashes)) for hashes in pooled.values()]
    values, counts = np.unique(np.concatenate(by_story), return_counts=True)
    kept = counts >= SHINGLE_STORIES
    return dict(zip(values[kept].view(np.int64).tolist(), counts[kept].tolist(), strict=True))
