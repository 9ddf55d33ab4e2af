"""`source add` looks at a site at once; `source rename`, `retry` and `remove`."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Ask
from tests.site_server import Answer, Sites, serving, story

RSS = """<rss version="2.0"><channel><title>Latest</title>
<item><title>Ferry strike ends after two days</title><link>http://paper.example/ferry</link>
<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
NEWS_SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>http://paper.example/ferry</loc>
<news:news><news:publication_date>2026-03-02T10:00:00Z</news:publication_date>
<news:title>Ferry strike ends after two days</news:title></news:news></url></urlset>"""
XML = "application/xml"


@pytest.fixture
def sites() -> Iterator[Sites]:
    with serving() as started:
        yield started


@pytest.fixture
def configured(ask: Ask, sites: Sites, tmp_path: Path) -> Ask:
    allow, resolve = json.dumps(sites.allow), json.dumps(sites.resolve)
    (tmp_path / "aggregator.toml").write_text(
        f"[crawl]\nallow_hosts = {allow}\nresolve = {resolve}\ndelay = 0.0\nworkers = 1\n"
    )
    return ask


def feeds(ask: Ask, domain: str = "paper.example") -> list[tuple[str, str]]:
    shown = json.loads(ask("source", "show", domain, "--json").stdout)
    return [
        (feed["url"].removeprefix("http://paper.example"), feed["kind"]) for feed in shown["feeds"]
    ]


def test_announced_feeds_and_the_news_sitemap_of_robots_txt_are_used(
    configured: Ask, sites: Sites
) -> None:
    sites.pages |= {
        "paper.example/": '<html><link rel="alternate" type="application/rss+xml" href="/latest.rss">',
        "paper.example/latest.rss": Answer(RSS.encode(), XML),
        "paper.example/robots.txt": "User-agent: *\nSitemap: http://paper.example/news.xml\n",
        "paper.example/news.xml": Answer(NEWS_SITEMAP.encode(), XML),
    }
    done = configured("source", "add", "http://paper.example/")
    assert done.exit_code == 0
    assert "used: http://paper.example/latest.rss (feed, announced): 1 articles" in done.stderr
    assert feeds(configured) == [("/latest.rss", "feed"), ("/news.xml", "news_sitemap")]


def test_a_feed_that_is_named_is_taken_as_it_is(configured: Ask, sites: Sites) -> None:
    sites.pages["paper.example/all.xml"] = Answer(RSS.encode(), XML)
    configured("source", "add", "http://paper.example/all.xml")
    assert feeds(configured) == [("/all.xml", "feed")]


def test_the_usual_paths_are_tried_where_nothing_is_announced(
    configured: Ask, sites: Sites
) -> None:
    sites.pages |= {
        "paper.example/": "<html><p>Welcome",
        "paper.example/rss.xml": Answer(RSS.encode(), XML),
    }
    done = configured("source", "add", "http://paper.example/")
    assert "used: http://paper.example/rss.xml (feed, usual path)" in done.stderr
    assert feeds(configured) == [("/rss.xml", "feed")]


def test_a_source_without_a_feed_is_looked_at_again_when_it_is_added_again(
    configured: Ask, sites: Sites
) -> None:
    sites.pages["paper.example/"] = "<html><p>Welcome"
    configured("source", "add", "http://paper.example/")
    assert feeds(configured) == []
    sites.pages["paper.example/feed/"] = Answer(RSS.encode(), XML)
    configured("source", "add", "http://paper.example/")
    assert feeds(configured) == [("/feed/", "feed")]


def test_a_front_page_that_lists_articles_is_used_when_there_is_no_feed(
    configured: Ask, sites: Sites
) -> None:
    links = "".join(
        f'<a href="/2026/03/0{day}/long-words-in-a-slug">A headline of five words</a>'
        for day in range(1, 8)
    )
    sites.pages["paper.example/"] = f"<html>{links}"
    configured("source", "add", "http://paper.example/")
    assert feeds(configured) == [("/", "section")]


def test_a_host_that_does_not_answer_is_warned_of_and_added(configured: Ask) -> None:
    done = configured("source", "add", "http://dead.example:9/")
    assert done.exit_code == 0
    assert "warning: dead.example:9 does not answer with a page" in done.stderr


def test_a_source_is_renamed(configured: Ask) -> None:
    configured("source", "add", "http://paper.example/", "--feed", "http://paper.example/f")
    configured("source", "rename", "paper.example", "The Paper")
    assert (
        json.loads(configured("source", "show", "paper.example", "--json").stdout)["name"]
        == "The Paper"
    )


def test_a_source_without_articles_is_removed_wholly(configured: Ask) -> None:
    configured("source", "add", "http://paper.example/", "--feed", "http://paper.example/f")
    said = configured("source", "remove", "paper.example").stderr
    assert said == "paper.example: 1 feeds and 0 addresses removed\n"
    assert configured("source", "show", "paper.example").exit_code == 4


def test_the_articles_of_a_removed_source_stay_and_nothing_more_is_fetched(
    configured: Ask, sites: Sites
) -> None:
    sites.pages |= {
        "paper.example/all.xml": Answer(RSS.encode(), XML),
        "paper.example/ferry": story(1),
    }
    configured("source", "add", "http://paper.example/", "--feed", "http://paper.example/all.xml")
    assert configured("crawl", "--due").exit_code == 0
    assert "its 1 articles stay" in configured("source", "remove", "paper.example").stderr
    before = len(sites.asked)
    configured("crawl", "--due")
    assert len(sites.asked) == before
    assert configured("article", "1").exit_code == 0


def test_what_failed_is_due_again_when_a_person_says_so(configured: Ask, sites: Sites) -> None:
    sites.pages["paper.example/all.xml"] = Answer(RSS.encode(), XML)
    configured("source", "add", "http://paper.example/", "--feed", "http://paper.example/all.xml")
    configured("crawl", "--due")
    assert sites.paths("paper.example").count("/ferry") == 1
    assert "1 feeds and 1 pages are due" in configured("source", "retry", "paper.example").stderr
    configured("crawl", "--due")
    assert sites.paths("paper.example").count("/ferry") == 2
