"""The comparison of a text with its candidates, and its assignment: without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from aggregator import linking
from aggregator.linking import Comparison
from aggregator.model import Relation, StoredText
from aggregator.stories.plan.constraints import NO_CONSTRAINTS, Constraints
from aggregator.stories.plan.match import (
    EMPTY_BOILERPLATE,
    Assignment,
    Boilerplates,
    Match,
    Query,
    SourceBoilerplate,
    assign_exact_duplicate,
    decide_assignment,
    match_queries,
    reverse_match,
    select_distinctive_hashes,
)
from aggregator.stories.plan.rank import rank
from tests.stored_texts import edited, part, words

ONE = words(300, 1)
NO_HASHES = np.empty(0, dtype=np.uint32)


def stored(number: int, text: str, *, source: int = 1, leads: bool = True) -> StoredText:
    tokens = linking.count_tokens(text)
    return StoredText(number, 100 + number, source, text, f"{number:032x}", tokens, "2026", leads)


def query(text: str, source: int | None = 9) -> Query:
    return Query(source, text, "f" * 32, linking.count_tokens(text), NO_HASHES)


def assign_all(
    queries: Sequence[Query],
    candidates: Sequence[Sequence[int]],
    texts: Mapping[int, StoredText],
    boilerplates: Boilerplates = MappingProxyType({}),
    constraints: Constraints = NO_CONSTRAINTS,
) -> list[Assignment]:
    """The assignments of texts by their own comparisons: no third text is looked at."""
    matched = match_queries(queries, candidates, texts, boilerplates)
    return [
        decide_assignment(
            rank(each.tokens, each.text_hash),
            matched[i].matches if i in matched else (),
            constraints,
        )
        for i, each in enumerate(queries)
    ]


def assign(text: str, *candidates: StoredText, source: int | None = 9) -> Assignment:
    texts = {each.id: each for each in candidates}
    [found] = assign_all([query(text, source)], [[*texts]], texts)
    return found


def match(article: StoredText, relation: Relation = "edited", share: float = 0.9) -> Match:
    return Match(article, relation, Comparison(share, share, share, 90, 100, 100))


def test_a_text_without_candidates_leads_a_story_of_its_own() -> None:
    assert assign(ONE) == Assignment()
    assert assign(ONE, stored(1, words(300, 2))) == Assignment()


def test_an_abridged_copy_is_assigned_to_the_nearest_leader() -> None:
    whole, other = stored(1, ONE), stored(2, f"{part(ONE, 0, 0.6)} {words(300, 3)}")
    found = assign(part(ONE, 0, 0.5), other, whole)
    assert (found.story_id, found.of_article_id, found.leads) == (101, 1, False)
    assert [each.article.id for each in found.members] == [1, 2]
    assert found.relation == "abridged"
    assert not found.changes_others


def test_a_fuller_text_leads_all_that_resemble_it_under_the_oldest_id() -> None:
    start, end = stored(2, part(ONE, 0, 0.5)), stored(1, part(ONE, 0.5, 1))
    member = stored(3, part(ONE, 0.2, 0.7), leads=False)
    found = assign(ONE, start, end, member)
    assert (found.story_id, found.leads) == (101, True)
    assert {each.id for each in found.overtaken} == {1, 2, 3}
    assert {each.article.id for each in found.members} == {1, 2}  # leaders only
    assert found.story_ids == {101, 102, 103}


def test_a_fuller_member_is_quoted_and_does_not_lead() -> None:
    member = stored(1, f"{ONE} {words(300, 5)}", leads=False)
    found = assign(ONE, member)
    assert found.leads
    assert [(each.article.id, each.relation) for each in found.others] == [(1, "quote")]


def test_a_candidate_that_was_deleted_meanwhile_is_left_out() -> None:
    [found] = assign_all([query(ONE)], [[7]], {})
    assert found == Assignment()


def test_boilerplate_is_left_out_on_both_sides() -> None:
    foot = words(200, 8)
    lines = linking.Boilerplate(frozenset(_line_hashes(foot)))
    boilerplate = SourceBoilerplate(lines, NO_HASHES)
    texts = {1: stored(1, f"{words(100, 9)}\n{foot}", source=4)}
    asked = [query(f"{words(100, 10)}\n{foot}", source=4)]
    [linked] = assign_all(asked, [[1]], texts)
    [apart] = assign_all(asked, [[1]], texts, {4: boilerplate})
    assert linked.overtaken or not linked.leads
    assert apart == Assignment()


def _line_hashes(text: str) -> list[int]:
    from aggregator.linking.words import hash_line

    return [hash_line(line) for line in linking.lines(text)]


def test_a_version_on_the_same_site_is_recorded_and_no_member() -> None:
    early = stored(1, ONE, source=9)
    found = assign(f"{part(ONE, 0, 0.3)}\n{words(230, 6)}", early)
    assert (found.story_id, found.leads) == (None, True)
    assert [each.relation for each in found.others] == ["version"]


@pytest.mark.parametrize("split_off", ["text", "candidate"])
def test_an_article_that_was_split_off_leads_whatever_it_resembles(split_off: str) -> None:
    candidate = stored(1, f"{ONE} {words(100, 3)}")
    left = "f" * 32 if split_off == "text" else candidate.text_hash
    constraints = Constraints({left: {(5, False)}})
    [found] = assign_all([query(ONE)], [[1]], {1: candidate}, constraints=constraints)
    assert found.leads is (split_off == "text")
    assert found.overtaken == ()


def test_one_other_relation_to_each_of_several_stories_is_kept() -> None:
    first, second = stored(1, ONE), replace(stored(2, ONE), story_id=101)
    matches = [match(first, "quote"), match(second, "quote"), match(stored(3, ONE), "version")]
    found = decide_assignment(rank(1, "f"), matches, NO_CONSTRAINTS)
    assert {each.article.id for each in found.others} == {1, 3}


def test_an_exact_duplicate_belongs_to_the_story_of_its_twin() -> None:
    found = assign_exact_duplicate(stored(1, ONE))
    assert (found.story_id, found.relation, found.leads) == (101, "identical", False)
    assert found.scores == Comparison(1.0, 1.0, 1.0, 0, 0, 0, longest_passage=0)


def test_a_match_is_reversed_by_swapping_the_sides() -> None:
    scores = Comparison(0.5, 0.9, 0.6, 90, 100, 150, 12)
    turned = reverse_match(Match(stored(1, ONE), "abridged", scores), stored(2, ONE))
    assert (turned.article.id, turned.relation) == (2, "abridged")
    assert turned.scores == Comparison(0.5, 0.6, 0.9, 90, 150, 100, 12)


def test_distinctive_hashes_are_no_boilerplate() -> None:
    sketch = np.array([1, 5, 9, 12], dtype=np.uint32)
    repeated = SourceBoilerplate(linking.NO_BOILERPLATE, np.array([0, 5, 12], dtype=np.uint32))
    assert select_distinctive_hashes(sketch, repeated).tolist() == [1, 9]
    assert select_distinctive_hashes(sketch, EMPTY_BOILERPLATE) is sketch


def test_matching_texts_in_blocks_equals_matching_one_by_one() -> None:
    texts = {i: stored(i, edited(words(120, i % 7), 15, i)) for i in range(1, 150)}
    queries = [query(words(120, i)) for i in range(7)]
    candidates = [[key for key in texts if key % 7 == i] for i in range(7)]
    together = assign_all(queries, candidates, texts)
    single = [
        assign_all([each], [keys], texts)[0] for each, keys in zip(queries, candidates, strict=True)
    ]
    assert together == single
