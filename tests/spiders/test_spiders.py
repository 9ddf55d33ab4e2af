"""The spider and Scrapy's own tools."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from spiders.feeds import conditions
from spiders.news import WAYS, NewsSpider
from storage.frontier.leases import LeasedFeed
from storage.sqlite import schema

ROOT = Path(__file__).parents[2]


def test_scrapy_finds_the_project_and_its_spider() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (found.returncode, found.stdout.split()) == (0, ["news"]), found.stderr


def test_the_spider_alone_says_how_it_is_started() -> None:
    with pytest.raises(ValueError, match="aggregator crawl"):
        asyncio.run(_first(NewsSpider()))


async def _first(spider: NewsSpider) -> object:
    return await anext(spider.start())


def test_every_kind_of_feed_that_can_be_stored_has_a_way_to_be_read() -> None:
    for kind in WAYS.keys() - {"home", "trust"}:
        assert f"'{kind}'" in schema.MAIN
    assert len(WAYS) == 5


def test_a_condition_is_only_made_of_what_the_last_answer_left() -> None:
    feed = LeasedFeed(1, 1, "a", "http://a/feed", "feed", '"v1"', None, None, 3600, 0, None)
    assert conditions(feed) == {"If-None-Match": '"v1"'}
