"""Which articles of a batch are planned together: without a database."""

import numpy as np

from aggregator.model import Signature, StoredText
from aggregator.stories.plan.batch import (
    BatchPlan,
    NewArticle,
    assign_unmatched,
    count_by_article,
    find_independent,
)
from aggregator.stories.plan.match import MIN_TOKENS, Assignment, Hashes

STORED = StoredText(1, 7, 1, "text", "stored", 100, "2026", leads=True)


def article(text_hash: str, tokens: int = 100) -> NewArticle:
    return NewArticle(1, text_hash, Signature("v", tokens, b"", b""), hashes())


def hashes(*values: int) -> Hashes:
    return np.array(values, dtype=np.uint32)


def test_articles_that_share_two_hashes_are_assigned_one_by_one() -> None:
    articles = [article("a"), article("b"), article("c"), article("d")]
    distinctive = [hashes(1, 2, 3), hashes(2, 3, 4), hashes(4, 5), hashes()]
    assert find_independent(articles, distinctive) == [False, False, True, True]


def test_articles_with_identical_wording_are_assigned_one_by_one() -> None:
    articles = [article("a"), article("b"), article("a")]
    assert find_independent(articles, [hashes(), hashes(), hashes()]) == [False, True, False]
    assert find_independent([], []) == []


def test_a_stored_wording_or_a_text_without_candidates_needs_no_match() -> None:
    articles = [
        article("stored"),
        article("new"),
        article("similar"),
        article("short", MIN_TOKENS - 1),
        article("stored", tokens=0),
        article("waits"),
    ]
    independent = [True, True, True, True, True, False]
    have_candidates = [True, False, True, True, True, False]
    found = assign_unmatched(articles, independent, {"stored": STORED}, have_candidates)
    assert set(found) == {0, 1, 3, 4}
    assert (found[0].story_id, found[0].relation) == (7, "identical")
    assert found[1] == found[3] == found[4] == Assignment()


def test_a_plan_is_valid_until_a_story_it_depends_on_changes() -> None:
    plan = BatchPlan({0: Assignment(overtaken=(STORED,)), 2: Assignment()})
    assert plan.assignment(0)
    assert plan.assignment(1) is None
    plan.changed_stories.add(7)
    assert plan.assignment(0) is None
    assert plan.assignment(2) == Assignment()
    plan.is_stale = True
    assert plan.assignment(2) is None


def test_selected_hashes_are_counted_by_article() -> None:
    selected = np.array([True, False, True, True])
    assert count_by_article([hashes(1, 2), hashes(), hashes(3, 4)], selected) == [1, 0, 2]
