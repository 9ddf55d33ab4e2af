"""What a crawl logs: one line for each decision, with its reasons, and no address that was taken down."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aggregator.api import Aggregator
from tests import takedowns
from tests.crawling import World
from tests.site_server import Answer, rss, serving, story

FEED = "http://paper.example/feed"
STORED = "http://paper.example/stored.html"
SHUT = "http://paper.example/shut.html"
COPY = "http://paper.example/copy.html"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving() as sites:
        found = World(sites, tmp_path / "aggregator.db")
        found.source("paper.example", FEED)
        sites.pages["paper.example/feed"] = rss(STORED, SHUT)
        sites.pages["paper.example/stored.html"] = story(1)
        sites.pages["paper.example/shut.html"] = Answer(status=403)
        yield found


def crawl(world: World, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The lines that a crawl logs about what it decided."""
    capsys.readouterr()
    world.crawl(log_level="INFO", log_format="json")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    return [line for line in lines if line["logger"].startswith("aggregator")]


def test_each_decision_is_a_line_with_its_reasons(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = {line["event"]: line for line in crawl(world, capsys)}
    assert lines["feed polled"]["source"] == "paper.example"
    assert (lines["feed polled"]["feed"], lines["feed polled"]["new"]) == (FEED, 2)
    assert (lines["page stored"]["page"], lines["page stored"]["outcome"]) == (STORED, "new")
    unstored = lines["page not stored"]
    assert (unstored["page"], unstored["cause"], unstored["why"]) == (SHUT, "forbidden", "HTTP 403")
    assert unstored["next_due"] > unstored["at"]


def test_a_feed_that_fails_is_a_line_with_the_reason(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.sites.pages["paper.example/feed"] = Answer(status=404)
    line, end = crawl(world, capsys)
    assert (line["event"], line["level"], line["why"]) == ("feed failed", "warning", "HTTP 404")
    assert (end["event"], end["feeds_failed"]) == ("crawl ended", 1)


def test_a_host_that_asks_to_wait_is_a_line(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.sites.pages["paper.example/feed"] = Answer(status=429, headers={"Retry-After": "600"})
    [line] = [line for line in crawl(world, capsys) if line["event"] == "host paused"]
    assert (line["host"], line["why"]) == ("paper.example", "HTTP 429")
    assert line["until"] > line["at"]


def test_leases_of_a_process_that_was_killed_are_a_line(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    import socket

    dead = f"{socket.gethostname()}:999999999:1"
    with sqlite3.connect(world.path) as db:
        db.execute(
            "UPDATE hosts SET lease_holder = ?, lease_until = '2999-01-01T00:00:00Z'", [dead]
        )
    holders = [line.get("holder") for line in crawl(world, capsys)]
    assert dead in holders


def test_what_was_taken_down_is_never_logged(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.crawl()
    with Aggregator.open(world.path) as aggregator:
        takedowns.file_case(aggregator, STORED)
    world.sites.pages["paper.example/feed"] = rss(STORED, COPY)
    world.sites.pages["paper.example/copy.html"] = story(1)
    world.make_due()
    lines = json.dumps(crawl(world, capsys))
    assert world.stored() == set()
    assert "/copy.html" in world.sites.paths("paper.example")
    assert COPY not in lines
    assert STORED not in lines
