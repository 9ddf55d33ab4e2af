"""Crawls on one database at the same time: `--watch` goes on while others are started as cron and people do."""

import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest

import aggregator
from tests.conftest import HANGS
from tests.crawling import World, start_crawl, wait_for
from tests.site_server import Answer, Asked, rss, serving, story

pytestmark = pytest.mark.slow  # five processes, each of which imports the program

HOSTS = [f"paper{number}.example" for number in range(2)]
PAGES = 3  # that each site has at first, and as many later
DELAY = 0.4  # seconds between two requests to a host
KNOWN, NAMED = "http://paper0.example/0", "http://paper0.example/named"
WATCHED = "http://paper1.example/0"


@dataclass(frozen=True)
class Crawled:
    """What is there after all crawls: how each ended, and what was asked for that of watched pages."""

    world: World
    ended: dict[str, tuple[int, str]]
    read_again: list[str]


def end(process: "subprocess.Popen[str]") -> tuple[int, str]:
    _, words = process.communicate(timeout=HANGS)
    return process.returncode, words


def publish(world: World, numbers: range) -> set[str]:
    """Each site lists these articles, and its feed is due; returns their addresses."""
    links = set()
    for site, host in enumerate(HOSTS):
        mine = [f"http://{host}/{number}" for number in numbers]
        for number, link in zip(numbers, mine, strict=True):
            page = Answer(story(100 * site + number).encode(), wait=0.05)
            world.sites.pages[link.removeprefix("http://")] = page
        world.sites.pages[f"{host}/feed"] = rss(*mine)
        links |= set(mine)
    world.change("UPDATE feeds SET next_due = '2001-01-01T00:00:00Z'")
    return links


def watch_story(world: World) -> None:
    """The story of an article is watched, and all was read long ago."""
    story_id = world.one("SELECT story_id FROM articles WHERE url = ?", WATCHED)
    with aggregator.connect(world.path) as news:
        news.watches.add("story", str(story_id))
    world.change("UPDATE articles SET fetched_at = '2001-01-01T00:00:00Z', read_at = NULL")
    world.change("UPDATE frontier SET tried_at = '2001-01-01T00:00:00Z'")


@pytest.fixture(scope="module")
def crawled(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Crawled]:
    """Three crawls are started beside one that goes on."""
    with serving() as sites:
        world = World(sites, tmp_path_factory.mktemp("beside") / "aggregator.db")
        (world.path.parent / "aggregator.toml").write_text(
            f'[crawl]\nallow_hosts = ["{sites.allow[0]}"]\nresolve = ["{sites.resolve[0]}"]\n'
            f"delay = {DELAY}\nworkers = 1\nrevisit_days = 0\n"
        )
        for host in HOSTS:
            world.source(host, f"http://{host}/feed")
        sites.pages["paper0.example/named"] = story(50)
        links = publish(world, range(PAGES))
        first = start_crawl(world, "--watch")
        try:
            wait_for(lambda: world.stored() == links)
            ended = {"named": end(start_crawl(world, "--url", KNOWN, "--url", NAMED))}
            watch_story(world)
            before = len(sites.asked)
            ended["watched"] = end(start_crawl(world, "--watched"))
            read_again = [f"http://{each.host}{each.path}" for each in sites.asked[before:]]
            links |= publish(world, range(PAGES, 2 * PAGES))
            ended["due"] = end(start_crawl(world, "--due"))
            wait_for(lambda: world.stored() == links | {NAMED})
        finally:
            first.send_signal(signal.SIGTERM)
            ended["watch"] = end(first)
        yield Crawled(world, ended, read_again)


def requests(world: World, host: str) -> list[Asked]:
    return sorted(
        (asked for asked in world.sites.asked if asked.host == host), key=lambda a: a.begun
    )


def test_each_crawl_ends_as_it_does_alone(crawled: Crawled) -> None:
    ended = crawled.ended
    assert {name: code for name, (code, _) in ended.items()} == {
        "named": 0,
        "watched": 0,
        "due": 0,
        "watch": 130,
    }, ended


def test_a_named_page_is_fetched_also_when_its_article_is_known(crawled: Crawled) -> None:
    world = crawled.world
    paths = world.sites.paths(HOSTS[0])
    assert (paths.count("/named"), paths.count("/0")) == (1, 2)


def test_what_is_watched_is_read_again(crawled: Crawled) -> None:
    assert WATCHED in crawled.read_again


def test_a_new_page_is_fetched_by_one_crawl_alone(crawled: Crawled) -> None:
    world = crawled.world
    new = [f"/{number}" for number in range(PAGES, 2 * PAGES)]
    assert all(world.sites.paths(host).count(path) == 1 for host in HOSTS for path in new)


def test_a_host_is_asked_by_one_crawl_at_a_time_after_its_pause(crawled: Crawled) -> None:
    world = crawled.world
    pairs = [pair for host in HOSTS for pair in pairwise(requests(world, host))]
    assert all(after.begun >= before.ended for before, after in pairs)
    assert min(after.begun - before.begun for before, after in pairs) >= DELAY / 2
