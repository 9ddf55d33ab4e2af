"""Which primary source the page of a removed article may link: what strangers enter is no link of ours."""

from collections.abc import Collection

from aggregator import urls
from aggregator.errors import AddressError
from aggregator.takedown.rules import grades


def choose_source_link(source_url: str, removed_url: str, proven_domains: Collection[str]) -> str:
    """Returns the address that the page of a removed article links; "" for none.

    `source_url` is what the claimant lets us link. It counts on the site of the removed page itself, and
    on a domain whose control was proven, by everybody in the case who has proven one.
    """
    try:
        site = urls.site(source_url)
        is_own = site == urls.site(removed_url)
    except AddressError:
        return ""
    is_proven = bool(proven_domains) and all(
        grades.covers(domain, source_url, site) for domain in proven_domains
    )
    return source_url if is_own or is_proven else ""
