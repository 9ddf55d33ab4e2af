"""Section pages that list articles, and home pages that announce feeds."""

from aggregator.reading.section_pages import discover_feeds, section_links
from spiders.interface import Announced


def announced(body: bytes, url: str, _content_type: str) -> Announced:
    """What looks like an article on a page that lists some."""
    return Announced(section_links(body, url))


def discovered(body: bytes, url: str, _content_type: str) -> Announced:
    """The feeds a home page names."""
    return Announced(feeds=discover_feeds(body, url))
