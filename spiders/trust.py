"""trust.txt: what sites say of who owns them."""

from aggregator.reading.trust_txt import parse_trust
from spiders.interface import Announced


def announced(body: bytes, url: str, _content_type: str) -> Announced:
    """The claims of a trust.txt; none of what is none."""
    return Announced(claims=parse_trust(body, url))
