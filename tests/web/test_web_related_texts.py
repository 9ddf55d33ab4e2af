"""The pages show collections and series beside the copies of a story, and what two texts share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.results import RelatedTexts
from aggregator.web.app import create_app
from aggregator.web.rendering import make_environment
from tests.related_texts import make_report, store_texts
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
    assert "harbour master at" in text(page, "blockquote")
    assert "Quill" in text(page, "del")
    assert "Pell" in text(page, "ins")
    assert "A words 1 to" in text(page, "ol .quiet")


def test_a_comparison_of_unknown_articles_is_not_found(readers: TestClient) -> None:
    tree(readers, "/compare/1/77", status=404)
