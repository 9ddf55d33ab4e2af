"""Which rule of a file decides for a path (RFC 9309 §2.2)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading.rights.path_rules import (
    find_statements,
    make_rules,
    matches,
    normalize,
    path_of,
)
from aggregator.statements import Statement
from tests import cpu_limits

SITE = "https://paper.example"
NO, YES = Statement("noai"), Statement("copyright", "yes")
PATTERNS = st.text("ab/*$%", max_size=12).map(lambda text: "/" + text)
PATHS = st.text("ab/", max_size=12).map(lambda text: "/" + text)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/", "/news", True),
        ("/news", "/news/bees", True),
        ("/news/", "/news", False),
        ("/news$", "/news", True),
        ("/news$", "/news/bees", False),
        ("*.html", "/a/b.html?x", True),
        ("/*.html$", "/a/b.html?x", False),
        ("/a*b*c", "/a-b-c-d", True),
        ("/a*b*c", "/a-c-b", False),
        ("/ab*ba$", "/aba", False),
        ("/%7Eann", "/~ann", True),
        ("/~ann", "/%7eann", True),
        ("/caf%c3%a9", "/café", True),
        ("/a%2Fb", "/a/b", False),
        ("/price-%24", "/price-$", True),
        ("/News", "/news", False),
    ],
)
def test_a_pattern_matches_a_path(pattern: str, path: str, expected: bool) -> None:
    assert matches(normalize(pattern), path_of(f"{SITE}{path}")) is expected


def test_the_longest_pattern_decides() -> None:
    rules = (make_rules([("/", [NO]), ("/open/", [])]),)
    assert find_statements(rules, f"{SITE}/news") == (NO,)
    assert find_statements(rules, f"{SITE}/open/news") == ()


def test_rules_of_one_pattern_are_one() -> None:
    rules = (make_rules([("/", [NO]), ("/", [YES])]),)
    assert find_statements(rules, SITE) == (NO, YES)


def test_where_the_first_decides_a_later_rule_of_its_pattern_says_nothing() -> None:
    rules = (make_rules([("/", [NO]), ("/", [YES]), ("/news", [YES])], "first"),)
    assert find_statements(rules, f"{SITE}/news") == (NO,)


def test_each_set_of_rules_says_something_of_a_path() -> None:
    rules = make_rules([("/", [NO])]), make_rules([("/news", [YES])])
    assert find_statements(rules, f"{SITE}/news") == (NO, YES)


@given(PATTERNS, PATHS)
def test_patterns_mean_what_an_expression_means(pattern: str, path: str) -> None:
    pattern, path = normalize(pattern), path_of(f"{SITE}{path}")
    body = pattern.removesuffix("$")
    expression = ".*".join(map(re.escape, body.split("*"))) + ("$" if pattern != body else "")
    assert matches(pattern, path) == bool(re.match(expression, path))


@given(st.text())
def test_any_text_has_a_path_in_one_spelling(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)
    assert matches("/", path_of(f"{SITE}/{text}"))


def test_many_wildcards_are_compared_at_once() -> None:
    rules = (make_rules((f"/{'*a' * 900}{number}", [NO]) for number in range(1_000)),)
    cpu_limits.check(lambda: find_statements(rules, f"{SITE}/{'a' * 2_000}"))
