"""Two sketches of a text, in Broder's terms: resemblance (MinHash) and containment.

The MinHash is datasketch's, scheme `affine32`, over the upper 32 bits of the 5-shingle hashes:
`MinHash(num_perm=128, seed=1, hashvalues=row, scheme="affine32")` loads a stored row. The
containment sketch keeps the shingles whose hash lies below a fixed fraction of the range
("mod-m sketch", Broder 1997; FracMinHash), all of them when the text is short.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aggregator.linking.words import Hashes, count_tokens, shingle_hashes, word_hashes, words
from aggregator.model import Signature

SIGNATURE_VERSION = "words-1/5-shingles/affine32-128-1/frac-8-128"
PERMUTATIONS = 128
SEED = 1
SHINGLE = 5
FRACTION = 8  # one shingle hash in eight is kept
SHORT = 128  # texts with fewer distinct shingles keep all of them


def sign(text: str) -> Signature:
    """Both sketches of a text."""
    distinct = np.unique(shingle_hashes(word_hashes(words(text)), SHINGLE))
    kept = distinct if len(distinct) <= SHORT else distinct[distinct < _limit()]
    return Signature(
        version=SIGNATURE_VERSION,
        tokens=count_tokens(text),
        minhash=_minhash(distinct).astype("<u4").tobytes(),
        sketch=np.sort(kept.view(np.int64)).astype("<i8").tobytes(),
    )


def sketch_hashes(sketch: bytes) -> NDArray[np.int64]:
    """The hashes of a stored containment sketch, sorted."""
    return np.frombuffer(sketch, dtype="<i8")


def _limit() -> np.uint64:
    return np.uint64((1 << 64) // FRACTION)


def _minhash(distinct: Hashes) -> NDArray[np.uint32]:
    from datasketch import MinHash  # brings scipy along: only where texts are signed

    made = MinHash(
        PERMUTATIONS, SEED, hashfunc=int, permutations=_permutations(), scheme="affine32"
    )
    made.update_batch((distinct >> np.uint64(32)).tolist())
    values: NDArray[np.uint32] = made.hashvalues
    return values


@lru_cache(maxsize=1)
def _permutations() -> Any:
    from datasketch import MinHash

    return MinHash(PERMUTATIONS, SEED, scheme="affine32").permutations
