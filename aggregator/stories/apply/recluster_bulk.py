"""Linking anew: what placing would make of most articles is told in bulk, and left untouched where
the file says so already.

Of a *plain* cluster placing makes one story, led by its fullest text: nobody in it finds anybody outside,
each of its wordings finds that leader and is verified against it. Whom else its members find plays no
part, since a member joins the leader, and what it quotes of its own story is not noted.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aggregator import linking
from aggregator.linking.verify import WHOLE_SHARE
from aggregator.linking.words import isin_sorted
from aggregator.model import MEMBER_RELATIONS
from aggregator.stories.plan import components
from aggregator.stories.plan.match import CANDIDATES, FEWEST_TOKENS, SHARED, mask, rank, telling
from storage.links.bulk import BulkLinks, Held, Related
from storage.links.signatures import CROWD, Placed, Signatures
from storage.links.sketch_index import Hashes
from storage.sqlite.connection import Database

BLOCK = 64  # texts from which they are compared in one go
MOST = 1000  # clusters looked at in one go


@dataclass(frozen=True, slots=True)
class Story:
    """What placing would make of a plain cluster."""

    rows: list[Related]  # the leader's first
    findable: list[int]
    was: set[int]  # the stories that its articles were in, which hold no others


@dataclass(frozen=True, slots=True)
class Plain:
    """What is told in bulk of a corpus."""

    standing: set[int]  # articles that the file has as they would be placed
    stories: list[Story]  # the others


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Articles that alone find one another."""

    wordings: list[Held]  # the first article with each, the fullest before the others
    twins: list[Held]
    was: set[int]

    @classmethod
    def of(cls, articles: Sequence[Held]) -> "_Cluster":
        """Articles in the order of their ids."""
        first: dict[str, Held] = {}
        for article in articles:
            first.setdefault(article.text_hash, article)
        wordings = sorted(first.values(), key=lambda one: rank(one.tokens, one.text_hash))
        twins = [one for one in articles if first[one.text_hash] is not one]
        return cls(wordings, twins, {one.story_id for one in articles})

    def may_be_plain(self) -> bool:
        """Short texts join nothing, and of many wordings not all are looked at."""
        joined = self.wordings[1:]
        return len(joined) < CANDIDATES and all(one.tokens >= FEWEST_TOKENS for one in joined)


@dataclass(frozen=True, slots=True)
class _File:
    """What is read of all articles at once."""

    db: Database
    leading: dict[int, int]  # with the row of a leader: article -> story
    findable: set[int]
    widespread: Hashes  # sorted

    def holds(self, story: Story, rows: Mapping[int, Related]) -> bool:
        """Is this how the file has it? `rows` are those of the members."""
        leader, *joined = story.rows
        found = {row.article_id for row in story.rows if row.article_id in self.findable}
        return (
            story.was == {leader.story_id}
            and self.leading.get(leader.article_id) == leader.story_id
            and found == {*story.findable}
            and all(rows.get(row.article_id) == row for row in joined)
        )


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read of some clusters at once."""

    rows: dict[int, Related]
    articles: dict[int, Placed]
    sketches: dict[int, Hashes]
    runs: dict[int, linking.Shingles]

    @classmethod
    def of(cls, db: Database, block: Sequence[_Cluster]) -> "_Read":
        """Texts only where there is something to compare."""
        joined = [one for cluster in block for one in cluster.wordings[1:]]
        twins = [one for cluster in block for one in cluster.twins]
        leaders = [cluster.wordings[0] for cluster in block if len(cluster.wordings) > 1]
        ids = [one.id for one in (*leaders, *joined)]
        articles = Signatures(db).placed(ids)
        asked = [(one.text, mask(db, one.source_id)) for one in articles.values()]
        runs = dict(zip(articles, linking.shingles_all(asked), strict=True))
        rows = BulkLinks(db).related([one.id for one in (*joined, *twins)])
        return cls(rows, articles, Signatures(db).of_all(ids), runs)


def among(db: Database, rows: Sequence[Held], bound: Collection[int] = ()) -> Plain:
    """What placing would make of those articles of which it can be told at once.

    `rows` are all that are stored, in the order of their ids, `bound` those that decisions name.
    """
    clusters = components.of(db, rows)
    file = _File(db, BulkLinks(db).leading(), BulkLinks(db).findable(), clusters.widespread)
    found = map(_Cluster.of, _closed(rows, clusters, bound))
    plain = Plain(set(), [])
    for block in _blocks(cluster for cluster in found if cluster.may_be_plain()):
        read = _Read.of(db, block)
        for cluster in block:
            story = _story(file, read, cluster)
            if story and file.holds(story, read.rows):
                plain.standing.update(row.article_id for row in story.rows)
            elif story:
                plain.stories.append(story)
    return plain


def _closed(
    rows: Sequence[Held], clusters: components.Clusters, bound: Collection[int]
) -> Iterator[list[Held]]:
    """The clusters of whose stories nothing was decided, and which hold nobody else."""
    decided = np.array([row.id in bound for row in rows], dtype=np.bool_)
    unfit = set(clusters.labels[decided | clusters.tangled].tolist())
    in_story = Counter(row.story_id for row in rows)
    found: defaultdict[int, list[Held]] = defaultdict(list)
    for label, row in zip(clusters.labels.tolist(), rows, strict=True):
        if label not in unfit:
            found[label].append(row)
    for articles in found.values():
        if sum(in_story[key] for key in {one.story_id for one in articles}) == len(articles):
            yield articles


def _blocks(found: Iterable[_Cluster]) -> Iterator[list[_Cluster]]:
    block: list[_Cluster] = []
    texts = 0
    for cluster in found:
        block.append(cluster)
        texts += len(cluster.wordings) if len(cluster.wordings) > 1 else 0
        if texts >= BLOCK or len(block) >= MOST:
            yield block
            block, texts = [], 0
    yield block


def _story(file: _File, read: _Read, cluster: _Cluster) -> Story | None:
    """What placing makes of a cluster; None where that is not plain."""
    leader, *joined = cluster.wordings
    row = Related(leader.id, leader.story_id, None, 1, None, 1.0, 1.0, 1.0)
    rows, findable = [row], [leader.id]
    by_wording = {leader.text_hash: row._replace(of_article_id=leader.id, relation="identical")}
    for one in joined:
        if not _finds(file, read, one, leader):
            return None
        scores = linking.compare(read.runs[one.id], read.runs[leader.id])
        joins = _member(read, one, leader, scores)
        if joins is None:
            return None
        rows.append(joins)
        by_wording[one.text_hash] = joins
        findable += [one.id] if scores.a_in_b < WHOLE_SHARE else []
    rows += [by_wording[one.text_hash]._replace(article_id=one.id) for one in cluster.twins]
    if len(findable) > 1 and len(rows) > CROWD:  # who is findable depends on who came first
        return None
    return Story(rows, findable, cluster.was)


def _finds(file: _File, read: _Read, one: Held, leader: Held) -> bool:
    """Does an article find the leader, whoever else holds what they share?"""
    asked = telling(file.db, read.articles[one.id].source_id, read.sketches[one.id])
    alike = asked[isin_sorted(asked, read.sketches[leader.id])]
    return bool(len(alike) - np.count_nonzero(isin_sorted(alike, file.widespread)) >= SHARED)


def _member(read: _Read, one: Held, leader: Held, scores: linking.Comparison) -> Related | None:
    """The row of an article that joins the leader."""
    article, other = read.articles[one.id], read.articles[leader.id]
    relation = linking.relate(scores, same_site=article.source_id == other.source_id)
    if relation not in MEMBER_RELATIONS:
        return None
    shares = (round(share, 4) for share in (scores.resemblance, scores.a_in_b, scores.b_in_a))
    return Related(one.id, leader.story_id, leader.id, 1, relation, *shares)
