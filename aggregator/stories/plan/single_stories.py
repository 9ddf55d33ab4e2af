"""Plans simple clusters of a whole corpus at once: those that can become one story only.

A cluster is simple when each of its wordings finds its leader, the text of the lowest rank key, and is
verified against it. No article of it finds one outside of the cluster. Whom else its members find does
not matter: a member belongs to the leader, and what it quotes of its own story is not recorded.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from aggregator import linking
from aggregator.linking.verify import WHOLE_SHARE
from aggregator.linking.words import isin_sorted
from aggregator.model import MEMBER_RELATIONS, ArticleKey, MemberRow, StoredText
from aggregator.stories.plan.components import Clusters
from aggregator.stories.plan.match import (
    MAX_CANDIDATES,
    MIN_SHARED,
    MIN_TOKENS,
    Boilerplates,
    Hashes,
    get_site_boilerplate,
    select_distinctive_hashes,
)
from aggregator.stories.plan.rank import rank
from aggregator.stories.plan.separations import ComparedText, may_be_separated, separate

TEXTS_AT_ONCE = 64  # compared in one block
CLUSTERS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles that find nobody but one another."""

    wordings: list[ArticleKey]  # the first article with each wording, by rank
    duplicates: list[ArticleKey]  # the other articles
    story_ids: set[int]  # the stories they are in now

    @property
    def leader(self) -> ArticleKey:
        return self.wordings[0]

    @property
    def copies(self) -> list[ArticleKey]:
        """The wordings without the leader's."""
        return self.wordings[1:]


@dataclass(frozen=True, slots=True)
class ClusterTexts:
    """What was read of the wordings of some clusters, by article."""

    texts: Mapping[int, StoredText]
    sketches: Mapping[int, Hashes]
    shingles: Mapping[int, linking.Shingles]


@dataclass(frozen=True, slots=True)
class SingleStory:
    """The story that a simple cluster becomes."""

    rows: list[MemberRow]  # the leader's first
    indexed: list[int]  # articles in the sketch index
    former_ids: set[int]  # the stories that its articles are in now, which hold no others

    @property
    def id(self) -> int:
        """The id of the story: that of its leader's story now."""
        return self.rows[0].story_id


def select_clusters(
    articles: Sequence[ArticleKey], clusters: Clusters, bound: Collection[int]
) -> Iterator[Cluster]:
    """Yields the clusters that may be simple.

    Left out are clusters with an article that an operator's decision binds (`bound`) or whose
    candidates are unclear, and those that share a story with articles of another cluster.
    """
    is_bound = np.array([article.id in bound for article in articles], dtype=np.bool_)
    excluded = set(clusters.labels[is_bound | clusters.unclear].tolist())
    sizes = Counter(article.story_id for article in articles)
    members: defaultdict[int, list[ArticleKey]] = defaultdict(list)
    for label, article in zip(clusters.labels.tolist(), articles, strict=True):
        if label not in excluded:
            members[label].append(article)
    for found in members.values():
        cluster = build_cluster(found)
        if sum(sizes[key] for key in cluster.story_ids) == len(found) and _may_be_simple(cluster):
            yield cluster


def build_cluster(articles: Sequence[ArticleKey]) -> Cluster:
    """Returns the cluster of these articles, which come in the order of their ids."""
    first: dict[str, ArticleKey] = {}
    for article in articles:
        first.setdefault(article.text_hash, article)
    wordings = sorted(first.values(), key=lambda article: rank(article.tokens, article.text_hash))
    duplicates = [article for article in articles if first[article.text_hash] is not article]
    return Cluster(wordings, duplicates, {article.story_id for article in articles})


def split_into_blocks(clusters: Iterable[Cluster]) -> Iterator[list[Cluster]]:
    """Yields the clusters in blocks whose texts are compared at once."""
    block: list[Cluster] = []
    texts = 0
    for cluster in clusters:
        block.append(cluster)
        texts += len(cluster.wordings) if cluster.copies else 0
        if texts >= TEXTS_AT_ONCE or len(block) >= CLUSTERS_AT_ONCE:
            yield block
            block, texts = [], 0
    yield block


def plan_story(
    cluster: Cluster, read: ClusterTexts, boilerplates: Boilerplates, widespread: Hashes
) -> SingleStory | None:
    """Returns the story that a cluster becomes; None where the cluster is not simple.

    `widespread` are the hashes that many articles hold, by which none is found.
    """
    leader = cluster.leader
    row = MemberRow(leader.id, leader.story_id, None, 1, None, 1.0, 1.0, 1.0)
    rows, indexed = [row], [leader.id]
    by_wording = {leader.text_hash: row._replace(of_article_id=leader.id, relation="identical")}
    for copy in cluster.copies:
        if not _would_find_leader(copy, leader, read, boilerplates, widespread):
            return None
        scores = linking.compare(read.shingles[copy.id], read.shingles[leader.id])
        member = _make_member_row(copy, leader, read, scores)
        if member is None:
            return None
        rows.append(member)
        by_wording[copy.text_hash] = member
        indexed += [copy.id] if scores.a_in_b < WHOLE_SHARE else []
    rows += [by_wording[copy.text_hash]._replace(article_id=copy.id) for copy in cluster.duplicates]
    if _may_hide_separations(cluster, read):
        return None
    return SingleStory(rows, indexed, cluster.story_ids)


def _may_be_simple(cluster: Cluster) -> bool:
    """Short texts are no members, and of many wordings not all are compared."""
    return len(cluster.copies) < MAX_CANDIDATES and all(
        copy.tokens >= MIN_TOKENS for copy in cluster.copies
    )


def _may_hide_separations(cluster: Cluster, read: ClusterTexts) -> bool:
    """Whether the leader and two other texts of a cluster show that any of them are no copies."""
    if len(cluster.copies) < 2:
        return False
    leader, *copies = (_make_compared_text(key, read) for key in cluster.wordings)
    suspects = [
        copy for copy in copies if may_be_separated(linking.compare(copy.shingles, leader.shingles))
    ]
    return any(separate(leader, *pair) for pair in combinations(suspects, 2))


def _make_compared_text(key: ArticleKey, read: ClusterTexts) -> ComparedText:
    order = rank(key.tokens, key.text_hash)
    return ComparedText(key.id, read.texts[key.id].source_id, order, read.shingles[key.id])


def _would_find_leader(
    copy: ArticleKey,
    leader: ArticleKey,
    read: ClusterTexts,
    boilerplates: Boilerplates,
    widespread: Hashes,
) -> bool:
    """Whether an article finds its leader, whoever else holds what they share."""
    boilerplate = get_site_boilerplate(boilerplates, read.texts[copy.id].source_id)
    own = select_distinctive_hashes(read.sketches[copy.id], boilerplate)
    shared = own[isin_sorted(own, read.sketches[leader.id])]
    return bool(len(shared) - np.count_nonzero(isin_sorted(shared, widespread)) >= MIN_SHARED)


def _make_member_row(
    copy: ArticleKey, leader: ArticleKey, read: ClusterTexts, scores: linking.Comparison
) -> MemberRow | None:
    """The row of a member; None where the article is no copy of the leader."""
    same_site = read.texts[copy.id].source_id == read.texts[leader.id].source_id
    relation = linking.relate(scores, same_site=same_site)
    if relation not in MEMBER_RELATIONS:
        return None
    shares = (round(share, 4) for share in (scores.resemblance, scores.a_in_b, scores.b_in_a))
    return MemberRow(copy.id, leader.story_id, leader.id, 1, relation, *shares)
