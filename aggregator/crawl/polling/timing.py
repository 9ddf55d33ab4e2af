"""How long to wait for a feed: until what it is expected to have published has waited long enough.

A poll costs as much as `price` minutes of waiting, summed over the entries that wait. So feeds share
a budget of polls. An entry that has waited for long counts less for each further minute: most
entries are then seen sooner, and a few of slow feeds later.
"""

from dataclasses import dataclass

import numpy as np

from aggregator.crawl.polling.bounds import LONGEST, SHORTEST
from aggregator.crawl.polling.rhythm import DAYS, HOUR, HOURS, MONDAY, Floats, Rates
from aggregator.crawl.polling.spacing import AHEAD

MINUTE, DAY = 60, 86_400

LEAST_PRICE = 4.0  # minutes; what a poll is worth where the budget allows more of them
BUDGET = 28.0  # polls a feed and day, as the mean of all feeds
LEAST_BUDGET = 20_000  # polls a day that any installation may make

# What another minute of waiting counts for an entry that has waited for so many minutes.
WAITING = ((0, 1.0), (45, 0.2))

WINDOW_SHARE = 0.33  # of the listed entries that may be new at a poll, so that bursts find room
LEAST_WINDOW = 2  # entries
FAST = 4  # times its mean rate, at which a feed may publish at any hour

_ENDS = np.concatenate(  # of the parts of a day in which a rate is taken to be steady, in seconds
    [
        np.arange(0, HOUR, MINUTE),
        np.arange(HOUR, 6 * HOUR, 5 * MINUTE),
        np.arange(6 * HOUR, LONGEST + 1, 15 * MINUTE),
    ]
).astype(float)
_LENGTHS = np.diff(_ENDS)
_MIDDLES = (_ENDS[1:] + _ENDS[:-1]) / 2


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds until a poll is worth its price, and until entries may have left the feed unseen."""

    wanted: int
    entries_gone_in: int


def choose_wait(rates: Rates, listed: int, now: int, price: float = LEAST_PRICE) -> Wait:
    """Returns how long to wait from `now` on, a day at most.

    `listed`: entries that the feed lists, 0 if not known; `price` in minutes.
    """
    published = _expect(rates, now)
    cost = _compute_cost(published)
    wanted = np.interp(price * MINUTE, cost, _ENDS)
    most = max(listed * WINDOW_SHARE, LEAST_WINDOW)
    gone_in = min(np.interp(most, published, _ENDS), most / (FAST * rates.week.mean()))
    return Wait(int(wanted), int(gone_in) if listed else LONGEST)


def _expect(rates: Rates, now: int) -> Floats:
    """Returns the entries that are expected from `now` to each of _ENDS."""
    usual = rates.week[(now + _MIDDLES - MONDAY).astype(int) // HOUR % (HOURS * DAYS)] * _LENGTHS
    passed = np.cumsum(usual) - usual / 2
    return np.concatenate([[0.0], np.cumsum(usual * np.interp(passed, AHEAD, rates.ahead))])


def _compute_cost(published: Floats) -> Floats:
    """Returns what the waiting of these entries costs until each of _ENDS, in seconds of one entry."""
    waited = np.concatenate([[0.0], np.cumsum((published[1:] + published[:-1]) / 2 * _LENGTHS)])
    cost, counts = np.zeros_like(waited), 0.0
    for minutes, share in WAITING:
        cost += (share - counts) * np.interp(_ENDS - minutes * MINUTE, _ENDS, waited)
        counts = share
    return cost


_COST_OF_ONE = _compute_cost(_ENDS)  # at a rate of an entry a second


def compute_demand(rates: Rates, now: int, price: float = LEAST_PRICE) -> float:
    """Returns the polls that a feed is worth on the day of `now` at this price, times its root."""
    monday = (now - MONDAY) // DAY % DAYS * HOURS
    of_day = rates.week[monday : monday + HOURS]
    waits = np.interp(price * MINUTE / of_day, _COST_OF_ONE, _ENDS)
    return float((HOUR / np.maximum(waits, SHORTEST)).sum() * price**0.5)


def compute_price(feeds: int, demand: float) -> float:
    """Returns the price of a poll in minutes that keeps all feeds in the budget.

    `demand`: the sum of theirs. It hardly depends on the price that it was computed for.
    """
    budget = max(feeds * BUDGET, LEAST_BUDGET)
    return max((demand / budget) ** 2, LEAST_PRICE)
