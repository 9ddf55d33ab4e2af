"""Reads what a feed says of when to look at it again, and where its changes are announced.

Formats: RSS 2.0 (`ttl`, `skipHours`, `skipDays`), the syndication module of RSS 1.0 (`sy:`), WebSub (`rel=hub`).
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from aggregator import urls
from aggregator.poll_hints import PollHints
from aggregator.reading.feeds.prune import get_local_name

MAX_ELEMENTS = 10_000  # of a feed: they come before its items
MAX_FREQUENCY = 1000
DAY = 86_400
_PERIODS = {
    "hourly": 3600,
    "daily": DAY,
    "weekly": 7 * DAY,
    "monthly": 30 * DAY,
    "yearly": 365 * DAY,
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_poll_hints(root: Any, url: str) -> PollHints:
    """Returns the hints in the tree of a feed that was found at `url`."""
    elements = {get_local_name(element): element for element in _list_feed_elements(root)}
    words = {name: (element.text or "").strip()[:40] for name, element in elements.items()}
    hours = (_parse_number(word) for word in _list_words(elements.get("skiphours")))
    days = (word.lower() for word in _list_words(elements.get("skipdays")))
    links = _list_links(root)
    hub = _write_out(url, links.get("hub"))
    return PollHints(
        ttl_s=_parse_ttl(words),
        hours_skipped=tuple(
            sorted({hour % 24 for hour in hours if hour is not None and hour <= 24})
        ),
        days_skipped=tuple(sorted({_DAYS.index(day) for day in days if day in _DAYS})),
        hub=hub,
        topic=(_write_out(url, links.get("self")) or url) if hub else "",
    )


def _list_feed_elements(root: Any) -> Iterator[Any]:
    """Yields the elements of the feed itself, not those of its items."""
    for element in islice(root, MAX_ELEMENTS):
        if get_local_name(element) == "channel":
            yield from islice(element, MAX_ELEMENTS)
        else:
            yield element


def _list_links(root: Any) -> dict[str, str]:
    """Returns the first address of each relation that the feed itself has; a hub may have several."""
    links: dict[str, str] = {}
    for element in _list_feed_elements(root):
        if get_local_name(element) == "link" and element.get("href"):
            for relation in (element.get("rel") or "alternate")[:100].lower().split():
                links.setdefault(relation, element.get("href"))
    return links


def _write_out(url: str, link: str | None) -> str:
    return (urls.as_written(url, link) or "") if link else ""


def _list_words(element: Any | None) -> list[str]:
    return [] if element is None else [(child.text or "").strip()[:40] for child in element[:40]]


def _parse_ttl(words: dict[str, str]) -> int | None:
    """Returns the longer of the two times that a feed may name, in seconds."""
    minutes = _parse_number(words.get("ttl", ""))
    period = _PERIODS.get(words.get("updateperiod", "").lower())
    frequency = _parse_number(words.get("updatefrequency", "")) or 1
    seconds = period // min(frequency, MAX_FREQUENCY) if period else None
    return max(filter(None, [minutes and minutes * 60, seconds]), default=None)


def _parse_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None
