"""A new kind of source and a special site are one new file each: the examples of docs/spiders.md."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import HANGS, clean_environment
from tests.crawling import World
from tests.site_server import Answer, serving, story

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "spiders.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"`(spiders/\w+\.py)`[^`]*?```python\n(.*?)```", DOCUMENT, re.DOTALL))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A checkout with the files of the document, and a database."""
    shutil.copytree(ROOT / "spiders", tmp_path / "spiders")
    shutil.copy(ROOT / "scrapy.cfg", tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with serving() as sites:
        (tmp_path / "aggregator.toml").write_text(
            f"[crawl]\nallow_hosts = {json.dumps(sites.allow)}\n"
            f"resolve = {json.dumps(sites.resolve)}\ndelay = 0.0\nworkers = 1\n"
        )
        yield World(sites, tmp_path / "aggregator.db")


def run(world: World, *command: str) -> str:
    """Runs a module in the checkout; returns its standard error."""
    folder = world.path.parent
    path = os.pathsep.join([str(folder), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=clean_environment() | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=HANGS,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_the_document_shows_both_files_completely() -> None:
    assert sorted(FILES) == ["spiders/archive.py", "spiders/press_api.py"]


def articles(*paths: str) -> Answer:
    rows = [{"path": path, "headline": "Council speaks"} for path in paths]
    return Answer(json.dumps({"articles": rows}).encode(), "application/json")


def test_a_parser_reads_the_listings_of_its_site(world: World) -> None:
    world.sites.pages["linden.example/api/articles"] = articles("/a", "/b")
    world.sites.pages["linden.example/a"] = story(1)
    world.sites.pages["linden.example/b"] = story(2)
    feed = "http://linden.example/api/articles"
    run(world, "aggregator", "source", "add", "http://linden.example/", "--feed", feed)
    run(world, "aggregator", "crawl", "--due")
    assert world.stored() == {"http://linden.example/a", "http://linden.example/b"}
    asked = next(asked for asked in world.sites.asked if asked.path == "/api/articles")
    assert asked.headers["Accept"] == "application/json"


@pytest.mark.slow
def test_a_kind_is_a_word_in_a_list_of_sources(world: World) -> None:
    world.sites.pages["other.example/api/articles"] = articles("/a")
    world.sites.pages["other.example/a"] = story(1)
    rows = "site\tfeed\tkind\nhttp://other.example/\thttp://other.example/api/articles\tpress_api\n"
    (world.path.parent / "sources.tsv").write_text(rows)
    run(world, "aggregator", "source", "import", "sources.tsv")
    assert world.one("SELECT kind FROM feeds") == "press_api"
    run(world, "aggregator", "crawl", "--due")
    assert world.stored() == {"http://other.example/a"}


def test_pages_of_a_spider_are_read_stored_and_finalized(world: World) -> None:
    pages = world.sites.pages
    pages["harbour.example/archive/"] = '<a class="year" href="/2025/">2025</a>'
    pages["harbour.example/2025/"] = (
        '<a class="article" href="/a">A</a><a class="article" href="/b">B</a>'
        '<a class="article" href="/gone">C</a><a class="article" href="http://off.example/">D</a>'
    )
    pages["harbour.example/a"], pages["harbour.example/b"] = story(1), b""
    log = run(world, "scrapy", "crawl", "archive", "-a", f"db={world.path}")
    assert world.stored() == {"http://harbour.example/a"}
    assert world.one("SELECT count(*) FROM stories WHERE dirty = 1") == 0
    assert world.one("SELECT what FROM crawl_runs") == "spider archive"
    assert "no article: http://harbour.example/b: empty" in log
    assert world.sites.paths("off.example") == []
