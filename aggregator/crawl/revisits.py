"""When a stored article is looked at again: at growing age, while corrections and deletions are likely. Pure."""

from functools import lru_cache

from aggregator import clock

MINUTE, HOUR, DAY = 60, 3600, 86_400
# Ages of an article, in seconds since it was stored. After them it is looked at once a week.
AGES = (HOUR, 4 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY)
WATCHED_AGES = (
    *(30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR),
    *(day * DAY for day in range(1, 31)),
)
WEEK = 7 * DAY
SHORTEST = 30 * MINUTE  # between two looks, if one comes late
POSTPONED = 15 * MINUTE  # for pages that were not fetched yet
CONFIRMATION = HOUR  # after a look that found an article gone, the next one at the earliest


@lru_cache(maxsize=64)  # articles that are stored together have the same times
def find_next_revisit(
    stored_at: str, now: str, days: int, *, is_watched: bool = False
) -> str | None:
    """Returns when an article is looked at again after a look now; None when it is too old.

    `days`: how long articles are looked at, 0: never. Those of watched stories and sources are for a month.
    """
    if days <= 0:
        return None
    earliest = clock.seconds_between(stored_at, now) + SHORTEST
    last = max(days * DAY, WATCHED_AGES[-1] if is_watched else 0)
    weeks = range(2 * WEEK, last + 1, WEEK)
    ages = WATCHED_AGES if is_watched else (*AGES, *weeks)
    age = next((age for age in ages if earliest <= age <= last), None)
    return None if age is None else clock.add_seconds(stored_at, age)
