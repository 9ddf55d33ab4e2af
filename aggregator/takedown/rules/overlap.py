"""Measures how a page carries a work: which words of both are in common passages, and in which order.

A share of 3-shingles falls to a half where one word in four is changed, although the page is still the same
text. So words count here that lie within passages, in which small edits are bridged.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from aggregator import linking
from aggregator.linking.forms import Changes, Side, count_changes, find_substitutions
from aggregator.linking.marks import Flags, flag_quoted, flag_specifics
from aggregator.linking.passages import SHINGLE_WORDS, Passage
from aggregator.linking.verify import CACHED_COMPARISONS, flag_compared_words

MIN_EQUAL = 8  # words of a passage that are equal in both texts, at least,
MIN_DENSITY = 0.3  # and their share of the passage: less is words that two texts have by chance
HEADLINE = 25  # words at the beginning of a work that others often rewrite: most of them have capital letters
MORE_QUOTED = 0.3  # of the words in passages are in quotation marks in the one text only
MAX_INTRODUCTION = 200  # characters before a passage that are looked at
_OPENS = re.compile(r"(?:[“„«「『\"]|(?:^|\s)[‘'])\s*$")
MIN_INSERTION = 10  # words: what an editor adds at once is shorter
MIN_INTRODUCTION = 3  # words
MAX_LABEL = 16  # characters of a label between an introduction and the words, as of a speaker


@dataclass(frozen=True, slots=True)
class Overlap:
    """How a page carries a work. Shares are between 0 and 1; a changed word within a passage counts."""

    work: float  # share of the work's words that are in passages
    page: float  # share of the page's words
    words: int  # of the work in passages
    before: int  # words of the work before the first passage
    inserted: float  # share of the page from its first passage to its last that is not of the work
    kept: float  # share of the page's words in passages that are equal in the work
    in_order: float  # share of the equal words that follow each other in both texts
    mean_passage: float  # words of the work
    changes: Changes  # words that stand for others, within passages


Interval = tuple[int, int]


@lru_cache(maxsize=CACHED_COMPARISONS)
def measure_overlap(work: linking.Shingles, page: linking.Shingles) -> Overlap | None:
    """Returns how a page carries a work; None where they have no passage in common."""
    passages = select_passages(work, page)
    if not passages:
        return None
    in_work = _flag([(each.a, each.a_end) for each in passages], len(work.words))
    in_page = _flag([(each.b, each.b_end) for each in passages], len(page.words))
    runs = sorted(run for each in passages for run in each.runs)
    equal = _flag([_run_words(b, size) for _, b, size in runs], len(page.words))
    start, end = min(each.b for each in passages), max(each.b_end for each in passages)
    return Overlap(
        work=float(np.mean(in_work)),
        page=float(np.mean(in_page)),
        words=int(np.count_nonzero(in_work)),
        before=min(each.a for each in passages),
        inserted=1
        - float(np.mean(in_page[start:end]))
        + _count_insertions(passages) / (end - start),
        kept=float(np.mean(equal[in_page])),
        in_order=_share_in_order([b + i for _, b, size in runs for i in range(size)]),
        mean_passage=int(np.count_nonzero(in_work)) / len(passages),
        changes=_count_inner_changes(work, page, passages),
    )


def select_passages(work: linking.Shingles, page: linking.Shingles) -> list[Passage]:
    """Returns the passages of a work (a) and a page (b) that both have not by chance.

    None with a text that is not stored: its words are not known, and only they show how a work is carried.
    """
    if work.prints or page.prints:
        return []
    return [each for each in linking.compare(work, page).passages if _is_dense(each)]


def introduces(holder: linking.Shingles, other: linking.Shingles) -> bool:
    """Returns whether a text introduces the words that another one has too as those of somebody else.

    It has them in quotation marks that the other one has not, or after a mark that opens a quotation, or after a
    line that ends with a colon as a sentence does ("The letter reads:"), not as a label ("OPINION:").
    """
    passages = select_passages(holder, other)
    own = [(each.a, each.a_end) for each in passages]
    theirs = [(each.b, each.b_end) for each in passages]
    if _share_quoted(holder, own) - _share_quoted(other, theirs) > MORE_QUOTED:
        return True
    before, other_before = _text_before(holder, min(own)[0]), _text_before(other, min(theirs)[0])
    opens = _OPENS.search(before) and not _OPENS.search(other_before)
    return bool(opens) or _ends_with_introduction(before)


def both_introduce(work: linking.Shingles, page: linking.Shingles) -> bool:
    """Returns whether two texts introduce the words of both alike, as two reports that quote a third text do."""
    passages = select_passages(work, page)
    before = (
        _text_before(work, min(each.a for each in passages)),
        _text_before(page, min(each.b for each in passages)),
    )
    return any(_OPENS.search(text) or _ends_with_introduction(text) for text in before)


def flag_equal_words(work: linking.Shingles, page: linking.Shingles) -> Flags:
    """Returns for each word of a work whether a page has it, in a passage of both."""
    runs = [run for each in select_passages(work, page) for run in each.runs]
    return _flag([_run_words(a, size) for a, _, size in runs], len(work.words))


def _is_dense(passage: Passage) -> bool:
    equal = int(np.count_nonzero(_flag(_run_intervals(passage), passage.a_end - passage.a)))
    longer = max(passage.a_end - passage.a, passage.b_end - passage.b)
    return equal >= max(MIN_EQUAL, MIN_DENSITY * longer)


def _run_intervals(passage: Passage) -> list[Interval]:
    return [_run_words(a - passage.a, size) for a, _, size in passage.runs]


def _run_words(start: int, shingles: int) -> Interval:
    return start, start + shingles + SHINGLE_WORDS - 1


def _flag(intervals: Iterable[Interval], size: int) -> Flags:
    flags = np.zeros(size, dtype=np.bool_)
    for start, end in intervals:
        flags[start:end] = True
    return flags


def _count_insertions(passages: Sequence[Passage]) -> int:
    """Counts the words of the page within passages that stand between runs where the work has none, many at once."""
    longer = (
        (run[1] - last[1]) - (run[0] - last[0])
        for each in passages
        for last, run in pairwise(each.runs)
    )
    return sum(words for words in longer if words >= MIN_INSERTION)


def _share_in_order(starts: Sequence[int]) -> float:
    """Returns the share of the numbers that are in their longest increasing subsequence."""
    tails: list[int] = []
    for start in starts:
        at = bisect_left(tails, start)
        tails[at : at + 1] = [start]
    return len(tails) / len(starts)


def _count_inner_changes(
    work: linking.Shingles, page: linking.Shingles, passages: Sequence[Passage]
) -> Changes:
    """Counts the changes between the runs of passages, not those in the headline and after the last run."""
    sizes = len(work.words), len(page.words)
    inner = [
        gap
        for gap in find_substitutions(passages, *sizes)
        if gap[0] >= HEADLINE and gap[1] < sizes[0] and gap[3] < sizes[1]
    ]
    own, other = (
        Side(text.words, flag_compared_words(text, flag_specifics)) for text in (work, page)
    )
    return count_changes(own, other, passages, inner)


def _share_quoted(text: linking.Shingles, intervals: Iterable[Interval]) -> float:
    """Returns the share of the words in these intervals that are in quotation marks."""
    chosen = _flag(intervals, len(text.words))
    return float(np.mean(flag_compared_words(text, flag_quoted)[chosen]))


def _text_before(text: linking.Shingles, word: int) -> str:
    """Returns the end of the text before a word, some lines at most."""
    if word == 0:
        return ""
    start, _ = linking.locate_compared_words(text)[word]
    return text.text[max(0, start - MAX_INTRODUCTION) : start]


def _ends_with_introduction(text: str) -> bool:
    """Returns whether a text ends with a line that introduces what follows; there may be a label after it."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and lines[-1].endswith(":") and len(lines[-1]) <= MAX_LABEL:
        return _is_introduction(lines[-1]) or _is_introduction(lines[-2])
    return bool(lines) and _is_introduction(lines[-1])


def _is_introduction(line: str) -> bool:
    """Returns whether a line ends with a colon as a sentence does: three words or more, the last one without a capital."""
    if not line.endswith((":", "：")):
        return False
    words = re.split(r"[.!?] ", line)[-1][:-1].split()
    is_sentence = len(words) >= MIN_INTRODUCTION and ":" not in "".join(words)
    return line.endswith("：") or (is_sentence and not words[-1][0].isupper())
