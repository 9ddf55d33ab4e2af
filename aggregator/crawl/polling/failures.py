"""What follows when a feed does not answer as before: pauses, feeds that are gone, feeds that moved."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from aggregator import clock, urls
from aggregator.crawl.polling.bounds import SHORTEST, parse_http_date

RETRY_CAP = 86_400  # seconds; sites send absurd values, 88 hours were seen
MOST_DOUBLINGS = 10  # of the pause of a feed that fails again and again

SIGHTINGS = 3  # of HTTP 410 or of one permanent redirect, before it is believed
SIGHTINGS_TAKE = 86_400  # seconds at least, from the first to the last
RETIRED_PROBE = 30 * 86_400  # seconds between two looks at a feed that is gone
PERMANENT = frozenset({301, 308})  # redirects, RFC 9110 §15.4


def compute_failure_pause(interval: int, failures: int, retry_after: int | None = None) -> int:
    """Returns seconds until a failing feed is fetched again: doubled with each failure, at most a day.

    `failures` counts those before this one. A feed is never given up: many come back.
    """
    wanted = max(interval, SHORTEST) * 2 ** min(failures, MOST_DOUBLINGS)
    return int(min(max(wanted, retry_after or 0), RETRY_CAP))


def parse_retry_after(value: str | None, now: datetime) -> int | None:
    """Returns the seconds from `now` of a Retry-After header (RFC 9110 §10.2.3), at most RETRY_CAP.

    None when it is missing or neither a number nor a date.
    """
    if not value:
        return None
    if value.strip().isdecimal():
        return min(int(value.strip()[:9]), RETRY_CAP)
    moment = parse_http_date(value)
    if moment is None:
        return None
    seconds = (moment - now).total_seconds()
    return int(min(max(seconds, 0), RETRY_CAP))


@dataclass(frozen=True, slots=True)
class Sightings:
    """How often something was seen at a feed, and since when; `number` 0 and "" for never."""

    number: int = 0
    since: str = ""
    what: str = ""  # the address of a redirect

    @property
    def believed(self) -> bool:
        """Whether it was seen often enough."""
        return self.number >= SIGHTINGS


def count_sighting(before: Sightings, what: str, now: str) -> Sightings:
    """Returns the sightings with one more at `now`; another redirect starts them again.

    The last one counts only when SIGHTINGS_TAKE seconds have passed since the first.
    """
    if not before.number or before.what != what:
        return Sightings(1, now, what)
    long_enough = now >= clock.add_seconds(before.since, SIGHTINGS_TAKE)
    most = SIGHTINGS if long_enough else SIGHTINGS - 1
    return Sightings(max(min(before.number + 1, most), before.number), before.since, what)


def find_move(asked: str, answered: str, statuses: tuple[int, ...]) -> str:
    """Returns the address that a feed moved to by its redirects, "" when it did not move.

    Another site's front page is none: feeds that were closed are often sent there.
    """
    if not statuses or not PERMANENT.issuperset(statuses) or answered == asked:
        return ""
    elsewhere = urls.site(answered) != urls.site(asked)
    is_front_page = urlsplit(answered).path in ("", "/") and not urlsplit(answered).query
    return "" if elsewhere and is_front_page else answered
