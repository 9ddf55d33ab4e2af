"""Signatures, comparison and relations: what linking decides from texts alone."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import linking
from aggregator.linking.signature import PERMUTATIONS, SEED, SHINGLE, minhash
from aggregator.linking.words import shingle_hashes, word_hashes


def text_of(count: int, seed: int = 0) -> str:
    """Words of an invented language: texts of different seeds have nothing in common."""
    draw = random.Random(seed)
    return " ".join(f"w{draw.randrange(10**9)}" for _ in range(count))


@pytest.mark.parametrize("count", [0, 3, 5, 40, 700, 9000])
def test_the_resemblance_sketch_is_datasketchs_own(count: int) -> None:
    from datasketch import MinHash

    text = text_of(count)
    own = MinHash(PERMUTATIONS, SEED, hashfunc=int, scheme="affine32")
    hashes = shingle_hashes(word_hashes(linking.words(text)), SHINGLE)
    own.update_batch((hashes >> np.uint64(32)).astype(np.uint32).tolist())
    stored = linking.sign(text).minhash
    assert stored == own.hashvalues.astype("<u4").tobytes()
    assert minhash(stored).jaccard(own) == 1.0


@given(st.text(), st.text())
def test_shares_lie_between_none_and_all(a: str, b: str) -> None:
    found = linking.compare(linking.shingles(a), linking.shingles(b))
    assert 0 <= found.resemblance <= min(found.a_in_b, found.b_in_a) <= 1
