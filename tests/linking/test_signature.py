"""The two sketches of a text: datasketch's MinHash, and the containment sketch."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import linking
from aggregator.linking.signature import (
    MIN_SKETCH,
    PERMUTATIONS,
    SEED,
    SHINGLE_WORDS,
    SHORT_TEXT,
    SKETCH_SCALE,
)
from aggregator.linking.words import hash_words, shingle_hashes
from tests.linking.texts import made_up_text


def shingles(text: str) -> list[int]:
    """Returns the distinct 5-shingle hashes of a text as signed numbers, sorted."""
    hashes = shingle_hashes(hash_words(linking.words(text)), SHINGLE_WORDS)
    return sorted(set(hashes.view(np.int64).tolist()))


@pytest.mark.parametrize("count", [0, 3, 5, 40, 700, 9000])
def test_the_resemblance_sketch_is_datasketchs_own(count: int) -> None:
    from datasketch import MinHash

    text = made_up_text(count)
    own = MinHash(PERMUTATIONS, SEED, hashfunc=int, scheme="affine32")
    hashes = shingle_hashes(hash_words(linking.words(text)), SHINGLE_WORDS)
    own.update_batch((hashes >> np.uint64(32)).astype(np.uint32).tolist())
    stored = linking.sign(text).minhash
    assert stored == own.hashvalues.astype("<u4").tobytes()
    assert linking.make_minhash(stored).jaccard(own) == 1.0


def test_stored_minhashes_estimate_the_resemblance_of_two_texts() -> None:
    words = made_up_text(400).split()
    a, b = " ".join(words[:300]), " ".join(words[100:])
    rows = [linking.sign(text).minhash for text in (a, b)]
    exact = linking.compare(linking.shingles(a), linking.shingles(b)).resemblance
    estimated = linking.make_minhash(rows[0]).jaccard(linking.make_minhash(rows[1]))
    assert estimated == pytest.approx(exact, abs=0.15)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 300), max_size=70))
def test_signing_many_texts_equals_signing_each(lengths: list[int]) -> None:
    texts = [made_up_text(length, seed) for seed, length in enumerate(lengths)]
    assert list(linking.sign_all(texts)) == [linking.sign(text) for text in texts]


@pytest.mark.parametrize("extra", [0, 1])
def test_a_short_text_keeps_all_of_its_shingles(extra: int) -> None:
    text = made_up_text(SHORT_TEXT + SHINGLE_WORDS - 1 + extra)
    every = shingles(text)
    assert len(every) == SHORT_TEXT + extra
    sampled = [value for value in every if 0 <= value < (1 << 64) // SKETCH_SCALE]
    assert len(sampled) < MIN_SKETCH
    kept = linking.sketch_hashes(linking.sign(text).sketch).tolist()
    assert kept == (every if extra == 0 else sampled)


def test_a_long_text_keeps_one_shingle_in_eight() -> None:
    assert SKETCH_SCALE == 8
    text = made_up_text(4000)
    kept = linking.sketch_hashes(linking.sign(text).sketch).tolist()
    assert kept == [value for value in shingles(text) if 0 <= value < 1 << 61]
    assert 400 < len(kept) < 600


def test_a_short_text_of_which_many_shingles_are_sampled_keeps_the_sample() -> None:
    words: list[str] = []
    text = ""
    for n in range(20_000):  # append words whose last shingle is sampled
        attempt = " ".join([*words, f"w{n}"])
        last = shingle_hashes(hash_words(attempt.split()[-SHINGLE_WORDS:]), SHINGLE_WORDS)
        if len(words) < SHINGLE_WORDS - 1 or last[0] < (1 << 64) // SKETCH_SCALE:
            words.append(f"w{n}")
            text = attempt
        if len(words) == MIN_SKETCH + SHINGLE_WORDS - 1 + 1:
            break
    for removed in (0, 1, 2):
        part = " ".join(text.split()[: len(words) - removed])
        kept = linking.sketch_hashes(linking.sign(part + " q r").sketch).tolist()
        every = shingles(part + " q r")
        sampled = [value for value in every if 0 <= value < 1 << 61]
        assert kept == (sampled if len(sampled) >= MIN_SKETCH else every)
