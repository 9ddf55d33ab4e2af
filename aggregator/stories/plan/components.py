"""Which articles of a whole corpus may find one another, told in one sort of all their sketched shingles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from aggregator.stories.plan.match import CANDIDATES, SHARED, telling
from storage.links.bulk import BulkLinks, Held
from storage.links.sketch_index import NUMBER, UP, Entries, Hashes
from storage.sqlite.connection import Database

AT_ONCE = 8_000_000  # entries sorted in one go, 64 MB
ROWS = 2000  # read in one go
MANY = CANDIDATES  # wordings that hold a hash up to which each two of them are counted
ONE = np.uint64(1)

Places = NDArray[np.int64]  # of articles, in the order of their ids
_NONE: Entries = np.empty(0, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Clusters:
    """Nobody finds anybody outside of its cluster. What is doubtful is taken for a tie."""

    labels: Places  # of each article the place of the first in its cluster
    tangled: NDArray[
        np.bool_
    ]  # who holds several hashes that many hold: whom it may find is not told
    widespread: Hashes  # the hashes that many hold, sorted


def of(db: Database, rows: Sequence[Held]) -> Clusters:
    """The clusters of these articles, if they, in the order of their ids, are all that are stored."""
    ids = np.array([row.id for row in rows], dtype=np.int64)
    firsts = _wordings(rows)
    parts = BulkLinks(db).hashes() // AT_ONCE + 1
    pairs, widespread, many = [_NONE], [_NONE], np.zeros(len(rows), dtype=np.int64)
    for part in range(parts):
        entries = np.concatenate([_NONE, *_entries(db, ids, firsts, part, parts)])
        entries.sort()
        live, starts, sizes = _live(entries)
        pairs += _pairs(live, starts, sizes)
        holders = live[np.repeat(sizes > MANY, sizes)] & NUMBER
        many += np.bincount(holders.astype(np.int64), minlength=len(rows))
        widespread.append(live[starts[sizes > MANY]] >> UP)
    labels = _joined(firsts, _tied(np.concatenate(pairs), many > 0))
    return Clusters(labels, many >= SHARED, np.concatenate(widespread).astype(np.uint32))


def _wordings(rows: Sequence[Held]) -> Places:
    """For each article the place of the first with the same words; one without any is by itself."""
    first: dict[str, int] = {}
    found = [
        first.setdefault(row.text_hash, place) if row.tokens else place
        for place, row in enumerate(rows)
    ]
    return np.array(found, dtype=np.int64)


def _entries(db: Database, ids: Places, firsts: Places, part: int, parts: int) -> Iterator[Entries]:
    """Hash, place of the article, and whether its site does not repeat it; of the first with each
    wording, and of the range of hashes only this part of so many.
    """
    rows = BulkLinks(db).sketches()
    while block := list(islice(rows, ROWS)):
        places = np.searchsorted(ids, [row[0] for row in block])
        own = (firsts[places] == places).tolist()
        asking = [row for row, is_first in zip(block, own, strict=True) if is_first]
        if not asking:
            continue
        owners = places[own].astype(np.uint64) << ONE
        hashes = np.concatenate([kept for _, _, kept in asking]).astype(np.uint64)
        told = np.concatenate([_told(db, source, kept) for _, source, kept in asking])
        entries = hashes << UP | np.repeat(owners, [len(kept) for _, _, kept in asking]) | told
        yield entries if parts == 1 else entries[(hashes * np.uint64(parts)) >> UP == part]


def _told(db: Database, source_id: int, kept: Hashes) -> NDArray[np.bool_]:
    asked = telling(db, source_id, kept)
    if len(asked) == len(kept):
        return np.ones(len(kept), dtype=np.bool_)
    return np.isin(kept, asked)


def _live(entries: Entries) -> tuple[Entries, Places, Places]:
    """Hash and place of those that several hold, and one of them at least asks for; and where each
    such hash starts, and how many hold it.
    """
    starts, sizes = _groups(entries >> UP)
    asked = np.add.reduceat(entries & ONE, starts) if len(starts) else sizes
    told = (sizes > 1) & (asked > 0)
    live = entries[np.repeat(told, sizes)]
    sizes = sizes[told]
    return (live & ~NUMBER) | ((live & NUMBER) >> ONE), np.cumsum(sizes) - sizes, sizes


def _pairs(live: Entries, starts: Places, sizes: Places) -> Iterator[Entries]:
    """Each two that hold the same hash, the former one above the other, once for every such hash."""
    for size in range(2, MANY + 1):
        at = starts[sizes == size]
        if len(at):
            places = live[at[:, None] + np.arange(size)] & NUMBER
            one, other = np.triu_indices(size, 1)
            yield (places[:, one] << UP | places[:, other]).ravel()


def _tied(pairs: Entries, touched: NDArray[np.bool_]) -> Entries:
    """Those that share enough hashes; one less will do where both hold one that many hold."""
    pairs = np.sort(pairs)
    starts, shared = _groups(pairs)
    pairs = pairs[starts]
    tied: Entries = pairs[shared + (touched[pairs >> UP] & touched[pairs & NUMBER]) >= SHARED]
    return tied


def _joined(firsts: Places, pairs: Entries) -> Places:
    """For each place the first one that these pairs lead to, or that has the same words."""
    above: list[int] = firsts.tolist()
    for pair in pairs.tolist():
        a, b = pair >> 32, pair & 0xFFFFFFFF
        while above[a] != a:
            above[a] = a = above[above[a]]
        while above[b] != b:
            above[b] = b = above[above[b]]
        above[max(a, b)] = min(a, b)
    labels = np.array(above, dtype=np.int64)
    while not np.array_equal(labels, further := labels[labels]):
        labels = further
    return labels


def _groups(keys: Entries) -> tuple[Places, Places]:
    """Where each run of the same key starts, and how long it is."""
    new = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=new[1:])
    starts = np.flatnonzero(new)
    return starts, np.diff(starts, append=len(keys))
