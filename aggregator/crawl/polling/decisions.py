"""The decision after a poll: when the feed is fetched again, what was learned, and what may be missing."""

from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from aggregator import clock
from aggregator.crawl.polling import timing
from aggregator.crawl.polling.bounds import LONGEST, compute_wait, skip_hours
from aggregator.crawl.polling.rhythm import (
    Rhythm,
    continue_rhythm,
    estimate_rates,
    read_rhythm,
    start_rhythm,
)
from spiders.interface import PollHints

PUSHED_CHECK = 6 * 3600  # seconds between two polls of a feed whose hub announces what is new
LATE_LISTING = 3600  # seconds that an entry may be dated before the last poll and yet be new


NO_HINTS = PollHints()


@dataclass(frozen=True, slots=True)
class PollState:
    """What is known of a feed before a poll."""

    rhythm: str | None = None  # as stored
    last_polled: str | None = None
    price: float = timing.LEAST_PRICE  # of a poll, in minutes
    pushed: bool = False  # whether its hub announces what is new


@dataclass(frozen=True, slots=True)
class PollObservation:
    """What a poll saw; dates are as claimed, "" for none."""

    new: tuple[str, ...] = ()  # dates of the entries that were not known
    listed: tuple[str, ...] = ()  # dates of all entries; () when the feed has not changed
    freshness: int = 0  # seconds for which the answer holds by its headers
    hints: PollHints = NO_HINTS


@dataclass(frozen=True, slots=True)
class PollDecision:
    """When the feed is due next, what to store of it, and the time of which entries may be missing."""

    next_due: str
    interval: int  # seconds
    rhythm: str  # to store
    gap: tuple[str, str] | None = None


def decide_next_poll(state: PollState, seen: PollObservation, now: str) -> PollDecision:
    """Returns what follows from a poll at `now`, between 5 minutes and a day later."""
    moment = _to_seconds(now)
    rhythm = _learn(state, seen, moment)
    rates = estimate_rates(rhythm, moment)
    wait = timing.choose_wait(rates, rhythm.w, moment, state.price)
    wanted, gone_in = wait.wanted, wait.entries_gone_in
    if state.pushed:  # what is new is announced before it leaves the feed
        wanted, gone_in = max(wanted, PUSHED_CHECK), max(gone_in, PUSHED_CHECK)
    seconds = compute_wait(wanted, gone_in, seen.freshness, seen.hints)
    due = skip_hours(
        datetime.fromtimestamp(moment + seconds, UTC),
        datetime.fromtimestamp(moment + LONGEST, UTC),
        seen.hints,
    )
    demand = timing.compute_demand(rates, moment, state.price)
    rhythm = msgspec.structs.replace(rhythm, p=round(demand, 1))
    text = msgspec.json.encode(rhythm).decode()
    return PollDecision(
        clock.to_text(due), int(due.timestamp()) - moment, text, _find_gap(state, seen)
    )


def _learn(state: PollState, seen: PollObservation, moment: int) -> Rhythm:
    rhythm = read_rhythm(state.rhythm)
    if state.last_polled is None or not rhythm.t:
        dated = [time for time in map(_read_date, seen.listed) if time is not None]
        return start_rhythm(moment, dated, len(seen.listed))
    since = _to_seconds(state.last_polled)
    times = [_read_date(date) for date in seen.new]
    recent = [time for time in times if time and since - LATE_LISTING < time <= moment]
    undated = sum(time is None or time > moment for time in times)
    return continue_rhythm(rhythm, since, moment, recent, undated, len(seen.listed))


def _find_gap(state: PollState, seen: PollObservation) -> tuple[str, str] | None:
    """Returns from when to when entries may be missing: none of the listed was known, and all are later.

    A first look has no gap, nor a feed that listed nothing or more entries before. Entries without a date
    may be known ones at new addresses.
    """
    full = read_rhythm(state.rhythm).w
    if not state.last_polled or not 0 < full <= len(seen.listed) <= len(seen.new):
        return None
    oldest = min(seen.listed)
    if _read_date(oldest) is None or oldest <= state.last_polled:
        return None
    return state.last_polled, oldest


def _read_date(text: str) -> int | None:
    """Returns a claimed time; None for a day without a time, or none at all."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None or (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return None
    return int(moment.timestamp())


def _to_seconds(text: str) -> int:
    return int(clock.from_text(text).timestamp())
