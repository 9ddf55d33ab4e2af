"""How texts are split into words, measured and hashed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import linking
from aggregator.linking.words import (
    hash_line,
    hash_text,
    hash_texts,
    hash_words,
    hash_words_of_lines,
    isin_sorted,
    lines,
    shingle_hashes,
    shingle_hashes_of_each,
    sorted_unique,
    word_spans,
)
from tests.linking.texts import made_up_text


@given(
    st.text(
        alphabet="aB9_ .,-\n\t\u2019\u201c\u2026\u00a0\u00adéßﬁ\u0e01\u4e00\u4e01\u05d0\u05b0\u200d"
    )
)
def test_text_that_is_mostly_ascii_is_read_as_any_other(text: str) -> None:
    padded = f"{text} " + "plain words " * 40
    other = f"{text} " + "\u4e00 " * 40  # read the general way
    assert linking.words(padded)[:-80] == linking.words(other)[:-40]
    assert linking.count_tokens(padded) - 80 == linking.count_tokens(other) - 40
    for whole in (padded, other, text):
        hashed, length = hash_text(whole)
        assert hashed.tolist() == hash_words(linking.words(whole)).tolist()
        assert length == linking.count_tokens(whole)


def test_lines_are_hashed_as_each_would_be() -> None:
    split = ["one two", "—", "caf\u00e9 three", "", "\u6771\u4eac\u90fd\u77e5\u4e8b"]
    hashed = hash_words_of_lines(split)
    assert [h.tolist() for h in hashed] == [hash_text(line)[0].tolist() for line in split]


@settings(deadline=None)
@given(st.lists(st.text(alphabet="ab1 \n\u2019\u00e9\u4e00", max_size=200), max_size=9))
def test_many_texts_are_hashed_and_cut_into_shingles_as_each_would_be(texts: list[str]) -> None:
    whole = [f"{text} {'plain words ' * (len(text) % 3 * 40)}" for text in texts]
    together = hash_texts(whole)
    assert [(h.tolist(), n) for h, n in together] == [
        (hash_words(linking.words(text)).tolist(), linking.count_tokens(text)) for text in whole
    ]
    for size in (3, 5):
        of_each = shingle_hashes_of_each([hashed for hashed, _ in together], size)
        expected = [shingle_hashes(hashed, size) for hashed, _ in together]
        assert [h.tolist() for h in of_each] == [h.tolist() for h in expected]
    pairs = [(text, linking.NO_BOILERPLATE) for text in whole]
    distinct = [shingles.distinct.tolist() for shingles in linking.shingles_all(pairs)]
    assert distinct == [linking.shingles(text).distinct.tolist() for text in whole]


@given(st.lists(st.binary(min_size=1, max_size=90), min_size=1, unique=True))
def test_words_of_any_length_have_hashes_of_their_own(keys: list[bytes]) -> None:
    words = sorted({key.hex() for key in keys})  # 2 to 180 letters, alike at their ends
    hashes = hash_words(words)
    assert len(set(hashes.tolist())) == len(words)
    assert hashes.tolist() == [hash_words([word])[0] for word in words]


@given(st.lists(st.text("ab\u00e9\u4e00", min_size=1), min_size=1, unique=True))
def test_different_words_have_different_hashes_at_any_position(words: list[str]) -> None:
    hashes = hash_words(words)
    assert len(set(hashes.tolist())) == len(words)
    assert hashes.tolist() == [hash_words([word])[0] for word in words]


def test_hashes_never_change_since_tombstones_are_stored_as_such() -> None:
    words = ["ferry", "a", "incomprehensibilities", "\u6771\u4eac", "x" * 70]
    assert hash_words(words).tolist() == [
        10175937817849447118, 1187866274342770693, 6990318476657195402, 3147418958944061267, 9039012366257050615
    ]  # fmt: skip
    hashed = hash_words(["the", "ferry", "was", "late", "on", "tuesday"])
    assert shingle_hashes(hashed, 5).tolist() == [17141988461473691726, 17185094854793519055]
    assert shingle_hashes(hashed, 3)[0] == 13287250015399299465
    assert hash_line("Updated 12 March, 10:05") == -815047281214381225


def test_a_shingle_knows_the_order_of_its_words() -> None:
    forward, backward = (hash_words(words) for words in (["a", "b", "c"], ["c", "b", "a"]))
    assert shingle_hashes(forward, 3) != shingle_hashes(backward, 3)
    assert len(shingle_hashes(forward, 4)) == 0


def test_a_line_is_known_although_its_case_its_numbers_and_its_spaces_change() -> None:
    assert hash_line("Updated 12 March,  10:05 ") == hash_line("updated 3 march, 9:59")
    assert hash_line("Updated March") != hash_line("Updated 12 March")


def test_blank_lines_are_no_lines() -> None:
    assert lines("one\n\n \t\ntwo ") == ["one", "two "]


@given(st.lists(st.integers(0, 50)), st.lists(st.integers(0, 50)))
def test_membership_in_a_sorted_array_is_that_of_a_set(values: list[int], known: list[int]) -> None:
    import numpy as np

    wanted = np.array(values, dtype=np.uint64)
    distinct = sorted_unique(np.array(known, dtype=np.uint64))
    assert distinct.tolist() == sorted(set(known))
    assert isin_sorted(wanted, distinct).tolist() == [value in set(known) for value in values]


@given(st.text(alphabet="abc é“—\u200d\u0e01\u4e00\u4e01\u05d0 \n", max_size=60))
def test_words_and_their_spans_are_the_same(text: str) -> None:
    assert [word for word, _, _ in word_spans(text)] == linking.words(text)
    assert all(0 <= start < end <= len(text) for _, start, end in word_spans(text))


def test_a_span_is_where_the_word_is_written() -> None:
    text = "Le Caf\u00e9, \u6771\u4eac\u90fd\u77e5\u4e8b!"
    written = [text[start:end] for _, start, end in word_spans(text)]
    assert written == ["Le", "Caf\u00e9", "\u6771\u4eac\u90fd\u77e5", "\u4eac\u90fd\u77e5\u4e8b"]


def test_case_quotation_marks_dashes_and_space_do_not_distinguish_texts() -> None:
    a = '"The harbour – closed on Tuesday – is open," she said.'
    b = "\u201cThe  HARBOUR\n\u2014 closed on tuesday \u2014 is open\u201d, she said"
    assert linking.words(a) == linking.words(b)
    assert linking.sign(a) == linking.sign(b)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("one two", 2), ("\u6771\u4eac\u90fd\u77e5\u4e8b", 3), ("a \u6771\u4eac b", 3)],
)
def test_lengths_count_words_and_pairs_of_characters(text: str, tokens: int) -> None:
    assert linking.count_tokens(text) == tokens == linking.sign(text).tokens


def test_a_made_up_text_has_as_many_words_as_asked_for() -> None:
    assert linking.count_tokens(made_up_text(40)) == 40
