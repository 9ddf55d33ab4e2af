"""Keyed hashes of addresses and shingles, and when an overlap of two texts means a copy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.takedown.rules import keys
from aggregator.takedown.rules.keys import Overlap

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
SHINGLES = st.lists(st.integers(-(1 << 63), (1 << 63) - 1), unique=True, max_size=50)


@pytest.mark.parametrize(
    "spelling",
    [
        "https://news.example/a?utm_source=x",
        "http://www.news.example/a#top",
        "HTTPS://NEWS.example:443/a",
    ],
)
def test_spellings_of_an_address_have_the_same_hash(spelling: str) -> None:
    assert keys.hash_address(KEY, spelling) == keys.hash_address(KEY, "https://news.example/a")


def test_other_addresses_and_other_keys_have_other_hashes() -> None:
    address_hash = keys.hash_address(KEY, "https://news.example/a")
    assert address_hash != keys.hash_address(KEY, "https://news.example/b")
    assert address_hash != keys.hash_address(OTHER_KEY, "https://news.example/a")


@given(SHINGLES)
def test_hashes_of_shingles_keep_their_order_are_distinct_and_need_the_key(
    shingles: list[int],
) -> None:
    hashes = keys.hash_shingles(KEY, shingles)
    assert hashes == keys.hash_shingles(KEY, shingles)
    assert len(set(hashes)) == len(shingles)
    assert all(-(1 << 63) <= value < 1 << 63 for value in hashes)
    assert not set(hashes) & {*shingles, *keys.hash_shingles(OTHER_KEY, shingles)}


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_any_text_can_be_hashed_as_an_address(text: str) -> None:
    assert keys.hash_address(KEY, text) == keys.hash_address(KEY, text)


@pytest.mark.parametrize(
    ("overlap", "refused"),
    [
        (Overlap(40, 40, 40, scale=8), True),  # the same
        (Overlap(20, 22, 45, scale=8), True),  # the first half
        (Overlap(44, 120, 45, scale=8), True),  # inside something three times as long
        (Overlap(4, 60, 45, scale=8), False),  # two sentences in a text of its own
        (Overlap(5, 6, 45, scale=8), False),  # hardly more than a quotation
        (Overlap(26, 26, 26), True),  # a short notice, posted again
        (Overlap(36, 66, 120), False),  # a comment of sixty words around two quoted sentences
        (Overlap(10, 10, 10), False),  # a phrase
        (Overlap(0, 0, 40), False),
        (Overlap(0, 40, 0), False),
    ],
)
def test_a_copy_a_part_and_a_wrapper_are_refused_and_a_quotation_is_not(
    overlap: Overlap, refused: bool
) -> None:
    assert keys.carries_work(overlap) is refused


@pytest.mark.parametrize(
    ("shared", "new_text", "work", "scale", "refused"),
    [
        (48, 48, 200, 1, True),  # a part of a work: from 48 common shingles
        (47, 47, 200, 1, False),
        (48, 200, 48, 1, True),  # a work inside another text: the same
        (47, 200, 47, 1, False),
        (6, 6, 200, 8, True),  # 6 shingles of a sketch represent 48
        (5, 5, 200, 8, False),
        (12, 12, 24, 1, True),  # half of the work: from 12
        (11, 11, 22, 1, False),
        (100, 200, 201, 1, True),  # half of one text is enough
        (100, 201, 201, 1, False),  # less than half of both is not
        (4, 4, 4, 8, True),  # four shingles must be seen
        (3, 4, 4, 8, False),
    ],
)
def test_where_the_block_begins(
    shared: int, new_text: int, work: int, scale: int, refused: bool
) -> None:
    assert keys.carries_work(Overlap(shared, new_text, work, scale)) is refused
