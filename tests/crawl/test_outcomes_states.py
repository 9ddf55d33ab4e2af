"""What a page answers at first is no verdict: it is looked at again, and stored once it is an article."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import clock
from tests.crawling import World
from tests.site_server import Answer, Page, rss, serving, story

PAGE = "http://paper.example/news/1.html"
HERE = "paper.example/news/1.html"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving() as sites:
        sites.pages["paper.example/feed"] = rss(PAGE)
        found = World(sites, tmp_path / "aggregator.db")
        found.source("paper.example", "http://paper.example/feed")
        yield found


CHALLENGE = (
    "<html><head><title>Just a moment...</title></head><body><h1>Checking your browser before you "
    'access the site</h1><div id="cf-challenge-running"></div></body></html>'
)
STUB = "<html><head><title>Bridge closed</title></head><body><article><p>More to follow.</p></article></body></html>"
LOGIN = (
    "<html><head><title>Log in</title></head><body><form><h1>Log in</h1>"
    '<input type="email"><input type="password"><button>Log in</button></form></body></html>'
)
FIRST_ANSWERS: dict[str, tuple[Page, str, str]] = {
    "announced before it is published": (Answer(status=404), "failed", "not_found"),
    "gone for a while": (Answer(status=410), "failed", "gone"),
    "a ban of an hour": (Answer(status=403), "failed", "forbidden"),
    "a login by status": (Answer(status=401), "failed", "login"),
    "an error of the server": (Answer(status=503), "failed", "server_error"),
    "a challenge with a good status": (CHALLENGE, "rejected", "challenge"),
    "an empty body": (b"", "rejected", "empty"),
    "a stub": (STUB, "rejected", "too_short"),
    "a page to log in": (LOGIN, "rejected", "login"),
    "a page that is too large once": (b"x" * 300_000, "failed", "too_large"),
    "a redirect to itself": (
        Answer(status=302, headers={"Location": "/news/1.html"}),
        "failed",
        "redirect_loop",
    ),
}


@pytest.mark.parametrize("behaviour", FIRST_ANSWERS)
def test_a_page_that_later_is_an_article_is_stored(world: World, behaviour: str) -> None:
    first, state, cause = FIRST_ANSWERS[behaviour]
    world.sites.pages[HERE] = first
    world.crawl(max_bytes=200_000)
    row = world.rows("SELECT state, cause, next_due > tried_at FROM frontier")
    assert row == [(state, cause, 1)]
    assert world.stored() == set()
    world.sites.pages[HERE] = story(1)
    world.make_due()
    world.crawl(max_bytes=200_000)
    assert world.stored() == {PAGE}
    assert world.rows("SELECT state, cause, attempts FROM frontier") == [("done", "", 0)]


def test_the_first_look_stays_on_record(world: World) -> None:
    world.sites.pages[HERE] = Answer(status=404)
    world.crawl()
    first = world.one("SELECT tried_at FROM frontier")
    world.sites.pages[HERE] = story(1)
    world.make_due()
    world.crawl()
    row = world.rows("SELECT first_tried_at, first_outcome, outcome FROM frontier")
    assert row == [(first, "HTTP 404", "")]


def test_the_pauses_between_looks_grow(world: World) -> None:
    world.sites.pages[HERE] = Answer(status=404)
    pauses = []
    for _ in range(3):
        world.make_due()
        world.crawl()
        tried, due = world.rows("SELECT tried_at, next_due FROM frontier")[0]
        pauses.append(clock.seconds_between(tried, due))
    assert pauses == [300, 1200, 3600]
    assert len(world.sites.paths("paper.example")) == 3 * 2


def test_robots_txt_that_forbids_by_mistake_costs_no_article(world: World) -> None:
    world.sites.pages[HERE] = story(1)
    world.sites.pages["paper.example/robots.txt"] = "User-agent: *\nDisallow: /news/\n"
    world.crawl()
    state, cause, tried, due = world.rows("SELECT state, cause, tried_at, next_due FROM frontier")[
        0
    ]
    assert (state, cause, clock.seconds_between(tried, due)) == ("refused", "robots", 86_400)
    del world.sites.pages["paper.example/robots.txt"]
    world.make_due()
    world.crawl()
    assert world.stored() == {PAGE}


def test_a_schedule_that_has_ended_goes_on_while_a_feed_lists_the_address(world: World) -> None:
    world.sites.pages[HERE] = Answer(status=404)
    world.crawl()
    long_ago = clock.add_seconds(clock.now(), -90 * 86_400)
    world.change("UPDATE frontier SET first_tried_at = ?", long_ago)
    world.make_due()
    world.crawl()  # the feed is read before the page, which ends the schedule
    assert world.one("SELECT next_due FROM frontier") is None
    world.sites.pages["paper.example/feed"] = rss(PAGE, "http://paper.example/news/2.html")
    world.make_due()
    world.crawl()
    tried, due = world.rows("SELECT tried_at, next_due FROM frontier WHERE url = ?", PAGE)[0]
    assert clock.seconds_between(tried, due) == 7 * 86_400


def test_an_address_that_no_feed_lists_any_more_is_left_after_two_months(world: World) -> None:
    world.sites.pages[HERE] = Answer(status=404)
    world.crawl()
    long_ago = clock.add_seconds(clock.now(), -90 * 86_400)
    world.change("UPDATE frontier SET first_tried_at = ?", long_ago)
    world.make_due()
    world.crawl()
    world.sites.pages["paper.example/feed"] = rss("http://paper.example/news/2.html")
    world.make_due()
    world.crawl()
    assert world.one("SELECT next_due FROM frontier WHERE url = ?", PAGE) is None


def test_a_retry_after_of_one_page_is_kept(world: World) -> None:
    world.sites.pages[HERE] = Answer(status=503, headers={"Retry-After": "7200"})
    world.crawl()
    tried, due = world.rows("SELECT tried_at, next_due FROM frontier")[0]
    assert clock.seconds_between(tried, due) == 7200
