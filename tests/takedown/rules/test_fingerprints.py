"""Fingerprints of works: what they tell without the text, and which texts carry a work by them."""

import random

import numpy as np
import pytest

from aggregator import linking
from aggregator.linking import fingerprints
from aggregator.linking.fingerprints import Kept, Likeness
from aggregator.takedown.rules.fingerprints import carries_work, is_form
from benchmarks.order_texts import write_sentences

KEY, OTHER_KEY = b"k" * 32, b"o" * 32


def write(seed: int, words: int = 300) -> str:
    return " ".join(write_sentences(random.Random(seed), words))


def fingerprint(text: str, key: bytes = KEY, work_id: str = "1 1") -> bytes:
    marked = linking.mark_shingles(text, linking.NO_BOILERPLATE)
    return fingerprints.make_fingerprints(key, work_id, marked.hashes, marked.specific)


def compare(work: str, text: str, key: bytes = KEY) -> Likeness:
    tokens = linking.mark_shingles(work, linking.NO_BOILERPLATE).tokens
    made = fingerprints.read_fingerprints(fingerprint(work), tokens)
    return fingerprints.compare(key, "1 1", made, *linking.distinct_shingles(text))


@pytest.mark.parametrize("words", [60, 300, 3_000])
def test_a_text_carries_itself_and_no_other_text(words: int) -> None:
    itself, other = compare(write(1, words), write(1, words)), compare(write(1, words), write(2))
    assert (itself.of_work, itself.reach) == (1.0, 1.0)
    assert itself.of_text > 0.95
    assert other.of_work < 0.1
    assert carries_work(itself)
    assert not carries_work(other)


def test_fingerprints_of_a_work_need_the_key_and_differ_from_those_of_another_work() -> None:
    text = write(1)
    made = [set(np.frombuffer(data, "<u4") & 0xFFFF) for data in (
        fingerprint(text), fingerprint(text, OTHER_KEY), fingerprint(text, work_id="1 2")
    )]  # fmt: skip
    assert all(len(made[0] & other) < 10 for other in made[1:])
    assert compare(text, text, OTHER_KEY).of_work < 0.05


def test_fingerprints_of_a_stretch_have_no_order() -> None:
    values = np.frombuffer(fingerprint(write(1)), "<u4")
    assert (values[:-1] <= values[1:]).all()
    assert len(set((values >> 17).tolist())) == 8


def test_of_a_long_work_no_more_fingerprints_are_kept_than_of_others() -> None:
    assert len(fingerprint(write(1, 9_000))) == 4 * fingerprints.MAX_FINGERPRINTS


def test_what_chance_finds_in_a_very_long_text_is_left_out() -> None:
    likeness = compare(write(1), write(2, 60_000))
    assert likeness.of_work < 0.2
    assert not carries_work(likeness)


def test_a_text_without_shingles_carries_nothing() -> None:
    for text in ("", "two words"):
        assert not carries_work(compare(text, text))
        assert not carries_work(compare(text, write(1)))


@pytest.mark.parametrize(
    ("kept", "is_of_form"),
    [
        (Kept(0.4, 0.45, 80, 240), False),  # a quarter of the words changed
        (Kept(0.1, 0.9, 40, 80), True),  # the report of the next day
        (Kept(0.63, 1.0, 40, 80), True),  # the next draw of a lottery
        (Kept(0.66, 0.75, 60, 240), False),  # a tenth of the words changed
    ],
)
def test_a_form_changes_numbers_and_names_and_keeps_the_rest(kept: Kept, is_of_form: bool) -> None:
    likeness = Likeness(0.6, 0.6, 150, 1.0, kept, kept)
    assert is_form(likeness) == is_of_form
    assert carries_work(likeness) != is_of_form


def test_without_numbers_and_names_a_text_is_refused_when_it_is_hardly_edited() -> None:
    edited, wrapped = Kept(0.6, 0.6, 6, 80), Kept(0.9, 0.9, 6, 80)
    assert not carries_work(Likeness(0.6, 0.6, 150, 1.0, edited, edited))
    assert carries_work(Likeness(0.5, 0.3, 150, 0.5, wrapped, edited))
