"""What a site announces: its robots.txt, and any address whose kind is not known yet."""

import re

from aggregator import urls
from aggregator.errors import ReadingError
from aggregator.model import Feed
from aggregator.reading.feeds import parse_feed
from aggregator.reading.section_pages import discover_feeds, find_article_links
from aggregator.reading.sitemaps import parse_sitemap
from spiders.interface import Listing, ListingParser

MOST_SITEMAPS = 50  # named by a robots.txt
_SITEMAP_LINE = re.compile(rb"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


class UnknownPageParser(ListingParser):
    """Parses a feed, a sitemap or a page, whichever it is; a feed names itself among its feeds."""

    kind = "unknown"

    @classmethod
    def parse(cls, body: bytes, url: str, content_type: str) -> Listing:
        """Returns the entries of a feed or sitemap with itself as a feed; of a page its links and feeds."""
        try:
            feed = parse_feed(body, url, content_type)
            itself = _make_feed(url, "feed", feed.title)
            return Listing(feed.entries, feeds=(itself,), title=feed.title)
        except ReadingError:
            pass
        try:
            sitemap = parse_sitemap(body, url)
            itself = _make_feed(url, "news_sitemap")
            return Listing(sitemap.entries, sitemaps=sitemap.children, feeds=(itself,))
        except ReadingError:
            return Listing(find_article_links(body, url), feeds=discover_feeds(body, url))


def _make_feed(url: str, kind: str, title: str = "") -> Feed:
    """Returns the feed at an address that was fetched."""
    compared = urls.canonical(url)
    return Feed(compared, urls.site(url), kind, title, "" if compared == url else url)


class RobotsSitemapParser(ListingParser):
    """Parses the Sitemap lines of a robots.txt (sitemaps.org)."""

    kind = "robots"

    @classmethod
    def parse(cls, body: bytes, url: str, _content_type: str) -> Listing:
        """Returns the sitemaps that a robots.txt names; none when it is no such file."""
        lines = _SITEMAP_LINE.findall(body[: 512 * 1024])[:MOST_SITEMAPS]
        named = (urls.join(url, line.decode("utf-8", "replace")) for line in lines)
        return Listing(sitemaps=tuple(dict.fromkeys(link for link in named if link)))
