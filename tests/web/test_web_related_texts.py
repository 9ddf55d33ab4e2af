"""The pages show collections and series beside the copies of a story, and what two texts share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.permissions import Permissions, encode_uses
from aggregator.results import RelatedTexts
from aggregator.web.app import create_app
from aggregator.web.rendering import make_environment
from tests.related_texts import make_report, store_round_up, store_texts
from tests.web.test_web import links, text, tree


@pytest.fixture
def readers(tmp_path: Path) -> Iterator[TestClient]:
    """A reader of two reports of one form: articles 1 and 2."""
    path = tmp_path / "aggregator.db"
    store_texts(path, {"tide.example/1": make_report(1), "coast.example/2": make_report(2)})
    with Aggregator.open(path) as opened:
        yield TestClient(create_app(opened, ServeConfig()))


def test_a_page_without_related_texts_has_no_trace_of_them() -> None:
    parts = make_environment().get_template("parts.html").make_module()
    assert str(parts.related_texts(RelatedTexts([], [], []))) == ""


@pytest.mark.parametrize("path", ["/s/1", "/a/1"])
def test_a_page_names_other_texts_of_the_same_form(readers: TestClient, path: str) -> None:
    page = tree(readers, path)
    assert text(page, "h2#series") == "Of the same form"
    section = text(page, "section[aria-labelledby=series]")
    assert "no copies" in section
    assert "coast.example: Title of coast.example/2" in section
    assert "same form, another text" in section
    assert "/compare/1/2" in links(page)
    assert not page.css("#collections, #carries")


def test_a_story_does_not_count_texts_of_the_same_form(readers: TestClient) -> None:
    page = tree(readers, "/s/1")
    assert len(page.css("section[aria-labelledby=who] tbody tr")) == 1
    assert text(page, ".badge") == "only copy known here"


def test_two_texts_are_compared_on_a_page(readers: TestClient) -> None:
    page = tree(readers, "/compare/1/2")
    assert "Instances of one form: yes." in text(page, ".verdict")
    assert "High water at" in text(page, "blockquote")
    assert "Ardo" in text(page, "del")
    assert "Morwen" in text(page, "ins")
    assert "A words 1 to" in text(page, "ol .quiet")


def test_a_comparison_shows_no_words_of_a_page_that_may_not_be_quoted(tmp_path: Path) -> None:
    path = tmp_path / "aggregator.db"
    store_texts(path, {"tide.example/1": make_report(1), "coast.example/2": make_report(2)})
    with Aggregator.open(path) as opened:
        opened.store.permissions.set_all([(2, Permissions(encode_uses(["full_text", "quote"])))])
        page = tree(TestClient(create_app(opened, ServeConfig())), "/compare/1/2")
    assert "none where a publisher asks for that" in text(page, "main")
    assert "High water" not in text(page, "main")
    assert "A words 1 to" in text(page, "ol .quiet")


def test_a_comparison_of_unknown_articles_is_not_found(readers: TestClient) -> None:
    tree(readers, "/compare/1/77", status=404)


@pytest.fixture
def round_up(tmp_path: Path) -> Iterator[TestClient]:
    """A reader of three texts, articles 1 to 3, and of a page that carries them: article 4."""
    path = tmp_path / "aggregator.db"
    store_round_up(path)
    with Aggregator.open(path) as opened:
        yield TestClient(create_app(opened, ServeConfig()))


@pytest.mark.parametrize("path", ["/s/1", "/a/1"])
def test_a_page_names_the_collection_that_carries_it(round_up: TestClient, path: str) -> None:
    page = tree(round_up, path)
    section = text(page, "section[aria-labelledby=collections]")
    assert "roundup.example: Title of roundup.example/week" in section
    assert "23% of it is this text, of which it carries 100%; no credit found" in section
    assert "/compare/1/4" in links(page)
    assert len(page.css("section[aria-labelledby=who] tbody tr")) == (path == "/s/1")


def test_the_page_of_a_collection_names_what_it_carries(round_up: TestClient) -> None:
    page = tree(round_up, "/a/4")
    assert len(page.css("section[aria-labelledby=carries] li")) == 3
    assert not page.css("#collections, #series")
    compared = tree(round_up, "/compare/4/2")
    assert "A: collection that carries the text." in text(compared, ".verdict")
