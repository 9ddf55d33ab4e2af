"""Which sitemaps of an index are polled: those that it names, for some days after it named them last.

A site with one sitemap for each day is so read for years within the number of feeds of a source.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from aggregator import clock, urls

DAYS_KEPT = 14  # after its index named a sitemap last


@dataclass(frozen=True, slots=True)
class ChildPlan:
    """Sitemaps that become feeds, feeds that end, and how many sitemaps have no room."""

    added: tuple[str, ...]
    dropped: tuple[str, ...]
    cut: int


def plan_children(
    named: Sequence[str], known: Mapping[str, str], *, room: int, now: str
) -> ChildPlan:
    """Returns what an index that names these sitemaps changes.

    `known`: the sitemaps of its source that are feeds already, with the time at which an index named
    them last. `room`: how many feeds the source may still get. The longest unnamed make room for new ones.
    """
    end = clock.add_seconds(now, -86_400 * DAYS_KEPT)
    unnamed = sorted((time, url) for url, time in known.items() if url not in set(named))
    expired = [url for time, url in unnamed if time < end]
    new = [url for url in dict.fromkeys(named) if url not in known]
    waiting = [url for time, url in unnamed if time >= end]
    makes_room = waiting[: max(len(new) - room - len(expired), 0)]
    dropped = (*expired, *makes_room)
    added = tuple(new[: max(room + len(dropped), 0)])
    return ChildPlan(added, dropped, len(new) - len(added))


def select_allowed(
    children: Iterable[str], index: str, other_hosts: Collection[str] = ()
) -> tuple[str, ...]:
    """Returns the sitemaps that an index may name (sitemaps.org): those on its own site, whatever the host.

    `other_hosts`: on which its source has sitemaps already, as its robots.txt names them.
    """
    own = urls.site(index)
    return tuple(url for url in children if urls.site(url) == own or urls.host(url) in other_hosts)
