"""RSS, RDF, Atom and JSON Feed."""

from types import MappingProxyType

from aggregator.reading.feeds import parse_feed
from spiders.interface import Listing, ListingParser

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)


class FeedParser(ListingParser):
    """Parses a feed in any of the four formats."""

    kind = "feed"
    headers = MappingProxyType({"Accept": ACCEPT})  # else some servers answer with a page

    @classmethod
    def parse(cls, body: bytes, url: str, content_type: str) -> Listing:
        """Returns the entries of a feed. Raises ReadingError when it is no feed."""
        feed = parse_feed(body, url, content_type)
        return Listing(feed.entries, title=feed.title, cut=feed.cut, hints=feed.hints)
