"""Sitemaps in crawls: old entries at the first look, and children on other hosts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import clock
from tests.crawling import World
from tests.site_server import Answer, serving, story

SITEMAP = "http://map.example/news.xml"
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving() as sites:
        yield World(sites, tmp_path / "press.db")


def urlset(*pages: tuple[str, int]) -> Answer:
    """A sitemap of these addresses, each changed so many days ago."""
    rows = "".join(
        f"<url><loc>{url}</loc><lastmod>{clock.add_seconds(clock.now(), -86_400 * days)}</lastmod></url>"
        for url, days in pages
    )
    return Answer(f"<urlset {XMLNS}>{rows}</urlset>".encode(), "application/xml")


def index(*urls: str) -> Answer:
    rows = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return Answer(f"<sitemapindex {XMLNS}>{rows}</sitemapindex>".encode(), "application/xml")


def test_old_entries_are_known_and_not_fetched_at_the_first_look_at_a_sitemap(world: World) -> None:
    new, old = "http://map.example/new.html", "http://map.example/old.html"
    world.sites.pages["map.example/news.xml"] = urlset((new, 2), (old, 40))
    world.sites.pages |= {"map.example/new.html": story(1), "map.example/old.html": story(2)}
    world.source("map.example", SITEMAP, kind="news_sitemap")
    for _ in range(2):
        world.crawl()
        world.make_due()
    assert world.stored() == {new}
    assert "/old.html" not in world.sites.paths("map.example")
    assert world.rows("SELECT state, next_due FROM frontier WHERE url = ?", old) == [
        ("known", None)
    ]


def test_how_old_is_a_setting(world: World) -> None:
    old = "http://map.example/old.html"
    world.sites.pages |= {
        "map.example/news.xml": urlset((old, 40)),
        "map.example/old.html": story(2),
    }
    world.source("map.example", SITEMAP, kind="news_sitemap")
    world.crawl(max_age_days=50)
    assert world.stored() == {old}


def test_what_a_known_sitemap_lists_later_is_fetched_whatever_its_date(world: World) -> None:
    first, late = "http://map.example/first.html", "http://map.example/late.html"
    world.sites.pages["map.example/news.xml"] = urlset((first, 1))
    world.sites.pages |= {"map.example/first.html": story(1), "map.example/late.html": story(2)}
    world.source("map.example", SITEMAP, kind="news_sitemap")
    world.crawl()
    world.sites.pages["map.example/news.xml"] = urlset((first, 1), (late, 40))
    world.make_due()
    world.crawl()
    assert world.stored() == {first, late}


def test_an_index_may_name_sitemaps_on_a_host_where_its_source_has_one(world: World) -> None:
    cdn, other = "http://cdn.example/day.xml", "http://other.example/day.xml"
    world.sites.pages |= {
        "map.example/index.xml": index(cdn, other),
        "cdn.example/named.xml": urlset(),
        "cdn.example/day.xml": urlset(("http://map.example/a.html", 0)),
        "map.example/a.html": story(1),
    }
    named = ("http://map.example/index.xml", "http://cdn.example/named.xml")
    world.source("map.example", *named, kind="news_sitemap")
    world.crawl()
    assert world.stored() == {"http://map.example/a.html"}
    assert world.sites.paths("other.example") == []
