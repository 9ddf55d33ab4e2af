"""Two texts are compared exactly: shares, boilerplate, passages."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import linking
from aggregator.linking.verify import BOILERPLATE_SHINGLE_WORDS, MAX_CACHED_LENGTH, MIN_PASSAGE
from aggregator.linking.words import hash_line, hash_words, shingle_hashes
from tests.linking.texts import made_up_text

STORY = "the harbour was closed on tuesday evening after a storm"
FOOTER = "follow our channel for more news of the region"


@given(st.text(), st.text())
def test_shares_are_between_0_and_1(a: str, b: str) -> None:
    found = linking.compare(linking.shingles(a), linking.shingles(b))
    assert 0 <= found.resemblance <= min(found.a_in_b, found.b_in_a) <= 1


def test_shares_are_counted_in_distinct_shingles_of_either_text() -> None:
    a, b = linking.shingles("a b c d e f"), linking.shingles("a b c d e x y a b c")
    assert (len(a), len(b)) == (4, 7)
    found = linking.compare(a, b)
    assert (found.shared, found.a_size, found.b_size) == (3, 4, 7)
    assert (found.a_in_b, found.b_in_a) == (0.75, 3 / 7)
    assert found.resemblance == 3 / 8
    assert found.longest_passage == 3


@pytest.mark.parametrize(("extra", "passage"), [(10, 0), (11, 40)])
def test_the_longest_passage_is_measured_below_eighty_percent(extra: int, passage: int) -> None:
    common, other = made_up_text(42), made_up_text(100, seed=1).split()
    a = linking.shingles(" ".join([common, *other[:extra]]))
    b = linking.shingles(" ".join([common, *other[50 : 50 + extra]]))
    assert linking.compare(a, b).a_in_b == 40 / (40 + extra)
    assert linking.compare(a, b).longest_passage == passage
    assert linking.compare(a, b, passage=False).longest_passage == 0


def without_boilerplate(text: str, *lines: str) -> linking.Shingles:
    """Returns the shingles of a text whose site repeats the 5-shingles of these lines."""
    hashes = [
        shingle_hashes(hash_words(linking.words(line)), BOILERPLATE_SHINGLE_WORDS) for line in lines
    ]
    boilerplate = linking.Boilerplate(shingles=np.sort(np.concatenate(hashes)))
    return linking.shingles(text, boilerplate)


def test_boilerplate_shingles_are_left_out_and_nothing_else() -> None:
    found = without_boilerplate(f"{STORY} {FOOTER}", FOOTER)
    plain = linking.shingles(STORY)
    assert linking.compare(plain, found).a_in_b == 1.0
    assert len(found) == len(plain) + 2  # the two shingles across the line break


def test_boilerplate_lines_are_left_out_and_shown() -> None:
    boilerplate = linking.Boilerplate(frozenset([hash_line(FOOTER)]))
    text = f"{STORY}\n{FOOTER}"
    found = linking.shingles(text, boilerplate)
    assert found.ordered.tolist() == linking.shingles(STORY).ordered.tolist()
    assert linking.find_boilerplate(text, boilerplate) == [FOOTER]
    assert linking.find_boilerplate(text, linking.NO_BOILERPLATE) == []


def test_boilerplate_words_are_shown_as_they_are_written() -> None:
    hashes = shingle_hashes(hash_words(linking.words(FOOTER)), BOILERPLATE_SHINGLE_WORDS)
    boilerplate = linking.Boilerplate(shingles=np.sort(hashes))
    text = f"{STORY}. Follow our channel\nfor more news of the Region! And then."
    [found] = linking.find_boilerplate(text, boilerplate)
    assert found == "Follow our channel for more news of the Region"


def test_a_text_is_cached_with_the_boilerplate_it_was_read_with() -> None:
    boilerplate = linking.Boilerplate(frozenset([hash_line(FOOTER)]))
    text = f"{STORY}\n{FOOTER}"
    assert linking.shingles(text) is linking.shingles(text)
    assert len(linking.shingles(text, boilerplate)) < len(linking.shingles(text))
    long = made_up_text(MAX_CACHED_LENGTH // 5)
    assert len(long) > MAX_CACHED_LENGTH
    assert linking.shingles(long) is not linking.shingles(long)


# Passages


def test_passages_have_the_wording_of_the_first() -> None:
    a = "He said: The ferry leaves at noon, not before! Then he left."
    b = "Nobody knew why. \u201cthe ferry leaves at noon not before\u201d was all."
    [found] = linking.find_passages(a, b)
    assert (found.text, found.words, found.a, found.b) == (
        "The ferry leaves at noon, not before",
        7,
        2,
        3,
    )


def test_a_passage_has_five_words_unless_another_length_is_asked_for() -> None:
    assert MIN_PASSAGE == 5
    a, b = "one two three four five six", "x one two three four y"
    assert linking.find_passages(a, b) == []
    assert [found.words for found in linking.find_passages(a, b, 4)] == [4]
    assert [found.words for found in linking.find_passages(a, "two three four five six z")] == [5]


def test_passages_are_as_long_as_possible_and_in_the_order_of_the_first() -> None:
    a = "one two three four five six seven, then other words, and eight nine ten eleven twelve"
    b = "eight nine ten eleven twelve; one two three four; one two three four five six seven"
    found = [(each.a, each.b, each.words) for each in linking.find_passages(a, b)]
    assert found == [(0, 9, 7), (11, 0, 5)]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said: \u201cThe ferry leaves at noon, not before\u201d, and left.", True),
        ('He said: "Today the ferry leaves at noon, not before."', True),
        ("The \u201cferry\u201d man: the ferry leaves at noon, not before. It did.", False),
        ('"No," he said.\nthe ferry leaves at noon, not before', False),
    ],
)
def test_a_passage_within_quotation_marks_is_marked(text: str, quoted: bool) -> None:
    [found] = linking.find_passages(text, "the ferry leaves at noon not before")
    assert found.quoted == quoted
