"""When an address that brought no article is looked at again. Pure.

No cause is a verdict: what is missing, forbidden or too short now may be an article in an hour. The pauses grow to
a week, and end when the first look was long ago; a feed that still lists the address has it looked at each week.
"""

from collections.abc import Mapping

from aggregator import clock

MINUTE, HOUR, DAY = 60, 3600, 86_400
WEEK = 7 * DAY
OLD = (
    60 * DAY
)  # seconds since the first look, after which only what a feed still lists is looked at

# Seconds before each further look; the last pause is repeated.
_SOON = (5 * MINUTE, 20 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, WEEK)
_HOURS = (HOUR, 4 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, WEEK)
_DAYS = (DAY, 2 * DAY, 4 * DAY, WEEK)
_DAILY = (DAY,)  # as long as robots.txt is kept (RFC 9309 §2.4): more looks would ask nothing
_KIND = (DAY, WEEK)  # what a page is: that changes seldom

PAUSES: Mapping[str, tuple[int, ...]] = {
    "address_refused": _DAYS,
    "bad_address": _DAYS,
    "challenge": _SOON,
    "client_error": _HOURS,
    "consent": _HOURS,
    "crashed": _DAYS,
    "empty": _SOON,
    "error_page": _SOON,
    "forbidden": _SOON,
    "front_page": _KIND,
    "gallery": _KIND,
    "gone": _HOURS,
    "legal": _DAYS,
    "login": _HOURS,
    "meta_refresh": _HOURS,
    "no_answer": _SOON,
    "no_host": _SOON,
    "not_found": _SOON,
    "not_html": _KIND,
    "other_text": _HOURS,
    "paywall": _KIND,
    "redirect_loop": _HOURS,
    "redirected": _SOON,
    "robots": _DAILY,
    "robots_unreachable": _SOON,
    "section": _KIND,
    "server_error": _SOON,
    "timeout": _DAYS,
    "tls": _HOURS,
    "too_deep": _KIND,
    "too_large": _DAYS,
    "too_many": _SOON,
    "too_short": _SOON,
    "unsigned": _DAYS,
    "unsound": _KIND,
    "video": _KIND,
}


def find_next_look(
    cause: str, attempts: int, first_tried: str, now: str, retry_after: int | None = None
) -> str | None:
    """Returns when a page is looked at again, None when that has ended.

    `attempts` counts the looks without an article before this one; `retry_after` is in seconds.
    """
    if now >= clock.add_seconds(first_tried, OLD):
        return None
    pauses = PAUSES[cause]
    pause = max(pauses[min(attempts, len(pauses) - 1)], min(retry_after or 0, WEEK))
    return clock.add_seconds(now, pause)
