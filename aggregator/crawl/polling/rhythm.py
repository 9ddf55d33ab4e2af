"""What is known of how a feed publishes: by hour of the day, day of the week, and of late.

Every count decays, so a rhythm follows its feed. Times are seconds since 1970, hours and days in UTC.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

HOUR, DAY = 3600, 86_400
HOURS, DAYS = 24, 7

HALF_LIFE = 8 * DAY  # seconds after which a count of an hour weighs half
DAYS_HALF_LIFE = 28 * DAY  # and of a day of the week
LATE_HALF_LIFE = 3 * HOUR  # and of what was seen of late
DECAY_EVERY = 6 * HOUR  # so that rounding does not keep what is to decay
LONGEST_PAST = 14 * DAY  # that a first look learns from, by the dates of the entries

# What is expected of a feed that nothing is known of: 4.8 entries a day, a night, a quiet weekend.
PRIOR_ENTRIES, PRIOR_SECONDS = 0.4, 2 * HOUR
NIGHT_HOURS, NIGHT_SHARE = 8, 0.2  # a night has this share of the entries of as many hours of day
NO_NIGHT = 0.2  # the probability that a feed has no night
WEEKEND_SHARE = 0.8
HOUR_WEIGHT, DAY_WEIGHT, LATE_WEIGHT = 4.0, 8.0, 8.0  # entries that these expectations count for
NEIGHBOUR_WEIGHT = 0.5  # of the hours before and after, in the count of an hour

PER_ENTRY = 100  # stored counts are hundredths of entries

Floats = NDArray[np.float64]  # one for each hour
_NIGHTS = np.array(
    [np.roll(np.arange(HOURS) < NIGHT_HOURS, start) for start in range(HOURS)], float
)
_WITH_NEIGHBOURS = np.eye(HOURS) + NEIGHBOUR_WEIGHT * (
    np.roll(np.eye(HOURS), 1, axis=0) + np.roll(np.eye(HOURS), -1, axis=0)
)
_DAY_PRIORS = [DAY_WEIGHT * PER_ENTRY * (1 if day < 5 else WEEKEND_SHARE) for day in range(DAYS)]


class Rhythm(msgspec.Struct, frozen=True, omit_defaults=True):
    """The counts of one feed, as stored: entries in hundredths, time in minutes."""

    n: tuple[int, ...] = (0,) * HOURS  # entries by hour
    m: tuple[int, ...] = (0,) * HOURS  # minutes that were looked at, by hour
    d: tuple[int, ...] = (0,) * DAYS  # entries by day of the week
    e: tuple[int, ...] = (0,) * DAYS  # and as expected by the hours alone
    r: tuple[int, int] = (0, 0)  # entries of late, and as expected
    t: int = 0  # when the counts decayed last
    w: int = 0  # entries that the feed lists
    p: float = 0.0  # polls a day that it is worth at a price of a minute, see `timing`


@dataclass(frozen=True, slots=True)
class Rates:
    """Entries a second by hour of the day, the factor of each day, and the factor of late."""

    hours: list[float]
    days: list[float]
    late: float

    def at(self, moment: float, since: float) -> float:
        """Returns the rate at `moment`, as expected at `since`: what is of late passes."""
        late = 1 + (self.late - 1) * math.exp2((since - moment) / LATE_HALF_LIFE)
        return self.hours[int(moment // HOUR) % HOURS] * self.days[get_day(moment)] * late


def read_rhythm(text: str | None) -> Rhythm:
    """Returns a stored rhythm; an empty one when there is none or it cannot be read."""
    if not text:
        return Rhythm()
    try:
        rhythm = msgspec.json.decode(text, type=Rhythm)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Rhythm()
    lengths = len(rhythm.n), len(rhythm.m), len(rhythm.d), len(rhythm.e)
    return rhythm if lengths == (HOURS, HOURS, DAYS, DAYS) else Rhythm()


def read_demand(text: str | None) -> float:
    """Returns the polls a day that a feed with this stored rhythm is worth at a price of a minute."""
    return read_rhythm(text).p


def estimate_rates(rhythm: Rhythm) -> Rates:
    """Returns the expected rates: Gamma-Poisson means whose prior is the day with a night that fits best."""
    entries, seconds = np.array(rhythm.n) / PER_ENTRY, np.array(rhythm.m) * 60.0
    shares = _estimate_shares(entries, seconds)
    level = (entries.sum() + PRIOR_ENTRIES) / (shares @ seconds + PRIOR_SECONDS)
    prior_seconds = HOUR_WEIGHT / (level * shares)
    hours = (_WITH_NEIGHBOURS @ entries + HOUR_WEIGHT) / (
        _WITH_NEIGHBOURS @ seconds + prior_seconds
    )
    days = [
        (seen + prior) / (expected + DAY_WEIGHT * PER_ENTRY)
        for seen, expected, prior in zip(rhythm.d, rhythm.e, _DAY_PRIORS, strict=True)
    ]
    seen, expected = rhythm.r
    late = (seen + LATE_WEIGHT * PER_ENTRY) / (expected + LATE_WEIGHT * PER_ENTRY)
    return Rates(hours.tolist(), days, late)


def _estimate_shares(entries: Floats, seconds: Floats) -> Floats:
    """Returns for each hour its share of the rate by day, over all possible nights by their likelihood."""
    number, time = entries.sum() + PRIOR_ENTRIES, seconds.sum() + PRIOR_SECONDS
    quieter, asleep = math.log(NIGHT_SHARE), 1 - NIGHT_SHARE
    logs = (_NIGHTS @ entries) * quieter - number * np.log(time - (_NIGHTS @ seconds) * asleep)
    without = math.log(HOURS * NO_NIGHT / (1 - NO_NIGHT)) - number * math.log(time)
    best = max(float(logs.max()), without)
    weights = np.exp(logs - best)
    shares: Floats = 1 - asleep * (weights @ _NIGHTS) / (weights.sum() + math.exp(without - best))
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
    seen = _count(empty, estimate_rates(empty), since, now, recent, 0)
    return msgspec.structs.replace(seen, r=(0, 0))


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
    return msgspec.structs.replace(counted, w=max(listed, 1) if listed else rhythm.w)


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
    in_all = 0.0
    for start, end in split_by_hour(since, now):
        hour, day, seconds = int(start // HOUR) % HOURS, get_day(start), end - start
        by_hours = rates.hours[hour] * seconds * PER_ENTRY
        in_all += by_hours * rates.days[day]
        minutes[hour] += seconds * rates.days[day] / 60
        expected[day] += by_hours
        spread = undated * PER_ENTRY * seconds / (now - since)
        entries[hour] += spread
        days[day] += spread
    for moment in times:
        entries[moment // HOUR % HOURS] += PER_ENTRY
        days[get_day(moment)] += PER_ENTRY
    keep = math.exp2((since - now) / LATE_HALF_LIFE)
    seen_late = rhythm.r[0] * keep + (len(times) + undated) * PER_ENTRY
    return msgspec.structs.replace(
        rhythm,
        n=_scale(entries, 1),
        m=_scale(minutes, 1),
        d=_scale(days, 1),
        e=_scale(expected, 1),
        r=(round(seen_late), round(rhythm.r[1] * keep + in_all)),
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
