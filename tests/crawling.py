"""A database, sites on loopback, and crawls of them, shared by the tests of the crawl."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from aggregator import clock, crawl
from aggregator.config import CrawlConfig
from aggregator.model import Feed, Source
from storage.sqlite.packing import add_functions
from storage.store import open_for_writing
from tests.conftest import HANGS, clean_environment
from tests.empty_database import copy_empty_database
from tests.site_server import Sites


def wait_for(condition: Callable[[], object]) -> None:
    """Waits until a condition holds. Fails when it does not for a very long time."""
    end = time.monotonic() + HANGS
    while not condition():
        assert time.monotonic() < end, "what was waited for did not happen"
        time.sleep(0.05)


class World:
    """Sites on loopback, and a database for crawling them."""

    def __init__(self, sites: Sites, path: Path) -> None:
        self.sites, self.path, self.day = sites, path, 1
        self.settings = CrawlConfig(
            allow_hosts=sites.allow, resolve=sites.resolve, delay=0.0, workers=1, timeout=60.0
        )
        copy_empty_database(path)

    def source(self, domain: str, *feeds: str, kind: str = "feed") -> None:
        """Add a source with feeds; without any, its home page is due."""
        now = clock.now()
        with (
            open_for_writing(self.path) as store,
            store.sources.transaction(),
        ):
            due = None if feeds else now
            source = Source(domain, site=f"http://{domain}/")
            source_id = store.sources.upsert(source, now, discovery_due=due)
            for url in feeds:
                store.sources.add_feed(Feed(url, domain, kind), source_id, now)

    def crawl(self, *urls: str, source: str = "", **settings: Any) -> crawl.CrawlReport:
        """Crawl these addresses or this source, else what is due."""
        named = bool(urls or source)
        return crawl.run(
            self.path,
            replace(self.settings, **settings),
            due=not named,
            sources=(source,) if source else (),
            urls=urls,
        )

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.path) as db:
            add_functions(db)
            return db.execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> Any:
        return self.rows(query, *values)[0][0]

    def change(self, statement: str, *values: Any) -> None:
        """Change the database as no crawl does, as if something had happened before."""
        with sqlite3.connect(self.path) as db:
            add_functions(db)
            db.execute(statement, values)

    def stored(self) -> set[str]:
        return {url for (url,) in self.rows("SELECT url FROM articles")}

    def make_due(self) -> None:
        """As if time had passed: everything is due again."""
        with sqlite3.connect(self.path) as db:
            db.execute("UPDATE feeds SET next_due = '2001-01-01T00:00:00Z'")
            past = "'2001-01-01T00:00:00Z' WHERE next_due IS NOT NULL"
            db.execute(f"UPDATE frontier SET next_due = {past}")
            db.execute("UPDATE hosts SET paused_until = NULL, free_at = NULL")


def start_crawl(world: World, *arguments: str) -> "subprocess.Popen[str]":
    """Start a crawl as a process, with the settings beside the database."""
    return subprocess.Popen(
        [sys.executable, "-m", "aggregator", "crawl", *arguments],
        cwd=world.path.parent,
        env=clean_environment() | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
