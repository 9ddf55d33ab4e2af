"""The word diff, and changes that are merged."""

import time
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.linking.changes import Change, diff_words, merge_close_changes
from aggregator.linking.corrections import MAX_WORDS

words = st.lists(st.sampled_from(["a", "b", "c", "d", "the", "the", "the"]), max_size=40)


def apply(changes: Sequence[Change], a: Sequence[str], b: Sequence[str]) -> list[str]:
    """Returns `a` with the changes applied; only inserted words come from `b`."""
    made: list[str] = []
    start = 0
    for change in changes:
        made += [*a[start : change.a], *b[change.b : change.b_end]]
        start = change.a_end
    return made + list(a[start:])


@given(words, words)
def test_a_diff_turns_the_first_into_the_second(a: list[str], b: list[str]) -> None:
    changes = diff_words(a, b)
    assert apply(changes, a, b) == b
    for change in changes:
        assert change.a < change.a_end or change.b < change.b_end
    for change, following in pairwise(changes):
        assert change.a_end < following.a
        assert change.b_end < following.b
    assert apply(list(merge_close_changes(changes, 3)), a, b) == b


@given(words)
def test_a_text_does_not_differ_from_itself(a: list[str]) -> None:
    assert diff_words(a, a) == []


@pytest.mark.parametrize(
    ("a", "b", "changes"),
    [
        ("a b c d", "a x c d", [Change(1, 2, 1, 2)]),
        ("a b c d", "a c d", [Change(1, 2, 1, 1)]),
        ("a c d", "a b c d", [Change(1, 1, 1, 2)]),
        ("a b c d e f", "x b c d e y", [Change(0, 1, 0, 1), Change(5, 6, 5, 6)]),
        ("the a the b the", "the x the b the", [Change(1, 2, 1, 2)]),
        ("a b c d e", "d e a b c", [Change(0, 0, 0, 2), Change(3, 5, 5, 5)]),  # most stay
    ],
)
def test_a_diff_changes_no_more_than_it_must(a: str, b: str, changes: list[Change]) -> None:
    assert diff_words(a.split(), b.split()) == changes


def test_changes_are_merged_when_few_words_are_between_them() -> None:
    first, second = Change(1, 2, 1, 3), Change(4, 5, 5, 6)
    assert list(merge_close_changes([first, second], 3)) == [Change(1, 5, 1, 6)]
    assert list(merge_close_changes([first, second], 2)) == [first, second]
    assert list(merge_close_changes([], 3)) == []


def test_a_text_made_to_be_slow_is_compared_quickly() -> None:
    once = [f"w{n % 97}" for n in range(MAX_WORDS)]
    start = time.process_time()
    diff_words(once, [f"w{n * 7 % 97}" for n in range(MAX_WORDS)])
    nested = [f"n{min(n, MAX_WORDS - n)}" for n in range(MAX_WORDS)]
    diff_words(nested, nested[::-1])
    diff_words(once + nested, nested + once)
    assert time.process_time() - start < 5
