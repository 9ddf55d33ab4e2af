"""Which domains a claimant may prove control of."""

from collections.abc import Iterable

from aggregator import urls
from aggregator.errors import AddressError
from aggregator.results.takedowns import TakedownItem, TakedownRequestRecord
from aggregator.takedown.rules.grades import domain_to_prove


def list_domains_to_prove(
    request: TakedownRequestRecord, items: Iterable[TakedownItem]
) -> list[str]:
    """Returns the domains that may be the claimant's: of the scope, of their own work, of the named page."""
    sources = {item.url: item.domain for item in items}
    named = request.scope.url
    found = [
        request.scope.domain,
        _find_domain(request.work_url, ""),
        _find_domain(named, sources.get(named, "")),
    ]
    return list(dict.fromkeys(filter(None, found)))


def _find_domain(url: str, source: str) -> str:
    """The domain whose control proves that a page is one's own; "" without an address."""
    try:
        return domain_to_prove(url, source or urls.site(url))
    except AddressError:
        return ""
