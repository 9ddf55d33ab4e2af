"""Which group of a robots.txt binds this crawler, by RFC 9309."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from aggregator.crawl.robots_text import select_group

FORBIDS = "disallow: /"


def binds(text: str) -> bool:
    """Whether the file forbids a page to the crawler `aggregator`."""
    rules = Protego.parse(select_group(text, "aggregator"))
    return not rules.can_fetch("http://paper.example/page", "aggregator")


@pytest.mark.parametrize(
    "name",
    ["aggregator", "Aggregator", "aggregator/1.0", "aggregator Bot", "*", "* all", "aggregator # us"],
)  # fmt: skip
def test_a_group_of_this_crawler_or_of_all_binds(name: str) -> None:
    assert binds(f"User-agent: {name}\nDisallow: /\n")


@pytest.mark.parametrize("name", ["aggreg", "aggregatorbot", "news aggregator", "other", "", "1"])
def test_a_group_of_another_crawler_binds_not(name: str) -> None:
    assert not binds(f"User-agent: {name}\nDisallow: /\n")


def test_the_own_group_counts_and_not_that_of_all() -> None:
    assert not binds("User-agent: *\nDisallow: /\n\nUser-agent: aggregator\nDisallow: /no\n")
    assert not binds("User-agent: aggregator\n\nUser-agent: other\nDisallow:\n\nUser-agent: *\nDisallow: /\n")  # fmt: skip


def test_groups_of_the_same_name_are_one() -> None:
    text = "User-agent: aggregator\nDisallow: /a\n\nUser-agent: aggregator\nDisallow: /page\n"
    assert binds(text)


@pytest.mark.parametrize("between", ["", "Foo: bar\n", "Sitemap: /s.xml\n", "# words\n", "Host\n"])
def test_what_lies_between_names_does_not_end_their_list(between: str) -> None:
    assert binds(f"User-agent: aggregator\n{between}User-agent: other\nDisallow: /\n")


def test_a_rule_ends_the_list_of_names() -> None:
    assert not binds("User-agent: aggregator\nCrawl-delay: 5\n\nUser-agent: other\nDisallow: /\n")


@pytest.mark.parametrize(
    "text", ["User agent: *\nDissallow: /", "useragent:*\nDISALLOW : /", "User-agent *\nDisallow /"]
)
def test_misspelt_lines_are_read(text: str) -> None:
    assert binds(text)


@given(st.text())
def test_any_text_gives_one_group(text: str) -> None:
    lines = select_group(text, "aggregator").split("\n")
    assert [line for line in lines if line.startswith("user-agent")] == ["user-agent: *"]


@pytest.mark.parametrize(
    "pattern", ["User-agent: a\n", "User-agent: aggregator\nDisallow: /\n", "Disallow", " \t", "a:"]
)
def test_half_a_mebibyte_of_anything_is_read_at_once(pattern: str) -> None:
    text = pattern * (512 * 1024 // len(pattern))
    begun = time.process_time()
    select_group(text, "aggregator")
    assert time.process_time() - begun < 5.0
