"""The check of shipped feeds: probed some at a time, and their states written after each time.

It may be stopped at any time and goes on where it was: what was checked today or yesterday is not asked again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from aggregator import clock
from aggregator.config import CrawlConfig
from aggregator.crawl.probe import make_unpolled_feed, probe_feeds
from aggregator.crawl.source_check import CheckedFeed
from aggregator.errors import AggregatorError
from aggregator.formats import seed_states, source_lists
from aggregator.model import Feed

BATCH_SIZE = 200  # feeds that are checked before their states are written
FEWEST_TO_DOUBT = 10  # feeds that all fail: it is rather our own network


@dataclass(frozen=True, slots=True)
class SeedProgress:
    """How many feeds of the list have a fresh state, and what those found by this check are."""

    done: int
    total: int
    failed: int  # of all that have a fresh state
    dead: int


def check_seeds(
    folder: Path,
    countries: Sequence[str],
    config: CrawlConfig,
    report: Callable[[SeedProgress], None],
) -> SeedProgress:
    """Probes feeds whose state is not fresh, as a crawl does, and writes the states. Blocks.

    Raises UsageError for a country without seeds or while no contact is set, AggregatorError when nothing
    at all answers.
    """
    files = source_lists.find_seed_files(countries, folder)
    listed = {path: _list_feeds(path) for path in files}
    states = {path: seed_states.read_states(path) for path in files}
    progress = _count(listed, states)
    for path, feeds in listed.items():
        waiting = iter(
            [
                feed
                for feed in feeds
                if not seed_states.is_fresh(states[path].get(feed.url), _today())
            ]
        )
        while batch := list(islice(waiting, BATCH_SIZE)):
            found = {**states[path], **_probe(batch, states[path], config)}
            kept = {feed.url for feed in feeds}
            states[path] = {url: state for url, state in found.items() if url in kept}
            seed_states.write_states(path, states[path])
            progress = _count(listed, states)
            report(progress)
    return progress


def _list_feeds(path: Path) -> list[Feed]:
    return [feed for _, feeds in source_lists.read_seed_file(path) for feed in feeds]


def _probe(
    feeds: Sequence[Feed], before: dict[str, seed_states.SeedState], config: CrawlConfig
) -> dict[str, seed_states.SeedState]:
    """Returns the states of feeds that are probed now. Raises AggregatorError when many fail and no other."""
    probed = [make_unpolled_feed(feed.source, feed.url, feed.kind) for feed in feeds]
    results = probe_feeds(probed, config)
    health = {
        feed.url: CheckedFeed(feed, None, results[feed.url]).health
        for feed in probed
        if feed.url in results
    }
    if len(health) >= FEWEST_TO_DOUBT and set(health.values()) == {seed_states.UNREAD}:
        raise AggregatorError(
            f"none of {len(health)} feeds answers, and nothing was written of them: is the network up?"
        )
    return {
        url: seed_states.note_check(before.get(url), found, _today())
        for url, found in health.items()
    }


def _count(
    listed: dict[Path, list[Feed]], states: dict[Path, dict[str, seed_states.SeedState]]
) -> SeedProgress:
    fresh = list(_list_fresh(listed, states))
    return SeedProgress(
        len(fresh),
        sum(map(len, listed.values())),
        sum(state.health == seed_states.UNREAD for state in fresh),
        sum(state.is_dead for state in fresh),
    )


def _list_fresh(
    listed: dict[Path, list[Feed]], states: dict[Path, dict[str, seed_states.SeedState]]
) -> Iterator[seed_states.SeedState]:
    for path, feeds in listed.items():
        for feed in feeds:
            state = states[path].get(feed.url)
            if state and seed_states.is_fresh(state, _today()):
                yield state


def _today() -> str:
    return clock.now()[:10]
