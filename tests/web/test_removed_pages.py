"""What the world sees of what was removed: its page, the feed, the sitemap, the search."""

import re

import feedparser
import pytest
from starlette.testclient import TestClient

from aggregator import api
from aggregator.api import Aggregator
from tests import corpus
from tests.takedowns import file_case

PART = re.compile(r"<loc>http://127\.0\.0\.1:8080/s/(\d+)</loc>")


def test_the_page_of_a_removed_article_says_its_case_and_nothing_of_it(
    client: TestClient, opened: Aggregator
) -> None:
    case = file_case(opened, corpus.VALLEY)
    assert case.hidden_at is not None
    for path in ("/a/3", "/s/2", "/compare/1/3"):
        answer = client.get(path)
        assert answer.status_code == 410, path
        assert case.number in answer.text
        assert case.hidden_at[:10] in answer.text
        assert "copyright" in answer.text
        for word in ("harvest", "valley", "Jeanne", "Nora"):
            assert word not in answer.text.lower(), word


@pytest.mark.parametrize(
    ("source_url", "is_linked"),
    [(corpus.VALLEY, True), ("", False), ("https://spam.example/", False), ("ftp://x", False)],
)
def test_a_removed_page_links_the_primary_source_when_its_owner_agreed(
    client: TestClient, opened: Aggregator, source_url: str, is_linked: bool
) -> None:
    file_case(opened, corpus.VALLEY, source_url=source_url)
    assert ("Its publisher shows it at" in client.get("/a/3").text) == is_linked


def test_the_feed_says_that_a_story_is_gone(client: TestClient, opened: Aggregator) -> None:
    [entry] = [
        entry
        for entry in feedparser.parse(client.get("/feed.atom").text).entries
        if "harvest" in entry.title
    ]
    file_case(opened, corpus.VALLEY)
    text = client.get("/feed.atom").text
    assert not feedparser.parse(text).bozo
    assert f'<at:deleted-entry ref="{entry.id}" when="' in text
    assert "harvest" not in text


def test_the_sitemap_lists_stories_and_drops_what_is_removed(
    client: TestClient, opened: Aggregator
) -> None:
    index = client.get("/sitemap.xml")
    assert index.headers["content-type"].startswith("application/xml")
    assert "/sitemap-0.xml</loc>" in index.text
    assert PART.findall(client.get("/sitemap-0.xml").text) == ["1", "2"]
    file_case(opened, corpus.VALLEY)
    assert PART.findall(client.get("/sitemap-0.xml").text) == ["1"]


def test_the_sitemap_is_divided(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "STORIES_PER_PART", 2)
    assert client.get("/sitemap.xml").text.count("<loc>") == 2
    parts = [PART.findall(client.get(f"/sitemap-{part}.xml").text) for part in (0, 1)]
    assert parts == [["1"], ["2"]]
    assert client.get("/sitemap-2.xml").status_code == 404


def test_a_search_does_not_find_what_is_removed(client: TestClient, opened: Aggregator) -> None:
    assert "/a/3" in client.get("/search?q=acacia").text
    file_case(opened, corpus.VALLEY)
    assert "/a/3" not in client.get("/search?q=acacia").text
