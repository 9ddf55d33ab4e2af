"""trust.txt: which sites a site says it controls, or is controlled by."""

from aggregator.reading.trust_txt import parse_trust_txt
from spiders.interface import Listing, ListingParser


class TrustParser(ListingParser):
    """Parses a trust.txt (JournalList)."""

    kind = "trust"

    @classmethod
    def parse(cls, body: bytes, url: str, _content_type: str) -> Listing:
        """Returns the claims of a trust.txt; no claims when it is no such file."""
        return Listing(claims=parse_trust_txt(body, url))
