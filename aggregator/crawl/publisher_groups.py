"""Publisher groups from trust.txt: sites form a group where both say that one controls the other."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from aggregator.config import CrawlConfig
from aggregator.crawl.probe import TRUST, ProbeResult, make_unpolled_feed, probe_feeds
from storage.frontier.publisher_groups import PublisherGroups

MOST_CONTROLLERS = 3  # named by one site, that are probed too


@dataclass(frozen=True, slots=True)
class GroupUpdate:
    """What came of reading trust.txt files."""

    probed: int  # sites
    answered: int  # with a trust.txt
    sources: dict[str, str]  # domain -> the publisher group it was put into
    disputed: tuple[tuple[str, ...], ...] = ()  # group names that our list has for one group


def probe_and_store_groups(
    groups: PublisherGroups,
    sites: Mapping[str, str],
    config: CrawlConfig,
    progress: Callable[[int], None] | None = None,
) -> GroupUpdate:
    """Probes trust.txt of sites (domain -> address) and of those that control them; stores groups.

    A group that our list names stays. Raises UsageError while no contact is set.
    """
    results = _probe_trust_files(sites, config, progress)
    controllers = {
        other: urljoin(sites[domain], f"//{other}/")
        for domain, result in results.items()
        for other in _claimed_domains(result, "controlledby")[:MOST_CONTROLLERS]
        if other not in sites
    }
    results |= _probe_trust_files(controllers, config, progress)
    with groups.transaction():
        for domain, result in results.items():
            if result.listing:
                groups.replace_claims(domain, result.listing.claims)
        sources, disputed = _assign_groups(groups)
        for domain, group in sources.items():
            groups.set_group(domain, group)
    answered = sum(bool(result.listing and result.listing.claims) for result in results.values())
    return GroupUpdate(len(results), answered, sources, disputed)


def _probe_trust_files(
    sites: Mapping[str, str], config: CrawlConfig, progress: Callable[[int], None] | None
) -> dict[str, ProbeResult]:
    """Returns the results by domain."""
    feeds = [
        make_unpolled_feed(domain, urljoin(site, "/trust.txt"), TRUST)
        for domain, site in sites.items()
    ]
    results = probe_feeds(feeds, config, progress) if feeds else {}
    return {feed.source: results[feed.url] for feed in feeds if feed.url in results}


def _claimed_domains(result: ProbeResult, kind: str) -> list[str]:
    """Returns the domains in the claims of one kind, `control` or `controlledby`."""
    claims = result.listing.claims if result.listing else ()
    return [domain for claim, domain in claims if claim == kind]


def _assign_groups(groups: PublisherGroups) -> tuple[dict[str, str], tuple[tuple[str, ...], ...]]:
    """Returns the group of each source that has none yet, and the disputed group names."""
    assigned: dict[str, str] = {}
    disputed = []
    pairs = groups.mutual_claims()
    controlled = {domain for _, domain in pairs}
    for component in _connected_components(pairs):
        listed = groups.groups_of(component)
        names = sorted({group for group in listed.values() if group})
        if len(names) > 1:
            disputed.append(tuple(names))
            continue
        top = min(component, key=lambda domain: (domain in controlled, domain))
        group = names[0] if names else top
        assigned |= {domain: group for domain, known in listed.items() if not known}
    return assigned, tuple(disputed)


def _connected_components(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Returns the domains that pairs connect, component by component, in order."""
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for first, second in pairs:
        neighbours[first].add(second)
        neighbours[second].add(first)
    components, seen = [], set[str]()
    for start in sorted(neighbours):
        waiting, component = [start], []
        while waiting:
            domain = waiting.pop()
            if domain not in seen:
                seen.add(domain)
                component.append(domain)
                waiting += neighbours[domain]
        if component:
            components.append(sorted(component))
    return components
