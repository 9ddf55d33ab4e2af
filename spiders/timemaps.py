"""TimeMaps (RFC 7089): when a web archive captured an address."""

from types import MappingProxyType

from aggregator import clock
from aggregator.reading.timemaps import parse_timemap
from spiders.interface import Listing, ListingParser


class TimemapParser(ListingParser):
    """Parses a TimeMap; only its earliest capture is kept."""

    kind = "timemap"
    headers = MappingProxyType({"Accept": "application/link-format"})

    @classmethod
    def parse(cls, body: bytes, _url: str, _content_type: str) -> Listing:
        """Returns the earliest capture that a TimeMap lists. Raises ReadingError when it is none."""
        first = parse_timemap(body, clock.now())
        return Listing(first_capture=(first.memento, first.captured_at) if first else None)
