"""RSS, RDF, Atom and JSON Feed."""

from aggregator.reading.feeds import parse_feed
from spiders.interface import Listing, ListingParser, PollHints


class FeedParser(ListingParser):
    """Parses a feed in any of the four formats."""

    kind = "feed"

    @classmethod
    def parse(cls, body: bytes, url: str, content_type: str) -> Listing:
        """Returns the entries of a feed. Raises ReadingError when it is no feed."""
        feed = parse_feed(body, url, content_type)
        return Listing(feed.entries, title=feed.title, hints=PollHints(ttl_s=feed.ttl_s))
