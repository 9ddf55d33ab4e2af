"""Plans what reclustering has to assign again: groups of stories that may depend on one another."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aggregator.model import MemberRow
from aggregator.stories.boilerplate import read_all_boilerplates
from aggregator.stories.plan.components import Clusters, connect_stories, find_clusters
from aggregator.stories.plan.match import Boilerplates, make_shingles
from aggregator.stories.plan.single_stories import (
    Cluster,
    ClusterTexts,
    SingleStory,
    plan_story,
    select_clusters,
    split_into_blocks,
)
from aggregator.stories.repositories import StoryRepositories

MAX_GROUP = 64  # articles that are assigned again in one transaction, unless one story has more


@dataclass(frozen=True, slots=True)
class _StoredStories:
    """What is stored of all articles."""

    leader_stories: dict[int, int]  # leaders with the row of a leader: article -> story
    indexed: set[int]

    def is_stored_unchanged(self, story: SingleStory, rows: Mapping[int, MemberRow]) -> bool:
        """Whether this story is stored as it is; `rows` are those of its members."""
        leader, *members = story.rows
        indexed = {row.article_id for row in story.rows if row.article_id in self.indexed}
        return (
            story.former_ids == {leader.story_id}
            and self.leader_stories.get(leader.article_id) == leader.story_id
            and indexed == {*story.indexed}
            and all(rows.get(row.article_id) == row for row in members)
        )


def plan_groups(repositories: StoryRepositories) -> list[list[int]]:
    """Returns the stories that are to be assigned again, in groups of those that may depend on one another.

    Left out are the simple stories that are stored as they would be written. Groups are sorted by their first
    story; one of more than MAX_GROUP articles is split. Reads one state of the file.
    """
    bulk = repositories.bulk
    with bulk.snapshot():
        articles = bulk.all_article_keys()
        bound = repositories.decisions.all_bound_articles()
        boilerplates = read_all_boilerplates(repositories.boilerplate)
        clusters = find_clusters(articles, bulk.sketches, bulk.count_hashes(), boilerplates)
        doubtful = bound | repositories.separations.all_articles()
        chosen = select_clusters(articles, clusters, doubtful)
        unchanged = _find_unchanged(repositories, chosen, clusters, boilerplates)
    sizes = Counter(article.story_id for article in articles)
    changed = {article.story_id for article in articles if article.id not in unchanged}
    groups = connect_stories(articles, clusters, bound)
    waiting = [group for group in groups if not changed.isdisjoint(group)]
    return sorted(part for group in waiting for part in split_group(group, sizes))


def split_group(group: Sequence[int], sizes: Mapping[int, int]) -> Iterator[list[int]]:
    """Yields the stories of a group, of these sizes, in parts of no more than MAX_GROUP articles, or of one story."""
    part: list[int] = []
    articles = 0
    for story_id in group:
        articles += sizes[story_id]
        if part and articles > MAX_GROUP:
            yield part
            part, articles = [], sizes[story_id]
        part.append(story_id)
    if part:
        yield part


def _find_unchanged(
    repositories: StoryRepositories,
    chosen: Iterable[Cluster],
    clusters: Clusters,
    boilerplates: Boilerplates,
) -> set[int]:
    """The articles of simple stories that are stored as they would be written."""
    stored = _StoredStories(
        repositories.bulk.leader_stories(), repositories.bulk.indexed_articles()
    )
    unchanged: set[int] = set()
    for block in split_into_blocks(chosen):
        texts = _read_texts(repositories, block, boilerplates)
        rows = _read_member_rows(repositories, block)
        for cluster in block:
            story = plan_story(cluster, texts, boilerplates, clusters.widespread)
            if story and stored.is_stored_unchanged(story, rows):
                unchanged.update(row.article_id for row in story.rows)
    return unchanged


def _read_texts(
    repositories: StoryRepositories, block: Sequence[Cluster], boilerplates: Boilerplates
) -> ClusterTexts:
    """The texts and sketches of clusters with more than one wording."""
    compared = [cluster.wordings for cluster in block if cluster.copies]
    ids = [article.id for wordings in compared for article in wordings]
    texts = repositories.membership.get_texts(ids)
    shingles = dict(zip(texts, make_shingles([*texts.values()], boilerplates), strict=True))
    return ClusterTexts(texts, repositories.signatures.sketches(ids), shingles)


def _read_member_rows(
    repositories: StoryRepositories, block: Sequence[Cluster]
) -> dict[int, MemberRow]:
    """The stored rows of members other than leaders."""
    members = [key.id for cluster in block for key in (*cluster.copies, *cluster.duplicates)]
    return repositories.bulk.member_rows(members)
