"""Which page a redirect may lead to."""

import pytest

from aggregator.crawl import redirects
from aggregator.model import Article, Page

HEADLINE = "Council mends the long bridge"
TEXT = "The council said that the long bridge would be closed while it is mended."
ASKED = "https://paper.example/news/2026/bridge"


def judge(answered: str, text: str = TEXT, headline: str = HEADLINE, asked: str = ASKED) -> str:
    page = Page(asked, b"", final_url=answered)
    article = Article(answered, "", "", text, text)
    return redirects.find_wrong_page(
        page, article, headline, {"old-paper.example": "paper.example"}
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/",
        "https://a.example",
        "https://a.example/index.html",
        "https://a.example/index.php",
        "https://a.example/en/",
        "https://a.example/de",
        "https://a.example/en-us/",
        "https://a.example/pt_BR/index.html",
    ],
)
def test_front_pages_of_sites_and_languages_are_known(url: str) -> None:
    assert redirects.is_front_page(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/?p=12",
        "https://a.example/#!/news/1",
        "https://a.example/index.php?id=7",
        "https://a.example/news/",
        "https://a.example/news/index.html",
        "https://a.example/xq",
        "https://a.example/endorsement",
    ],
)
def test_other_addresses_are_no_front_pages(url: str) -> None:
    assert not redirects.is_front_page(url)


@pytest.mark.parametrize(
    "answered",
    [
        "https://www.paper.example/news/2026/bridge/",
        "http://paper.example/news/2026/bridge",
        "https://m.paper.example/news/2026/bridge",
        "https://paper.example/news/2026/bridge/amp",
        "https://new-paper.example/news/2026/bridge",  # moved: the same place at another site
    ],
)
def test_another_form_of_the_address_needs_no_proof(answered: str) -> None:
    assert judge(answered, "Other words.", "") == ""


def test_a_redirect_to_the_front_page_is_never_the_article() -> None:
    assert judge("https://paper.example/") == "redirected"
    assert judge("https://paper.example/", asked="https://paper.example/") == "front_page"


@pytest.mark.parametrize("answered", ["https://paper.example/b/77", "https://other.example/77"])
def test_a_page_with_the_announced_headline_is_the_article_wherever_it_is(answered: str) -> None:
    assert judge(answered) == ""


@pytest.mark.parametrize("answered", ["https://paper.example/b/77", "https://consent.example/77"])
def test_a_page_without_it_is_not(answered: str) -> None:
    wall = "Before you continue, choose what our partners may store on your device."
    assert judge(answered, wall) == "redirected"


def test_without_a_headline_the_target_is_on_the_same_site_and_no_section_of_it() -> None:
    assert judge("https://paper.example/b/77", headline="") == ""
    assert judge("https://other.example/b/77", headline="") == "redirected"
    assert judge("https://paper.example/news/", headline="") == "redirected"
    assert judge("https://paper.example/news", headline="") == "redirected"


def test_a_known_domain_of_the_source_is_the_same_site() -> None:
    assert (
        judge("https://paper.example/b/77", headline="", asked="https://old-paper.example/1") == ""
    )
