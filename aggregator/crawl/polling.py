"""When a feed is fetched again. Pure: old interval and what was new in, seconds out."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

SHORTEST, LONGEST = 300, 86_400  # seconds between two polls
SHORTEN, LENGTHEN = 0.6, 1.4  # factors after a poll with new entries, and without
BUSY = 10  # new entries at once: the feed may have dropped others between two polls
RETRY_CAP = 86_400  # seconds; sites send absurd values, 88 hours were seen
MOST_DOUBLINGS = 10  # of the pause of a feed that fails again and again


def compute_poll_interval(interval: int, new_entries: int, ttl: int | None = None) -> int:
    """Returns seconds until the next poll: fewer after new entries, never fewer than the feed's ttl."""
    if new_entries >= BUSY:
        wanted = interval * SHORTEN**2
    elif new_entries:
        wanted = interval * SHORTEN
    else:
        wanted = interval * LENGTHEN
    floor = min(max(SHORTEST, ttl or 0), LONGEST)
    return int(min(max(wanted, floor), LONGEST))


def compute_failure_pause(interval: int, failures: int, retry_after: int | None = None) -> int:
    """Returns seconds until a failing feed is fetched again: doubled with each failure, at most a day.

    `failures` counts those before this one. A feed is never given up: many come back.
    """
    wanted = max(interval, SHORTEST) * 2 ** min(failures, MOST_DOUBLINGS)
    return int(min(max(wanted, retry_after or 0), RETRY_CAP))


def parse_retry_after(value: str | None, now: datetime | None = None) -> int | None:
    """Returns the seconds of a Retry-After header (RFC 9110 §10.2.3), at most RETRY_CAP.

    None when it is missing or neither a number nor a date.
    """
    if not value:
        return None
    if value.strip().isdecimal():
        return min(int(value.strip()[:9]), RETRY_CAP)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    return int(min(max(seconds, 0), RETRY_CAP))
