"""Texts of which one is not stored: what fingerprints say of both is near to what their words say."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import linking
from aggregator.linking.agreement import agree, is_edited_version
from aggregator.linking.signature import sign
from aggregator.linking.verify import Shingles
from aggregator.model import KeyedFingerprints
from benchmarks.order_texts import write_sentences
from storage.links.signatures import shorten_signature
from tests.stored_texts import edited, part, words

KEY = b"k" * 32
MEMBERS = ("identical", "syndicated", "abridged", "wrapped", "edited", "partial")


def write(seed: int, length: int = 400) -> str:
    return " ".join(write_sentences(random.Random(seed), length))


def fingerprint(text: str, *, is_aged: bool = False) -> KeyedFingerprints:
    made = linking.make_text_fingerprints(KEY, 7, text, linking.NO_BOILERPLATE, is_aged=is_aged)
    return KeyedFingerprints(7, made, shorten_signature(sign(text)).sketch, KEY)


def unstored(text: str, *, is_aged: bool = False) -> Shingles:
    return linking.shingles_of_unstored(fingerprint(text, is_aged=is_aged))


def relate(comparison: linking.Comparison) -> str | None:
    return linking.relate(comparison, same_site=False)


@pytest.mark.parametrize("is_aged", [False, True])
@pytest.mark.parametrize("length", [60, 400, 3_000])
@pytest.mark.parametrize(
    "make",
    [
        lambda text: text,
        lambda text: edited(text, 20),
        lambda text: part(text, 0.0, 0.6),
        lambda text: part(text, 0.3, 0.9) + "\n" + words(90, 5),
        lambda text: words(60, 5) + "\n" + text,
    ],
    ids=["the same", "edited", "shortened", "part in another", "wrapped"],
)
def test_a_copy_is_a_copy_by_fingerprints_too(make: object, length: int, is_aged: bool) -> None:
    original = words(length, 1)
    copy = make(original)  # type: ignore[operator]  # each is a function of a text
    exact = linking.compare(linking.shingles(copy), linking.shingles(original))
    by_prints = linking.compare(linking.shingles(copy), unstored(original, is_aged=is_aged))
    assert (relate(exact) in MEMBERS) == (relate(by_prints) in MEMBERS)
    assert by_prints.a_in_b == pytest.approx(exact.a_in_b, abs=0.09)
    assert by_prints.b_in_a == pytest.approx(exact.b_in_a, abs=0.09)


def test_either_of_two_texts_may_be_the_one_that_is_not_stored() -> None:
    original, copy = words(400, 1), words(60, 5) + "\n" + words(400, 1)
    one = linking.compare(linking.shingles(copy), unstored(original))
    other = linking.compare(unstored(original), linking.shingles(copy))
    assert linking.reverse_comparison(other) == one


@pytest.mark.parametrize("is_aged", [False, True])
def test_other_texts_are_not_related(is_aged: bool) -> None:
    for seed in range(20):
        by_prints = linking.compare(
            linking.shingles(words(400, seed)), unstored(words(400, 99), is_aged=is_aged)
        )
        assert (by_prints.a_in_b, by_prints.b_in_a, relate(by_prints)) == (0, 0, None)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(1, 10)),
        max_size=4,
        unique_by=lambda chosen: chosen[0],
    ),
    st.booleans(),
)
def test_no_text_is_said_to_share_much_more_than_it_does(
    parts: Sequence[tuple[int, int, int]], is_aged: bool
) -> None:
    """Of any texts, made of parts of four."""
    text = "\n".join(part(words(500, seed), at / 10, (at + size) / 10) for seed, at, size in parts)
    exact = linking.compare(linking.shingles(text), linking.shingles(words(500, 0)))
    by_prints = linking.compare(linking.shingles(text), unstored(words(500, 0), is_aged=is_aged))
    assert by_prints.a_in_b <= exact.a_in_b + 0.08
    assert by_prints.b_in_a <= exact.b_in_a + 0.08


def test_the_next_report_of_a_form_is_no_copy() -> None:
    days = [
        f"Sunrise in Leda is at 6:{minute}, sunset at 17:{minute}. The river stands at {level} centimetres, "
        f"{level - 40} below the mark. Ferries leave at {minute - 5} past the hour from {place}. "
        "The market on the square is open from morning to noon and the library until six in the evening. "
        f"Dogs are to be kept on a leash in the park. Tickets are sold by {name} for {level // 7} crowns."
        for minute, level, place, name in ((12, 213, "Orva", "Ines Duarte"), (47, 388, "Tarn", "Tom Becker"))
    ]  # fmt: skip
    by_prints = linking.compare(linking.shingles(days[0]), unstored(days[1]))
    exact = linking.compare(linking.shingles(days[0]), linking.shingles(days[1]))
    assert relate(exact) == relate(by_prints) == "series"


def test_of_two_texts_that_are_not_stored_only_the_same_is_recognized() -> None:
    original = words(400, 1)
    same = linking.compare(unstored(original + "\n" + words(30, 3)), unstored(original))
    assert relate(same) in MEMBERS
    assert relate(linking.compare(unstored(edited(original, 6)), unstored(original))) is None
    assert relate(linking.compare(unstored(words(400, 2)), unstored(original))) is None


def test_without_the_key_nothing_is_shared() -> None:
    original = words(400, 1)
    made = fingerprint(original)
    wrong = KeyedFingerprints(7, made.data, made.sketch, b"o" * 32)
    by_prints = linking.compare(linking.shingles(original), linking.shingles_of_unstored(wrong))
    assert relate(by_prints) is None


def test_a_page_is_the_article_whose_text_it_has() -> None:
    stored = write(1)
    assert agree(stored, fingerprint(stored))
    assert agree(fingerprint(stored), stored + "\n" + write(2, 120))
    assert not agree(stored, fingerprint(write(2)))
    assert not agree(fingerprint(stored), fingerprint(stored))


def test_a_page_with_other_numbers_is_another_article() -> None:
    text = write(1) + " It cost 512 crowns, said Ines Duarte of Orva."
    other = write(1) + " It cost 698 crowns, said Tom Becker of Tarn."
    assert not agree(text, other)
    assert not agree(text, fingerprint(other))


def test_an_update_is_an_edited_version() -> None:
    stored = words(400, 1)
    assert is_edited_version(edited(stored, 12), fingerprint(stored))
    assert not is_edited_version(words(400, 2), fingerprint(stored))
