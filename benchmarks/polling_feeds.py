"""Made-up feeds for `polling.py`: when each publishes, and how many entries it lists.

Two worlds. `made up`: Poisson arrivals by day and a tenth of them by night, in a random time zone;
one feed in ten publishes eight entries at a time. `real`: each feed follows the publication times of
a real feed, at another rate: its hours of the day, and its gaps in their order, again and again from
another place. Gaps are measured in time that runs as fast as the feed usually publishes at that hour.
In both, rates are log-normal from 0.1 to 200 entries a day with a median of 6. Time 0 is a Thursday, 00:00 UTC.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HOUR, DAY = 3600, 86_400
PAST = 14 * DAY  # published before the first poll
LISTED = 25  # entries of a made-up feed
RARELY = 4  # times a day at most that all entries of a feed change; so among the real feeds
POOL_WEIGHT = 12  # entries for which the hours of all feeds count in the hours of one
FEWEST = 8  # dated entries of a real feed that shows a rhythm

Times = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """Publication times of each feed, in seconds from 0, and the entries that it lists."""

    times: list[Times]
    listed: list[int]


@dataclass(frozen=True)
class Donor:
    """The rhythm of a real feed."""

    hours: Times  # the share of each hour of the day, with a mean of 1
    weekend: float  # entries of a day of the weekend, by those of another
    gaps: Times  # between two entries, with a mean of 1
    listed: int


def draw_rates(random: np.random.Generator, feeds: int) -> Times:
    """Returns entries a day."""
    return np.clip(np.exp(random.normal(math.log(6), 1.6, feeds)), 0.1, 200)


def make_up_world(feeds: int, hours: float, seed: int) -> World:
    """Returns feeds by a formula."""
    random = np.random.default_rng(seed)
    rates = draw_rates(random, feeds)
    zones, bursts = random.integers(0, 24, feeds), random.random(feeds) < 0.1
    end = hours * HOUR
    times = []
    for rate, zone, bursty in zip(rates, zones, bursts, strict=True):
        number = random.poisson(rate / DAY * (end + PAST) * 1.8 / (8 if bursty else 1))
        moments = random.random(number) * (end + PAST) - PAST
        local = (moments / HOUR + zone) % 24
        by_day = (local >= 7) & (local < 23)
        moments = moments[random.random(number) < np.where(by_day, 1.0, 0.11)]
        if bursty:
            moments = (moments[:, None] + 20 * np.arange(8)).ravel()
        times.append(np.sort(moments[moments < end]))
    return World(times, [LISTED] * feeds)


def read_donors(feeds: Sequence[tuple[Sequence[float], int]]) -> list[Donor]:
    """Returns the rhythms of real feeds, by the times of their entries in seconds since 1970, and their number."""
    known = [(np.sort(np.array(times)), listed) for times, listed in feeds if len(times) >= FEWEST]
    pooled = np.concatenate([times for times, _ in known])
    pool, weekend = _count_hours(pooled), _compare_weekend(pooled)
    donors = []
    for times, listed in known:
        own = len(times) / (len(times) + POOL_WEIGHT)
        hours = own * _count_hours(times) + (1 - own) * pool
        passed = np.concatenate([[0.0], np.cumsum(hours)])
        hour = (times % DAY // HOUR).astype(int)
        gaps = np.diff(times // DAY * 24 + passed[hour] + hours[hour] * (times % HOUR) / HOUR)
        donors.append(Donor(hours, weekend, gaps / gaps.mean(), listed))
    return donors


def _count_hours(times: Times) -> Times:
    counts = np.bincount((times % DAY // HOUR).astype(int), minlength=24)
    smooth = counts + (np.roll(counts, 1) + np.roll(counts, -1)) / 2
    return smooth / smooth.mean()


def _compare_weekend(times: Times) -> float:
    weekend = (times // DAY + 3) % 7 >= 5  # 1 January 1970 was a Thursday
    return float(weekend.sum() / 2 / ((~weekend).sum() / 5))


def follow_donors(donors: Sequence[Donor], feeds: int, hours: float, seed: int) -> World:
    """Returns feeds that follow real ones."""
    random = np.random.default_rng(seed)
    times, listed = [], []
    for rate in draw_rates(random, feeds):
        donor = donors[random.integers(len(donors))]
        times.append(_follow(donor, float(rate), hours, random))
        listed.append(max(donor.listed, math.ceil(rate / RARELY)))
    return World(times, listed)


def _follow(donor: Donor, rate: float, hours: float, random: np.random.Generator) -> Times:
    start = np.arange(-PAST, int(hours * HOUR), HOUR)
    share = np.roll(donor.hours, random.integers(24))[start % DAY // HOUR]
    share = share * np.where((start // DAY + 3) % 7 >= 5, donor.weekend, 1.0)
    expected = rate / 24 * share
    passed = np.concatenate([[0.0], np.cumsum(expected)])
    gaps = _draw_gaps(donor.gaps, float(passed[-1]), random)
    moments = np.cumsum(gaps) - random.random()
    moments = moments[(moments > 0) & (moments < passed[-1])]
    hour = np.searchsorted(passed, moments, "right") - 1
    within = (moments - passed[hour]) / np.maximum(expected[hour], 1e-12)
    return np.sort(start[hour] + within * HOUR)


def _draw_gaps(gaps: Times, needed: float, random: np.random.Generator) -> Times:
    """Returns the gaps of a real feed in their order, again and again from another place, twice as long as needed."""
    rows = int(2 * needed / len(gaps)) + 2
    first = random.integers(len(gaps), size=rows)
    return gaps[(first[:, None] + np.arange(len(gaps))) % len(gaps)].ravel()
