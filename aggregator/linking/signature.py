"""Makes the two sketches of a text, in Broder's terms: resemblance (MinHash) and containment.

The MinHash is datasketch's, scheme `affine32`, over the upper 32 bits of the 5-shingle hashes. Its
permutations are applied here to many texts at once; a test compares the result with datasketch's own
`update_batch`. So a process that signs need not load scipy, which datasketch imports. `make_minhash` loads
a stored row as a datasketch MinHash.

The containment sketch keeps the shingles whose hash lies below a fixed fraction of the range ("mod-m
sketch", Broder 1997; FracMinHash), all of them when the text is short.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aggregator.linking import former_folding
from aggregator.linking.folding import FOLDING
from aggregator.linking.words import (
    Hashes,
    hash_text,
    hash_texts,
    hash_words,
    shingle_hashes,
    shingle_hashes_of_each,
    sorted_unique,
)
from aggregator.model import SIGNATURE_VERSION, Signature

if TYPE_CHECKING:
    from datasketch import MinHash

PERMUTATIONS = 128
SEED = 1
SHINGLE_WORDS = 5  # words of a shingle in a sketch
SHORT_SHINGLE_WORDS = 3  # in the sketch by which the block finds works
SKETCH_SCALE = 8  # one shingle hash in eight is kept ("scaled" in FracMinHash)
SHORT_TEXT = 128  # texts with no more distinct shingles keep all of them,
MIN_SKETCH = 40  # unless so many lie below the limit
BATCH = 64  # texts signed together: their hashes fit in the processor's cache
PERMUTED_AT_ONCE = 4096  # shingles; the arrays take 2 MB

Values = NDArray[np.uint32]


def sign(text: str) -> Signature:
    """Returns both sketches of a text."""
    word_hashes, tokens = hash_text(text)
    shingles = shingle_hashes(word_hashes, SHINGLE_WORDS)
    short = shingle_hashes(word_hashes, SHORT_SHINGLE_WORDS)
    return _make_signature(tokens, shingles, short, _compute_minima(_upper_half(shingles)))


def sign_all(texts: Iterable[str]) -> Iterator[Signature]:
    """Yields the sketches of each text, in order; costs half as much as one by one."""
    remaining = iter(texts)
    while batch := list(islice(remaining, BATCH)):
        hashed = hash_texts(batch)
        words = [word_hashes for word_hashes, _ in hashed]
        by_text = shingle_hashes_of_each(words, SHINGLE_WORDS)
        short = shingle_hashes_of_each(words, SHORT_SHINGLE_WORDS)
        for (_, tokens), *sketched in zip(
            hashed, by_text, short, _compute_minima_of_each(by_text), strict=True
        ):
            yield _make_signature(tokens, *sketched)


def sketch_shingles(text: str, folding: int) -> NDArray[np.int64]:
    """Returns the hashes of the containment sketch of a text that is folded as this version of folding does."""
    return containment_sketch(hash_shingles(text, folding))


def hash_shingles(text: str, folding: int) -> Hashes:
    """Returns the hashes of the 5-shingles of a text, folded so, in order of appearance."""
    if folding == FOLDING:
        return shingle_hashes(hash_text(text)[0], SHINGLE_WORDS)
    return shingle_hashes(hash_words(former_folding.split_into_words(text)), SHINGLE_WORDS)


def sketch_hashes(sketch: bytes) -> NDArray[np.int64]:
    """Returns the hashes of a stored containment sketch, sorted."""
    return np.frombuffer(sketch, dtype="<i8")


def make_minhash(row: bytes) -> "MinHash":
    """Returns a stored resemblance sketch as a datasketch MinHash."""
    from datasketch import MinHash

    values = np.frombuffer(row, dtype="<u4")
    return MinHash(num_perm=PERMUTATIONS, seed=SEED, hashvalues=values, scheme="affine32")


def _make_signature(tokens: int, shingles: Hashes, short: Hashes, minima: Values) -> Signature:
    return Signature(
        version=SIGNATURE_VERSION,
        tokens=tokens,
        minhash=minima.astype("<u4").tobytes(),
        sketch=containment_sketch(shingles).astype("<i8").tobytes(),
        short_sketch=containment_sketch(short).astype("<i8").tobytes(),
    )


def containment_sketch(shingles: Hashes) -> NDArray[np.int64]:
    """Returns the shingle hashes of a text that its containment sketch keeps, distinct, sorted as signed numbers."""
    limit = np.uint64((1 << 64) // SKETCH_SCALE)
    sampled = sorted_unique(shingles[shingles < limit]).view(np.int64)  # all positive
    if len(sampled) >= MIN_SKETCH:
        return sampled
    every = sorted_unique(shingles).view(np.int64)
    return np.sort(every) if len(every) <= SHORT_TEXT else sampled


def _upper_half(hashes: Hashes) -> Values:
    return (hashes >> np.uint64(32)).astype(np.uint32)


def _compute_minima(hashes: Values) -> Values:
    """Returns the least value of each permutation over all hashes; all ones for no hash."""
    factors, summands = _permutations()
    minima = np.full((PERMUTATIONS, 1), 0xFFFFFFFF, dtype=np.uint32)
    mixed = _finalize_32(hashes)
    for start in range(0, len(mixed), PERMUTED_AT_ONCE):
        permuted = factors * mixed[start : start + PERMUTED_AT_ONCE]
        permuted += summands
        np.minimum(minima, permuted.min(axis=1, keepdims=True), out=minima)
    return minima[:, 0]


def _compute_minima_of_each(shingles_by_text: list[Hashes]) -> Values:
    """Returns `_compute_minima` of each text of a batch, one row per text."""
    minima = np.full((PERMUTATIONS, len(shingles_by_text)), 0xFFFFFFFF, dtype=np.uint32)
    sizes = np.array([len(shingles) for shingles in shingles_by_text])
    filled = sizes > 0
    if filled.any():
        mixed = _finalize_32(_upper_half(np.concatenate(shingles_by_text)))
        starts = (np.cumsum(sizes) - sizes)[filled]
        permuted = np.empty_like(mixed)
        for i, (factor, summand) in enumerate(zip(*_permutations(), strict=True)):
            np.multiply(mixed, factor, out=permuted)
            np.add(permuted, summand, out=permuted)
            minima[i, filled] = np.minimum.reduceat(permuted, starts)
    return minima.T


def _finalize_32(hashes: Values) -> Values:
    """Applies MurmurHash3's 32-bit finalizer (Austin Appleby, public domain), the first step of affine32."""
    mixed = hashes ^ (hashes >> np.uint32(16))
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return mixed


@lru_cache(maxsize=1)
def _permutations() -> tuple[Values, Values]:
    """Returns the factors (odd) and summands of scheme affine32, as columns."""
    draw = np.random.RandomState(SEED)
    factors = draw.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    summands = draw.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)
    return factors[:, None], summands[:, None]
