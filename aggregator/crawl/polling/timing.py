"""How long to wait for a feed: until what it is expected to have published has waited long enough.

A poll costs as much as `price` minutes of waiting, summed over the entries that wait. By this rule
feeds share a budget of polls so that the mean delay of an entry is the least that the budget allows.
"""

import math
from dataclasses import dataclass

from aggregator.crawl.polling.bounds import LONGEST
from aggregator.crawl.polling.rhythm import HOUR, Rates, get_day, split_by_hour

LEAST_PRICE = 5.0  # minutes; what a poll is worth where the budget allows more of them
BUDGET = 27.5  # polls a feed and day, as the mean of all feeds
LEAST_BUDGET = 20_000  # polls a day that any installation may make

WINDOW_SHARE = 0.33  # of the listed entries that may be new at a poll, so that bursts find room
LEAST_WINDOW = 2  # entries


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds until a poll is worth its price, and until entries may have left the feed unseen."""

    wanted: int
    entries_gone_in: int


def choose_wait(rates: Rates, listed: int, now: int, price: float = LEAST_PRICE) -> Wait:
    """Returns how long to wait from `now` on, a day at most.

    `listed`: entries that the feed lists, 0 if not known; `price` in minutes.
    """
    most = max(listed * WINDOW_SHARE, LEAST_WINDOW) if listed else math.inf
    left = price * 60
    wanted = gone_in = float(LONGEST)
    published = 0.0
    for start, end in split_by_hour(now, now + LONGEST):
        rate, seconds = rates.at(start, now), end - start
        waits = published * seconds + rate * seconds**2 / 2
        if wanted == LONGEST and waits >= left:
            wanted = start - now + _solve(rate / 2, published, left)
        if published + rate * seconds >= most:
            gone_in = start - now + (most - published) / rate
            break
        left -= waits
        published += rate * seconds
    return Wait(int(wanted), int(gone_in))


def _solve(square: float, linear: float, constant: float) -> float:
    """Returns the positive x of square·x² + linear·x = constant."""
    return 2 * constant / (linear + math.sqrt(linear**2 + 4 * square * constant))


def compute_demand(rates: Rates, now: int) -> float:
    """Returns the polls that a feed is worth on the day of `now` at a price of a minute.

    At another price they are as many, divided by its root.
    """
    of_day = rates.days[get_day(now)]
    return sum(HOUR * math.sqrt(rate * of_day / 120) for rate in rates.hours)


def compute_price(feeds: int, demand: float) -> float:
    """Returns the price of a poll in minutes that keeps all feeds in the budget. `demand`: their sum."""
    budget = max(feeds * BUDGET, LEAST_BUDGET)
    return max((demand / budget) ** 2, LEAST_PRICE)
