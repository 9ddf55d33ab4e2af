"""A redirect's target is judged: a front page, a section or a wall is not the article, and no source of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawling import World
from tests.site_server import Answer, serving, story

PAGE = "http://paper.example/news/1.html"
HERE = "paper.example/news/1.html"
HEADLINE = "Council of town 1 speaks of its bridge"


def feed(*rows: tuple[str, str]) -> Answer:
    items = "".join(
        f"<item><title>{title}</title><link>{link}</link><author>Ann Lee</author>"
        f"<pubDate>Sat, 28 Nov 2026 08:00:00 GMT</pubDate></item>"
        for link, title in rows
    )
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    return Answer(text.encode(), "application/rss+xml")


def lead_to(location: str) -> Answer:
    return Answer(status=302, headers={"Location": location})


WALL = (
    "<html><head><title>Before you continue</title></head><body><article><h1>Before you continue</h1><p>"
    + "We would like to measure how this service is used, and to show what fits your interests. "
    * 8
    + "</p></article></body></html>"
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving() as sites:
        sites.pages["paper.example/feed"] = feed((PAGE, HEADLINE))
        found = World(sites, tmp_path / "aggregator.db")
        found.source("paper.example", "http://paper.example/feed")
        yield found


@pytest.mark.parametrize(
    "target",
    [
        "http://paper.example/",
        "http://paper.example/en/",
        "http://consent.example/collect?next=1",
        "http://paper.example/subscribe",
    ],
)
def test_what_is_not_the_article_is_not_stored_and_the_address_is_looked_at_again(
    world: World, target: str
) -> None:
    world.sites.pages[HERE] = lead_to(target)
    # The front page shows the headline, which is why its address decides.
    shown = story(1) if target.endswith("/") else WALL
    world.sites.pages[target.removeprefix("http://")] = shown
    world.crawl()
    assert world.stored() == set()
    assert world.rows("SELECT domain FROM sources") == [("paper.example",)]
    assert world.rows("SELECT state, cause FROM frontier") == [("failed", "redirected")]
    world.sites.pages[HERE] = story(1)
    world.make_due()
    world.crawl()
    assert world.stored() == {PAGE}
    assert world.one("SELECT count(*) FROM url_aliases") == 1


def test_an_address_that_forwards_to_the_article_at_another_site_is_followed(world: World) -> None:
    """As those of services that count readers do."""
    world.sites.pages[HERE] = lead_to("http://other.example/town/1")
    world.sites.pages["other.example/town/1"] = story(1)
    world.crawl()
    assert world.stored() == {"http://other.example/town/1"}


def test_a_named_address_that_leads_elsewhere_has_failed_and_says_where_to(world: World) -> None:
    world.sites.pages["paper.example/x"] = lead_to("http://other.example/town/1")
    world.sites.pages["other.example/town/1"] = story(1)
    report = world.crawl("http://paper.example/x")
    assert "http://other.example/town/1" in report.failed["http://paper.example/x"]
    assert world.stored() == set()


def test_a_named_front_page_is_no_article(world: World) -> None:
    world.sites.pages["paper.example/"] = story(1)
    report = world.crawl("http://paper.example/")
    assert (report.failed, world.stored()) == ({}, set())
    assert world.one("SELECT cause FROM frontier") == "front_page"


def test_a_page_that_sends_browsers_on_within_its_site_is_followed_once(world: World) -> None:
    refresh = '<meta http-equiv="refresh" content="0; url=/b/1.html">'
    world.sites.pages[HERE] = f"<html><head>{refresh}</head><body></body></html>"
    world.sites.pages["paper.example/b/1.html"] = story(1)
    world.crawl()
    assert world.stored() == {"http://paper.example/b/1.html"}
    assert world.one("SELECT state FROM frontier") == "done"


@pytest.mark.parametrize("target", ["http://other.example/1", "/news/1.html", "/b/1.html"])
def test_a_page_that_sends_browsers_to_another_site_or_in_circles_is_a_cause(
    world: World, target: str
) -> None:
    refresh = f'<meta http-equiv="refresh" content="0; url={target}">'
    world.sites.pages[HERE] = f"<html><head>{refresh}</head><body></body></html>"
    world.sites.pages["paper.example/b/1.html"] = (
        '<html><head><meta http-equiv="refresh" content="0; url=/c.html"></head><body></body></html>'
    )
    world.sites.pages["other.example/1"] = story(1)
    world.crawl()
    assert world.one("SELECT cause FROM frontier") == "meta_refresh"
    assert world.sites.paths("other.example") == []
    assert len([path for path in world.sites.paths("paper.example") if path != "/feed"]) <= 2


def test_a_page_that_reloads_itself_after_minutes_is_read_as_it_is(world: World) -> None:
    refresh = '<meta http-equiv="refresh" content="300; url=/news/">'
    world.sites.pages[HERE] = story(1, head=refresh)
    world.crawl()
    assert world.stored() == {PAGE}


# Claims


def test_a_page_without_date_and_headline_has_those_of_its_feed(world: World) -> None:
    text = story(1).replace(f"<h1>{HEADLINE}</h1>", "")
    world.sites.pages[HERE] = text.replace(f"<title>{HEADLINE}</title>", "<title>Site</title>")
    world.crawl()
    row = world.rows("SELECT title, published, authors, unpack(field_origins) FROM articles")[0]
    assert row[:3] == (HEADLINE, "2026-11-28T08:00:00Z", '["Ann Lee"]')
    assert all(f'"{name}":"feed"' in row[3] for name in ("title", "published", "authors"))


def test_a_claim_is_kept_over_failed_looks_and_after_the_article_is_stored(world: World) -> None:
    world.sites.pages[HERE] = Answer(status=404)
    world.crawl()
    world.sites.pages["paper.example/feed"] = feed()
    world.sites.pages[HERE] = story(1)
    world.make_due()
    world.crawl()
    assert world.one("SELECT published FROM articles") == "2026-11-28T08:00:00Z"
    assert world.one("SELECT entry LIKE '%Ann Lee%' FROM frontier") == 1
