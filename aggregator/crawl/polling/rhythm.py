"""What is known of how a feed publishes: by hour of the day and day of the week, and how evenly.

Every count decays, so a rhythm follows its feed. Times are seconds since 1970, hours and days in UTC.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from aggregator.crawl.polling.spacing import (
    NO_LIKELIHOODS,
    PER_UNIT,
    STEPS,
    expect_ahead,
    measure_likelihoods,
)

HOUR, DAY = 3600, 86_400
HOURS, DAYS = 24, 7
MONDAY = 4 * DAY  # the first in 1970

HALF_LIFE = 8 * DAY  # seconds after which a count of an hour weighs half
DAYS_HALF_LIFE = 28 * DAY  # and of a day of the week
DECAY_EVERY = 6 * HOUR  # so that rounding does not keep what is to decay
LONGEST_PAST = 14 * DAY  # that a first look learns from, by the dates of the entries

# What is expected of a feed that nothing is known of: 4.8 entries a day, a night, a quiet weekend.
PRIOR_ENTRIES, PRIOR_SECONDS = 0.4, 2 * HOUR
NIGHT_HOURS = (7, 12, 16, 20)  # hours in a row with few entries
NIGHT_SHARES = (0.1, 0.3)  # of the entries of as many hours of day
NO_NIGHT = 0.2  # the probability that a feed has no night
WEEKEND_SHARE = 0.7
HOUR_WEIGHT, DAY_WEIGHT = 4.0, 40.0  # entries that these expectations count for
NEIGHBOUR_WEIGHT = 0.5  # of the hours before and after, in the count of an hour

PER_ENTRY = 100  # stored counts are hundredths of entries
LEAST_LIKELIHOOD = -9999  # hundredths, of a way to publish that is out of the question
MOST_GAPS = 50  # that one poll learns from

Floats = NDArray[np.float64]  # one for each hour
_DAYS = np.array(
    [
        np.roll(np.where(np.arange(HOURS) < hours, share, 1.0), start)
        for hours in NIGHT_HOURS
        for share in NIGHT_SHARES
        for start in range(HOURS)
    ]
)
_LOG_DAYS = np.log(_DAYS)
_WITH_NEIGHBOURS = np.eye(HOURS) + NEIGHBOUR_WEIGHT * (
    np.roll(np.eye(HOURS), 1, axis=0) + np.roll(np.eye(HOURS), -1, axis=0)
)
_DAY_PRIORS = np.array(
    [DAY_WEIGHT * PER_ENTRY * (1 if day < 5 else WEEKEND_SHARE) for day in range(DAYS)]
)
AS_USUAL = np.ones(STEPS)


class Rhythm(msgspec.Struct, frozen=True, omit_defaults=True):
    """The counts of one feed, as stored: entries in hundredths, time in minutes."""

    n: tuple[int, ...] = (0,) * HOURS  # entries by hour
    m: tuple[int, ...] = (0,) * HOURS  # minutes that were looked at, by hour
    d: tuple[int, ...] = (0,) * DAYS  # entries by day of the week
    e: tuple[int, ...] = (0,) * DAYS  # and as expected by the hours alone
    g: tuple[int, ...] = NO_LIKELIHOODS  # of the gaps between entries, see `spacing`
    l: int = 0  # when the newest entry was published  # noqa: E741  # a short key, as it is stored
    t: int = 0  # when the counts decayed last
    w: int = 0  # entries that the feed lists
    p: float = 0.0  # polls a day that it is worth at a price of a minute, see `timing`


@dataclass(frozen=True, slots=True)
class Rates:
    """Entries a second by hour of the week from Monday, and by what they differ from now on."""

    week: Floats
    ahead: Floats  # factors at `spacing.AHEAD`, by the entries that are expected until then

    def measure(self, times: Sequence[float] | Floats) -> Floats:
        """Returns the entries that are expected from a Monday in 1970 to each of these times."""
        past = np.asarray(times, float) - MONDAY
        hour = (past // HOUR).astype(int)
        passed = np.concatenate([[0.0], np.cumsum(self.week)]) * HOUR
        weeks, of_week = np.divmod(hour, HOURS * DAYS)
        entries: Floats = (
            weeks * passed[-1] + passed[of_week] + self.week[of_week] * (past - hour * HOUR)
        )
        return entries


def read_rhythm(text: str | None) -> Rhythm:
    """Returns a stored rhythm; an empty one when there is none or it cannot be read."""
    if not text:
        return Rhythm()
    try:
        rhythm = msgspec.json.decode(text, type=Rhythm)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Rhythm()
    lengths = [len(counts) for counts in (rhythm.n, rhythm.m, rhythm.d, rhythm.e, rhythm.g)]
    return rhythm if lengths == [HOURS, HOURS, DAYS, DAYS, len(NO_LIKELIHOODS)] else Rhythm()


def read_demand(text: str | None) -> float:
    """Returns the polls a day that a feed with this stored rhythm is worth at a price of a minute."""
    return read_rhythm(text).p


def estimate_rates(rhythm: Rhythm, now: int = 0) -> Rates:
    """Returns the expected rates: Gamma-Poisson means whose prior are the days with a night that fit best.

    `now`: what differs from them is expected from then on.
    """
    entries, seconds = np.array(rhythm.n) / PER_ENTRY, np.array(rhythm.m) * 60.0
    shares = _estimate_shares(entries, seconds)
    level = (entries.sum() + PRIOR_ENTRIES) / (shares @ seconds + PRIOR_SECONDS)
    prior_seconds = HOUR_WEIGHT / (level * shares)
    hours = (_WITH_NEIGHBOURS @ entries + HOUR_WEIGHT) / (
        _WITH_NEIGHBOURS @ seconds + prior_seconds
    )
    days = (np.array(rhythm.d) + _DAY_PRIORS) / (np.array(rhythm.e) + DAY_WEIGHT * PER_ENTRY)
    rates = Rates(np.outer(days, hours).ravel(), AS_USUAL)
    if not rhythm.l or rhythm.l >= now:
        return rates
    since, until = rates.measure((rhythm.l, now))
    return replace(rates, ahead=expect_ahead(rhythm.g, until - since))


def _estimate_shares(entries: Floats, seconds: Floats) -> Floats:
    """Returns for each hour its share of the rate by day, over all possible nights by their likelihood."""
    number, time = entries.sum() + PRIOR_ENTRIES, seconds.sum() + PRIOR_SECONDS
    logs = _LOG_DAYS @ entries - number * np.log(_DAYS @ seconds + PRIOR_SECONDS)
    without = math.log(len(_DAYS) * NO_NIGHT / (1 - NO_NIGHT)) - number * math.log(time)
    best = max(float(logs.max()), without)
    weights = np.exp(logs - best)
    even = math.exp(without - best)
    shares: Floats = (weights @ _DAYS + even) / (weights.sum() + even)
    return shares


def start_rhythm(now: int, times: Sequence[int], listed: int) -> Rhythm:
    """Returns the rhythm after a first look at `listed` entries, of which `times` are dated.

    The feed is taken to list its newest entries: between the oldest and now none is missing.
    """
    recent = sorted(moment for moment in times if now - LONGEST_PAST < moment <= now)
    empty = Rhythm(t=now, w=listed)
    if not recent or len(times) < listed:
        return empty
    goes_back = len(recent) < len(times)
    since = now - LONGEST_PAST if goes_back else recent.pop(0)
    counted = _count(empty, estimate_rates(empty), since, now, recent, 0)
    by_hours_alone = msgspec.structs.replace(counted, d=empty.d, e=empty.e)
    rates = estimate_rates(by_hours_alone)  # so that the level of a busy feed is not that of a day
    counted = _count(empty, rates, since, now, recent, 0)
    return _space(msgspec.structs.replace(counted, l=0 if goes_back else since), rates, recent)


def continue_rhythm(
    rhythm: Rhythm, since: int, now: int, times: Sequence[int], undated: int, listed: int
) -> Rhythm:
    """Returns the rhythm after the entries of (since, now]: `times` of the dated, number of the others.

    `listed` is 0 when the feed has not changed.
    """
    since = max(since, now - LONGEST_PAST)
    if since >= now:
        return rhythm
    rates = estimate_rates(rhythm)
    counted = _count(_decay(rhythm, now), rates, since, now, times, undated)
    spaced = _space(counted, rates, sorted(times))
    newest = max(spaced.l, (since + now) // 2) if undated else spaced.l
    return msgspec.structs.replace(spaced, w=max(listed, 1) if listed else rhythm.w, l=newest)


def _space(rhythm: Rhythm, rates: Rates, times: Sequence[int]) -> Rhythm:
    """Returns the rhythm with the gaps between these new times, the first after the newest that was known."""
    if not times:
        return rhythm
    known = [rhythm.l] if 0 < rhythm.l <= times[0] else []
    gaps = np.diff(rates.measure([*known, *times][-MOST_GAPS:]))
    likelihoods = np.array(rhythm.g) + PER_UNIT * measure_likelihoods(gaps)
    likelihoods = np.maximum(likelihoods - likelihoods.max(), LEAST_LIKELIHOOD)
    return msgspec.structs.replace(
        rhythm, g=_scale(likelihoods.tolist(), 1), l=max(times[-1], rhythm.l)
    )


def _decay(rhythm: Rhythm, now: int) -> Rhythm:
    passed = now - rhythm.t
    if passed < DECAY_EVERY:
        return rhythm
    by_hour, by_day = math.exp2(-passed / HALF_LIFE), math.exp2(-passed / DAYS_HALF_LIFE)
    return msgspec.structs.replace(
        rhythm,
        n=_scale(rhythm.n, by_hour),
        m=_scale(rhythm.m, by_hour),
        d=_scale(rhythm.d, by_day),
        e=_scale(rhythm.e, by_day),
        g=_scale(rhythm.g, by_day),
        t=now,
    )


def _scale(counts: Sequence[float], factor: float) -> tuple[int, ...]:
    return tuple([round(count * factor) for count in counts])


def _count(
    rhythm: Rhythm, rates: Rates, since: int, now: int, times: Sequence[int], undated: int
) -> Rhythm:
    """Returns the rhythm with the time from `since` to `now` and the entries in it.

    Entries without a date are spread over that time.
    """
    entries, minutes = list(map(float, rhythm.n)), list(map(float, rhythm.m))
    days, expected = list(map(float, rhythm.d)), list(map(float, rhythm.e))
    for start, end in split_by_hour(since, now):
        hour, day, seconds = int(start // HOUR) % HOURS, get_day(start), end - start
        rate = float(rates.week[day * HOURS + hour]) * seconds * PER_ENTRY
        share = (rhythm.d[day] + _DAY_PRIORS[day]) / (rhythm.e[day] + DAY_WEIGHT * PER_ENTRY)
        minutes[hour] += seconds * share / 60
        expected[day] += rate / share
        spread = undated * PER_ENTRY * seconds / (now - since)
        entries[hour] += spread
        days[day] += spread
    for moment in times:
        entries[moment // HOUR % HOURS] += PER_ENTRY
        days[get_day(moment)] += PER_ENTRY
    return msgspec.structs.replace(
        rhythm,
        n=_scale(entries, 1),
        m=_scale(minutes, 1),
        d=_scale(days, 1),
        e=_scale(expected, 1),
    )


def split_by_hour(start: float, end: float) -> Iterator[tuple[float, float]]:
    """Yields the parts of a time that lie in one hour each."""
    while start < end:
        until = min((start // HOUR + 1) * HOUR, end)
        yield start, until
        start = until


def get_day(moment: float) -> int:
    """Returns the day of the week, 0 for Monday; 1 January 1970 was a Thursday."""
    return int(moment // DAY + 3) % DAYS
