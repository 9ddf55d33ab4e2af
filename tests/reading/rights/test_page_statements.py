"""What a page says of its use, all kinds together; and the words of `Article.rights`, which come of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from aggregator import reading
from aggregator.model import Article, Page
from aggregator.reading.metadata import read_metadata
from aggregator.reading.rights import MAX_STATEMENTS, read_page
from aggregator.reading.rights.preferences import LEVELS, SIGNALS, USAGES
from aggregator.reading.rights.rsl import GROUPS, LEAVES
from aggregator.rights.policy import RULES
from tests import corpus, cpu_limits

PAGES = Path(__file__).parent / "pages"
BASE = "https://paper.example/bees"
PROSE = "".join(f"<p>{line}</p>" for line in corpus.BEES)
MARKUP = st.sampled_from(
    ['<meta name="robots" content="none">', '<meta name="tdm-reservation" content="1">', "<footer>© 2026 A",
     '<a rel="license" href="/l">', '<script type="application/rsl+xml"><rsl><content>', "<div data-nosnippet>",
     '<script type="application/ld+json">{"@type":"Article","license":"/x"', "}</script>", "</div>", '<meta name="rights" content="']
)  # fmt: skip
HEADERS = st.tuples(
    st.sampled_from(["x-robots-tag", "link", "content-usage", "content-signal", "tdm-reservation"]), st.text()
)  # fmt: skip


def read(head: str = "", *headers: tuple[str, str]) -> Article:
    html = f"<html><head>{head}</head><body><h1>Bees</h1><article>{PROSE}</article></body></html>"
    article = reading.read(Page(BASE, html.encode(), headers=headers))
    assert isinstance(article, Article)
    return article


def list_marks(article: Article) -> list[str]:
    return [f"{each.mark} {each.value}".strip() for each in article.statements]


def load(name: str) -> tuple[Article, dict[str, Any]]:
    expected = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    headers = tuple((key, value) for key, value in expected["headers"])
    body = (PAGES / f"{name}.html").read_bytes()
    article = reading.read(Page(expected["url"], body, headers=headers))
    assert isinstance(article, Article)
    return article, expected


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.html")))
def test_a_saved_page_says_what_is_expected(name: str) -> None:
    article, expected = load(name)
    said = [[each.mark, each.value, each.place] for each in article.statements]
    assert said == expected["statements"]
    assert list(article.withheld) == expected["withheld"]
    assert list(article.rights) == expected["rights"]
    assert set(article.withheld) <= set(article.text.split("\n"))


def test_a_page_that_says_nothing_has_no_statement() -> None:
    article = read()
    assert (article.statements, article.withheld, article.rights) == ((), (), ())


def test_each_header_is_read_by_itself() -> None:
    article = read("", ("x-robots-tag", "googlebot: noindex"), ("x-robots-tag", "nosnippet"))
    assert list_marks(article) == ["nosnippet"]


def test_the_product_may_be_another() -> None:
    html = f"<html><meta name=paperbot content=noai><h1>Bees</h1>{PROSE}</html>"
    page = Page(BASE, html.encode())
    ours, theirs = reading.read(page), reading.read(page, product="paperbot")
    assert isinstance(ours, Article)
    assert isinstance(theirs, Article)
    assert (ours.rights, theirs.rights) == ((), ("noai",))


def test_a_paid_tier_is_not_free() -> None:
    assert list_marks(read('<meta property="article:content_tier" content="locked">')) == [
        "not free"
    ]


def test_each_mark_that_is_made_of_words_is_in_the_policy() -> None:
    uses = [*LEAVES, *GROUPS]
    marks = {f"content-usage {key}={value}" for key in USAGES for value in "ny"}
    marks |= {f"content-signal {key}={value}" for key in SIGNALS for value in ("no", "yes")}
    marks |= {f"content-signal use={level}" for level in LEVELS}
    marks |= {f"rsl {verb} {use}" for verb in ("on-terms", "prohibits") for use in uses}
    assert marks <= set(RULES)


@given(st.lists(st.one_of(MARKUP, st.text())).map("".join), st.lists(HEADERS))
def test_any_page_makes_known_marks_only(html: str, headers: list[tuple[str, str]]) -> None:
    tree = LexborHTMLParser(html)
    said = read_page(tree, read_metadata(tree, BASE, {}), headers, BASE)
    assert {each.mark for each in said} <= set(RULES)
    assert len(said) == len(set(said)) <= MAX_STATEMENTS


def test_many_headers_are_read_at_once() -> None:
    tree = LexborHTMLParser("<p>Bees</p>")
    page = read_metadata(tree, BASE, {})
    names = ("x-robots-tag", "link", "content-usage", "content-signal", "tdm-policy")
    headers = [(name, '<a>; rel="license", noindex=n') for name in names] * 20_000
    cpu_limits.check(lambda: read_page(tree, page, headers, BASE))
