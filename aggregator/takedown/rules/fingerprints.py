"""Fingerprints of a work that was taken down, and whether another text carries the work.

A fingerprint is 16 bits of a keyed hash of a three-word shingle. Each work has its own key, which is
made of the key of the tombstones: the fingerprints of two works cannot be compared with each other.
Many phrases share one of the 65,536 values, so that even the key proves no single phrase. Within a
stretch of some forty words the fingerprints have no order.

By these, edited copies are told from the instances of a form: an edit changes numbers and names as
often as the words around them, the next report of a form changes these and keeps the rest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregator.takedown.rules.keys import derive_work_key

Hashes = NDArray[np.uint64]
Flags = NDArray[np.bool_]

MAX_FINGERPRINTS = 512  # of a longer work, a sample is kept
STRETCH = 40  # shingles of a stretch, at least
MAX_STRETCHES = 16
VALUES = 1 << 16
_SPECIFIC = np.uint32(1 << 16)  # bit of a fingerprint whose shingle holds a number or a name
_STRETCH_SHIFT = np.uint32(17)

TOUCHED_SHARE = 0.15  # share of a stretch from which the text carries something of it
MIN_COMMON = 12  # common tokens: refuses a work that is whole
MIN_PART = 24  # refuses a part of a work that is hardly more than this part
MIN_MIXED = 48  # refuses a work or a part of it in another text
MIN_SCATTERED = 80  # refuses a work of which many words were changed
WHOLE = 0.92  # share of a text from which it is hardly changed
UNEDITED = 0.8  # share of the stretches that are kept, from which they were hardly edited
MIN_SPECIFICS = 12  # shingles with specifics that tell an edit from a form
SHORT_WHOLE = 0.96  # the same of a text of fewer than `MIN_MIXED` tokens


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
        total = self.specifics + self.commons
        mean = (self.specific * self.specifics + self.common * self.commons) / max(1, total)
        variance = mean * (1 - mean) * (1 / max(1, self.specifics) + 1 / max(1, self.commons))
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


def make_fingerprints(key: bytes, work_id: str, shingles: Hashes, specific: Flags) -> bytes:
    """Returns the fingerprints of the shingles of a work, given in order of appearance."""
    stretches = max(1, min(MAX_STRETCHES, round(len(shingles) / STRETCH)))
    stretch = np.arange(len(shingles)) * stretches // max(1, len(shingles))
    distinct, first = np.unique(shingles, return_index=True)
    kept = first[:MAX_FINGERPRINTS]
    values = _fingerprint(key, work_id, distinct[:MAX_FINGERPRINTS]).astype(np.uint32)
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
    present[_fingerprint(key, work_id, shingles)] = True
    by_chance = float(present.mean())
    found = present[work.values]
    share = _exceed_chance(float(found.mean()), by_chance)
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


def carries_work(likeness: Likeness) -> bool:
    """Is the text the work, a part of it, an edited copy or a wrapper? A quotation or a form is not."""
    if not _shares_enough(likeness):
        return False
    is_short = likeness.tokens < MIN_MIXED
    if max(likeness.of_work, likeness.of_text) >= WHOLE:
        return not (is_short and is_form(likeness))
    if likeness.kept.specifics < MIN_SPECIFICS:  # nothing tells an edit from a form
        return likeness.kept.common >= UNEDITED
    return not is_form(likeness)


def _shares_enough(likeness: Likeness) -> bool:
    work, text, tokens = likeness.of_work, likeness.of_text, likeness.tokens
    if tokens < MIN_MIXED:
        is_whole = work >= SHORT_WHOLE and text >= 0.8 and tokens >= MIN_COMMON
        return is_whole or (text >= SHORT_WHOLE and tokens >= MIN_PART)
    return (
        min(work, text) >= 0.5
        or text >= 0.6
        or (text >= 0.5 and tokens >= MIN_SCATTERED)
        or (work >= 0.4 and likeness.reach >= 0.45 and tokens >= 60)
        or work >= 0.85
        or (work >= 0.22 and likeness.reach >= 0.7 and tokens >= MIN_SCATTERED)
    )


def is_form(likeness: Likeness) -> bool:
    """Do a work and a text differ in numbers and names, far more than in other words?"""
    everywhere, kept = likeness.kept_in_all, likeness.kept
    if everywhere.specifics >= 6 and everywhere.common >= 0.85 and everywhere.ratio < 0.75:
        return True
    if kept.common >= 0.9 and kept.specifics >= MIN_SPECIFICS:
        limit = 0.9 if likeness.tokens < MIN_SCATTERED else 0.85
        return kept.ratio < limit and kept.odds >= 3
    if kept.common < 0.5 or kept.odds < 1.4:
        return False
    clear = kept.ratio < 0.66 and kept.certainty >= 2.5
    return clear or (kept.ratio < 0.75 and kept.certainty >= 6)


def _count_kept(work: Work, found: Flags, inside: Flags, by_chance: float) -> Kept:
    specific, common = inside & work.specific, inside & ~work.specific
    return Kept(
        specific=_share_found(found[specific], by_chance),
        common=_share_found(found[common], by_chance),
        specifics=int(specific.sum()),
        commons=int(common.sum()),
    )


def _share_found(found: Flags, by_chance: float) -> float:
    return _exceed_chance(float(found.mean()), by_chance) if len(found) else 0.0


def _exceed_chance(share: float, by_chance: float) -> float:
    """Returns which share is found when what chance finds is left out."""
    return max(0.0, (share - by_chance) / (1 - by_chance)) if by_chance < 1 else 0.0


def _fingerprint(key: bytes, work_id: str, shingles: Hashes) -> NDArray[np.uint16]:
    """Returns a keyed hash of 16 bits of each shingle: MurmurHash3's finalizer with a secret before each round."""
    mixed = shingles.copy()
    for secret in derive_work_key(key, work_id):
        mixed ^= np.uint64(secret)
        mixed ^= mixed >> np.uint64(33)
        mixed *= np.uint64(0xFF51AFD7ED558CCD)
        mixed ^= mixed >> np.uint64(33)
        mixed *= np.uint64(0xC4CEB9FE1A85EC53)
        mixed ^= mixed >> np.uint64(33)
    return (mixed >> np.uint64(48)).astype(np.uint16)
