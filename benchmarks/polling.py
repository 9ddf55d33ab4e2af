"""Measures how late entries are seen when feeds are polled, and with how many polls.

    python benchmarks/polling.py --data PATH [--feeds N] [--half develop | report] [--world real | made]

Simulates 20,000 feeds for 72 hours in two worlds (`polling_feeds.py`). Measured after the first 24
hours are the time from publication to the poll that sees an entry, the polls, and entries that were
no longer listed when the feed was polled. Compared are a fixed 15 minutes, the interval by steps that
was used before, and `aggregator.crawl.polling.decide_next_poll` with the price of its budget. The
real rhythms are those of the feeds in `feeds/real-feeds-dev.tar.xz`, split into halves by a seed.
"""

import argparse
import heapq
import sys
import tarfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from polling_feeds import DAY, HOUR, Times, World, follow_donors, make_up_world, read_donors

from aggregator import clock
from aggregator.crawl import polling
from aggregator.errors import ReadingError
from aggregator.reading import feeds as reading

FEEDS, HOURS, WARM_UP = 20_000, 72, 24 * HOUR
SEED, SPLIT_SEED = 5, 2026
START = datetime(2026, 1, 1, tzinfo=UTC)  # a Thursday
FIXED = 900
HALVES = ("develop", "report")


@dataclass(frozen=True)
class Figures:
    """Delays in minutes: the median, the 95th percentile, the mean; polls a feed and day; entries never seen."""

    median: float
    late: float
    mean: float
    polls: float
    missed: float

    def __str__(self) -> str:
        return (
            f"{self.median:.1f} / {self.late:.0f} / {self.mean:.1f} min,"
            f" {self.polls:.1f} polls, {self.missed:,.0f} never seen"
        )


MUST = Figures(median=8, late=45, mean=15, polls=28, missed=60)  # of FEEDS feeds


@dataclass(frozen=True)
class Look:
    """What a simulated poll saw."""

    feed: int
    time: float
    interval: float  # before it
    new: Times  # times of new entries that are still listed
    listed: int
    first: bool


Policy = Callable[[Look], float]  # seconds until the next poll


def wait_fixed(_look: Look) -> float:
    """Every 15 minutes."""
    return FIXED


def wait_by_steps(look: Look) -> float:
    """The interval that commit 7c69e95 chose: shorter after new entries, longer without."""
    shorten = 0.36 if len(look.new) >= 10 else 0.6 if len(look.new) else 1.4
    return min(max(look.interval * shorten, 300), DAY)


class ByRhythm:
    """What the crawl does, with the price of a poll computed again each hour."""

    def __init__(self, feeds: int) -> None:
        self._feeds = feeds
        self._states: dict[int, polling.PollState] = {}
        self._demands = np.zeros(feeds)
        self._price, self._priced = polling.LEAST_PRICE, -1.0
        self.longest = 0

    def __call__(self, look: Look) -> float:
        if look.time - self._priced >= HOUR:
            self._price = polling.compute_price(self._feeds, float(self._demands.sum()))
            self._priced = look.time
        state = self._states.get(look.feed, polling.PollState())
        state = polling.PollState(state.rhythm, state.last_polled, self._price)
        dates = tuple(map(_to_text, look.new))
        listed = dates if look.first else ("",) * look.listed if dates else ()
        now = _to_text(look.time)
        seen = polling.PollObservation(new=dates, listed=listed)
        decision = polling.decide_next_poll(state, seen, now)
        self._states[look.feed] = polling.PollState(decision.rhythm, now)
        self._demands[look.feed] = polling.read_demand(decision.rhythm)
        self.longest = max(self.longest, len(decision.rhythm))
        return decision.interval


def _to_text(seconds: float) -> str:
    return clock.to_text(datetime.fromtimestamp(START.timestamp() + seconds, UTC))


@dataclass
class Seen:
    """What a policy saw after the first day."""

    polls: int = 0
    missed: int = 0
    delays: list[float] = field(default_factory=list)


def simulate(world: World, policy: Policy) -> Seen:
    """Returns what a policy sees that polls all feeds of a world."""
    random = np.random.default_rng(SEED)
    known, seen = [-1] * len(world.times), Seen()
    queue = [(random.random() * HOUR, feed, float(HOUR)) for feed in range(len(world.times))]
    heapq.heapify(queue)
    while queue:
        time, feed, interval = heapq.heappop(queue)
        if time >= HOURS * HOUR:
            continue
        times, listed, before = world.times[feed], world.listed[feed], known[feed]
        known[feed] = number = int(np.searchsorted(times, time, "right"))
        new = times[max(before, number - listed, 0) : number]
        if time >= WARM_UP:
            seen.polls += 1
            seen.missed += number - before - len(new)
            seen.delays.extend((time - new).tolist())
        wait = policy(Look(feed, time, interval, new, min(number, listed), before < 0))
        heapq.heappush(queue, (time + wait, feed, wait))
    return seen


def read_times(path: Path, half: str) -> list[tuple[list[float], int]]:
    """Returns the times of the entries of each real feed of a half, and the number of its entries."""
    found = []
    with tarfile.open(path) as archive:
        for member in sorted(archive.getmembers(), key=lambda member: member.name):
            content = archive.extractfile(member)
            if content is None:
                continue
            try:
                entries = reading.parse_feed(content.read(), "https://feed.example/").entries
            except ReadingError:
                continue
            times = [_read_time(entry.published or "") for entry in entries]
            found.append(([time for time in times if time is not None], len(entries)))
    order = np.random.default_rng(SPLIT_SEED).permutation(len(found))
    return [found[number] for number in np.array_split(order, len(HALVES))[HALVES.index(half)]]


def _read_time(text: str) -> float | None:
    """Returns seconds since 1970; None for a day without a time."""
    if "T" not in text or "T00:00:00" in text:
        return None
    moment = datetime.fromisoformat(text)
    return moment.timestamp() if moment.tzinfo else None


def show(name: str, world: World) -> Figures:
    """Prints the table of a world; returns the figures of the crawl's rule."""
    feeds = len(world.times)
    published = sum(int((times >= 0).sum()) for times in world.times)
    print(f"{name}: {feeds} feeds, {published / feeds / HOURS * 24:.1f} entries a feed and day")
    rhythm = ByRhythm(feeds)
    policies: dict[str, Policy] = {
        "every 15 minutes": wait_fixed,
        "by steps": wait_by_steps,
        "by rhythm": rhythm,
    }
    for label, policy in policies.items():
        figures = summarise(simulate(world, policy), feeds)
        print(f"  {label:16} {figures}", flush=True)
    print(f"  longest rhythm: {rhythm.longest} characters")
    return figures


def summarise(seen: Seen, feeds: int) -> Figures:
    """Returns the figures of a simulation."""
    minutes = np.array(seen.delays) / 60
    median, late = map(float, np.percentile(minutes, (50, 95)))
    polls = seen.polls / feeds / (HOURS / 24 - WARM_UP / DAY)
    return Figures(median, late, float(minutes.mean()), polls, seen.missed)


def is_within(figures: Figures, feeds: int) -> bool:
    """Whether figures are what they must be for this number of feeds."""
    must = replace(MUST, missed=MUST.missed * feeds / FEEDS)
    return all(getattr(figures, name) <= limit for name, limit in asdict(must).items())


def main() -> int:
    """Prints the tables; returns 1 when the figures of the real rhythms are missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--feeds", type=int, default=FEEDS)
    parser.add_argument("--half", choices=HALVES, default=HALVES[1])
    parser.add_argument("--world", choices=("real", "made"), help="only this one")
    options = parser.parse_args()
    reached = True
    if options.world != "made":
        times = read_times(options.data / "feeds/real-feeds-dev.tar.xz", options.half)
        donors = read_donors(times)
        world = follow_donors(donors, options.feeds, HOURS, SEED)
        figures = show(f"real rhythms of {len(donors)} feeds ({options.half})", world)
        reached = is_within(figures, options.feeds)
        print(f"  must be {MUST} of {FEEDS:,} feeds: {'reached' if reached else 'missed'}")
    if options.world != "real":
        show("made up", make_up_world(options.feeds, HOURS, SEED))
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
