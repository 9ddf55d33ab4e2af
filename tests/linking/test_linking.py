"""Signatures, comparison and relations: what linking decides from texts alone."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import linking
from aggregator.linking import boilerplate
from aggregator.linking.signature import PERMUTATIONS, SEED, SHINGLE_WORDS
from aggregator.linking.verify import BOILERPLATE_SHINGLE_WORDS
from aggregator.linking.words import (
    hash_text,
    hash_texts,
    hash_words,
    hash_words_of_lines,
    shingle_hashes,
    shingle_hashes_of_each,
    word_spans,
)


def text_of(count: int, seed: int = 0) -> str:
    """Words of an invented language: texts of different seeds have nothing in common."""
    draw = random.Random(seed)
    return " ".join(f"w{draw.randrange(10**9)}" for _ in range(count))


@pytest.mark.parametrize("count", [0, 3, 5, 40, 700, 9000])
def test_the_resemblance_sketch_is_datasketchs_own(count: int) -> None:
    from datasketch import MinHash

    text = text_of(count)
    own = MinHash(PERMUTATIONS, SEED, hashfunc=int, scheme="affine32")
    hashes = shingle_hashes(hash_words(linking.words(text)), SHINGLE_WORDS)
    own.update_batch((hashes >> np.uint64(32)).astype(np.uint32).tolist())
    stored = linking.sign(text).minhash
    assert stored == own.hashvalues.astype("<u4").tobytes()
    assert linking.minhash(stored).jaccard(own) == 1.0


@settings(max_examples=30)
@given(st.lists(st.integers(0, 300), max_size=70))
def test_signing_many_texts_gives_what_signing_each_gives(lengths: list[int]) -> None:
    texts = [text_of(length, seed) for seed, length in enumerate(lengths)]
    assert list(linking.sign_all(texts)) == [linking.sign(text) for text in texts]


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
    lines = ["one two", "—", "caf\u00e9 three", "", "\u6771\u4eac\u90fd\u77e5\u4e8b"]
    found = hash_words_of_lines(lines)
    assert [h.tolist() for h in found] == [hash_text(line)[0].tolist() for line in lines]


@given(st.lists(st.text(alphabet="ab1 \n\u2019\u00e9\u4e00", max_size=200), max_size=9))
def test_many_texts_are_hashed_and_cut_into_runs_as_each_would_be(texts: list[str]) -> None:
    whole = [f"{text} {'plain words ' * (len(text) % 3 * 40)}" for text in texts]
    together = hash_texts(whole)
    assert [(h.tolist(), n) for h, n in together] == [
        (hash_words(linking.words(text)).tolist(), linking.count_tokens(text)) for text in whole
    ]
    for size in (3, 5):
        runs = shingle_hashes_of_each([hashed for hashed, _ in together], size)
        alone = [shingle_hashes(hashed, size) for hashed, _ in together]
        assert [r.tolist() for r in runs] == [r.tolist() for r in alone]
    asked = [(text, linking.NO_BOILERPLATE) for text in whole]
    found = [runs.distinct.tolist() for runs in linking.shingles_all(asked)]
    assert found == [linking.shingles(text).distinct.tolist() for text in whole]


@given(st.lists(st.binary(min_size=1, max_size=90), min_size=1, unique=True))
def test_words_of_any_length_have_hashes_of_their_own(keys: list[bytes]) -> None:
    words = sorted({key.hex() for key in keys})  # 2 to 180 letters, alike at their ends
    hashes = hash_words(words)
    assert len(set(hashes.tolist())) == len(words)
    assert hashes.tolist() == [hash_words([word])[0] for word in words]


@given(st.lists(st.text("ab\u00e9\u4e00", min_size=1), min_size=1, unique=True))
def test_different_words_have_different_hashes_wherever_they_stand(words: list[str]) -> None:
    hashes = hash_words(words)
    assert len(set(hashes.tolist())) == len(words)
    assert hashes.tolist() == [hash_words([word])[0] for word in words]


@given(st.text(), st.text())
def test_shares_lie_between_none_and_all(a: str, b: str) -> None:
    found = linking.compare(linking.shingles(a), linking.shingles(b))
    assert 0 <= found.resemblance <= min(found.a_in_b, found.b_in_a) <= 1


@given(st.text(alphabet="abc é“—\u200d\u0e01\u4e00\u4e01\u05d0 \n", max_size=60))
def test_tokens_and_their_places_say_the_same(text: str) -> None:
    assert [token for token, _, _ in word_spans(text)] == linking.words(text)
    assert all(0 <= start < end <= len(text) for _, start, end in word_spans(text))


def test_case_quotation_marks_dashes_and_space_do_not_tell_texts_apart() -> None:
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


def scores(a: float, b: float, passage: int = 0, size: int = 200) -> linking.Comparison:
    shared = int(size * max(a, b))
    return linking.Comparison(0.3, a, b, shared, size, size, passage)


@pytest.mark.parametrize(
    ("found", "same_site", "relation"),
    [
        (scores(0.99, 0.98), False, "identical"),
        (scores(0.85, 0.8), True, "syndicated"),
        (scores(0.9, 0.3), False, "abridged"),
        (scores(0.9, 0.05, passage=180), False, "abridged"),
        (scores(0.3, 0.9), False, "wrapped"),
        (scores(0.6, 0.5), False, "edited"),
        (scores(0.35, 0.2), False, "partial"),
        (scores(0.6, 0.1, passage=20), False, "partial"),  # many passages
        (scores(0.6, 0.1, passage=110), False, "quote"),  # one
        (scores(0.49, 0.4), True, "version"),
        (scores(0.25, 0.2), True, "version"),
        (scores(0.25, 0.2), False, None),
        (scores(0.1, 0.1, passage=12), False, "quote"),
        (scores(0.1, 0.1, passage=11), False, None),
        (scores(0.9, 0.9, size=29), False, None),
    ],
)
def test_shares_decide_the_relation(
    found: linking.Comparison, same_site: bool, relation: str | None
) -> None:
    assert linking.relate(found, same_site=same_site) == relation


def test_passages_are_given_in_the_wording_of_the_first() -> None:
    a = "He said: The ferry leaves at noon, not before! Then he left."
    b = "Nobody knew why. \u201cthe ferry leaves at noon not before\u201d was all."
    [found] = linking.passages(a, b)
    assert (found.text, found.words, found.a, found.b) == (
        "The ferry leaves at noon, not before",
        7,
        2,
        3,
    )


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said: \u201cThe ferry leaves at noon, not before\u201d, and left.", True),
        ('He said: "Today the ferry leaves at noon, not before."', True),
        ("The \u201cferry\u201d man: the ferry leaves at noon, not before. It did.", False),
        ('"No," he said.\nthe ferry leaves at noon, not before', False),
    ],
)
def test_a_passage_says_whether_it_stands_in_quotation_marks(text: str, quoted: bool) -> None:
    [found] = linking.passages(text, "the ferry leaves at noon not before")
    assert found.quoted == quoted


def masked(text: str, *own: str) -> linking.Shingles:
    hashes = [
        shingle_hashes(hash_words(linking.words(line)), BOILERPLATE_SHINGLE_WORDS) for line in own
    ]
    return linking.shingles(text, linking.Boilerplate(shingles=np.sort(np.concatenate(hashes))))


def test_runs_of_the_site_are_left_out_and_nothing_else() -> None:
    own = "follow our channel for more news of the region"
    story = "the harbour was closed on tuesday evening after a storm"
    found = masked(f"{story} {own}", own)
    plain = linking.shingles(story)
    assert linking.compare(plain, found).a_in_b == 1.0
    assert len(found) == len(plain) + 2  # the two that reach across


def test_no_line_is_learned_from_two_stories_and_no_run_from_four() -> None:
    own = "sign up for the morning letter of our newsroom today"
    texts = [f"{spelled(80, seed)}\n{own}" for seed in range(5)]
    assert boilerplate.count_repeats(texts[:2]) == boilerplate.RepeatCounts({}, {})
    assert set(boilerplate.count_repeats(texts[:4]).lines.values()) == {4}
    assert boilerplate.count_repeats(texts[:4]).shingles == {}
    five = boilerplate.count_repeats(texts)
    assert set(five.lines.values()) == {5} == set(five.shingles.values())
    assert boilerplate.count_repeats(texts[::-1]) == five


def spelled(count: int, seed: int) -> str:
    return text_of(count, seed).translate(str.maketrans("0123456789", "abcdefghij"))
