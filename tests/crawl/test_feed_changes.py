"""Feeds that move, that are gone, or whose validators do not change: asked of real servers."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from aggregator import clock
from tests.crawling import World
from tests.site_server import Answer, rss, serving, story

FEED = "http://site.example/feed"
NEW = "http://site.example/rss"
OTHER = "http://other.example/rss"
DAYS = "strftime('%Y-%m-%dT%H:%M:%SZ', {}, '-2 days')"


def let_two_days_pass(world: World) -> None:
    """Everything that the feeds remember is two days older, and they are due."""
    columns = ("moved_since", "gone_since", "retired_at", "checked_whole_at", "last_polled")
    changes = ", ".join(f"{name} = {DAYS.format(name)}" for name in columns)
    world.change(f"UPDATE feeds SET {changes}")
    world.make_due()


def list_events(world: World) -> list[Any]:
    return [kind for (kind,) in world.rows("SELECT kind FROM crawl_events ORDER BY id")]


def crawl_on_days(world: World, days: int) -> None:
    for _ in range(days):
        world.crawl()
        let_two_days_pass(world)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[World]:
    with serving() as sites:
        world = World(sites, tmp_path / "aggregator.db")
        sites.pages["site.example/feed"] = rss("http://site.example/1")
        sites.pages["site.example/1"] = story(1)
        world.source("site.example", FEED)
        yield world


def redirect(to: str, status: int = 301) -> Answer:
    return Answer(status=status, headers={"Location": to})


def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(site: World) -> None:
    site.sites.pages["site.example/feed"] = redirect(NEW)
    site.sites.pages["site.example/rss"] = rss("http://site.example/1")
    crawl_on_days(site, 2)
    assert site.one("SELECT url FROM feeds") == FEED
    crawl_on_days(site, 1)
    assert site.rows("SELECT url, former_url FROM feeds") == [(NEW, FEED)]
    assert list_events(site) == ["feed_moved"]
    site.sites.asked.clear()
    site.crawl()
    assert {"/feed", "/rss"} & {*site.sites.paths("site.example")} == {"/rss"}


def test_many_sightings_within_a_day_do_not_move_a_feed(site: World) -> None:
    site.sites.pages["site.example/feed"] = redirect(NEW)
    site.sites.pages["site.example/rss"] = rss("http://site.example/1")
    for _ in range(5):
        site.crawl()
        site.make_due()
    assert site.one("SELECT url FROM feeds") == FEED


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "target"),
    [
        (redirect(NEW, 302), "site.example/rss"),
        (redirect("http://other.example/"), "other.example/"),
    ],
)
def test_a_redirect_for_now_or_to_another_front_page_moves_no_feed(
    site: World, answer: Answer, target: str
) -> None:
    site.sites.pages["site.example/feed"] = answer
    site.sites.pages[target] = rss("http://site.example/1")
    crawl_on_days(site, 4)
    assert site.one("SELECT url FROM feeds") == FEED


@pytest.mark.slow
def test_a_redirect_to_a_page_moves_no_feed(site: World) -> None:
    site.sites.pages["site.example/feed"] = redirect(OTHER)
    site.sites.pages["other.example/rss"] = story(2)
    crawl_on_days(site, 4)
    assert site.one("SELECT url FROM feeds") == FEED
    assert site.one("SELECT failures FROM feeds") == 4


@pytest.mark.slow
def test_a_feed_whose_new_address_is_known_keeps_its_own(site: World) -> None:
    site.source("other.example", OTHER)
    site.sites.pages["site.example/feed"] = redirect(OTHER)
    site.sites.pages["other.example/rss"] = rss("http://other.example/1")
    crawl_on_days(site, 4)
    assert {url for (url,) in site.rows("SELECT url FROM feeds")} == {FEED, OTHER}


def test_a_feed_that_is_gone_is_retired_after_three_sightings_and_looked_at_once_a_month(
    site: World,
) -> None:
    site.sites.pages["site.example/feed"] = Answer(status=410)
    crawl_on_days(site, 2)
    assert list_events(site) == []
    site.crawl()
    assert list_events(site) == ["feed_retired"]
    assert site.one("SELECT next_due FROM feeds") > clock.add_seconds(clock.now(), 29 * 86_400)
    site.make_due()
    site.crawl()
    assert list_events(site) == ["feed_retired"]
    assert site.one("SELECT next_due FROM feeds") > clock.add_seconds(clock.now(), 29 * 86_400)


def test_a_retired_feed_that_answers_again_is_polled_as_before(site: World) -> None:
    site.sites.pages["site.example/feed"] = Answer(status=410)
    crawl_on_days(site, 3)
    site.sites.pages["site.example/feed"] = rss("http://site.example/1")
    site.crawl()
    assert list_events(site) == ["feed_retired", "restored"]
    assert site.rows("SELECT retired_at, gone_sightings FROM feeds") == [(None, 0)]
    assert site.one("SELECT next_due FROM feeds") < clock.add_seconds(clock.now(), 86_401)
    assert site.rows("SELECT url FROM frontier") == [("http://site.example/1",)]


def test_a_feed_that_is_gone_for_an_hour_is_not_retired(site: World) -> None:
    site.sites.pages["site.example/feed"] = Answer(status=410)
    for _ in range(5):
        site.crawl()
        site.make_due()
    assert list_events(site) == []


class StuckETag:
    """A feed whose ETag never changes, and which answers 304 to it."""

    def __init__(self) -> None:
        self.links = ["http://site.example/1"]
        self.conditional: list[bool] = []

    def __call__(self, headers: Mapping[str, str]) -> Answer:
        self.conditional.append("If-None-Match" in headers)
        if self.conditional[-1]:
            return Answer(status=304)
        answer = rss(*self.links)
        return Answer(answer.body, answer.kind, headers={"ETag": '"1"'})


def test_false_validators_are_found_within_a_day_and_not_sent_again(site: World) -> None:
    feed = StuckETag()
    site.sites.pages["site.example/feed"] = feed
    site.crawl()
    feed.links.append("http://site.example/2")
    site.sites.pages["site.example/2"] = story(2)
    site.make_due()
    site.crawl()
    assert site.stored() == {"http://site.example/1"}
    let_two_days_pass(site)
    site.crawl()
    assert site.stored() == {"http://site.example/1", "http://site.example/2"}
    assert list_events(site) == ["validators"]
    site.make_due()
    site.crawl()
    assert feed.conditional == [False, True, False, False]
    assert list_events(site) == ["validators"]


def test_a_feed_that_lists_nothing_known_after_a_pause_is_noted_as_a_gap(site: World) -> None:
    def list_dated(*numbers: int) -> Answer:
        now = clock.from_text(clock.now())
        items = "".join(
            f"<item><title>{number}</title><link>http://site.example/{number}</link>"
            f"<pubDate>{now:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
            for number in numbers
        )
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>N</title>{items}</channel></rss>'
        return Answer(body.encode(), "application/rss+xml")

    site.sites.pages["site.example/feed"] = list_dated(1, 2)
    site.crawl()
    assert list_events(site) == []
    let_two_days_pass(site)
    site.sites.pages["site.example/feed"] = list_dated(8, 9)
    site.crawl()
    assert list_events(site) == ["gap"]
    assert "missing from" in site.one("SELECT detail FROM crawl_events")
