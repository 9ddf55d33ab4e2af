"""Owner groups from trust.txt: sites are joined where both say that one controls the other."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from aggregator.config import CrawlConfig
from aggregator.crawl import probe
from aggregator.crawl.probe import Look
from storage.frontier import publisher_groups
from storage.sqlite.connection import transaction
from storage.store import Store

MOST_OWNERS = 3  # of one site, that are asked in their turn


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of it."""

    asked: int  # sites
    answered: int  # with a trust.txt
    sources: dict[str, str]  # domain -> the owner group it was put into
    disputed: tuple[tuple[str, ...], ...] = ()  # owners of one group, as our list names them


def join(
    store: Store,
    sites: Mapping[str, str],
    settings: CrawlConfig,
    progress: Callable[[int], None] | None = None,
) -> Joined:
    """Ask sites (domain -> address) for trust.txt, then those they name as owners, and join.

    What our list says of an owner stays. Raises UsageError where no contact is set.
    """
    looks = _asked(sites, settings, progress)
    named = {
        other: urljoin(sites[domain], f"//{other}/")
        for domain, look in looks.items()
        for other in _claimed(look, "controlledby")[:MOST_OWNERS]
        if other not in sites
    }
    looks |= _asked(named, settings, progress)
    with transaction(store.main) as db:
        for domain, look in looks.items():
            if look.announced:
                publisher_groups.claim(db, domain, look.announced.claims)
        sources, disputed = _groups(store)
        for domain, owner in sources.items():
            publisher_groups.set_owner(db, domain, owner)
    answered = sum(bool(look.announced and look.announced.claims) for look in looks.values())
    return Joined(len(looks), answered, sources, disputed)


def _asked(
    sites: Mapping[str, str], settings: CrawlConfig, progress: Callable[[int], None] | None
) -> dict[str, Look]:
    targets = [
        probe.target(domain, urljoin(site, "/trust.txt"), probe.TRUST)
        for domain, site in sites.items()
    ]
    found = probe.look(targets, settings, progress) if targets else {}
    return {one.source: found[one.url] for one in targets if one.url in found}


def _claimed(look: Look, kind: str) -> list[str]:
    claims = look.announced.claims if look.announced else ()
    return [other for said, other in claims if said == kind]


def _groups(store: Store) -> tuple[dict[str, str], tuple[tuple[str, ...], ...]]:
    """The owner of each source that has none yet, and groups for which our list has several."""
    found: dict[str, str] = {}
    disputed = []
    pairs = publisher_groups.agreed(store.main)
    owned = {domain for _, domain in pairs}
    for group in _connected(pairs):
        listed = publisher_groups.owners_of(store.main, group)
        names = sorted({owner for owner in listed.values() if owner})
        if len(names) > 1:
            disputed.append(tuple(names))
            continue
        top = min(group, key=lambda domain: (domain in owned, domain))
        owner = names[0] if names else top
        found |= {domain: owner for domain, known in listed.items() if not known}
    return found, tuple(disputed)


def _connected(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Domains that are joined by pairs, group by group, in order."""
    near: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    groups, seen = [], set[str]()
    for start in sorted(near):
        waiting, group = [start], []
        while waiting:
            domain = waiting.pop()
            if domain not in seen:
                seen.add(domain)
                group.append(domain)
                waiting += near[domain]
        if group:
            groups.append(sorted(group))
    return groups
