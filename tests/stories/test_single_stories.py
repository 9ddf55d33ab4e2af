"""Which clusters can become one story only: without a database."""

import hashlib

import numpy as np
import pytest

from aggregator import linking
from aggregator.model import ArticleKey, StoredText
from aggregator.stories.plan import single_stories
from aggregator.stories.plan.components import Clusters
from aggregator.stories.plan.match import MAX_CANDIDATES, Hashes
from aggregator.stories.plan.single_stories import (
    Cluster,
    ClusterTexts,
    SingleStory,
    build_cluster,
    plan_story,
    select_clusters,
    split_into_blocks,
)
from storage.links.signatures import shorten_sketch
from tests.stored_texts import edited, part, words

ONE = words(300, 1)
NO_HASHES = np.empty(0, dtype=np.uint32)


def keys(texts: list[str], story_id: int = 7) -> list[ArticleKey]:
    """Articles with these texts in one story."""
    return [
        ArticleKey(
            i, story_id, hashlib.sha256(text.encode()).hexdigest(), linking.count_tokens(text)
        )
        for i, text in enumerate(texts, 1)
    ]


def read(texts: list[str]) -> ClusterTexts:
    stored = {
        key.id: StoredText(key.id, 7, key.id, text, key.text_hash, key.tokens, "", leads=False)
        for key, text in zip(keys(texts), texts, strict=True)
    }
    sketches = {i: shorten_sketch(linking.sign(text)) for i, text in enumerate(texts, 1)}
    return ClusterTexts(
        stored, sketches, {i: linking.shingles(text) for i, text in enumerate(texts, 1)}
    )


def plan(texts: list[str], widespread: Hashes = NO_HASHES) -> SingleStory | None:
    return plan_story(build_cluster(keys(texts)), read(texts), {}, widespread)


def select(articles: list[ArticleKey], labels: list[int], bound: set[int]) -> list[Cluster]:
    unclear = np.zeros(len(labels), dtype=np.bool_)
    return [*select_clusters(articles, Clusters(np.array(labels), unclear, NO_HASHES), bound)]


def test_the_longest_text_leads_and_every_copy_is_compared_with_it() -> None:
    found = plan([part(ONE, 0, 0.5), ONE, ONE])
    assert found
    assert [(row.article_id, row.of_article_id, row.relation) for row in found.rows] == [
        (2, None, None),
        (1, 2, "abridged"),
        (3, 2, "identical"),
    ]
    assert (found.indexed, found.former_ids) == ([2], {7})


def test_a_copy_that_may_belong_elsewhere_is_indexed() -> None:
    found = plan([ONE, f"{part(ONE, 0, 0.5)} {words(120, 5)}"])
    assert found
    assert found.indexed == [1, 2]


def test_a_copy_that_may_belong_elsewhere_is_indexed_in_a_cluster_of_any_size() -> None:
    partial = f"{part(ONE, 0, 0.5)} {words(120, 5)}"
    found = plan([ONE, partial, *[ONE] * 60])
    assert found
    assert found.indexed == [1, 2]


def test_a_text_that_is_no_copy_of_the_leader_is_left_to_matching() -> None:
    assert plan([ONE, words(200, 2)]) is None
    assert plan([ONE, f"{words(400, 4)} {part(ONE, 0.1, 0.35)} {words(300, 5)}"]) is None


def test_a_copy_that_shares_only_widespread_hashes_with_the_leader_is_left_to_matching() -> None:
    sketch = shorten_sketch(linking.sign(ONE))
    assert plan([ONE, edited(ONE, 12)])
    assert plan([ONE, edited(ONE, 12)], widespread=sketch) is None


@pytest.mark.parametrize(("wordings", "simple"), [(MAX_CANDIDATES, 1), (MAX_CANDIDATES + 1, 0)])
def test_only_a_limited_number_of_wordings_is_compared(wordings: int, simple: int) -> None:
    articles = [ArticleKey(i, 7, f"{i}", 100) for i in range(wordings)]
    assert len(select(articles, [0] * wordings, set())) == simple


@pytest.mark.parametrize(("tokens", "simple"), [(40, 1), (39, 0)])
def test_short_copies_are_no_members(tokens: int, simple: int) -> None:
    articles = [ArticleKey(1, 7, "a", 50), ArticleKey(2, 7, "b", tokens)]
    assert len(select(articles, [0, 0], set())) == simple


def test_articles_with_decisions_and_stories_with_other_members_are_left_out() -> None:
    articles = [ArticleKey(i, story, f"{i}", 100) for i, story in ((1, 5), (2, 5), (3, 6))]
    assert [each.story_ids for each in select(articles, [0, 0, 2], set())] == [{5}, {6}]
    assert [each.story_ids for each in select(articles, [0, 0, 2], {2})] == [{6}]
    assert [each.story_ids for each in select(articles, [0, 1, 1], set())] == []


def test_a_block_has_a_limited_number_of_texts_to_compare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single_stories, "TEXTS_AT_ONCE", 3)
    monkeypatch.setattr(single_stories, "CLUSTERS_AT_ONCE", 4)
    two = build_cluster([ArticleKey(1, 7, "a", 50), ArticleKey(2, 7, "b", 50)])
    alone = build_cluster([ArticleKey(1, 7, "a", 50)])
    assert [*map(len, split_into_blocks([two] * 3))] == [2, 1]
    assert [*map(len, split_into_blocks([alone] * 5))] == [4, 1]
