"""Links that change at each look, and links whose spelling counts: real requests to a real server."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.crawling import World
from tests.site_server import Answer, rss, serving, story

FEED = "http://paper.example/feed"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving() as sites:
        yield World(sites, tmp_path / "aggregator.db")


def test_a_link_that_changes_at_each_look_is_not_fetched_at_each_look(world: World) -> None:
    looks = []

    def answer(_headers: Mapping[str, str]) -> Answer:
        looks.append(1)
        return rss(*(f"http://paper.example/{n}?rnd={len(looks)}" for n in range(4)))

    world.sites.pages["paper.example/feed"] = answer
    for look in range(1, 6):
        for number in range(4):
            world.sites.pages[f"paper.example/{number}?rnd={look}"] = story(number)
    world.source("paper.example", FEED)
    for _ in range(5):
        world.crawl()
        world.change("UPDATE feeds SET next_due = '2001-01-01T00:00:00Z'")
        world.change("UPDATE hosts SET paused_until = NULL, free_at = NULL")
    asked = [path for path in world.sites.paths("paper.example") if path != "/feed"]
    assert len(looks) == 5
    assert len(asked) == 8  # twice each: then it is known that the number means nothing
    assert world.rows("SELECT site, name FROM site_parameters") == [("paper.example", "rnd")]


def test_a_new_article_is_fetched_with_the_parameter_that_means_nothing(world: World) -> None:
    world.change("INSERT INTO site_parameters VALUES ('paper.example', 'sid', '2026-01-01', '')")
    world.sites.pages["paper.example/feed"] = rss("http://paper.example/1?id=7&sid=4")
    world.sites.pages["paper.example/1?id=7&sid=4"] = story(1)
    world.source("paper.example", FEED)
    world.crawl()
    assert world.sites.paths("paper.example") == ["/feed", "/1?id=7&sid=4"]


@pytest.mark.parametrize("link", ["/a?OpenDocument&Click=1", "/a?token=z9/Ab==&expires=1"])
def test_a_page_is_asked_for_as_its_address_was_written(world: World, link: str) -> None:
    sitemap = f"<urlset><url><loc>http://paper.example{link}</loc></url></urlset>"
    world.sites.pages["paper.example/news.xml"] = Answer(sitemap.encode(), "text/xml")
    world.sites.pages[f"paper.example{link}"] = story(1)
    world.source("paper.example", "http://paper.example/news.xml", kind="news_sitemap")
    world.crawl()
    assert world.sites.paths("paper.example") == ["/news.xml", link]
    assert len(world.stored()) == 1


def test_new_sitemaps_at_each_look_do_not_fill_the_source_up(world: World) -> None:
    looks = []

    def answer(_headers: Mapping[str, str]) -> Answer:
        looks.append(1)
        links = [f"http://paper.example/s{len(looks)}-{n}.xml" for n in range(50)]
        if len(looks) == 5:
            links = ["http://paper.example/last.xml"]
        sitemaps = "".join(f"<sitemap><loc>{link}</loc></sitemap>" for link in links)
        return Answer(f"<sitemapindex>{sitemaps}</sitemapindex>".encode(), "text/xml")

    last = "<urlset><url><loc>http://paper.example/1.html</loc></url></urlset>"
    world.sites.pages |= {
        "paper.example/index.xml": answer,
        "paper.example/last.xml": Answer(last.encode(), "text/xml"),
        "paper.example/1.html": story(1),
    }
    world.source("paper.example", "http://paper.example/index.xml", kind="news_sitemap")
    for _ in range(5):
        world.change("UPDATE feeds SET next_due = '2001-01-01T00:00:00Z' WHERE url LIKE '%index%'")
        world.change("UPDATE hosts SET paused_until = NULL, free_at = NULL")
        world.crawl()
    assert world.stored() == {"http://paper.example/1.html"}
    assert world.one("SELECT count(*) FROM feeds") <= 201


def test_what_was_cut_from_a_listing_is_noted_once_a_day(world: World) -> None:
    days = "".join(
        f'<a href="/events/2026/02/{day}/">All that happens on that day</a>'
        for day in range(10, 29)
    )
    many = "".join(f"<sitemap><loc>http://paper.example/{n}</loc></sitemap>" for n in range(60))
    index = Answer(f"<sitemapindex>{many}</sitemapindex>".encode(), "text/xml")
    world.sites.pages |= {
        "paper.example/city": f"<html><body>{days}</body></html>",
        "paper.example/all.xml": index,
    }
    world.source("paper.example", "http://paper.example/city", kind="section")
    world.source("paper.example", "http://paper.example/all.xml", kind="news_sitemap")
    for _ in range(2):
        world.change("UPDATE feeds SET next_due = '2001-01-01T00:00:00Z', body_hash = NULL")
        world.change("UPDATE hosts SET paused_until = NULL, free_at = NULL")
        world.crawl()
    assert world.rows("SELECT kind, detail FROM crawl_events ORDER BY kind") == [
        ("cut", "10 addresses are more than is read of one listing"),
        ("trap", "19 addresses were left out: a calendar: 19 links differ in nothing but a date"),
    ]
