"""Parses TimeMaps: the captures of an address by a web archive, as a list of links (RFC 7089, RFC 6690).

A link is `<address>; name="value"; name=value`; commas separate links, and may be in addresses and values.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from aggregator import clock
from aggregator.errors import ReadingError

MAX_ADDRESS = 4000  # characters
FIRST_YEAR = 1990  # before it there was no web
_PARAMETER = re.compile(
    r"""\s*;\s*([A-Za-z0-9!#$&+.^_`|~-]{1,100})\*?\s*(?:=\s*(?:"([^"]{0,4000})"|([^\s;,"<]{0,4000})))?"""
)

Link = tuple[str, Mapping[str, str]]  # address, values by name in lower case


@dataclass(frozen=True, slots=True)
class ListedCapture:
    """A capture that a TimeMap lists."""

    memento: str  # its address
    captured_at: str


def parse_timemap(body: bytes, now: str) -> ListedCapture | None:
    """Returns the earliest capture that a TimeMap lists, none later than `now`; None if it lists none.

    Raises ReadingError for what is no TimeMap, and for one that only lists others. Takes linear time.
    """
    links = list(_list_links(body.decode("utf-8", "replace")))
    relations = {relation for _, values in links for relation in values.get("rel", "").split()}
    if "memento" in relations:
        captures = [capture for link in links if (capture := _read_capture(link, now))]
        return min(captures, key=lambda capture: capture.captured_at, default=None)
    if "original" not in relations:
        raise ReadingError(
            "it is no TimeMap (RFC 7089): no link is of the original or of a capture"
        )
    if "timemap" in relations:
        raise ReadingError("it lists other TimeMaps, which are not read")
    return None


def _list_links(text: str) -> Iterator[Link]:
    at = 0
    while (start := text.find("<", at)) >= 0:
        end = text.find(">", start)
        if end < 0:
            return
        address = text[start + 1 : end].strip() if end - start <= MAX_ADDRESS else ""
        at, values = end + 1, dict[str, str]()
        while parameter := _PARAMETER.match(text, at):
            name, quoted, plain = parameter.groups()
            values.setdefault(name.lower(), quoted or plain or "")
            at = parameter.end()
        yield address, values


def _read_capture(link: Link, now: str) -> ListedCapture | None:
    """Returns the capture of a link; None if it is none, or has no possible time."""
    address, values = link
    if "memento" not in values.get("rel", "").split():
        return None
    if not address.startswith(("http://", "https://")) or not address.isprintable():
        return None
    moment = _parse_moment(values.get("datetime", ""))
    if moment is None or moment.year < FIRST_YEAR or clock.to_text(moment) > now:
        return None
    return ListedCapture(address, clock.to_text(moment))


def _parse_moment(text: str) -> datetime | None:
    """Returns a time as HTTP writes it, in UTC."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
