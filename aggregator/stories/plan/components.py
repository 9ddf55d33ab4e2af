"""Clusters of a whole corpus: articles that may find one another by their sketches.

One sort of all sketched shingles, in parts that fit into memory, shows which articles share enough
of them. Where that is doubtful, two articles count as connected.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from aggregator.model import ArticleKey
from aggregator.stories.plan.match import (
    MAX_CANDIDATES,
    MIN_SHARED,
    Boilerplates,
    Hashes,
    get_site_boilerplate,
    select_distinctive_hashes,
)

SORTED_AT_ONCE = 8_000_000  # entries, 64 MB
ROWS_AT_ONCE = 2000  # sketches
MAX_PAIRED = MAX_CANDIDATES  # holders of a hash up to which each two of them are counted
ONE = np.uint64(1)
NUMBER = np.uint64(0xFFFFFFFF)  # the lower half of an entry
UP = np.uint64(32)  # the hash is in the upper half

Entries = NDArray[np.uint64]
Indices = NDArray[np.int64]  # of articles, in the order of their ids
SketchRow = tuple[int, int, Hashes]  # article, source, sketch
_NONE: Entries = np.empty(0, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Clusters:
    """No article finds one of another cluster."""

    labels: Indices  # of each article the index of the first one in its cluster
    unclear: NDArray[
        np.bool_
    ]  # articles that hold several widespread hashes: these may hide matches
    widespread: Hashes  # hashes that more than MAX_PAIRED wordings hold, sorted


def find_clusters(
    articles: Sequence[ArticleKey],
    read_sketches: Callable[[], Iterable[SketchRow]],
    hash_count: int,
    boilerplates: Boilerplates,
) -> Clusters:
    """Returns the clusters of all stored articles, which come in the order of their ids.

    `read_sketches` is called once for each part, and yields rows in the order of article ids;
    `hash_count` is how many hashes all of them have.
    """
    ids = np.array([article.id for article in articles], dtype=np.int64)
    firsts = _first_duplicate_indices(articles)
    parts = hash_count // SORTED_AT_ONCE + 1
    pairs, widespread = [_NONE], [_NONE]
    widespread_held = np.zeros(len(articles), dtype=np.int64)
    for part in range(parts):
        blocks = _pack_first_entries(read_sketches(), ids, firsts, boilerplates)
        entries = np.concatenate(
            [_NONE, *(_select_hash_range(block, part, parts) for block in blocks)]
        )
        entries.sort()
        shared, starts, sizes = _select_shared_entries(entries)
        pairs += _pair_holders(shared, starts, sizes)
        holders = shared[np.repeat(sizes > MAX_PAIRED, sizes)] & NUMBER
        widespread_held += np.bincount(holders.astype(np.int64), minlength=len(articles))
        widespread.append(shared[starts[sizes > MAX_PAIRED]] >> UP)
    connected = _select_connected_pairs(np.concatenate(pairs), widespread_held > 0)
    return Clusters(
        _find_connected_components(firsts, connected),
        widespread_held >= MIN_SHARED,
        np.concatenate(widespread).astype(np.uint32),
    )


def connect_stories(
    articles: Sequence[ArticleKey], clusters: Clusters, bound: Collection[int]
) -> list[list[int]]:
    """Returns all stories in groups: no article finds one of another group. Sorted, as groups are.

    All articles that decisions bind (`bound`), and all whose candidates are unclear, are in one group each.
    """
    first: dict[object, int] = {}  # a story by what connects it with others
    parents: dict[int, int] = {}
    for index, article in enumerate(articles):
        parents.setdefault(article.story_id, article.story_id)
        marks: list[object] = [int(clusters.labels[index])]
        marks += ["unclear"] if clusters.unclear[index] else []
        marks += ["bound"] if article.id in bound else []
        for mark in marks:
            a, b = (
                _find_root(parents, key)
                for key in (first.setdefault(mark, article.story_id), article.story_id)
            )
            parents[max(a, b)] = min(a, b)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for story_id in sorted(parents):
        groups[_find_root(parents, story_id)].append(story_id)
    return [groups[root] for root in sorted(groups)]


def _find_root(parents: dict[int, int], key: int) -> int:
    while parents[key] != key:
        parents[key] = key = parents[parents[key]]
    return key


def _first_duplicate_indices(articles: Sequence[ArticleKey]) -> Indices:
    """For each article the index of the first with the same words; its own where it has none."""
    first: dict[str, int] = {}
    indices = [
        first.setdefault(article.text_hash, index) if article.tokens else index
        for index, article in enumerate(articles)
    ]
    return np.array(indices, dtype=np.int64)


def _pack_first_entries(
    sketches: Iterable[SketchRow], ids: Indices, firsts: Indices, boilerplates: Boilerplates
) -> Iterator[Entries]:
    """Entries of the first article with each wording: hash, index, and a bit for distinctive hashes."""
    rows = iter(sketches)
    while block := list(islice(rows, ROWS_AT_ONCE)):
        indices = np.searchsorted(ids, [row[0] for row in block])
        is_first = firsts[indices] == indices
        kept = [row for row, first in zip(block, is_first.tolist(), strict=True) if first]
        if not kept:
            continue
        sizes = [len(sketch) for _, _, sketch in kept]
        hashes = np.concatenate([sketch for _, _, sketch in kept]).astype(np.uint64)
        distinctive = np.concatenate(
            [_is_distinctive(source_id, sketch, boilerplates) for _, source_id, sketch in kept]
        )
        holders = indices[is_first].astype(np.uint64) << ONE
        yield hashes << UP | np.repeat(holders, sizes) | distinctive


def _select_hash_range(entries: Entries, part: int, parts: int) -> Entries:
    """The entries whose hash is in one of so many equal ranges."""
    if parts == 1:
        return entries
    selected: Entries = entries[((entries >> UP) * np.uint64(parts)) >> UP == part]
    return selected


def _is_distinctive(
    source_id: int, sketch: Hashes, boilerplates: Boilerplates
) -> NDArray[np.bool_]:
    distinctive = select_distinctive_hashes(sketch, get_site_boilerplate(boilerplates, source_id))
    if len(distinctive) == len(sketch):
        return np.ones(len(sketch), dtype=np.bool_)
    return np.isin(sketch, distinctive)


def _select_shared_entries(entries: Entries) -> tuple[Entries, Indices, Indices]:
    """Hash and index of hashes that several hold and at least one has as distinctive; then where
    each such hash starts, and how many hold it.
    """
    starts, sizes = _find_group_bounds(entries >> UP)
    distinctive = np.add.reduceat(entries & ONE, starts) if len(starts) else sizes
    is_shared = (sizes > 1) & (distinctive > 0)
    shared = entries[np.repeat(is_shared, sizes)]
    sizes = sizes[is_shared]
    return (shared & ~NUMBER) | ((shared & NUMBER) >> ONE), np.cumsum(sizes) - sizes, sizes


def _pair_holders(shared: Entries, starts: Indices, sizes: Indices) -> Iterator[Entries]:
    """Each two holders of a hash as one number, the lower index in the upper half; once per hash."""
    for size in range(2, MAX_PAIRED + 1):
        selected = starts[sizes == size]
        if len(selected):
            indices = shared[selected[:, None] + np.arange(size)] & NUMBER
            a, b = np.triu_indices(size, 1)
            yield (indices[:, a] << UP | indices[:, b]).ravel()


def _select_connected_pairs(pairs: Entries, holds_widespread: NDArray[np.bool_]) -> Entries:
    """Pairs that share enough hashes; one hash less where both hold a widespread one."""
    pairs = np.sort(pairs)
    starts, shared = _find_group_bounds(pairs)
    pairs = pairs[starts]
    doubtful = holds_widespread[pairs >> UP] & holds_widespread[pairs & NUMBER]
    connected: Entries = pairs[shared + doubtful >= MIN_SHARED]
    return connected


def _find_connected_components(firsts: Indices, pairs: Entries) -> Indices:
    """For each index the first one that pairs or the same wording connect it with (union-find)."""
    parents: list[int] = firsts.tolist()
    for pair in pairs.tolist():
        a, b = pair >> 32, pair & 0xFFFFFFFF
        while parents[a] != a:
            parents[a] = a = parents[parents[a]]
        while parents[b] != b:
            parents[b] = b = parents[parents[b]]
        parents[max(a, b)] = min(a, b)
    labels = np.array(parents, dtype=np.int64)
    while not np.array_equal(labels, further := labels[labels]):
        labels = further
    return labels


def _find_group_bounds(keys: Entries) -> tuple[Indices, Indices]:
    """Where each group of equal keys starts, in sorted keys, and how long it is."""
    is_new = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=is_new[1:])
    starts = np.flatnonzero(is_new)
    return starts, np.diff(starts, append=len(keys))
