"""The pages show the public what publishers allow: of texts, an extract; of what they keep out of lists, nothing."""

from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from starlette.testclient import TestClient

from aggregator import urls
from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.web.app import create_app
from tests import corpus
from tests.web.forms import REQUEST, preview
from tests.web.marked import (
    BY,
    DIGEST,
    HONEY,
    LAST_WORDS,
    LICENCE,
    VALLEY,
    WIRE,
    mark,
    open_marked,
    store_marked,
)
from tests.web.test_web import links, text, tree

DOORS = (
    *("/", "/s/1", "/s/2", "/a/1", "/a/2", "/a/3", "/compare/1/2", "/search?q=storm", "/search?q=acacia"),
    *("/search?q=digest.example", "/feed.atom", "/sitemap.xml", "/sitemap-0.xml", "/takedown", "/transparency"),
)  # fmt: skip


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A reader of pages of which nothing was said."""
    with open_marked(tmp_path_factory.mktemp("plain"), {}) as client:
        yield client


@pytest.fixture(scope="module")
def unlisted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A reader of a copy that is kept out of lists."""
    with open_marked(tmp_path_factory.mktemp("unlisted"), {DIGEST: mark("noindex")}) as client:
        yield client


def test_an_article_is_shown_as_an_extract_under_the_link_of_its_publisher(
    client: TestClient,
) -> None:
    page = tree(client, "/a/3")
    assert links(page)[:2] == [corpus.VALLEY, corpus.VALLEY]
    assert text(page, ".read") == "Read it at valley.example."
    assert text(page, "#text") == "Extract"
    extract = text(page, ".extract .text")
    assert extract.startswith("Beekeepers in the upper Tarn valley")
    assert extract.endswith("…")
    assert len(extract.split()) == 41  # the sign that it goes on is one
    assert text(page, ".why") == "The rights in the text are its publisher's."
    assert page.html
    assert page.html.index(corpus.VALLEY) < page.html.index("Beekeepers in the upper")


def test_a_licence_opens_the_text_and_is_named(tmp_path: Path) -> None:
    with open_marked(tmp_path, {VALLEY: BY}) as client:
        page = tree(client, "/a/3")
    assert HONEY in text(page, ".full .text")
    assert "What allows it: CC BY." in text(page, "main")
    assert LICENCE in links(page)


def test_an_override_of_the_operator_opens_the_text_and_its_reason_is_named(tmp_path: Path) -> None:
    with store_marked(tmp_path, {}) as opened:
        opened.rights.open_source("valley.example", reason="contract of 2026")
        page = tree(TestClient(create_app(opened, ServeConfig())), "/a/3")
    assert HONEY in text(page, ".full .text")
    assert "What allows it: contract of 2026." in text(page, "main")


def test_a_text_that_the_operator_withholds_is_not_laid_to_its_publisher(tmp_path: Path) -> None:
    with store_marked(tmp_path, {}) as opened:
        opened.rights.withhold_source("valley.example", reason="letter of a lawyer")
        page = tree(TestClient(create_app(opened, ServeConfig())), "/a/3")
    assert text(page, ".why") == "The operator of these pages does not show its text."
    assert "letter of a lawyer" not in (page.html or "")


def test_a_reason_of_the_operator_is_not_linked_to_a_licence_of_the_page(tmp_path: Path) -> None:
    head = BY.replace("/by/", "/by-nc/")
    with store_marked(tmp_path, {VALLEY: head}) as opened:
        opened.rights.open_source("valley.example", reason="we do not sell")
        page = tree(TestClient(create_app(opened, ServeConfig())), "/a/3")
    assert "What allows it: we do not sell." in text(page, "main")
    assert not [link for link in links(page) if "creativecommons" in link]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (
            "noarchive",
            "Its publisher asks that its text is not stored: noarchive (a meta element), which means: no copy is kept.",
        ),
        (
            "nosnippet",
            "Its publisher asks that none of its text is shown: nosnippet (a meta element), which means: nothing of the text is shown.",
        ),
    ],
)
def test_a_page_says_in_plain_words_why_it_shows_no_text(
    tmp_path: Path, said: str, why: str
) -> None:
    with open_marked(tmp_path, {VALLEY: mark(said)}) as client:
        page = tree(client, "/a/3")
    assert not page.css(".text")
    assert "Beekeepers in the" not in (page.html or "")
    assert text(page, ".why") == why
    assert corpus.VALLEY in links(page, ".read a")


def test_no_more_characters_are_shown_than_a_publisher_allows(tmp_path: Path) -> None:
    with open_marked(tmp_path, {VALLEY: mark("max-snippet:50")}) as client:
        page = tree(client, "/a/3")
    assert len(text(page, ".extract .text")) <= 50
    assert "asks that no more is shown: max-snippet 50 (a meta element)" in text(page, ".why")


@pytest.mark.parametrize("path", DOORS)
def test_no_page_has_more_of_a_text_than_its_extract(plain: TestClient, path: str) -> None:
    answer = plain.get(path)
    assert answer.status_code == 200
    assert LAST_WORDS not in answer.text
    assert HONEY not in answer.text


@pytest.mark.parametrize("path", [*DOORS, "/compare/2/1"])
def test_what_is_kept_out_of_lists_is_named_on_no_page(unlisted: TestClient, path: str) -> None:
    page = unlisted.get(path)
    assert "Cranes fall" not in page.text
    assert corpus.DIGEST not in page.text
    assert "/a/2" not in page.text


def test_the_page_of_an_unlisted_article_says_the_same_as_that_of_none(
    unlisted: TestClient,
) -> None:
    paths = ("/a/2", "/a/77", "/compare/1/2")
    page, none, compared = (text(tree(unlisted, path, 404), "main") for path in paths)
    assert "its publisher keeps it out of lists" in page
    assert page == none == compared


def test_a_story_without_a_listed_article_is_not_shown(tmp_path: Path) -> None:
    with open_marked(tmp_path, {VALLEY: mark("noindex")}) as client:
        assert "keep it out of lists" in text(tree(client, "/s/2", 404), "main")
        assert "harvest" not in client.get("/").text
        assert "/s/2" not in client.get("/sitemap-0.xml").text
        assert "/s/2" not in client.get("/feed.atom").text


def test_a_story_counts_an_unlisted_copy_and_does_not_link_it(unlisted: TestClient) -> None:
    page = tree(unlisted, "/s/1")
    [_, row] = page.css("section[aria-labelledby=who] tbody tr")
    assert "An article at digest.example" in row.text()
    assert not row.css("a")


def test_a_story_of_which_the_original_is_unlisted_has_the_headline_of_a_copy(
    tmp_path: Path,
) -> None:
    with open_marked(tmp_path, {WIRE: mark("noindex")}) as client:
        story, front = tree(client, "/s/1"), tree(client, "/")
        feed = client.get("/feed.atom").text
    assert text(story, "h1") == "Cranes fall in Port Linden"
    for page in (story.html or "", front.html or "", feed):
        assert "Storm closes" not in page
        assert corpus.WIRE not in page


def test_a_removal_is_previewed_without_what_is_kept_out_of_lists(unlisted: TestClient) -> None:
    page = preview(unlisted, {**REQUEST, "urls": corpus.WIRE, "work_url": ""})
    own = unlisted.get("/takedown?url=/a/2")
    named = preview(unlisted, {**REQUEST, "urls": "/a/2"})
    assert page.status_code == 200
    assert "An article at digest.example" in page.text
    for each in (page, own, named):
        assert "Cranes fall" not in each.text
        assert corpus.DIGEST not in each.text


def test_a_claimant_may_name_an_unlisted_page_by_the_address_of_its_publisher(
    unlisted: TestClient,
) -> None:
    page = preview(unlisted, {**REQUEST, "urls": corpus.DIGEST})
    assert page.status_code == 200
    assert "Cranes fall" not in page.text


def test_a_watch_feed_names_nothing_that_is_kept_out_of_lists(tmp_path: Path) -> None:
    with store_marked(tmp_path, {WIRE: mark("noindex")}) as opened:
        for kind, value in (("story", "1"), ("source", "wire.example"), ("query", "cranes")):
            watch = opened.watches.add(kind, value)  # type: ignore[arg-type]  # of a table
            feed = TestClient(create_app(opened, ServeConfig())).get(watch.feed).text
            assert "<entry>" in feed, kind
            assert "Storm closes" not in feed, kind
            assert corpus.WIRE not in feed, kind


def test_a_search_shows_no_words_where_no_snippet_may_be(tmp_path: Path) -> None:
    with open_marked(tmp_path, {VALLEY: mark("nosnippet")}) as client:
        page = tree(client, "/search?q=acacia")
    assert text(page, ".story h2") == "A rich harvest for beekeepers"
    assert "acacia" not in text(page, ".story p")


def test_a_snippet_has_no_more_characters_than_a_publisher_allows(tmp_path: Path) -> None:
    with open_marked(tmp_path, {VALLEY: mark("max-snippet:30")}) as client:
        page = tree(client, "/search?q=acacia")
    assert 0 < len(text(page, ".story p[dir]")) <= 30


def test_a_comparison_shows_an_extract_and_all_places(plain: TestClient) -> None:
    page = tree(plain, "/compare/1/2")
    assert len(text(page, "ol blockquote").split()) <= 41
    assert "no more is shown than an extract" in text(page, "main")
    assert "A words 1 to" in text(page, "ol")


def test_a_comparison_with_a_text_that_is_not_stored_says_so(tmp_path: Path) -> None:
    with open_marked(tmp_path, {DIGEST: mark("noarchive")}) as client:
        page = text(tree(client, "/compare/1/2"), "main")
    assert "its text is not stored, as its publisher said" in page
    assert "Passages are not listed where a text is not stored." in page
    assert "share no passage" not in page


def test_a_comparison_of_texts_under_a_licence_shows_all(tmp_path: Path) -> None:
    with open_marked(tmp_path, {WIRE: BY, DIGEST: BY}) as client:
        page = tree(client, "/compare/1/2")
    assert "no more is shown" not in text(page, "main")


@pytest.mark.parametrize("path", ["/a/1", "/compare/1/2", "/search?q=storm"])
def test_pages_of_texts_of_others_are_kept_out_of_search_engines(
    client: TestClient, path: str
) -> None:
    answer = client.get(path)
    assert answer.headers["x-robots-tag"] == "noindex, noarchive"
    assert '<meta name="robots" content="noindex, noarchive">' in answer.text


@pytest.mark.parametrize("path", ["/", "/s/1", "/takedown", "/feed.atom", "/static/style.css"])
def test_our_own_findings_may_be_found(client: TestClient, path: str) -> None:
    assert client.get(path).headers["x-robots-tag"] == "noarchive"


def test_quotations_on_the_page_of_a_story_are_in_no_snippet(client: TestClient) -> None:
    page = tree(client, "/s/1")
    quotations = page.css("blockquote")
    assert quotations
    assert len(page.css("[data-nosnippet] blockquote")) == len(quotations)


@pytest.mark.parametrize(
    ("path", "items"),
    [
        ("/", ".story"),
        ("/", ".copies li"),
        ("/s/1", "tbody tr"),
        ("/search?q=storm", ".story"),
        ("/compare/1/2", "p:has(strong)"),
    ],
)
def test_the_first_link_of_each_item_is_its_publishers(
    client: TestClient, path: str, items: str
) -> None:
    page = tree(client, path)
    found = page.css(items)
    assert found
    for item in found:
        first, *others = [node.attributes.get("href") or "" for node in item.css("a")]
        assert urls.host(first) in ("wire.example", "digest.example", "valley.example")
        assert any(link.startswith("/a/") for link in others)


def test_the_first_link_of_an_entry_of_the_feed_is_its_publishers(client: TestClient) -> None:
    entries = feedparser.parse(client.get("/feed.atom").text).entries
    assert [entry.links[0].href for entry in entries] == [corpus.VALLEY, corpus.WIRE]
    assert entries[0].links[1].href.endswith("/s/2")


def test_the_first_link_of_an_entry_of_a_watch_is_its_publishers(opened: Aggregator) -> None:
    watch = opened.watches.add("story", "1")
    client = TestClient(create_app(opened, ServeConfig()))
    entries = feedparser.parse(client.get(watch.feed).text).entries
    assert {entry.links[0].href for entry in entries} >= {corpus.WIRE, corpus.DIGEST}


@pytest.mark.parametrize("path", ["/", "/s/1", "/a/1", "/a/2", "/search?q=storm", "/compare/1/2"])
def test_the_first_link_of_each_page_is_a_publishers(client: TestClient, path: str) -> None:
    first = links(tree(client, path))[0]
    assert first in (corpus.WIRE, corpus.DIGEST, corpus.VALLEY)
