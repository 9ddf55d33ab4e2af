"""The policy table: what was said decides which uses are left, and the strictest statement counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.rights.decide import NO_LIMIT, Choices, decide
from aggregator.rights.policy import POLICY, RULES, USES
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
    permissions = decide([], now=NOW)
    assert list(permissions.forbidden) == ["full_text"]
    assert permissions.extract_words == 40


@pytest.mark.parametrize("mark", ["noarchive", "noai", "tdm-reservation"])
def test_a_reserved_text_is_compared_and_not_stored(mark: str) -> None:
    permissions = decide([Statement(mark)], now=NOW)
    left = {use for use in USES if permissions.allows(use)}
    assert left == {"compare", "headline", "image"}


def test_what_asks_not_to_be_indexed_is_in_no_list() -> None:
    permissions = decide([Statement("noindex", place="header")], now=NOW)
    assert permissions.forbidden["headline"] == "noindex (an HTTP header)"
    assert permissions.allows("store")


def test_an_open_licence_opens_the_full_text() -> None:
    permissions = decide([CC_BY], now=NOW)
    assert permissions.licence == "CC BY"
    assert not permissions.forbidden


def test_a_licence_opens_nothing_that_another_statement_forbids() -> None:
    permissions = decide([CC_BY, Statement("noarchive")], now=NOW)
    assert not permissions.allows("store")


def test_two_licences_open_a_text_if_both_do() -> None:
    closed = Statement("licence", "https://creativecommons.org/licenses/by-nc/4.0/")
    assert not decide([CC_BY, closed], now=NOW).allows("full_text")


def test_the_least_number_of_characters_counts() -> None:
    said = [Statement("max-snippet", "200"), Statement("max-snippet", "50", "header")]
    assert decide(said, now=NOW).characters == 50


def test_a_snippet_without_limit_is_one() -> None:
    assert decide([Statement("max-snippet", "-1")], now=NOW).characters == NO_LIMIT


def test_a_snippet_of_no_characters_is_none() -> None:
    assert not decide([Statement("max-snippet", "0")], now=NOW).allows("extract")


def test_a_date_of_leaving_counts_when_it_has_come() -> None:
    later = Statement("unavailable_after", "2026-12-01T00:00:00Z")
    assert decide([later], now=NOW).allows("headline")
    assert not decide([later], now="2026-12-01T00:00:00Z").allows("headline")


def test_an_override_opens_everything() -> None:
    said = [Statement(rule.mark) for rule in POLICY]
    permissions = decide(said, Choices(override="our own site"), NOW)
    assert not permissions.forbidden


@given(STATEMENTS, STATEMENTS)
def test_more_restrictions_never_allow_more(said: list[Statement], more: list[Statement]) -> None:
    before = decide(said, now=NOW)
    after = decide([*said, *(each for each in more if each.mark != "licence")], now=NOW)
    assert set(before.forbidden) <= set(after.forbidden)
    assert after.characters == before.characters or (
        before.characters == NO_LIMIT or after.characters < before.characters
    )


@given(STATEMENTS)
def test_the_order_of_statements_does_not_matter(said: list[Statement]) -> None:
    there, back = decide(said, now=NOW), decide(said[::-1], now=NOW)
    assert set(there.forbidden) == set(back.forbidden)
    assert (there.characters, there.licence) == (back.characters, back.licence)
