"""Which articles of a whole corpus may find one another, told in one sort of all their sketched shingles.

A cluster holds all that are tied by pairs with two hashes in common, and the same wording; so nobody
finds anybody outside of it. It may hold more: whatever is doubtful is taken for a tie.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from aggregator.linking.words import distinct
from aggregator.stories.matching import SHARED, telling
from storage import whole
from storage.connection import Database
from storage.whole import Held
from storage.window import COMMON, NUMBER, UP, Entries, Hashes

AT_ONCE = 8_000_000  # entries sorted in one go, 64 MB
ROWS = 2000  # read in one go
MANY = 12  # hashes a cluster has in common with different others, up to which any two are tried
ROUNDS = 5  # in which what has less than two such hashes is taken out
ONE = np.uint64(1)

Labels = NDArray[np.int64]
_NONE: Entries = np.empty(0, dtype=np.uint64)


def among(db: Database, rows: Sequence[Held]) -> tuple[Labels, Hashes]:
    """The cluster of each of these articles, if they are all that are stored, in the order of ids;
    and the hashes, sorted, that too many articles hold to tell anything.
    """
    ids = np.array([row.id for row in rows], dtype=np.int64)
    above = _wordings(rows)
    firsts = np.array(above, dtype=np.int64) == np.arange(len(rows))
    parts = whole.hashes(db) // AT_ONCE + 1
    common, left = [_NONE], [_NONE]
    for part in range(parts):
        entries = np.concatenate([_NONE, *_entries(db, ids, firsts, part, parts)])
        entries.sort()
        live = _live(entries)
        common.append(_common(live))
        _join(above, _pairs(live))
        left.append(_between(live, _labels(above)))
    _join_by_two(above, _between(np.concatenate(left), _labels(above)))
    return _labels(above), np.concatenate(common).astype(np.uint32)


def _wordings(rows: Sequence[Held]) -> list[int]:
    """For each article the place of the first with the same words; one without any is by itself."""
    first: dict[str, int] = {}
    return [
        first.setdefault(row.text_hash, place) if row.tokens else place
        for place, row in enumerate(rows)
    ]


def _entries(
    db: Database, ids: Labels, firsts: NDArray[np.bool_], part: int, parts: int
) -> Iterator[Entries]:
    """Hash, place of the article, and whether its site does not repeat it; of the first with each
    wording, and of the range of hashes only this part of so many.
    """
    rows = whole.sketches(db)
    while block := list(islice(rows, ROWS)):
        places = np.searchsorted(ids, [row[0] for row in block])
        asking = [(at, row) for at, row in zip(places.tolist(), block, strict=True) if firsts[at]]
        if not asking:
            continue
        owners = np.repeat(
            np.array([at for at, _ in asking], dtype=np.uint64), [len(row[2]) for _, row in asking]
        )
        hashes = np.concatenate([row[2] for _, row in asking]).astype(np.uint64)
        told = np.concatenate([_told(db, *row[1:]) for _, row in asking])
        entries: Entries = hashes << UP | owners << ONE | told
        yield entries if parts == 1 else entries[(hashes * np.uint64(parts)) >> UP == part]


def _told(db: Database, source_id: int, kept: Hashes) -> NDArray[np.bool_]:
    asked = telling(db, source_id, kept)
    if len(asked) == len(kept):
        return np.ones(len(kept), dtype=np.bool_)
    return np.isin(kept, asked)


def _live(entries: Entries) -> Entries:
    """Hash and place of those that several articles hold, and one of them at least asks for."""
    starts, sizes = _groups(entries >> UP)
    asked = np.add.reduceat(entries & ONE, starts) if len(starts) else sizes
    live = entries[np.repeat((sizes > 1) & (asked > 0), sizes)]
    found: Entries = (live & ~NUMBER) | ((live & NUMBER) >> ONE)
    return found


def _common(live: Entries) -> Entries:
    starts, sizes = _groups(live >> UP)
    common: Entries = live[starts[sizes > COMMON]] >> UP
    return common


def _pairs(live: Entries) -> Entries:
    """Pairs of the first who holds a hash and another who does, that have two in common."""
    pairs = np.sort(_stars(live))
    return distinct(pairs[SHARED - 1 :][pairs[SHARED - 1 :] == pairs[: 1 - SHARED]])


def _stars(entries: Entries) -> Entries:
    """The first who holds a hash, paired with each other who does."""
    starts, sizes = _groups(entries >> UP)
    first, other = np.repeat(entries[starts], sizes) & NUMBER, entries & NUMBER
    found: Entries = (first << UP | other)[first != other]
    return found


def _between(entries: Entries, labels: Labels) -> Entries:
    """Hash and cluster of those hashes that several clusters hold."""
    found = distinct((entries & ~NUMBER) | labels[entries & NUMBER].astype(np.uint64))
    return _several(found)


def _join_by_two(above: list[int], entries: Entries) -> None:
    """Join the clusters that have any two of these hashes in common."""
    for _ in range(ROUNDS):
        before = len(entries)
        entries = np.sort(_turned(_several(np.sort(_turned(_several(entries))))))
        if len(entries) == before:
            break
    held = np.sort(_turned(entries))
    starts, sizes = _groups(held >> UP)
    _join(above, _tied(held, starts, sizes))
    tangled = np.repeat(sizes > MANY, sizes)
    _join(above, _stars(entries[np.isin(entries >> UP, held[tangled] & NUMBER)]))


def _tied(held: Entries, starts: Labels, sizes: Labels) -> Entries:
    """Pairs of clusters that have two hashes in common, given those of each cluster."""
    pairs, labels = [_NONE], [_NONE]
    for size in range(2, MANY + 1):
        at = starts[sizes == size]
        hashes = held[at[:, None] + np.arange(size)] & NUMBER
        one, two = np.triu_indices(size, 1)
        pairs.append((hashes[:, one] << UP | hashes[:, two]).ravel())
        labels.append(np.repeat(held[at] >> UP, len(one)))
    keys, whose = np.concatenate(pairs), np.concatenate(labels)
    order = np.argsort(keys, kind="stable")
    starts, sizes = _groups(keys[order])
    return np.repeat(whose[order][starts], sizes) << UP | whose[order]


def _join(above: list[int], pairs: Entries) -> None:
    """Let each two places of these have one root: the smaller one, as `above` leads to it."""
    for pair in pairs.tolist():
        a, b = pair >> 32, pair & 0xFFFFFFFF
        while above[a] != a:
            above[a] = a = above[above[a]]
        while above[b] != b:
            above[b] = b = above[above[b]]
        above[max(a, b)] = min(a, b)


def _labels(above: list[int]) -> Labels:
    """The root of each place."""
    labels = np.array(above, dtype=np.int64)
    while not np.array_equal(labels, further := labels[labels]):
        labels = further
    return labels


def _groups(keys: Entries) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where each run of the same key starts, and how long it is."""
    new = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=new[1:])
    starts = np.flatnonzero(new)
    return starts, np.diff(starts, append=len(keys))


def _several(entries: Entries) -> Entries:
    """Those whose upper half others have as well."""
    _, sizes = _groups(entries >> UP)
    return entries[np.repeat(sizes > 1, sizes)]


def _turned(entries: Entries) -> Entries:
    """The halves of each exchanged."""
    return entries << UP | entries >> UP
