"""Fingerprints of texts that are not stored: what is kept of a text, and what that says without it."""

import random

import numpy as np
import pytest

from aggregator import linking
from aggregator.linking.unstored import MAX_STRETCHES, Prints, read_text_fingerprints
from aggregator.linking.words import hash_line
from benchmarks.order_texts import write_sentences

KEY, OTHER_KEY = b"k" * 32, b"o" * 32


def write(seed: int, words: int = 300) -> str:
    return " ".join(write_sentences(random.Random(seed), words))


def fingerprint(
    text: str, article_id: int = 7, key: bytes = KEY, *, is_aged: bool = False
) -> bytes:
    return linking.make_text_fingerprints(
        key, article_id, text, linking.NO_BOILERPLATE, is_aged=is_aged
    )


def read(data: bytes, article_id: int = 7, key: bytes = KEY) -> Prints:
    prints = read_text_fingerprints(key, article_id, data)
    assert prints is not None
    return prints


@pytest.mark.parametrize("words", [0, 3, 60, 300, 3_000, 9_000])
def test_no_text_needs_more_than_1_6_kb_nor_800_bytes_when_it_is_old(words: int) -> None:
    text = write(1, words) if words else ""
    assert len(fingerprint(text)) <= 1_600
    assert len(fingerprint(text, is_aged=True)) <= 800


def test_of_a_usual_text_every_shingle_has_a_fingerprint() -> None:
    text = write(1)
    prints, shingles = read(fingerprint(text)), linking.shingles(text)
    assert len(prints.values) == len(shingles) == prints.distinct
    assert prints.is_sampled(shingles.ordered).all()


def test_the_sample_of_a_long_text_is_taken_of_another_text_in_the_same_way() -> None:
    text = write(1, 3_000)
    prints, shingles = read(fingerprint(text)), linking.shingles(text)
    assert np.count_nonzero(prints.is_sampled(shingles.distinct)) == len(prints.values) > 500


def test_fingerprints_need_the_key_and_differ_from_those_of_the_same_text_elsewhere() -> None:
    text = write(1)
    made = [
        set(read(data).values.tolist())
        for data in (fingerprint(text), fingerprint(text, key=OTHER_KEY), fingerprint(text, 8))
    ]
    assert all(len(made[0] & other) < 10 for other in made[1:])


def test_fingerprints_of_a_stretch_have_no_order() -> None:
    prints = read(fingerprint(write(1, 9_000)))
    assert prints.stretches == MAX_STRETCHES
    kept = prints.stretch.astype(np.int64) << 18 | prints.quoted << 17 | prints.specific << 16
    assert (np.diff(kept | prints.values) >= 0).all()


def test_what_a_site_repeats_is_left_out() -> None:
    text, line = write(1), "Subscribe to our newsletter and never miss a story again"
    repeated = linking.Boilerplate(frozenset([hash_line(line)]))
    made = linking.make_text_fingerprints(KEY, 7, f"{text}\n{line}", repeated)
    assert made == fingerprint(text)


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x09" * 34, fingerprint("a b c d e f")[:-1]])
def test_what_cannot_be_read_is_no_error(data: bytes) -> None:
    assert read_text_fingerprints(KEY, 7, data) is None
