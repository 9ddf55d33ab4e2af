"""A clock that is wrong by 400 days: nothing is due in years, and no article is seen in the future."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import clock
from tests.crawling import World
from tests.site_server import rss, serving, story

DAY = 86_400


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving() as sites:
        made = World(sites, tmp_path / "aggregator.db")
        for number in range(3):
            host = f"paper{number}.example"
            sites.pages[f"{host}/a"] = story(number)
            sites.pages[f"{host}/b"] = story(10 + number)
            sites.pages[f"{host}/feed"] = rss(f"http://{host}/a")
            made.source(host, f"http://{host}/feed")
        yield made


def publish(world: World) -> None:
    for number in range(3):
        host = f"paper{number}.example"
        world.sites.pages[f"{host}/feed"] = rss(f"http://{host}/a", f"http://{host}/b")
    world.make_due()


def shift_clock(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """The clock of this machine is wrong by so many days."""

    true = clock.machine_seconds
    monkeypatch.setattr(clock, "machine_seconds", lambda: true() + days * DAY)


def seconds_from_now(world: World, query: str) -> list[float]:
    """How far from the true time each time of a query is."""
    now = clock.from_text(clock.now())
    return [(clock.from_text(time) - now).total_seconds() for (time,) in world.rows(query)]


@pytest.mark.parametrize("days", [400, -400])
def test_a_crawl_with_a_wrong_clock_takes_the_time_of_its_servers(
    world: World, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    world.crawl()
    publish(world)
    with monkeypatch.context() as patch:
        shift_clock(patch, days)
        world.crawl()
    assert len(world.stored()) == 6
    assert all(-DAY < s <= 60 for s in seconds_from_now(world, "SELECT first_seen FROM articles"))
    assert all(0 < s < 2 * DAY for s in seconds_from_now(world, "SELECT next_due FROM feeds"))
    [(kind, ended)] = world.rows("SELECT kind, ended_at IS NOT NULL FROM crawl_events")
    assert (kind, ended) == ("clock_jump", 1)
    assert abs(seconds_from_now(world, "SELECT at FROM clock_mark")[0]) < DAY


def test_what_a_clock_years_ahead_has_written_is_brought_back(world: World) -> None:
    world.crawl()
    later = clock.add_seconds(clock.now(), 400 * DAY)
    poison(world, later)
    world.crawl()  # brings due times back, over an hour
    assert all(s <= 3600 for s in seconds_from_now(world, "SELECT next_due FROM feeds"))
    publish(world)
    world.crawl()
    assert len(world.stored()) == 6
    assert all(s <= 60 for s in seconds_from_now(world, "SELECT first_seen FROM articles"))
    assert abs(seconds_from_now(world, "SELECT at FROM clock_mark")[0]) < DAY


def poison(world: World, later: str) -> None:
    """As a crawl would have written with a clock that was ahead."""
    with sqlite3.connect(world.path) as db:
        db.execute("UPDATE clock_mark SET at = ?", [later])
        db.execute("UPDATE feeds SET next_due = ?, last_polled = ?", [later, later])
        db.execute("UPDATE hosts SET feeds_due = ?, free_at = ?", [later, later])
        db.execute("UPDATE articles SET first_seen = ?", [later])


def test_a_crawl_whose_clock_is_right_asks_no_server_for_the_time(world: World) -> None:
    world.crawl()
    publish(world)
    world.crawl()
    assert world.rows("SELECT kind FROM crawl_events") == []
    assert len(world.stored()) == 6
