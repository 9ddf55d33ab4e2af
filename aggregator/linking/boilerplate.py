"""Counts what a site repeats in distinct stories: its boilerplate.

Whether two articles are of one story is decided without the repeated text: they are when most of
the smaller one is in the other, or when what is left of them without their repeated lines is alike.
So a wrapper is learned although it makes its articles look alike, and copies or versions of one
story teach nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

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
    shingle_hashes_of_each,
    sorted_unique,
)

LONGEST_LINE = 60  # words; a longer line is a paragraph of an article, never boilerplate
REPEATED = 3  # articles from which a line is a candidate
SAME_STORY_SHARE = 0.6  # share of the smaller text that is in the other
SAMPLE_LIMIT = np.uint64((1 << 64) // 4)  # shingle hashes below it find texts of one story
LEADERS_COMPARED = 5  # stories that a text is compared with, those with most in common first
TOGETHER = 16  # texts whose words are hashed at once
LINE_STORIES, SHINGLE_STORIES = (
    3,
    5,
)  # distinct stories from which a line or a shingle is boilerplate
NO_STORY = -1  # number of a text of which nothing is left without its repeated lines


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    line_hashes: list[int]
    word_hashes: list[Hashes]  # of each line
    words: Hashes  # of all of them


@dataclass(frozen=True, slots=True)
class RepeatCounts:
    """The number of distinct stories in which each boilerplate line and 5-shingle occurs, by hash."""

    lines: dict[int, int]
    shingles: dict[int, int]


def count_repeats(texts: Iterable[str]) -> RepeatCounts:
    """Counts over the texts of one site; their order does not matter."""
    split = list(_split_and_hash(texts))
    articles = Counter(line for text in split for line in set(text.line_hashes))
    repeated = {line for line, count in articles.items() if count >= REPEATED}
    hashed = [text.words for text in split]
    long_shingles = shingle_hashes_of_each(hashed, BOILERPLATE_SHINGLE_WORDS)
    # What too few texts repeat, too few stories do: there are no more of them than texts.
    if not repeated and not _find_frequent(long_shingles)[0]:
        return RepeatCounts({}, {})
    wholes = [sorted_unique(hashes) for hashes in shingle_hashes_of_each(hashed, SHINGLE_WORDS)]
    order = sorted(range(len(split)), key=lambda i: (-len(wholes[i]), split[i].line_hashes))
    stories = _number_stories(
        [wholes[i] for i in order],
        [_unrepeated_shingles(split[i], wholes[i], repeated) for i in order],
    )
    return RepeatCounts(
        _count_lines([split[i] for i in order], repeated, stories),
        _count_shingles([long_shingles[i] for i in order], stories),
    )


def _split_and_hash(texts: Iterable[str]) -> Iterator[_Text]:
    """Yields each text; the words of several are hashed at once, which costs half as much."""
    remaining = iter(texts)
    while group := [lines(text) for text in islice(remaining, TOGETHER)]:
        hashed = iter(hash_words_of_lines([line for split in group for line in split]))
        for split in group:
            word_hashes = list(islice(hashed, len(split)))
            line_hashes = [hash_line(line) for line in split]
            yield _Text(line_hashes, word_hashes, _concatenate(word_hashes))


def _unrepeated_shingles(text: _Text, whole: Hashes, repeated: set[int]) -> Hashes:
    """Returns the distinct shingles of a text without its repeated lines; `whole`: those of all of it."""
    if repeated.isdisjoint(text.line_hashes):
        return whole
    by_line = zip(text.line_hashes, text.word_hashes, strict=True)
    left = _concatenate([words for line, words in by_line if line not in repeated])
    return sorted_unique(shingle_hashes(left, SHINGLE_WORDS))


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


def _count_shingles(shingles_of_each: Sequence[Hashes], stories: list[int]) -> dict[int, int]:
    """Counts 5-shingles by distinct stories: the texts of a story are pooled and counted once."""
    pooled: defaultdict[int, list[Hashes]] = defaultdict(list)
    for story, shingles in zip(stories, shingles_of_each, strict=True):
        if story != NO_STORY:
            pooled[story].append(shingles)
    values, counts = _find_frequent([np.concatenate(hashes) for hashes in pooled.values()])
    return dict(zip(values, counts, strict=True))


def _find_frequent(shingles_of_each: Sequence[Hashes]) -> tuple[list[int], list[int]]:
    """Returns the shingles that occur in SHINGLE_STORIES of these or more, and in how many each."""
    if len(shingles_of_each) < SHINGLE_STORIES:
        return [], []
    ordered = np.sort(np.concatenate([sorted_unique(hashes) for hashes in shingles_of_each]))
    ends = np.flatnonzero(np.concatenate([ordered[1:] != ordered[:-1], [len(ordered) > 0]])) + 1
    counts = np.diff(ends, prepend=0)
    kept = counts >= SHINGLE_STORIES
    return ordered[ends[kept] - 1].view(np.int64).tolist(), counts[kept].tolist()
