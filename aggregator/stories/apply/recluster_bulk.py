"""Reclusters the simple clusters of a corpus in bulk, and leaves stories untouched that stay the same."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from aggregator import linking
from aggregator.model import ArticleKey, MemberRow
from aggregator.stories.boilerplate import read_all_boilerplates
from aggregator.stories.plan.components import find_clusters
from aggregator.stories.plan.match import Boilerplates, get_site_boilerplate
from aggregator.stories.plan.single_stories import (
    Cluster,
    ClusterTexts,
    SingleStory,
    plan_story,
    select_clusters,
    split_into_blocks,
)
from aggregator.stories.repositories import StoryRepositories


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What simple clusters become."""

    unchanged: set[int]  # articles of stories that are stored as they would be written
    stories: list[SingleStory]  # the others


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What was reclustered in bulk, and what was not."""

    unchanged_stories: set[int]
    heirs: dict[int, int]  # of the stories that were written: former story -> story
    remaining: list[ArticleKey]  # articles that are to be assigned one by one


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


def recluster_single_stories(repositories: StoryRepositories, bound: Collection[int]) -> BulkResult:
    """Write the stories of simple clusters, and delete the links of all other articles.

    `bound` are the articles that operators' decisions name.
    """
    articles = repositories.bulk.all_article_keys()
    plan = plan_simple_clusters(repositories, articles, bound)
    unchanged_stories = {key.story_id for key in articles if key.id in plan.unchanged}
    changed = [key.id for key in articles if key.id not in plan.unchanged]
    repositories.bulk.clear_links_and_leaders(changed, unchanged_stories)
    if changed:
        repositories.candidates.invalidate_all_indexes()
    written = _write_stories(repositories, plan.stories)
    heirs = {former: story.id for story in plan.stories for former in story.former_ids}
    done = plan.unchanged | written
    return BulkResult(unchanged_stories, heirs, [key for key in articles if key.id not in done])


def plan_simple_clusters(
    repositories: StoryRepositories, articles: Sequence[ArticleKey], bound: Collection[int]
) -> BulkPlan:
    """Returns what the simple clusters of all stored articles become. Reads only."""
    bulk = repositories.bulk
    boilerplates = read_all_boilerplates(repositories.boilerplate)
    clusters = find_clusters(articles, bulk.sketches, bulk.count_hashes(), boilerplates)
    stored = _StoredStories(bulk.leader_stories(), bulk.indexed_articles())
    plan = BulkPlan(set(), [])
    for block in split_into_blocks(select_clusters(articles, clusters, bound)):
        texts = _read_texts(repositories, block, boilerplates)
        rows = _read_member_rows(repositories, block)
        for cluster in block:
            story = plan_story(cluster, texts, boilerplates, clusters.widespread)
            if story and stored.is_stored_unchanged(story, rows):
                plan.unchanged.update(row.article_id for row in story.rows)
            elif story:
                plan.stories.append(story)
    return plan


def _write_stories(repositories: StoryRepositories, stories: Sequence[SingleStory]) -> set[int]:
    """Write the members of these stories; returns their ids."""
    rows = [row for story in stories for row in story.rows]
    indexed = [article_id for story in stories for article_id in story.indexed]
    repositories.bulk.write_leaders_and_members(rows, indexed)
    return {row.article_id for row in rows}


def _read_texts(
    repositories: StoryRepositories, block: Sequence[Cluster], boilerplates: Boilerplates
) -> ClusterTexts:
    """The texts and sketches of clusters with more than one wording."""
    compared = [cluster.wordings for cluster in block if cluster.copies]
    ids = [article.id for wordings in compared for article in wordings]
    texts = repositories.membership.get_texts(ids)
    pairs = [
        (text.text, get_site_boilerplate(boilerplates, text.source_id).text)
        for text in texts.values()
    ]
    shingles = dict(zip(texts, linking.shingles_all(pairs), strict=True))
    return ClusterTexts(texts, repositories.signatures.sketches(ids), shingles)


def _read_member_rows(
    repositories: StoryRepositories, block: Sequence[Cluster]
) -> dict[int, MemberRow]:
    """The stored rows of members other than leaders."""
    members = [key.id for cluster in block for key in (*cluster.copies, *cluster.duplicates)]
    return repositories.bulk.member_rows(members)
