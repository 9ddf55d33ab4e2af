"""A named address whose host another crawl has: that one fetches it, and this one says what came of it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import clock
from storage.frontier.interface import CrawlScope
from storage.store import Store, open_for_writing
from tests.crawling import World, wait_for
from tests.site_server import serving, story

PAGE = "http://paper.example/news/1.html"
OTHER = "other:1"  # a holder of leases on another machine


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving() as sites:
        sites.pages["paper.example/news/1.html"] = story(1)
        yield World(sites, tmp_path / "aggregator.db")


def take_as_another_crawl(store: Store) -> int:
    """Wait until the address is asked for, and take it as a crawl that has its host; returns its id."""
    taken = []
    wait_for(lambda: taken or taken.extend(lease(store)))
    return taken[0]


def lease(store: Store) -> list[int]:
    pages = store.frontier.lease_due_pages(OTHER, CrawlScope(), now=clock.now(), limit=1)
    return [page.id for page in pages]


@pytest.mark.parametrize(
    ("state", "outcome", "failed"),
    [("done", "", {}), ("failed", "HTTP 404", {PAGE: "HTTP 404"}), ("rejected", "too_short", {})],
)
def test_what_another_crawl_wrote_is_reported(
    world: World, state: str, outcome: str, failed: dict[str, str]
) -> None:
    with open_for_writing(world.path) as store:
        store.frontier.acquire_host(OTHER, PAGE, clock.now())
    reports = []
    crawling = threading.Thread(target=lambda: reports.append(world.crawl(PAGE)))
    crawling.start()
    with open_for_writing(world.path) as store:
        page_id = take_as_another_crawl(store)
        now = clock.now()
        store.frontier.finish_page(page_id, state, now=now, cause="", outcome=outcome)  # type: ignore[arg-type]  # a state
    crawling.join()
    assert reports[0].failed == failed
    assert world.sites.paths("paper.example") == []


def test_a_named_address_is_fetched_as_it_was_written(world: World) -> None:
    world.sites.pages["paper.example/View?OpenDocument&Click=1"] = story(2)
    world.crawl("http://paper.example/View?OpenDocument&Click=1")
    assert world.sites.paths("paper.example") == ["/View?OpenDocument&Click=1"]
    assert len(world.stored()) == 1


def test_a_host_that_the_other_crawl_leaves_is_asked_by_this_one(world: World) -> None:
    with open_for_writing(world.path) as store:
        store.frontier.acquire_host(OTHER, PAGE, clock.now())
    reports = []
    crawling = threading.Thread(target=lambda: reports.append(world.crawl(PAGE)))
    crawling.start()
    with open_for_writing(world.path) as store:
        take_as_another_crawl(store)
        store.frontier.release_leases(OTHER, clock.now())
    crawling.join()
    assert (reports[0].failed, world.stored()) == ({}, {PAGE})
