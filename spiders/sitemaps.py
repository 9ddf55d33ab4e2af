"""News sitemaps and sitemap indexes."""

from aggregator.reading.sitemaps import parse_sitemap
from spiders.interface import Listing, ListingParser


class SitemapParser(ListingParser):
    """Parses a news sitemap, or an index of sitemaps."""

    kind = "news_sitemap"

    @classmethod
    def parse(cls, body: bytes, url: str, _content_type: str) -> Listing:
        """Returns the articles of a sitemap, or the sitemaps of an index.

        Raises ReadingError when it is neither.
        """
        sitemap = parse_sitemap(body, url)
        return Listing(sitemap.entries, sitemaps=sitemap.children, cut=sitemap.cut)
