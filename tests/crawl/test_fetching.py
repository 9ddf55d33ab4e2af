"""How a crawl asks: cookies within a chain of redirects, Accept, rests, connections, private redirects."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from aggregator.config import CrawlConfig
from tests.crawling import World
from tests.raw_server import HOLD, RawServer, Wire, fetch_all, serving_raw
from tests.site_server import Answer, Sites, rss, serving, story

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving() as sites:
        yield World(sites, tmp_path / "crawl.db")


def config_for(server: RawServer | Sites, delay: float = 0.0) -> CrawlConfig:
    spot = f"127.0.0.1:{server.port}"
    return CrawlConfig(allow_hosts=(spot,), resolve=(f"*={spot}",), delay=delay)


# Cookies


def wall(headers: Mapping[str, str]) -> Answer:
    """A page that redirects to itself until its cookie comes back."""
    if "visited=1" in headers.get("Cookie", ""):
        return Answer(story(1).encode())
    return Answer(status=302, headers={"Location": "/a", "Set-Cookie": "visited=1; Path=/"})


def test_a_page_that_asks_for_its_cookie_back_is_read(world: World) -> None:
    world.sites.pages["paper.example/a"] = wall
    world.crawl("http://paper.example/a")
    assert world.stored() == {"http://paper.example/a"}


def test_a_cookie_is_not_kept_after_its_chain(world: World) -> None:
    world.sites.pages["paper.example/a"] = wall
    world.sites.pages["paper.example/b"] = story(2)
    world.crawl("http://paper.example/a")
    world.crawl("http://paper.example/b", "http://paper.example/a")
    sent = [asked.path for asked in world.sites.asked if "Cookie" in asked.headers]
    assert (set(sent), world.sites.paths("paper.example").count("/b")) == ({"/a"}, 1)


def test_a_cookie_goes_to_its_own_site_only(world: World) -> None:
    leave = {"Location": "http://other.example/b", "Set-Cookie": "visited=1"}
    world.sites.pages["paper.example/a"] = Answer(status=302, headers=leave)
    world.sites.pages["other.example/b"] = story(1)
    world.crawl("http://paper.example/a")
    assert world.sites.paths("other.example") == ["/b"]
    assert not any("Cookie" in asked.headers for asked in world.sites.asked)


# What is asked for


def test_feeds_are_asked_for_as_feeds_and_pages_as_pages(world: World) -> None:
    link = "http://paper.example/1.html"
    world.sites.pages["paper.example/feed"] = rss(link)
    world.sites.pages["paper.example/1.html"] = story(1)
    world.source("paper.example", "http://paper.example/feed")
    world.crawl()
    accepted = {asked.path: asked.headers["Accept"] for asked in world.sites.asked}
    assert accepted["/feed"].startswith("application/rss+xml")
    assert accepted["/1.html"].startswith("text/html")


def test_every_packing_is_accepted(world: World) -> None:
    world.sites.pages["paper.example/1.html"] = story(1)
    world.crawl("http://paper.example/1.html")
    assert world.sites.asked[-1].headers["Accept-Encoding"] == "gzip, deflate, br, zstd"


# Private addresses


def test_a_redirect_to_a_private_address_is_said_to_be_the_sites_doing(world: World) -> None:
    target = "http://169.254.169.254/latest/"
    world.sites.pages["paper.example/a"] = Answer(status=302, headers={"Location": target})
    report = world.crawl("http://paper.example/a")
    assert report.failed["http://paper.example/a"] == (
        "the site sent us to a private address: http://paper.example/a redirects, and "
        "169.254.169.254 is at 169.254.169.254, a private or loopback address"
    )
    assert report.refused == {"http://paper.example/a"}


# Pauses and connections


def test_a_host_rests_a_quarter_of_the_time_that_it_took(world: World) -> None:
    for number in range(3):
        world.sites.pages[f"paper.example/{number}"] = Answer(story(number).encode(), wait=1.0)
    fetch_all(
        config_for(world.sites, 0.01), [f"http://paper.example/{number}" for number in range(3)]
    )
    asked = [asked for asked in world.sites.asked if asked.path != "/robots.txt"]
    rests = [after.begun - before.ended for before, after in pairwise(asked)]
    assert min(rests) >= 0.24


def test_the_pause_of_a_host_holds_for_those_who_are_redirected_to_it(world: World) -> None:
    for number in range(4):
        there = {"Location": f"http://paper.example/{number}"}
        world.sites.pages[f"h{number}.example/"] = Answer(status=301, headers=there)
        world.sites.pages[f"paper.example/{number}"] = story(number)
    fetch_all(config_for(world.sites, 0.4), [f"http://h{number}.example/" for number in range(4)])
    begun = [asked.begun for asked in world.sites.asked if asked.host == "paper.example"]
    assert len(begun) == 5
    assert min(b - a for a, b in pairwise(begun)) >= 0.35


def test_one_connection_serves_the_requests_to_a_host() -> None:
    pages: dict[str, Wire] = {f"/{number}": [OK, HOLD] for number in range(5)}
    with serving_raw({**pages, "/robots.txt": [OK, HOLD]}) as server:
        fetch_all(config_for(server), [f"http://paper.example/{number}" for number in range(5)])
    assert (len(server.asked), server.connections) == (6, 1)


def test_a_connection_that_the_server_closed_meanwhile_is_made_again() -> None:
    """It says that it stays open, and then closes: many servers do so after seconds or requests."""
    pages: dict[str, Wire] = {f"/{number}": [OK] for number in range(5)}
    with serving_raw(pages) as server:
        urls = [f"http://paper.example/{number}" for number in range(5)]
        got = fetch_all(config_for(server, 0.1), urls)
    assert [got[url].body for url in urls] == [b"ok"] * 5


def test_what_a_server_sends_unasked_is_not_taken_for_the_next_answer() -> None:
    more = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong"
    pages: dict[str, Wire] = {"/1": [OK + more, HOLD], "/2": [OK, HOLD]}
    with serving_raw(pages) as server:
        urls = ["http://paper.example/1", "http://paper.example/2"]
        got = fetch_all(config_for(server), urls)
    assert got[urls[1]].body == b"ok"


def test_the_request_is_one_that_every_server_reads() -> None:
    with serving_raw({"/a?b=c": [OK, HOLD]}) as server:
        fetch_all(config_for(server), ["http://paper.example/a?b=c#d"])
    lines = server.asked[-1].decode().split("\r\n")
    assert lines[:2] == ["GET /a?b=c HTTP/1.1", "Host: paper.example"]
    assert all(re.fullmatch(r"[A-Z][\w-]+: \S.*", line) for line in lines[1:-2])


def test_a_host_that_has_an_ipv6_address_alone_is_read() -> None:
    with serving_raw({"/1": [OK, HOLD]}, host="::1") as server:
        spot = f"[::1]:{server.port}"
        config = CrawlConfig(allow_hosts=(spot,), resolve=(f"*={spot}",), delay=0.0)
        got = fetch_all(config, ["http://paper.example/1"])
    assert got["http://paper.example/1"].body == b"ok"
