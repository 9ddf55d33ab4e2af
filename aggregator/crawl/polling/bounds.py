"""Between which times a feed is fetched again: what it and its server ask for, and what we bear.

What a feed says of itself (`ttl`, `sy:updatePeriod`, skipHours, `Cache-Control`) is obeyed for a day
at most: sites send absurd values. A feed whose entries would be gone sooner is fetched once an hour.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from spiders.interface import PollHints

SHORTEST, LONGEST = 300, 86_400  # seconds between two polls
SHORTEST_AGAINST_HINTS = 3600  # seconds, where entries would be gone before the feed wants a poll
HOUR = 3600

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b(?!\s*=)", re.IGNORECASE)
_MOST_HEADER = 1000  # characters that are read


def compute_wait(wanted: int, entries_gone_in: int, freshness: int, hints: PollHints) -> int:
    """Returns the seconds until the next poll, from SHORTEST to LONGEST, before hours to skip.

    `wanted`: by the rhythm; `entries_gone_in`: until entries may have left the feed unseen;
    `freshness`: for which the answer holds by its headers.
    """
    floor = max(hints.ttl_s or 0, freshness)
    wait = max(
        min(wanted, entries_gone_in), min(floor, max(entries_gone_in, SHORTEST_AGAINST_HINTS))
    )
    return min(max(wait, SHORTEST), LONGEST)


def skip_hours(due: datetime, latest: datetime, hints: PollHints) -> datetime:
    """Returns the first time from `due` on that the feed does not ask to skip, at most `latest`."""
    moment = due
    while moment < latest and _is_skipped(moment, hints):
        moment = moment.replace(minute=0, second=0) + timedelta(hours=1)
    return min(moment, latest)


def _is_skipped(moment: datetime, hints: PollHints) -> bool:
    return moment.hour in hints.hours_skipped or moment.weekday() in hints.days_skipped


def parse_freshness(headers: Mapping[str, str], now: datetime) -> int:
    """Returns the seconds for which an answer holds by its headers (RFC 9111 §4.2), at most LONGEST.

    `headers`: by names in lower case. 0 when they do not say so.
    """
    control = headers.get("cache-control", "")[:_MOST_HEADER]
    if _NOT_KEPT.search(control):
        return 0
    stated = _MAX_AGE.search(control)
    if stated:
        seconds = int(stated[1]) - _parse_number(headers.get("age", ""))
    else:
        seconds = _count_seconds_to_expiry(headers, now)
    return min(max(seconds, 0), LONGEST)


def _count_seconds_to_expiry(headers: Mapping[str, str], now: datetime) -> int:
    expires = parse_http_date(headers.get("expires", ""))
    if expires is None:
        return 0
    sent = parse_http_date(headers.get("date", "")) or now
    return int((expires - sent).total_seconds())


def _parse_number(text: str) -> int:
    return int(text.strip()[:9]) if re.fullmatch(r"\s*[0-9]+\s*", text) else 0


def parse_http_date(value: str) -> datetime | None:
    """Returns the aware time of a date in a header, None when it is none; UTC without a zone."""
    try:
        moment = parsedate_to_datetime(value[:_MOST_HEADER])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:  # in the first or last hours that datetime knows
        return None
