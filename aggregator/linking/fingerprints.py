"""Keyed fingerprints: how much of a text that is not kept another text carries.

A fingerprint is 16 bits of a keyed hash of a three-word shingle. Each work has its own key, which is
made of one key of the installation: the fingerprints of two works cannot be compared with each other.
Many phrases share one of the 65,536 values, so that even the key proves no single phrase. Within a
stretch of some forty words the fingerprints have no order.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Values = NDArray[np.uint16]
Flags = NDArray[np.bool_]
WorkKey = tuple[int, int, int]  # the secret that the fingerprints of one work are made with

MAX_FINGERPRINTS = 512  # of a longer work, a sample is kept
STRETCH = 40  # shingles of a stretch, at least
MAX_STRETCHES = 16
VALUES = 1 << 16
_SPECIFIC = np.uint32(1 << 16)  # bit of a fingerprint whose shingle holds a number or a name
_STRETCH_SHIFT = np.uint32(17)

TOUCHED_SHARE = 0.15  # share of a stretch from which the text carries something of it


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """The fingerprints of a work and its length."""

    values: NDArray[np.uint16]
    specific: Flags  # of shingles with a number or a name
    stretch: NDArray[np.intp]  # in which stretch of the work each is
    tokens: int


@dataclass(frozen=True, slots=True)
class Kept:
    """How many shingles with and without specifics a work has, and which share of each a text has too."""

    specific: float
    common: float
    specifics: int
    commons: int

    @property
    def share(self) -> float:
        """The share of all shingles that is kept."""
        kept = self.specific * self.specifics + self.common * self.commons
        return kept / max(1, self.specifics + self.commons)

    @property
    def ratio(self) -> float:
        """Of shingles with specifics so much is kept, in proportion to the others."""
        return self.specific / max(0.02, self.common)

    @property
    def odds(self) -> float:
        """Of shingles with specifics so much is changed, in proportion to the others."""
        return (1.02 - self.specific) / (1.02 - self.common)

    @property
    def certainty(self) -> float:
        """The difference of both shares in standard errors."""
        variance = (
            self.share * (1 - self.share) * (1 / max(1, self.specifics) + 1 / max(1, self.commons))
        )
        return float((self.common - self.specific) / max(1e-9, variance) ** 0.5)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of a work a text carries."""

    of_work: float  # share of the work's shingles
    of_text: float  # how much of the text that is
    tokens: float  # that both have
    reach: float  # share of the work's stretches of which the text carries something
    kept: Kept  # in these stretches
    kept_in_all: Kept


def derive_work_key(key: bytes, work_id: str) -> WorkKey:
    """Returns three numbers of 64 bits, the secret by which the fingerprints of one work are made."""
    digest = blake2b(work_id.encode(), key=key, digest_size=24, person=b"fingerprints").digest()
    first, second, third = (digest[start : start + 8] for start in (0, 8, 16))
    return (
        int.from_bytes(first, "little"),
        int.from_bytes(second, "little"),
        int.from_bytes(third, "little"),
    )


def make_fingerprints(key: bytes, work_id: str, shingles: Hashes, specific: Flags) -> bytes:
    """Returns the fingerprints of the shingles of a work, given in order of appearance."""
    stretches = max(1, min(MAX_STRETCHES, round(len(shingles) / STRETCH)))
    stretch = np.arange(len(shingles)) * stretches // max(1, len(shingles))
    distinct, first = np.unique(shingles, return_index=True)
    kept = first[:MAX_FINGERPRINTS]
    values = fingerprint_shingles(
        derive_work_key(key, work_id), distinct[:MAX_FINGERPRINTS]
    ).astype(np.uint32)
    values |= specific[kept].astype(np.uint32) * _SPECIFIC
    values |= stretch[kept].astype(np.uint32) << _STRETCH_SHIFT
    return np.sort(values).astype("<u4").tobytes()


def read_fingerprints(data: bytes, tokens: int) -> Work:
    """Returns the fingerprints that `make_fingerprints` made of a work of this length."""
    values = np.frombuffer(data, dtype="<u4")
    return Work(
        values=values.astype(np.uint16),
        specific=(values & _SPECIFIC) > 0,
        stretch=(values >> _STRETCH_SHIFT).astype(np.intp),
        tokens=tokens,
    )


def compare(key: bytes, work_id: str, work: Work, shingles: Hashes, tokens: int) -> Likeness:
    """Returns how much of a work a text carries, given the text's distinct shingles and its length."""
    if not len(work.values):
        return Likeness(0, 0, 0, 0, Kept(0, 0, 0, 0), Kept(0, 0, 0, 0))
    present = np.zeros(VALUES, dtype=np.bool_)
    present[fingerprint_shingles(derive_work_key(key, work_id), shingles)] = True
    by_chance = float(present.mean())
    found = present[work.values]
    share = exceed_chance(float(found.mean()), by_chance)
    sizes = np.bincount(work.stretch)
    shares = np.bincount(work.stretch, weights=found) / np.maximum(1, sizes)
    touched = shares >= TOUCHED_SHARE + by_chance
    return Likeness(
        of_work=share,
        of_text=min(1.0, share * work.tokens / max(1, tokens)),
        tokens=share * work.tokens,
        reach=float(touched.sum() / np.count_nonzero(sizes)),
        kept=_count_kept(work, found, touched[work.stretch], by_chance),
        kept_in_all=_count_kept(work, found, np.ones_like(found), by_chance),
    )


def _count_kept(work: Work, found: Flags, inside: Flags, by_chance: float) -> Kept:
    specific, common = inside & work.specific, inside & ~work.specific
    return Kept(
        specific=_share_found(found[specific], by_chance),
        common=_share_found(found[common], by_chance),
        specifics=int(specific.sum()),
        commons=int(common.sum()),
    )


def _share_found(found: Flags, by_chance: float) -> float:
    return exceed_chance(float(found.mean()), by_chance) if len(found) else 0.0


def exceed_chance(share: float, by_chance: float) -> float:
    """Returns which share is found when what chance finds is left out."""
    return max(0.0, (share - by_chance) / (1 - by_chance)) if by_chance < 1 else 0.0


def fingerprint_shingles(work_key: WorkKey, shingles: Hashes) -> Values:
    """Returns a keyed hash of 16 bits of each shingle: MurmurHash3's finalizer with a secret before each round."""
    mixed = shingles.copy()
    for secret in work_key:
        mixed ^= np.uint64(secret)
        mixed ^= mixed >> np.uint64(33)
        mixed *= np.uint64(0xFF51AFD7ED558CCD)
        mixed ^= mixed >> np.uint64(33)
        mixed *= np.uint64(0xC4CEB9FE1A85EC53)
        mixed ^= mixed >> np.uint64(33)
    return (mixed >> np.uint64(48)).astype(np.uint16)
