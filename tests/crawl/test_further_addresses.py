"""An article at a further address of its site: it is one article, and gone when no address has it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import clock
from tests.crawling import World
from tests.site_server import Answer, rss, serving, story

OLD, NEW = "http://paper.example/old", "http://paper.example/new"
GONE = Answer(status=404)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A site that published its one article under another slug, without a word."""
    with serving() as sites:
        sites.pages |= {"paper.example/old": story(1), "paper.example/new": story(1)}
        found = World(sites, tmp_path / "aggregator.db")
        found.source("paper.example", "http://paper.example/feed")
        for link in (OLD, NEW):
            sites.pages["paper.example/feed"] = rss(link)
            found.make_due()
            found.crawl()
        yield found


def look_twice(world: World) -> list[tuple[bool, bool]]:
    """Looks at everything twice; returns (whether it was gone, whether it came back)."""
    for _ in range(2):
        world.make_due()
        world.crawl()
        past = clock.add_seconds(clock.now(), -7200)
        world.change("UPDATE article_absences SET vanished_at = ?", past)
    return world.rows(
        "SELECT confirmed_at IS NOT NULL, restored_at IS NOT NULL FROM article_absences"
    )


def test_an_article_under_a_new_slug_is_one_article(world: World) -> None:
    assert world.stored() == {OLD}
    assert set(world.rows("SELECT url FROM url_aliases")) == {(OLD,), (NEW,)}


def test_an_article_whose_old_slug_is_gone_is_not_gone(world: World) -> None:
    world.sites.pages["paper.example/old"] = GONE
    assert look_twice(world) == []
    assert world.sites.paths("paper.example").count("/new") >= 2  # it was looked at there


def test_an_article_that_no_address_has_is_gone(world: World) -> None:
    world.sites.pages |= {"paper.example/old": GONE, "paper.example/new": GONE}
    look_twice(world)
    assert look_twice(world) == [(1, 0)]


def test_an_article_that_comes_back_at_one_address_is_back(world: World) -> None:
    world.sites.pages |= {"paper.example/old": GONE, "paper.example/new": GONE}
    look_twice(world)
    look_twice(world)
    world.sites.pages["paper.example/new"] = story(1)
    assert look_twice(world) == [(1, 1)]
