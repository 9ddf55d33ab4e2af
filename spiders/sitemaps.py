"""News sitemaps and sitemap indexes."""

from types import MappingProxyType

from aggregator.reading.sitemaps import parse_sitemap
from spiders.interface import Listing, ListingParser


class SitemapParser(ListingParser):
    """Parses a news sitemap, or an index of sitemaps."""

    kind = "news_sitemap"
    headers = MappingProxyType({"Accept": "application/xml, text/xml;q=0.9, */*;q=0.5"})

    @classmethod
    def parse(cls, body: bytes, url: str, _content_type: str) -> Listing:
        """Returns the articles of a sitemap, or the sitemaps of an index.

        Raises ReadingError when it is neither.
        """
        sitemap = parse_sitemap(body, url)
        return Listing(sitemap.entries, sitemaps=sitemap.children, cut=sitemap.cut)
