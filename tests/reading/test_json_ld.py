"""JSON-LD is parsed in the forms that pages have."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading import (
    json_ld,
)


@pytest.mark.parametrize(
    "block",
    [
        '{"@type":"NewsArticle","headline":"Bridge opens",}',
        '<!-- {"@type":"NewsArticle","headline":"Bridge opens"} -->',
        '{"@type":"NewsArticle","headline":"Bridge opens"};',
        '{"@graph":[{"@type":"WebPage"},{"@type":["NewsArticle"],"headline":"Bridge opens"}]}',
        '[[{"@type":"http://schema.org/NewsArticle","headline":"Bridge opens"}]]',
        '{"@type":"NewsArticle","headline":"Bridge opens","text":"he said "no" to it"}',
        '{"@type":"NewsArticle","headline":"Bridge opens","text":"a\nb"}',
    ],
)
def test_the_article_is_found_in_broken_json_ld(block: str) -> None:
    assert json_ld.find_article_node(json_ld.parse_nodes([block]))["headline"] == "Bridge opens"


def _trees(leaf: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(leaf, max_size=3) | st.dictionaries(st.text(max_size=8), leaf, max_size=3)


@given(st.recursive(st.none() | st.text(max_size=9) | st.integers(), _trees), st.text(max_size=50))
def test_any_json_ld_is_parsed_without_an_exception(value: object, junk: str) -> None:
    result = json_ld.parse_nodes([json.dumps(value), junk, json.dumps(value) + junk])
    node = json_ld.find_article_node(result)
    assert isinstance(json_ld.find_first_text(node.get("headline")), str)
    assert all(isinstance(name, str) for name in json_ld.list_party_names(value))
