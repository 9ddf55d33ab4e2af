"""Stores the world in a new database, page by page in the order in which they were seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aggregator import clock, ingest
from aggregator.api import Aggregator
from aggregator.model import Page, Source
from aggregator.takedown import case_time
from aggregator.takedown.types import Reading
from aggregator.urls import site as site_of
from benchmarks.origin.model import Site, time_at
from benchmarks.takedown_requests.model import Group, Stored
from benchmarks.takedown_requests.show import show
from benchmarks.takedown_requests.world import World

STARTED = 10.0**8  # seconds: long before the first page


@contextmanager
def simulated_clock(minute: float = 0.0) -> Iterator[list[float]]:
    """Sets the program's clocks to a minute after the start; yields a list with it, to be changed.

    The time since the machine was started goes on with it: the clock is right, and not set forward.
    """
    real, real_reading, present = clock.now, case_time.read_clocks, [minute]
    clock.now = lambda: clock.to_text(time_at(present[0]))
    case_time.read_clocks = lambda: Reading(clock.now(), STARTED + 60 * present[0], "one start")
    try:
        yield present
    finally:
        clock.now, case_time.read_clocks = real, real_reading


def store_world(path: Path, world: World) -> list[str]:
    """Stores all pages, and decides all verdicts; returns a line for each that was not stored."""
    rows = sorted((s for g in world.groups for s in g.stored), key=lambda stored: stored.seen)
    refused = []
    with simulated_clock() as minute, Aggregator.open(path, archive=False) as aggregator:
        _add_sites(aggregator, world.groups)
        repositories = ingest.IngestRepositories.of(aggregator.store)
        for stored in rows:
            minute[0] = stored.seen
            prepared = ingest.prepare(as_fetched(stored, clock.now()))
            result = ingest.store_article(repositories, prepared, clock.now())
            if result.status not in ("new", "changed", "known", "seen"):
                refused.append(f"{stored.page.url}: {result}")
        aggregator.finalize()
    return refused


def as_fetched(stored: Stored, seen: str) -> Page:
    """Returns the page as a crawl hands it over at a time, with the poll that shows when it came."""
    page = stored.page
    absent = None if stored.absent is None else clock.to_text(time_at(stored.absent))
    return Page(
        page.url,
        (stored.html or show(page, stored.seen)).encode(),
        headers=(("content-type", "text/html; charset=utf-8"),),
        fetched_at=seen,
        feed="" if stored.absent is None else page.site.feed,
        last_absent=absent,
        found_at=seen if stored.absent is not None else "",
    )


def _add_sites(aggregator: Aggregator, groups: tuple[Group, ...]) -> None:
    """What an operator knows of the sites: names and agencies."""
    sites: dict[str, Site] = {page.site.host: page.site for group in groups for page in group.pages}
    sources = aggregator.store.sources
    with sources.transaction():
        for site in sites.values():
            row = Source(site_of(site.home), site.name, site.home, "", site.language, site.kind)
            sources.upsert(row, clock.now())
