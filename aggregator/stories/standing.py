"""Linking anew: what stands in the file as it would be placed is told in bulk, and left untouched.

Of a *plain* cluster placing would make one story, led by its fullest text: nobody in it finds anybody
outside, each of its wordings finds that leader and is verified against it. Whom else its members
find plays no part, since a member joins a leader, and what it quotes of its own story is not
noted. Such a cluster stands if the file holds these rows and no others.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregator import linking
from aggregator.linking.relations import WHOLE
from aggregator.linking.words import contained
from aggregator.model import MEMBER_RELATIONS
from aggregator.stories import clusters, untying
from aggregator.stories.matching import (
    CANDIDATES,
    FEWEST_TOKENS,
    SHARED,
    mask,
    rank,
    telling,
)
from storage import sketches, whole
from storage.connection import Database
from storage.sketches import CROWD, Placed
from storage.whole import Held, Related
from storage.window import Hashes

BLOCK = 64  # texts compared in one go, at least


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Articles of one story that alone find one another."""

    wordings: list[Held]  # the first article with each, the fullest before the others
    twins: list[tuple[Held, Held]]  # each with the first that has its wording
    size: int

    @classmethod
    def of(cls, articles: Sequence[Held]) -> "_Cluster":
        """Articles in the order of their ids."""
        if len(articles) == 1:
            return cls([*articles], [], 1)
        first: dict[str, Held] = {}
        for article in articles:
            first.setdefault(article.text_hash, article)
        wordings = sorted(first.values(), key=lambda one: rank(one.tokens, one.text_hash))
        twins = [(one, first[one.text_hash]) for one in articles if first[one.text_hash] is not one]
        return cls(wordings, twins, len(articles))


@dataclass(frozen=True, slots=True)
class _File:
    """What is read of all articles at once."""

    db: Database
    rows: Sequence[Held]
    unfit: NDArray[np.bool_]  # by place: bound by a decision, or with ties that are not told
    in_story: Counter[int]
    leading: dict[int, int]  # with the row of a leader: article -> story
    findable: set[int]
    widespread: Hashes  # sorted

    @classmethod
    def of(
        cls, db: Database, rows: Sequence[Held], ties: clusters.Ties, bound: Collection[int]
    ) -> "_File":
        """Read it."""
        decided = np.array([row.id in bound for row in rows], dtype=np.bool_)
        in_story = Counter(row.story_id for row in rows)
        leading, findable = whole.leading(db), whole.findable(db)
        unfit = decided | ties.tangled
        return cls(db, rows, unfit, in_story, leading, findable, ties.widespread)


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read of some clusters at once."""

    rows: dict[int, Related]
    articles: dict[int, Placed]
    sketches: dict[int, Hashes]
    runs: dict[int, linking.Runs]

    @classmethod
    def of(cls, db: Database, block: Sequence[_Cluster]) -> "_Read":
        """Texts only where there is something to compare."""
        joined = [one for cluster in block for one in cluster.wordings[1:]]
        twins = [one for cluster in block for one, _ in cluster.twins]
        leaders = [cluster.wordings[0] for cluster in block if len(cluster.wordings) > 1]
        ids = [one.id for one in (*leaders, *joined)]
        articles = sketches.placed(db, ids)
        asked = [(one.text, mask(db, one.source_id)) for one in articles.values()]
        runs = dict(zip(articles, linking.shingles_all(asked), strict=True))
        rows = whole.related(db, [one.id for one in (*joined, *twins)])
        return cls(rows, articles, sketches.of_all(db, ids), runs)


def among(db: Database, rows: Sequence[Held], bound: Collection[int] = ()) -> set[int]:
    """The ids of those articles that stand as they would be placed, if these are all that are stored,
    in the order of their ids, and decisions name those that are `bound`.
    """
    ties = clusters.ties(db, rows)
    file = _File.of(db, rows, ties, bound)
    every = np.ones(len(ties.one), dtype=np.bool_)
    standing = _standing(file, ties.labels(every), set())
    left = np.array([rows[place].id not in standing for place in ties.one.tolist()], dtype=np.bool_)
    leading_on = untying.leading_on(db, rows, ties, left)
    if np.array_equal(left, leading_on):
        return standing
    return standing | _standing(file, ties.labels(leading_on), standing)


def _standing(file: _File, labels: clusters.Places, known: set[int]) -> set[int]:
    """Those that stand, of those that are not known to, if they are clustered like this."""
    standing: set[int] = set()
    doubtful = []
    for articles in _of_one_story(file, labels, known):
        cluster = _Cluster.of(articles)
        leader = cluster.wordings[0]
        if file.leading.get(leader.id) == leader.story_id and leader.id in file.findable:
            if cluster.size == 1:
                standing.add(leader.id)
            elif _may_be_plain(cluster):
                doubtful.append(cluster)
    for block in _blocks(doubtful):
        read = _Read.of(file.db, block)
        for cluster in block:
            if _stands(file, read, cluster):
                standing.update(one.id for one in cluster.wordings)
                standing.update(one.id for one, _ in cluster.twins)
    return standing


def _of_one_story(file: _File, labels: clusters.Places, known: set[int]) -> Iterator[list[Held]]:
    """The clusters that are in one story, which holds nobody else and of which nothing was decided."""
    unfit = set(labels[file.unfit].tolist())
    found: defaultdict[int, list[Held]] = defaultdict(list)
    for label, row in zip(labels.tolist(), file.rows, strict=True):
        if label not in unfit and row.id not in known:
            found[label].append(row)
    for articles in found.values():
        story_id = articles[0].story_id
        if file.in_story[story_id] == len(articles) and all(
            one.story_id == story_id for one in articles
        ):
            yield articles


def _may_be_plain(cluster: _Cluster) -> bool:
    """Short texts join nothing, and of many wordings not all are looked at."""
    joined = cluster.wordings[1:]
    return len(joined) < CANDIDATES and all(one.tokens >= FEWEST_TOKENS for one in joined)


def _blocks(found: Sequence[_Cluster]) -> Iterator[list[_Cluster]]:
    block: list[_Cluster] = []
    texts = 0
    for cluster in found:
        block.append(cluster)
        texts += len(cluster.wordings)
        if texts >= BLOCK:
            yield block
            block, texts = [], 0
    if block:
        yield block


def _stands(file: _File, read: _Read, cluster: _Cluster) -> bool:
    """Is each member related to its leader as placing would relate it?"""
    leader, *joined = cluster.wordings
    as_leader = (leader.story_id, leader.id, 1, "identical", 1.0, 1.0, 1.0)
    should: dict[str, Related | None] = {leader.text_hash: as_leader}
    for one in joined:
        row = should[one.text_hash] = _joins(file, read, one, leader, cluster.size)
        if row is None or read.rows.get(one.id) != row:
            return False
    return all(
        read.rows.get(one.id) == should[one.text_hash] and one.id not in file.findable
        for one, _ in cluster.twins
    )


def _joins(file: _File, read: _Read, one: Held, leader: Held, size: int) -> Related | None:
    """The row of a wording that joins the leader; None where it does not, or is not found as it should."""
    article, other = read.articles[one.id], read.articles[leader.id]
    asked = telling(file.db, article.source_id, read.sketches[one.id])
    alike = asked[contained(asked, read.sketches[leader.id])]
    if len(alike) - np.count_nonzero(contained(alike, file.widespread)) < SHARED:
        return None
    scores = linking.compare(read.runs[one.id], read.runs[leader.id])
    relation = linking.relate(scores, same_site=article.source_id == other.source_id)
    free = scores.a_in_b < WHOLE
    if relation not in MEMBER_RELATIONS or free != (one.id in file.findable):
        return None
    if free and size > CROWD:
        return None
    shares = (scores.resemblance, scores.a_in_b, scores.b_in_a)
    a, b, c = (round(share, 4) for share in shares)
    return (leader.story_id, leader.id, 1, relation, a, b, c)
