"""Two texts are aligned: their passages, in order, with small edits bridged, and their places in both."""

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator import linking
from aggregator.linking.passages import (
    MAX_BRIDGED,
    MIN_OVERLAPPING_SHINGLES,
    MIN_RUN_SHINGLES,
    Passage,
    align,
    reverse_passage,
)
from aggregator.linking.words import Hashes, hash_words, shingle_hashes
from tests.linking.texts import made_up_text

ONE, TWO, THREE, OTHER = (made_up_text(40, seed).split() for seed in (1, 2, 3, 4))


def shingles_of(words: list[str]) -> Hashes:
    return shingle_hashes(hash_words(words), 3)


def align_words(a: list[str], b: list[str], *sizes: int) -> list[Passage]:
    return align(shingles_of(a), shingles_of(b), *sizes)


def places(found: list[Passage]) -> list[tuple[int, int, int, int]]:
    return [(each.a, each.a_end, each.b, each.b_end) for each in found]


def test_what_follows_in_the_same_order_is_one_passage_with_its_place_in_both() -> None:
    [found] = align_words(OTHER[:7] + ONE + OTHER[20:], THREE[:12] + ONE)
    assert found == Passage(7, 47, 12, 52, 38, ((7, 12, 38),))


def test_small_edits_are_bridged() -> None:
    changed = [*ONE[:15], "new", *ONE[16:25], *ONE[28:]]  # a word replaced, three left out
    [found] = align_words(ONE, changed)
    assert places([found]) == [(0, 40, 0, 37)]
    assert found.runs == ((0, 0, 13), (16, 16, 7), (28, 25, 10))
    assert found.shingles == 30


@pytest.mark.parametrize(
    ("added", "count"), [(1, 1), (MAX_BRIDGED - 2, 1), (MAX_BRIDGED - 1, 2)], ids=["1", "28", "29"]
)
def test_28_words_are_bridged_at_most(added: int, count: int) -> None:
    whole = ONE + TWO
    longer = ONE + made_up_text(added, 9).split() + TWO
    for a, b in ((whole, longer), (longer, whole)):
        found = align_words(a, b)
        assert len(found) == count
        assert sum(each.shingles for each in found) == 76


def test_the_shortest_passage_has_five_words_of_one_run_or_as_many_shingles_of_several() -> None:
    assert MIN_RUN_SHINGLES == 3
    assert align_words(ONE[:4] + TWO, ONE[:4] + THREE) == []
    assert places(align_words(ONE[:5] + TWO, ONE[:5] + THREE)) == [(0, 5, 0, 5)]
    pieces = [*ONE[:3], "x", *ONE[4:7], "y", *ONE[8:11]]
    [found] = align_words(pieces, ONE)
    assert (found.shingles, len(found.runs)) == (3, 3)
    assert align_words(pieces[:7], ONE) == []


def test_a_larger_least_size_leaves_out_shorter_passages() -> None:
    size = MIN_OVERLAPPING_SHINGLES
    texts = ONE[: size + 1] + OTHER, ONE[: size + 2] + OTHER
    assert align_words(texts[0], ONE, size) == []
    assert len(align_words(texts[1], ONE, size)) == 1


def test_moved_paragraphs_are_passages_of_their_own_in_the_order_of_the_first_text() -> None:
    found = align_words(ONE + TWO + THREE, THREE + ONE + TWO)
    assert places(found) == [(0, 80, 40, 120), (80, 120, 0, 40)]
    found = align_words(ONE + TWO + THREE, THREE + TWO + ONE)
    assert places(found) == [(0, 40, 80, 120), (40, 80, 40, 80), (80, 120, 0, 40)]


def test_a_passage_goes_on_after_a_passage_from_elsewhere() -> None:
    """Both texts have an insert of 20 words; one has it far before the passage, the other one inside."""
    insert = OTHER[:20]
    found = align_words(ONE[:20] + insert + ONE[20:], insert + TWO + ONE)
    assert places(found) == [(0, 60, 60, 100), (20, 40, 0, 20)]


def test_a_repeated_paragraph_of_the_first_text_is_found_each_time_at_one_place_of_the_second() -> (
    None
):
    found = align_words(ONE + OTHER + ONE, ONE + THREE)
    assert places(found) == [(0, 40, 0, 40), (80, 120, 0, 40)]


def test_a_paragraph_that_both_repeat_is_in_line_with_what_is_around_it() -> None:
    chorus = OTHER[:10]
    song = ONE + chorus + TWO + chorus + THREE + chorus
    [found] = align_words(song, song)
    assert places([found]) == [(0, len(song), 0, len(song))]
    assert len(found.runs) == 1
    [inside] = align_words(TWO + chorus + THREE, song)
    assert places([inside]) == [(0, 90, 50, 140)]


def test_texts_without_a_common_shingle_share_no_passage() -> None:
    assert align_words(ONE, TWO) == []
    assert align_words(ONE, []) == align_words([], ONE) == align_words([], []) == []
    assert align_words(ONE, ONE[::-1]) == []


def test_a_passage_is_turned_around_by_swapping_its_places() -> None:
    [found] = align_words(OTHER[:7] + ONE, ONE[:20] + TWO[:3] + ONE[20:])
    turned = reverse_passage(found)
    assert (turned.a, turned.a_end, turned.b, turned.b_end) == (0, 43, 7, 47)
    assert turned.runs == tuple((b, a, size) for a, b, size in found.runs)
    assert reverse_passage(turned) == found


# Of all texts. Few different words make many repeated shingles.

TEXTS = st.lists(st.sampled_from("abcdefgh"), max_size=60).map(" ".join)


@st.composite
def related(draw: st.DrawFn) -> tuple[str, str]:
    """Two texts of which the second has pieces of the first, in another order, with other words between."""
    source = made_up_text(80, draw(st.integers(0, 3))).split()
    cuts = st.tuples(st.integers(0, 80), st.integers(0, 80))
    pieces = [source[min(cut) : max(cut)] for cut in draw(st.lists(cuts, max_size=4))]
    rests = [made_up_text(draw(st.integers(0, 40)), 50 + i).split() for i in range(len(pieces))]
    other = [word for pair in zip(pieces, rests, strict=True) for part in pair for word in part]
    return " ".join(source), " ".join(other)


PAIRS = st.one_of(st.tuples(TEXTS, TEXTS), related())


@given(PAIRS)
def test_a_comparison_does_not_depend_on_which_text_is_given_first(pair: tuple[str, str]) -> None:
    a, b = map(linking.shingles, pair)
    found = linking.compare(a, b)
    assert linking.compare(b, a) == linking.reverse_comparison(found)
    assert linking.reverse_comparison(linking.reverse_comparison(found)) == found


@given(PAIRS)
def test_runs_are_equal_words_and_passages_keep_the_order_of_both(pair: tuple[str, str]) -> None:
    a, b = map(linking.shingles, pair)
    found = linking.compare(a, b)
    for share in (found.a_in_b, found.b_in_a, found.resemblance):
        assert 0 <= share <= 1
    for passage in found.passages:
        for first, second, size in passage.runs:
            assert np.array_equal(
                a.words[first : first + size + 2], b.words[second : second + size + 2]
            )
        for run, following in zip(passage.runs, passage.runs[1:], strict=False):
            assert run[0] + run[2] <= following[0]
            assert run[1] + run[2] <= following[1]
        first, last = passage.runs[0], passage.runs[-1]
        assert (passage.a, passage.b) == first[:2]
        assert (passage.a_end, passage.b_end) == (last[0] + last[2] + 2, last[1] + last[2] + 2)
        assert passage.shingles == sum(run[2] for run in passage.runs) >= MIN_RUN_SHINGLES


@given(TEXTS)
@example("a " * 7)
@example("a b c d e " * 4)
def test_a_text_of_five_words_is_whole_in_itself(text: str) -> None:
    own = linking.shingles(text)
    found = linking.compare(own, own)
    is_whole = len(own.ordered) >= MIN_RUN_SHINGLES
    assert (found.a_in_b, found.b_in_a) == ((1, 1) if is_whole else (0, 0))


@given(st.integers(5, 80), st.integers(0, 60), st.integers(0, 60))
def test_a_part_is_whole_in_the_text_that_it_was_taken_from(
    size: int, before: int, after: int
) -> None:
    part = made_up_text(size)
    whole = " ".join([made_up_text(before, 1), part, made_up_text(after, 2)])
    found = linking.compare(linking.shingles(part), linking.shingles(whole))
    assert found.a_in_b == 1
    assert found.b_in_a == (size - 2) / (before + size + after - 2)
    assert [(each.b, each.b_end) for each in found.passages] == [(before, before + size)]


# Cost

# Pairs of texts of so many words, for each of which one might compare all places with all others
HOSTILE: dict[str, Callable[[int], tuple[str, str]]] = {
    "one word": lambda size: ("word " * size, "word " * (size - 1)),
    "three words": lambda size: (
        "one two three " * (size // 3),
        "three one two " * (size // 3 - 1),
    ),
    "three words in two orders": lambda size: (
        "one two three " * (size // 3),
        "one two three two one " * (size // 6),
    ),
    "short runs": lambda size: (
        " ".join(f"a b c x{i}" for i in range(size // 4)),
        " ".join(f"a b c y{i}" for i in range(size // 4)),
    ),
    "reversed": lambda size: (
        " ".join(f"a{i} b{i} c{i} d{i} e{i}" for i in range(size // 5)),
        " ".join(f"a{i} b{i} c{i} d{i} e{i}" for i in reversed(range(size // 5))),
    ),
}


def count_lines(run: Callable[[], object]) -> int:
    """Returns how many lines of Python it takes, on any machine the same."""
    lines = 0

    def trace(_frame: FrameType, event: str, _value: object) -> Callable[..., object]:
        nonlocal lines
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("name", HOSTILE)
def test_twice_the_words_of_hostile_texts_are_about_twice_the_work(name: str) -> None:
    lines = []
    for size in (1200, 2400):
        a, b = (linking.shingles(text) for text in HOSTILE[name](size))
        lines.append(count_lines(partial(linking.compare, a, b)))
    assert lines[0] > 0
    assert lines[1] <= 2.5 * lines[0]  # were it quadratic: four times


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_of_twenty_thousand_words_are_compared(name: str) -> None:
    a, b = (linking.shingles(text) for text in HOSTILE[name](20_000))
    found = linking.compare(a, b)
    assert sum(len(each.runs) for each in found.passages) <= min(len(a.ordered), len(b.ordered))
    assert linking.compare(b, a) == linking.reverse_comparison(found)


@pytest.mark.parametrize("name", ["one word", "three words"])
def test_texts_of_few_words_that_are_repeated_are_in_line_from_their_first_match(name: str) -> None:
    a, b = (linking.shingles(text) for text in HOSTILE[name](20_000))
    assert len(a) == len(b) <= 3  # distinct shingles
    found = linking.compare(a, b)
    assert len(found.passages) == 1
    assert min(found.a_in_b, found.b_in_a) > 0.999


def test_two_texts_that_are_written_twice_are_whole_in_each_other() -> None:
    twice = linking.shingles(" ".join(ONE + TWO + ONE + TWO))
    longer = linking.shingles(" ".join([*ONE, *TWO, *ONE, *TWO, "end"]))
    found = linking.compare(twice, longer)
    assert found.a_in_b == 1
    assert found.b_in_a == 158 / 159
