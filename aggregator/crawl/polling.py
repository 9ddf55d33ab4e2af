"""When to look at a feed again. Pure: old interval and what was seen in, seconds out."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

SHORTEST, LONGEST = 300, 86_400  # seconds between two looks
SHORTEN, LENGTHEN = 0.6, 1.4  # after news, after none
BUSY = 10  # new entries at once: the feed may have dropped some between two looks
RETRY_CAP = 86_400  # sites announce absurd values; 88 hours were seen


def next_interval(interval: int, new_entries: int, ttl: int | None = None) -> int:
    """Seconds until the next look: shorter after news, longer after none, never below the feed's ttl."""
    if new_entries >= BUSY:
        wanted = interval * SHORTEN**2
    elif new_entries:
        wanted = interval * SHORTEN
    else:
        wanted = interval * LENGTHEN
    floor = min(max(SHORTEST, ttl or 0), LONGEST)
    return int(min(max(wanted, floor), LONGEST))


def backed_off(interval: int, failures: int, retry_after: int | None = None) -> int:
    """Seconds until a failing feed is tried again: doubling with each failure, a day at most.

    `failures` counts those before this one. A feed is never given up: many come back.
    """
    wanted = max(interval, SHORTEST) * 2 ** min(failures, 10)
    return int(min(max(wanted, retry_after or 0), RETRY_CAP))


def retry_after(value: str | None, now: datetime | None = None) -> int | None:
    """Seconds named by a Retry-After header (RFC 9110 §10.2.3), capped; None when it names none."""
    if not value:
        return None
    if value.strip().isdecimal():
        return min(int(value.strip()[:9]), RETRY_CAP)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    return int(min(max(seconds, 0), RETRY_CAP))
