"""News sitemaps and sitemap indexes."""

from aggregator.reading.sitemaps import parse_sitemap
from spiders.interface import Announced


def announced(body: bytes, url: str, _content_type: str) -> Announced:
    """The articles of a sitemap, or the sitemaps of an index. Raises ReadingError when it is neither."""
    parsed = parse_sitemap(body, url)
    return Announced(parsed.entries, sitemaps=parsed.children)
