"""What a robots.txt says of use: AI agents, licences, signals and preferences by path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading.rights.ai_agents import AI_AGENTS
from aggregator.reading.rights.path_rules import find_statements
from aggregator.reading.rights.robots_groups import parse_name
from aggregator.reading.rights.robots_txt import read_robots_txt
from aggregator.rights.policy import RULES
from tests import cpu_limits

URL = "https://paper.example/robots.txt"
LINES = st.sampled_from(
    ["User-agent: *", "User-agent: GPTBot", "User-agent: aggregator", "Disallow: /", "Allow: /news",
     "Content-Signal: search=no", "Content-Usage: /a train-ai=n", "License: /l.xml", "", "Sitemap: /s"]
)  # fmt: skip
# The managed file of Cloudflare, shortened.
MANAGED = """\
User-agent: *
Content-Signal: search=yes,ai-train=no,use=reference
Allow: /

User-agent: Bytespider
Disallow: /

User-agent: CCBot
Disallow: /

User-agent: GPTBot
Disallow: /
"""


def said(text: str, path: str = "/news/bees", product: str = "aggregator") -> list[str]:
    rules = read_robots_txt(text, URL, product)
    found = find_statements(rules, f"https://paper.example{path}")
    assert {each.place for each in found} <= {"robots_txt"}
    return [f"{each.mark} {each.value}".strip() for each in found]


def test_the_table_of_agents_is_sorted_and_has_product_tokens() -> None:
    assert list(AI_AGENTS) == sorted(set(AI_AGENTS))
    assert [parse_name(name) for name in AI_AGENTS] == list(AI_AGENTS)


def test_a_managed_file_reserves() -> None:
    assert said(MANAGED) == [
        "content-signal ai-train=no",
        "content-signal search=yes",
        "content-signal use=reference",
        "ai-agents disallowed bytespider, ccbot, gptbot",
    ]


def test_agents_of_one_group_are_named_together() -> None:
    text = (
        "User-agent: GPTBot\nUser-agent: ClaudeBot/1.0\nUser-agent: Googlebot\nDisallow: /news/\n"
    )
    assert said(text) == ["ai-agents disallowed claudebot, gptbot"]
    assert said(text, "/sport") == []


def test_what_is_allowed_within_a_disallowed_path_is_allowed() -> None:
    text = (
        "User-agent: GPTBot\nDisallow: /\nAllow: /news/\nDisallow: /news/bees\nAllow: /news/bees\n"
    )
    assert said(text) == []
    assert said(text, "/sport") == ["ai-agents disallowed gptbot"]


def test_other_crawlers_and_the_group_of_all_say_nothing_of_ai() -> None:
    assert said("User-agent: *\nDisallow: /\n\nUser-agent: Scrapy\nDisallow: /\n") == []
    assert said("User-agent: GPTBot\nDisallow:\n") == []


def test_preferences_are_those_of_our_group_else_of_all() -> None:
    text = (
        "User-agent: *\nContent-Usage: / train-ai=n\n\n"
        "User-agent: paperbot\nContent-Usage: / train-ai=y\n"
    )
    assert said(text) == ["content-usage train-ai=n"]
    assert said(text, product="paperbot") == ["content-usage train-ai=y"]
    assert said("User-agent: other\nContent-Signal: ai-train=no\n") == []


def test_a_preference_ends_a_list_of_names() -> None:
    text = (
        "User-agent: *\nContent-Signal: search=yes\nUser-agent: other\nContent-Signal: search=no\n"
    )
    assert said(text) == ["content-signal search=yes"]


def test_the_longest_path_has_the_preference() -> None:
    text = (
        "User-Agent: *\nAllow: /\nContent-Usage: / train-ai=n\nContent-Usage: /ai-ok/ train-ai=y\n"
    )
    assert said(text, "/test") == ["content-usage train-ai=n"]
    assert said(text, "/ai-ok/test") == ["content-usage train-ai=y"]


def test_preferences_of_one_path_hold_together() -> None:
    text = "User-agent: *\nContent-Usage: / train-ai=n\nContent-Usage: / search=n # and this\n"
    assert said(text) == ["content-usage train-ai=n", "content-usage search=n"]


@pytest.mark.parametrize(
    "place", ["{}", "User-agent: *\n{}\nDisallow:\n", "User-agent: other\n{}\n"]
)
def test_a_licence_is_the_sites_wherever_its_line_is(place: str) -> None:
    text = place.format("License: /license.xml")
    assert said(text) == ["rsl https://paper.example/license.xml"]


def test_a_licence_that_is_no_address_says_nothing() -> None:
    assert said("License: mailto:rights@paper.example\nLicense:\n") == []


@given(st.one_of(st.text(), st.lists(LINES).map("\n".join)))
def test_any_file_makes_known_marks_only(text: str) -> None:
    found = find_statements(read_robots_txt(text, URL), "https://paper.example/news")
    assert {each.mark for each in found} <= set(RULES)


@given(st.lists(LINES))
def test_a_line_of_another_crawler_changes_nothing(lines: list[str]) -> None:
    text = "\n".join([*lines, "Crawl-delay: 1"])  # it ends a list of names
    more = f"{text}\n\nUser-agent: other\nDisallow: /\nContent-Signal: ai-train=no\n"
    assert said(more) == said(text)


@pytest.mark.parametrize(
    "part",
    ["User-agent: gptbot\n", "User-agent: a\nDisallow: /*a*b\n", "License: /a\n",
     "".join(f"User-agent: {name}\n" for name in AI_AGENTS) + "Disallow: /a\n" * 1_000],
)  # fmt: skip
def test_half_a_mebibyte_is_read_at_once(part: str) -> None:
    cpu_limits.check(lambda: read_robots_txt(part * (512 * 1024 // len(part)), URL))
