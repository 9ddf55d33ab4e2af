"""trust.txt: what a site says of whom it controls and who controls it.

Format: one `attribute=address` a line, `#` begins a comment; see JournalList's specification 1.2 and
draft-org-trust-relationship-protocol-00 (both 2024). Of its attributes only those of ownership are
read: membership, customers and social pages do not make two sites one publisher.
"""

import re

from aggregator import urls
from aggregator.errors import AddressError

LARGEST = 256 * 1024  # bytes; the largest groups name some hundred sites
MOST = 2000  # claims of one file
_CLAIM = re.compile(
    r"^[ \t]*(control|controlledby)[ \t]*=[ \t]*(\S{1,500})", re.IGNORECASE | re.MULTILINE
)

Claim = tuple[str, str]  # ("control" or "controlledby", the other site's domain)


def parse_trust(body: bytes, url: str) -> tuple[Claim, ...]:
    """The distinct ownership claims of the trust.txt at `url`, in order; those about itself left out."""
    own = urls.site(url)
    found: dict[Claim, None] = {}
    for kind, address in _CLAIM.findall(body[:LARGEST].decode("utf-8-sig", "replace")):
        try:
            other = urls.site(address if "://" in address else f"https://{address}")
        except AddressError:
            continue
        if other != own:
            found[kind.lower(), other] = None
        if len(found) == MOST:
            break
    return tuple(found)
