"""Two sketches of a text, in Broder's terms: resemblance (MinHash) and containment.

The MinHash is datasketch's, scheme `affine32`, over the upper 32 bits of the 5-shingle hashes: its
permutations are applied here to all shingles at once, and a test proves the outcome equal to
datasketch's own `update_batch`. So a process that signs need not load scipy, which datasketch
brings along. `minhash` loads a stored row.

The containment sketch keeps the shingles whose hash lies below a fixed fraction of the range
("mod-m sketch", Broder 1997; FracMinHash), all of them when the text is short.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aggregator.linking.words import (
    Hashes,
    hash_text,
    hash_texts,
    shingle_hashes,
    shingle_hashes_by_text,
    sorted_unique,
)
from aggregator.model import SIGNATURE_VERSION, Signature

PERMUTATIONS = 128
SEED = 1
SHINGLE = 5
SKETCH_SCALE = 8  # one shingle hash in eight is kept
SHORT = 128  # texts with no more distinct shingles keep all of them,
FEW = 40  # unless so many lie below the fraction
BATCH = 64  # texts signed together: their hashes stay in the cache
AT_ONCE = 4096  # shingles permuted in one go, 2 MB

Values = NDArray[np.uint32]


def sign(text: str) -> Signature:
    """Both sketches of a text."""
    hashed, length = hash_text(text)
    found = shingle_hashes(hashed, SHINGLE)
    return _signature(length, found, _minima(_upper(found)))


def sign_all(texts: Iterable[str]) -> Iterator[Signature]:
    """The sketches of many texts, in order: a batch costs half of one by one."""
    every = iter(texts)
    while batch := list(islice(every, BATCH)):
        hashed = hash_texts(batch)
        runs = shingle_hashes_by_text([words for words, _ in hashed], SHINGLE)
        for (_, length), found, least in zip(hashed, runs, _minima_of(runs), strict=True):
            yield _signature(length, found, least)


def _signature(length: int, found: Hashes, least: Values) -> Signature:
    return Signature(
        version=SIGNATURE_VERSION,
        tokens=length,
        minhash=least.astype("<u4").tobytes(),
        sketch=_kept(found).astype("<i8").tobytes(),
    )


def _kept(found: Hashes) -> NDArray[np.int64]:
    """Which shingle hashes the containment sketch keeps, distinct, sorted as signed numbers."""
    kept = sorted_unique(found[found < _limit()]).view(np.int64)  # so these are positive
    if len(kept) >= FEW:
        return kept
    every = sorted_unique(found).view(np.int64)
    return np.sort(every) if len(every) <= SHORT else kept


def _upper(hashes: Hashes) -> Values:
    return (hashes >> np.uint64(32)).astype(np.uint32)


def sketch_hashes(sketch: bytes) -> NDArray[np.int64]:
    """The hashes of a stored containment sketch, sorted."""
    return np.frombuffer(sketch, dtype="<i8")


def minhash(row: bytes) -> Any:
    """A stored resemblance sketch as a datasketch MinHash, for whoever works with datasketch."""
    from datasketch import MinHash

    values = np.frombuffer(row, dtype="<u4")
    return MinHash(num_perm=PERMUTATIONS, seed=SEED, hashvalues=values, scheme="affine32")


def _limit() -> np.uint64:
    return np.uint64((1 << 64) // SKETCH_SCALE)


def _minima(hashes: Values) -> Values:
    """The least value of each permutation over all hashes; all ones for none."""
    factors, summands = _permutations()
    least = np.full((PERMUTATIONS, 1), 0xFFFFFFFF, dtype=np.uint32)
    mixed = _mixed(hashes)
    for start in range(0, len(mixed), AT_ONCE):
        permuted = factors * mixed[start : start + AT_ONCE]
        permuted += summands
        np.minimum(least, permuted.min(axis=1, keepdims=True), out=least)
    return least[:, 0]


def _minima_of(batch: list[Hashes]) -> Values:
    """The minima of each text of a batch: one permutation after the other over all of them."""
    least = np.full((PERMUTATIONS, len(batch)), 0xFFFFFFFF, dtype=np.uint32)
    sizes = np.array([len(found) for found in batch])
    filled = sizes > 0
    if filled.any():
        mixed = _mixed(_upper(np.concatenate(batch)))
        starts = (np.cumsum(sizes) - sizes)[filled]
        room = np.empty_like(mixed)
        for i, (factor, summand) in enumerate(zip(*_permutations(), strict=True)):
            np.multiply(mixed, factor, out=room)
            np.add(room, summand, out=room)
            least[i, filled] = np.minimum.reduceat(room, starts)
    return least.T


def _mixed(hashes: Values) -> Values:
    """MurmurHash3's 32-bit finaliser, with which affine32 begins."""
    mixed = hashes ^ (hashes >> np.uint32(16))
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return mixed


@lru_cache(maxsize=1)
def _permutations() -> tuple[Values, Values]:
    """Factors (odd) and summands of scheme affine32, as columns."""
    draw = np.random.RandomState(SEED)
    factors = draw.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    summands = draw.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)
    return factors[:, None], summands[:, None]
