"""A database into which marked pages and their copies were crawled, as it is at the time of the pages."""

import io
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from click.testing import CliRunner
from starlette.testclient import TestClient

import aggregator
from aggregator import clock
from aggregator.api import Aggregator
from aggregator.cli import cli
from aggregator.config import ServeConfig
from aggregator.errors import NotStored
from aggregator.web.app import create_app
from tests.crawling import World
from tests.rights.marked_pages import COPIER, Marked, list_changes, publish
from tests.site_server import serving

CHANGE = "2026-11-30T12:00:00Z"  # when pages that change have done so


@contextmanager
def at(time_of_pages: str) -> Iterator[None]:
    """Lets the clock of this process begin at this time, until the end of the block."""
    true = clock.machine_seconds
    passed = clock.from_text(time_of_pages).timestamp() - time.time()
    clock.machine_seconds = lambda: true() + passed  # as if the machine had been set
    try:
        yield
    finally:
        clock.machine_seconds = true


@dataclass
class MarkedWorld:
    """The database, open as its operator has it, its pages, and what its crawl logged."""

    marks: Sequence[Marked]
    world: World
    news: Aggregator
    log: io.StringIO
    watches: dict[str, str]  # by id of a mark: the path of the feed of its watch
    crawl: Callable[..., None]
    ids: dict[str, int] = field(default_factory=dict)  # articles by id of a mark
    copies: dict[str, int] = field(default_factory=dict)  # the same of copies

    def __post_init__(self) -> None:
        self.look()

    def copy_all(self) -> None:
        """Lets the copier publish, and crawls it."""
        self.world.source(COPIER, f"http://{COPIER}/feed.xml")
        self.crawl()
        self.look()

    @property
    def path(self) -> Path:
        """The main file."""
        return self.world.path

    def look(self) -> None:
        """Looks which pages and copies are stored."""
        for each in self.marks:
            for found, url in ((self.ids, each.url), (self.copies, each.copy)):
                try:
                    found[each.id] = self.news.article_id(url)
                except NotStored:
                    continue

    @property
    def stored(self) -> list[Marked]:
        """Those of which there is an article."""
        return [each for each in self.marks if each.id in self.ids]

    @cached_property
    def public(self) -> Aggregator:
        return self.news.for_public()

    @cached_property
    def client(self) -> TestClient:
        """A reader of the pages, who is not the operator."""
        return TestClient(create_app(self.news, ServeConfig(comments=True)))

    def story(self, marked: Marked) -> int:
        return self.news.article(self.ids[marked.id]).story_id

    def run(self, *arguments: str | Path) -> str:
        """Returns what the command writes."""
        parts = ["--db", str(self.path), *map(str, arguments)]
        done = CliRunner().invoke(cli, parts)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.stdout


@contextmanager
def crawled(marks: Sequence[Marked], folder: Path) -> Iterator[MarkedWorld]:
    """Crawls the sites of these pages at their time; the site that copies them is crawled by `copy_all`."""
    with serving() as sites, at(marks[0].at):
        publish(marks, sites)
        world, log = World(sites, folder / "aggregator.db"), io.StringIO()
        for each in marks:
            world.source(each.host, f"http://{each.host}{each.row['feed']['path']}")
        watches = _watch_and_override(world.path, marks)

        def crawl(*urls: str) -> None:
            with redirect_stderr(log):
                world.crawl(*urls, log_level="DEBUG")

        crawl()
        with aggregator.connect(world.path) as news:
            yield MarkedWorld(marks, world, news, log, watches, crawl)


@contextmanager
def changed(first: MarkedWorld) -> Iterator[MarkedWorld]:
    """The same later: pages that change were read again, and days have passed."""
    later = list_changes(first.marks)
    with at(CHANGE):
        publish(later, first.world.sites)
        first.world.make_due()
        first.crawl(*(each.url for each in later if each.at == CHANGE))
    with at(max(each.at for each in later)):
        first.run(
            "retain"
        )  # as once a day; until then words of a deleted text are in the full-text index
        yield MarkedWorld(later, first.world, first.news, first.log, first.watches, first.crawl)


def _watch_and_override(path: Path, marks: Sequence[Marked]) -> dict[str, str]:
    """Lets a reader watch a word of each text, and the operator say what the row says of its source; returns feeds of watches."""
    watches = {}
    with aggregator.connect(path) as news:
        for each in marks:
            watches[each.id] = news.watches.add("query", each.row["unique_word"], name=each.id).feed
            override = each.row["override"]
            if override:
                choose = (
                    news.rights.open_source if "allow" in override else news.rights.withhold_source
                )
                choose(each.host, reason=override["reason"])
    return watches
