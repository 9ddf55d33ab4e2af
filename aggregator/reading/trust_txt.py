"""Parses trust.txt: which sites a site controls, and which sites control it.

Format: one `attribute=address` a line, `#` begins a comment; see JournalList's specification 1.2 and
draft-org-trust-relationship-protocol-00 (both 2024). Of its attributes only those of ownership are
read: membership, customers and social pages do not make two sites one publisher.
"""

import re

from aggregator import urls
from aggregator.errors import AddressError

MAX_BYTES = 256 * 1024  # bytes; the largest groups name some hundred sites
MAX_CLAIMS = 2000  # claims of one file
_CLAIM = re.compile(
    r"^[ \t]*(control|controlledby)[ \t]*=[ \t]*(\S{1,500})", re.IGNORECASE | re.MULTILINE
)

OwnershipClaim = tuple[str, str]  # ("control" or "controlledby", the other site's domain)


def parse_trust_txt(body: bytes, url: str) -> tuple[OwnershipClaim, ...]:
    """Returns the distinct ownership claims of the trust.txt at `url`, in order, without claims about itself."""
    own_site = urls.site(url)
    claims: dict[OwnershipClaim, None] = {}
    for kind, address in _CLAIM.findall(body[:MAX_BYTES].decode("utf-8-sig", "replace")):
        try:
            other_site = urls.site(address if "://" in address else f"https://{address}")
        except AddressError:
            continue
        if other_site != own_site:
            claims[kind.lower(), other_site] = None
        if len(claims) == MAX_CLAIMS:
            break
    return tuple(claims)
