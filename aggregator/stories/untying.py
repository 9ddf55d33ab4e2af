"""Ties that come to nothing: articles that share a few hashes and are no copies, versions or quotes.

In a large corpus such ties lead from nearly every article to nearly every other.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aggregator import linking
from aggregator.stories.clusters import Places, Ties
from aggregator.stories.matching import CANDIDATES, mask, rank
from storage import sketches
from storage.connection import Database
from storage.whole import Held

FEW = 12  # hashes in common from which two texts are hardly ever unrelated
BLOCK = 64  # pairs compared in one go
REMEMBERED = 1000  # texts whose runs are kept meanwhile, about 15 KB each


def leading_on(
    db: Database, rows: Sequence[Held], ties: Ties, left: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Of the ties that are left, all but those that come to nothing.

    Compared are articles of different stories, if who looks for the other one looks at all it finds.
    """
    asking, asked = _directed(rows, ties)
    stories = np.array([row.story_id for row in rows], dtype=np.int64)
    wide = np.bincount(asking, minlength=len(rows)) > CANDIDATES
    doubtful = left & (ties.shared < FEW) & (stories[ties.one] != stories[ties.other])
    places = np.flatnonzero(doubtful & ~wide[asking])
    places = places[np.argsort(asked[places], kind="stable")]
    kept = left.copy()
    runs: dict[int, tuple[int, linking.Runs]] = {}
    for start in range(0, len(places), BLOCK):
        block = places[start : start + BLOCK].tolist()
        pairs = [(rows[asking[place]].id, rows[asked[place]].id) for place in block]
        _read(db, runs, {one for pair in pairs for one in pair})
        for place, (one, other) in zip(block, pairs, strict=True):
            kept[place] = _related(runs[one], runs[other])
    return kept


def _directed(rows: Sequence[Held], ties: Ties) -> tuple[Places, Places]:
    """Who is placed later, and so looks for the other; and that one."""
    ranked = sorted(range(len(rows)), key=lambda at: rank(rows[at].tokens, rows[at].text_hash))
    order = np.empty(len(rows), dtype=np.int64)
    order[ranked] = np.arange(len(rows))
    later = order[ties.one] > order[ties.other]
    return np.where(later, ties.one, ties.other), np.where(later, ties.other, ties.one)


def _read(db: Database, runs: dict[int, tuple[int, linking.Runs]], wanted: set[int]) -> None:
    """Read what is not known yet; what is known is forgotten when it is too much."""
    if len(runs) + len(wanted) > REMEMBERED:
        runs.clear()
    articles = sketches.placed(db, wanted - runs.keys())
    asked = [(one.text, mask(db, one.source_id)) for one in articles.values()]
    for one, found in zip(articles.values(), linking.shingles_all(asked), strict=True):
        runs[one.id] = one.source_id, found


def _related(one: tuple[int, linking.Runs], other: tuple[int, linking.Runs]) -> bool:
    scores = linking.compare(one[1], other[1])
    return linking.relate(scores, same_site=one[0] == other[0]) is not None
