"""Articles that come with one commit: where they belong is looked up together.

Most of what comes is alone with its text, or a copy of what is stored: such a one changes nothing
for any other. So all of them are decided at once and written in one go, and the outcome is what
placing each in its turn would have given.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from aggregator.model import Signature
from aggregator.stories.apply import assignment, relation_rows
from aggregator.stories.plan.match import (
    FEWEST_TOKENS,
    SHARED,
    Asked,
    Placement,
    as_twin,
    find_alike,
    find_alike_all,
    telling,
)
from storage.links import sketch_index
from storage.links.signatures import Placed, Signatures
from storage.links.singletons import Singletons
from storage.links.sketch_index import Foreseen, Hashes
from storage.sqlite.connection import Database


@dataclass(frozen=True, slots=True)
class Coming:
    """What linking needs to know of an article that is about to be stored."""

    source_id: int | None
    text_hash: str
    signature: Signature
    sketch: Hashes


@dataclass(slots=True)
class Foresight:
    """What is known beforehand of articles that come with one commit."""

    entries: Foreseen
    placements: list[Placement | None]  # None: it hangs on others that come with it
    touched: set[int] = field(default_factory=set)  # stories that are no longer as they were
    stale: bool = False  # anything may have changed

    def placement(self, place: int) -> Placement | None:
        """Where an article belongs, if that is still so; else it has to be found in its turn."""
        found = self.placements[place]
        if found is None or self.stale or not self.touched.isdisjoint(found.stories):
            return None
        return found


def foresee(db: Database, coming: Sequence[Coming], texts: Sequence[str]) -> Foresight:
    """Look up all their candidates at once, and where those belong that have nothing in common.

    To be asked within the transaction that stores them.
    """
    asked = [telling(db, one.source_id, one.sketch) for one in coming]
    every = np.concatenate(asked) if asked else np.empty(0, dtype=np.uint32)
    owners = np.repeat(np.arange(len(asked)), [len(hashes) for hashes in asked])
    held = sketch_index.current(db)
    foreseen = held.foresee(every)
    known = _count(owners, held.holding(every, foreseen), len(asked))
    free = _apart(coming, _count(owners, _shared_among(every), len(asked)))
    twins = Signatures(db).first_of({one.text_hash for one in coming})
    found = [_first(one, twins, held) for one, held in zip(coming, known, strict=True)]
    near = [at for at, placement in enumerate(found) if free[at] and placement is None]
    alike = find_alike_all(db, [_asked(coming[at], texts[at]) for at in near], foreseen)
    for at, placement in zip(near, alike, strict=True):
        found[at] = placement
    return Foresight(
        foreseen, [one if apart else None for one, apart in zip(found, free, strict=True)]
    )


def _apart(coming: Sequence[Coming], among: Sequence[int]) -> list[bool]:
    """Which of them have neither wording nor enough hashes in common with another of them."""
    times = Counter(one.text_hash for one in coming)
    return [
        shared < SHARED and times[one.text_hash] == 1
        for one, shared in zip(coming, among, strict=True)
    ]


def _first(one: Coming, twins: Mapping[str, Placed], known: int) -> Placement | None:
    """Where an article belongs whose wording is stored, or that is alone; None when it is compared."""
    tokens = one.signature.tokens
    if tokens and one.text_hash in twins:
        return as_twin(twins[one.text_hash])
    return None if known >= SHARED and tokens >= FEWEST_TOKENS else Placement()


def _asked(one: Coming, text: str) -> Asked:
    return Asked(one.source_id, text, one.text_hash, one.signature.tokens, one.sketch)


def find(db: Database, one: Coming, text: str, foreseen: Foreseen) -> Placement:
    """Which story an article belongs to, when its turn comes: as `matching.find` says."""
    if not one.signature.tokens:
        return Placement()
    twin = Signatures(db).identical(one.text_hash)
    if twin:
        return as_twin(twin)
    tokens = one.signature.tokens
    return find_alike(db, one.source_id, text, tokens, one.sketch, foreseen)


def record(db: Database, lone: Sequence[tuple[int, int, Coming]]) -> None:
    """Write down (article, story, what came) of articles that lead new stories."""
    rows = [(key, story_id, one.signature, one.sketch) for key, story_id, one in lone]
    Singletons(db).add(rows)


def join(db: Database, settled: Sequence[tuple[Placed, Coming, Placement]]) -> None:
    """Write down new articles that join stories or lead them from now on, and what any of these
    have in common with others.
    """
    joining = [one for one in settled if one[2].story_id is not None]
    Signatures(db).add_all([(article.id, one.signature, one.sketch) for article, one, _ in joining])
    for article, one, placement in joining:
        assignment.take_in(db, article, one.sketch, placement)
    for article, _, placement in settled:
        if placement.story_id is None:
            relation_rows.note_others(db, article, article.story_id, placement)


def _shared_among(every: Hashes) -> NDArray[np.bool_]:
    """Which of these hashes, distinct within each article, stand also in another."""
    order = np.argsort(every)
    same = every[order][1:] == every[order][:-1]
    again = np.zeros(len(every), dtype=np.bool_)
    again[order[1:]] = same
    again[order[:-1]] |= same
    return again


def _count(owners: NDArray[np.intp], which: NDArray[np.bool_], many: int) -> list[int]:
    """How many of the hashes of each are among these."""
    counted: list[int] = np.bincount(owners[which], minlength=many).tolist()
    return counted
