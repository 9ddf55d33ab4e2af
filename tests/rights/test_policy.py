"""The policy table: what was said decides which uses are left, and the strictest statement counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.permissions import DEFAULT_PERMISSIONS, ENDING, NO_LIMIT, USES, Override
from aggregator.rights.decide import decide
from aggregator.rights.policy import POLICY, RULES
from aggregator.statements import Statement

NOW = "2026-11-28T12:00:00Z"
CC_BY = Statement("licence", "https://creativecommons.org/licenses/by/4.0/deed.de", "element")
VALUES = st.sampled_from(["", "0", "20", "300", "-1", NOW, "2030-01-01T00:00:00Z"])
STATEMENTS = st.lists(st.builds(Statement, st.sampled_from(sorted(RULES)), VALUES), max_size=6)


def test_the_table_is_sorted_and_each_mark_has_one_row() -> None:
    marks = [rule.mark for rule in POLICY]
    assert marks == sorted(set(marks))


def test_nothing_forbids_to_compare() -> None:
    assert not any("compare" in rule.forbids for rule in POLICY)


def test_of_an_article_of_a_third_party_an_extract_is_shown() -> None:
    decision = decide([], NOW)
    assert list(decision.reasons) == ["full_text"]
    assert decision.permissions == DEFAULT_PERMISSIONS


@pytest.mark.parametrize(
    "mark",
    [
        *("ai-txt disallowed", "noai", "noarchive", "rsl on-terms ai-all", "rsl on-terms all"),
        *("rsl prohibits ai-all", "rsl prohibits all", "tdm-reservation"),
    ],
)
def test_a_reserved_text_is_compared_and_not_stored(mark: str) -> None:
    permissions = decide([Statement(mark)], NOW).permissions
    left = {use for use in USES if permissions.allows(use)}
    assert left == {"compare", "headline", "image"}


def test_what_asks_not_to_be_indexed_is_in_no_list() -> None:
    decision = decide([Statement("noindex", place="header")], NOW)
    assert decision.reasons["headline"] == "noindex (an HTTP header)"
    assert decision.permissions.allows("store")


def test_an_open_licence_opens_the_full_text() -> None:
    decision = decide([CC_BY], NOW)
    assert decision.licence == "CC BY"
    assert not decision.permissions.forbidden


def test_a_licence_opens_nothing_that_another_statement_forbids() -> None:
    assert not decide([CC_BY, Statement("noarchive")], NOW).permissions.allows("store")


def test_two_licences_open_a_text_if_both_do() -> None:
    closed = Statement("licence", "https://creativecommons.org/licenses/by-nc/4.0/")
    assert not decide([CC_BY, closed], NOW).permissions.allows("full_text")


def test_the_least_number_of_characters_counts() -> None:
    said = [Statement("max-snippet", "200"), Statement("max-snippet", "50", "header")]
    assert decide(said, NOW).permissions.max_characters == 50


def test_a_snippet_without_limit_is_one() -> None:
    assert decide([Statement("max-snippet", "-1")], NOW).permissions.max_characters == NO_LIMIT


def test_a_snippet_of_no_characters_is_none() -> None:
    assert not decide([Statement("max-snippet", "0")], NOW).permissions.allows("extract")


def test_a_date_of_leaving_counts_when_it_has_come() -> None:
    later = Statement("unavailable_after", "2026-12-01T00:00:00Z")
    before = decide([later], NOW).permissions
    assert before.allows("headline")
    assert before.until == later.value
    after = decide([later], later.value).permissions
    assert not after.allows("headline")
    assert after.until is None
    assert before.find_at(later.value).forbidden == after.forbidden  # nothing decided it again
    assert before.find_at(NOW) == before


def test_what_a_date_ends_is_what_the_policy_forbids_then() -> None:
    assert RULES["unavailable_after"].forbids == ENDING


def test_an_override_opens_everything() -> None:
    said = [Statement(rule.mark) for rule in POLICY]
    decision = decide(said, NOW, Override("our own site"))
    assert not decision.permissions.forbidden
    assert decision.licence == "our own site"


def test_the_operator_may_withhold_what_a_licence_opens() -> None:
    decision = decide([CC_BY], NOW, Override("promised by letter", opens=False))
    reserved = decide([Statement("noarchive")], NOW)
    assert decision.permissions == reserved.permissions
    assert decision.reasons["store"] == "the operator: promised by letter"
    assert not decision.licence


@given(STATEMENTS, STATEMENTS)
def test_more_restrictions_never_allow_more(said: list[Statement], more: list[Statement]) -> None:
    before = decide(said, NOW).permissions
    after = decide([*said, *(each for each in more if each.mark != "licence")], NOW).permissions
    assert before.forbidden & after.forbidden == before.forbidden
    assert after.max_characters == before.max_characters or (
        before.max_characters == NO_LIMIT or after.max_characters < before.max_characters
    )


@given(STATEMENTS)
def test_the_order_of_statements_does_not_matter(said: list[Statement]) -> None:
    there, back = decide(said, NOW), decide(said[::-1], NOW)
    assert there.permissions == back.permissions
    assert there.licence == back.licence
