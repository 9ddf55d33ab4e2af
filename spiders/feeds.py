"""RSS, RDF, Atom and JSON Feed."""

from aggregator.reading.feeds import parse_feed
from spiders.interface import Announced, DueFeed


def conditions(feed: DueFeed) -> dict[str, str]:
    """Headers of a conditional request (RFC 9110 §13): an unchanged feed is not sent again."""
    headers = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    return {name: value for name, value in headers.items() if value}


def announced(body: bytes, url: str, content_type: str) -> Announced:
    """The entries of a feed. Raises ReadingError when it is none."""
    parsed = parse_feed(body, url, content_type)
    return Announced(parsed.entries, title=parsed.title, ttl_s=parsed.ttl_s)
