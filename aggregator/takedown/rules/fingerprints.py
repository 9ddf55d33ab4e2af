"""Fingerprints of a work that was taken down, and whether another text carries the work.

A fingerprint is 16 bits of a keyed hash of a three-word shingle. Each work has its own key, which is
made of the key of the tombstones: the fingerprints of two works cannot be compared with each other.
Many phrases share one of the 65,536 values, so that even the key proves no single phrase. Within a
stretch of some forty words the fingerprints have no order.

By these, edited copies differ from the instances of a form: an edit changes numbers and names as
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


@dataclass(frozen=True, slots=True)
class Least:
    """How much of a work a text must carry to be refused; all of it must be reached."""

    of_work: float = 0.0
    of_text: float = 0.0
    reach: float = 0.0
    unedited: float = 0.0  # share that is kept in the stretches that are reached
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """How a text differs from a work when both are instances of a form; all of it must be so."""

    common: float  # share that is kept of shingles without specifics, at least
    ratio: float  # of those with specifics so much is kept in proportion, at most
    odds: float = 0.0  # and so much changed, at least
    certainty: float = 0.0  # in standard errors, at least
    specifics: int = 0  # shingles with specifics, at least


# Measured with benchmarks/reposts.py: a text is refused that reaches any of these,
REFUSED = (
    Least(of_work=0.96, of_text=0.80, tokens=12),  # a short work
    Least(of_text=0.96, tokens=24),  # a part of a short work
    Least(of_work=0.60, of_text=0.60, tokens=48),  # an edited copy of a short work
    Least(of_work=0.50, of_text=0.50, tokens=100),  # an edited copy
    Least(of_text=0.60, tokens=48),  # a part of a work
    Least(of_text=0.50, tokens=80),  # the same in a wrapper
    Least(of_work=0.85, tokens=48),  # a work in a wrapper of any length
    Least(of_work=0.40, reach=0.45, unedited=0.70, tokens=60),  # half of a work in one
    Least(of_work=0.22, reach=0.70, tokens=80),  # a work of which many words were changed
)
# unless it differs in one of these ways,
FORMS = (
    Form(common=0.90, ratio=0.85, odds=3.0, specifics=12),  # hardly anything else is changed
    Form(
        common=0.50, ratio=0.66, odds=1.4, certainty=2.5, specifics=6
    ),  # clearly more of the specifics is
    Form(common=0.50, ratio=0.75, odds=1.4, certainty=6.0, specifics=6),
)
FORMS_IN_ALL = (  # of the whole work, also where nothing is kept
    Form(common=0.85, ratio=0.75, specifics=6),
    Form(common=0.75, ratio=0.50, specifics=12),
)
FORM_OF_SHORT_TEXTS = Form(common=0.90, ratio=0.90, odds=3.0, specifics=12)
SHORT_FORM = 80  # common tokens
# but in any case when it is hardly changed, unless it is short,
WHOLE = 0.92  # share of the work or the text
SHORT = 48  # common tokens
# and without numbers and names only when the stretches that it has were hardly edited.
MIN_SPECIFICS = 12  # shingles with specifics
UNEDITED = 0.80  # share of the shingles that are kept


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
    if not any(_reaches(likeness, least) for least in REFUSED):
        return False
    if max(likeness.of_work, likeness.of_text) >= WHOLE and likeness.tokens >= SHORT:
        return True
    if is_form(likeness):
        return False
    return likeness.kept.specifics >= MIN_SPECIFICS or likeness.kept.common >= UNEDITED


def is_form(likeness: Likeness) -> bool:
    """Do a work and a text differ in numbers and names, far more than in other words?"""
    rules = FORMS if likeness.tokens >= SHORT_FORM else (*FORMS, FORM_OF_SHORT_TEXTS)
    kept = (likeness.kept, *rules), (likeness.kept_in_all, *FORMS_IN_ALL)
    return any(_is_changed_as(each, rule) for each, *of_each in kept for rule in of_each)


def _reaches(likeness: Likeness, least: Least) -> bool:
    return (
        likeness.of_work >= least.of_work
        and likeness.of_text >= least.of_text
        and likeness.reach >= least.reach
        and likeness.kept.share >= least.unedited
        and likeness.tokens >= least.tokens
    )


def _is_changed_as(kept: Kept, form: Form) -> bool:
    return (
        kept.specifics >= form.specifics
        and kept.common >= form.common
        and kept.ratio < form.ratio
        and kept.odds >= form.odds
        and kept.certainty >= form.certainty
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
