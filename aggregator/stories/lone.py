"""Which articles of a whole corpus are alone, found in one sort of all their sketched shingles.

Such a one has a wording and a story of its own, and shares too little with any other to be compared
with it: placed anew, in any order, it would lead the story that it led before.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from aggregator.stories.matching import SHARED, telling
from storage import sketches
from storage.connection import Database
from storage.window import UP, Entries, Hashes

AT_ONCE = 8_000_000  # entries sorted in one go, 64 MB
ROWS = 2000  # read in one go
ONE = np.uint64(1)

Waiting = tuple[int, int, str, int]  # article, story, text hash, tokens


def among(db: Database, rows: Sequence[Waiting]) -> set[int]:
    """The ids of those articles that are alone, if these are all that are stored."""
    stories = Counter(story_id for _, story_id, _, _ in rows)
    wordings = Counter(wording for _, _, wording, _ in rows)
    own = {key for key, story, wording, _ in rows if stories[story] == wordings[wording] == 1}
    ids, shared = _shared(db)
    return own.intersection(ids[shared < SHARED].tolist())


def _shared(db: Database) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Signed articles by id, and how many hashes of each could make it a candidate, or find one."""
    ids, size = sketches.signed(db)
    parts = size // AT_ONCE + 1
    counts = np.zeros(len(ids), dtype=np.int64)
    for part in range(parts):
        entries = np.concatenate([np.empty(0, dtype=np.uint64), *_entries(db, part, parts)])
        entries.sort()
        counts += np.bincount(_owners(entries), minlength=len(ids))
    return ids, counts


def _entries(db: Database, part: int, parts: int) -> Iterator[Entries]:
    """Hash, place of the article among the signed ones, and whether its site does not repeat it.

    Of the range of hashes only this part of so many.
    """
    rows, place = sketches.every(db), 0
    while block := list(islice(rows, ROWS)):
        sizes = [len(kept) for _, kept in block]
        owners = np.repeat(np.arange(place, place + len(block), dtype=np.uint64), sizes)
        hashes = np.concatenate([kept for _, kept in block]).astype(np.uint64)
        told = np.concatenate([_told(db, *row) for row in block])
        chosen = (hashes * np.uint64(parts)) >> UP == part
        yield (hashes << UP | owners << ONE | told)[chosen]
        place += len(block)


def _told(db: Database, source_id: int, kept: Hashes) -> NDArray[np.bool_]:
    asked = telling(db, source_id, kept)
    if len(asked) == len(kept):
        return np.ones(len(kept), dtype=np.bool_)
    return np.isin(kept, asked)


def _owners(entries: Entries) -> NDArray[np.int64]:
    """Whose entries have a hash that others have as well and one of them at least asks for."""
    hashes = entries >> UP
    starts = np.flatnonzero(np.concatenate((hashes[:1] == hashes[:1], hashes[1:] != hashes[:-1])))
    sizes = np.diff(starts, append=len(entries))
    asked = np.add.reduceat(entries & ONE, starts) if len(starts) else sizes
    live = np.repeat((sizes > 1) & (asked > 0), sizes)
    return ((entries[live] & np.uint64(0xFFFFFFFF)) >> ONE).astype(np.int64)
