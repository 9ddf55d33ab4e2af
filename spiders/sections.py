"""Section pages that list articles, and home pages that name feeds."""

from aggregator.reading.section_pages import discover_feeds, find_article_links
from spiders.interface import Listing, ListingParser


class SectionParser(ListingParser):
    """Parses a page of links to articles."""

    kind = "section"

    @classmethod
    def parse(cls, body: bytes, url: str, _content_type: str) -> Listing:
        """Returns the links that look like articles."""
        return Listing(find_article_links(body, url))


class HomePageParser(ListingParser):
    """Parses the home page of a source whose feeds are not known yet."""

    kind = "home"

    @classmethod
    def parse(cls, body: bytes, url: str, _content_type: str) -> Listing:
        """Returns the feeds that a home page names."""
        return Listing(feeds=discover_feeds(body, url))
