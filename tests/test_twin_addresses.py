"""Mobile, AMP and print addresses have one plain form."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import twin_addresses, urls
from aggregator.twin_addresses import find_plain_form, list_variants

PLAIN = "https://paper.co.uk/news/one.html"


@pytest.mark.parametrize(
    "url",
    [
        "https://m.paper.co.uk/news/one.html",
        "http://amp.paper.co.uk/news/one.html",
        "https://paper.co.uk/amp/news/one.html",
        "https://paper.co.uk/news/amp/one.html",
        "https://paper.co.uk/news/one.amp.html",
        "https://paper.co.uk/news/one.html/amp/",
        "https://paper.co.uk/news/one.html?amp",
        "https://paper.co.uk/news/one.html?outputType=amp",
        "https://www.paper.co.uk/news/one.html?print=1",
        "https://www.paper.co.uk/news/one_print.html",
    ],
)
def test_the_plain_form_names_no_form(url: str) -> None:
    assert find_plain_form(urls.canonical(url)) == PLAIN


@pytest.mark.parametrize(
    "url",
    [
        PLAIN,
        "https://www.paper.co.uk/news/one.html",
        "https://paper.co.uk/news/amplifier",
        "https://paper.co.uk/blueprint/one",
        "https://paper.co.uk/news?page=2&id=7",
        "https://m.de/news/one",
        "https://example.org/amp",
    ],
)
def test_other_addresses_have_none(url: str) -> None:
    assert find_plain_form(url) in ("", url)


def test_other_parameters_stay() -> None:
    url = "https://paper.co.uk/article?amp=1&id=7&print=1"
    assert find_plain_form(url) == "https://paper.co.uk/article?id=7"


def test_variants_differ_in_scheme_www_and_slash() -> None:
    assert len(set(list_variants(PLAIN))) == 8
    for url in list_variants(PLAIN):
        assert sorted(list_variants(url)) == sorted(list_variants(PLAIN))
    assert sorted(list_variants("https://paper.co.uk/")) == [
        "http://paper.co.uk/",
        "http://www.paper.co.uk/",
        "https://paper.co.uk/",
        "https://www.paper.co.uk/",
    ]


SEGMENT = st.text("abmp.-_", min_size=1, max_size=6)


@given(
    st.sampled_from(["", "m.", "amp.", "www."]),
    st.lists(st.one_of(SEGMENT, st.sampled_from(["amp", "print"])), max_size=4),
    st.sampled_from(["", "?amp", "?id=3", "?id=3&print=1"]),
)
def test_a_plain_form_is_an_address_that_has_none_itself(
    host: str, path: list[str], query: str
) -> None:
    url = urls.canonical(f"https://{host}paper.co.uk/{'/'.join(path)}{query}")
    if plain := find_plain_form(url):
        assert urls.canonical(plain) == plain
        assert urls.author_space(plain) == urls.author_space(url)


def test_the_tables_are_sorted_in_the_source() -> None:
    source = Path(twin_addresses.__file__).read_text(encoding="utf-8")
    assignments = {
        target.id: node
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    tables = {
        name: [
            constant.value
            for constant in ast.walk(node.value)
            if isinstance(constant, ast.Constant)
        ]
        for name, node in assignments.items()
    }
    for name in ("HOST_LABELS", "PATH_SEGMENTS", "QUERY_PARAMETERS"):
        assert tables[name] == sorted(tables[name]) != [], name
    endings = [ending for ending, _ in twin_addresses.SEGMENT_ENDINGS]
    assert endings == sorted(endings)
