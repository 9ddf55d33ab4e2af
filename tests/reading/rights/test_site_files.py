"""The files of a site, and what they say of one of its pages."""

import pytest

from aggregator.crawl.settings import ROBOTSTXT_USER_AGENT
from aggregator.reading.rights import combine
from aggregator.reading.rights.path_rules import find_statements
from aggregator.reading.rights.site_files import SITE_FILES, read_site_file
from aggregator.statements import PLACES, PRODUCT, Place, Statement

SITE = "https://paper.example/"
PAGE = "https://paper.example/news/bees"
FILES: dict[Place, tuple[str, str]] = {
    "ai_txt": ("User-Agent: *\nDisallow: /\n", "ai-txt disallowed"),
    "licence_file": (
        '<rsl><content url="/"><license><prohibits>search</prohibits></license></content></rsl>',
        "rsl prohibits search",
    ),
    "robots_txt": ("User-agent: GPTBot\nDisallow: /news/\n", "ai-agents disallowed"),
    "tdm_file": ('[{"location": "/news/", "tdm-reservation": 1}]', "tdm-reservation"),
}


@pytest.mark.parametrize("place", FILES)
def test_a_file_says_something_of_a_page(place: Place) -> None:
    text, mark = FILES[place]
    url = f"{SITE}file"
    said = find_statements(read_site_file(place, text, url, SITE), PAGE)
    assert [(each.mark, each.place, each.url) for each in said] == [(mark, place, url)]


@pytest.mark.parametrize("place", [*FILES, *sorted(set(PLACES) - set(FILES))])
@pytest.mark.parametrize("text", ["", "<!doctype html><title>Not found</title>", "\x00", "null"])
def test_an_answer_that_is_no_such_file_says_nothing(place: Place, text: str) -> None:
    assert read_site_file(place, text, f"{SITE}file", SITE) == ()


def test_the_files_with_a_path_are_read() -> None:
    assert set(SITE_FILES.values()) < set(FILES)
    assert list(SITE_FILES) == sorted(SITE_FILES)


def test_publishers_address_us_as_the_crawler_names_itself() -> None:
    assert ROBOTSTXT_USER_AGENT == PRODUCT


def test_what_page_and_site_say_holds_together_and_once() -> None:
    noai = Statement("noai")
    assert combine([noai], [noai, Statement("noarchive")]) == (noai, Statement("noarchive"))
