"""Articles that come with one commit: their candidates are looked up together.

Most of what comes is alone with its text: no copy of it is stored or comes with it. Nothing that
`placing` does for one article touches such a one, so all of them are written in one go, and the
outcome is what placing each in its turn would have given.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregator.model import Signature
from aggregator.stories.matching import (
    FEWEST_TOKENS,
    SHARED,
    Placement,
    as_twin,
    find_alike,
    telling,
)
from storage import leaders, sketches, window
from storage.connection import Database
from storage.window import Foreseen, Hashes


@dataclass(frozen=True, slots=True)
class Coming:
    """What linking needs to know of an article that is about to be stored."""

    source_id: int | None
    text_hash: str
    signature: Signature
    sketch: Hashes


def foresee(db: Database, coming: Sequence[Coming]) -> tuple[Foreseen, list[bool]]:
    """Look up all their candidates at once; and which of them are alone.

    To be asked within the transaction that stores them.
    """
    asked = [telling(db, one.source_id, one.sketch) for one in coming]
    held = window.current(db)
    every = np.concatenate(asked) if asked else np.empty(0, dtype=np.uint32)
    foreseen = held.foresee(every)
    stored = sketches.wordings(db, {one.text_hash for one in coming})
    times = Counter(one.text_hash for one in coming)
    owners = np.repeat(np.arange(len(asked)), [len(hashes) for hashes in asked])
    shared = _count(owners, _shared_among(every), len(asked))
    known = _count(owners, held.holding(every, foreseen), len(asked))
    return foreseen, [
        one.text_hash not in stored
        and times[one.text_hash] == 1
        and among < SHARED
        and (
            one.signature.tokens < FEWEST_TOKENS
            or before < SHARED
            or not _near(held.shared(hashes, foreseen))
        )
        for one, hashes, among, before in zip(coming, asked, shared, known, strict=True)
    ]


def find(db: Database, one: Coming, text: str, foreseen: Foreseen) -> Placement:
    """Which story an article belongs to, when its turn comes: as `matching.find` says."""
    if not one.signature.tokens:
        return Placement()
    twin = sketches.identical(db, one.text_hash)
    if twin:
        return as_twin(twin)
    tokens = one.signature.tokens
    return find_alike(db, one.source_id, text, tokens, one.sketch, foreseen)


def record(db: Database, lone: Sequence[tuple[int, int, Coming]]) -> None:
    """Write down (article, story, what came) of articles that are alone, each leading its story."""
    rows = [(key, story_id, one.signature, one.sketch) for key, story_id, one in lone]
    leaders.add(db, rows)


def _near(counted: Counter[int]) -> bool:
    return any(count >= SHARED for count in counted.values())


def _shared_among(every: Hashes) -> NDArray[np.bool_]:
    """Which of these hashes, distinct within each article, stand also in another."""
    order = np.argsort(every, kind="stable")
    same = every[order][1:] == every[order][:-1]
    again = np.zeros(len(every), dtype=np.bool_)
    again[order[1:]] = same
    again[order[:-1]] |= same
    return again


def _count(owners: NDArray[np.intp], which: NDArray[np.bool_], many: int) -> list[int]:
    """How many of the hashes of each are among these."""
    counted: list[int] = np.bincount(owners[which], minlength=many).tolist()
    return counted
