"""Suggests which sources are one publisher or have one owner. It reads only; the operator decides.

Nothing here proves anything: names are alike by chance, and a copier can declare what it wants.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from aggregator.attribution.naming import fold_name, site_of
from aggregator.results import OwnerSuggestion, SourceRow
from storage.corpus.redirects import Redirects
from storage.frontier.publisher_groups import PublisherGroups
from storage.frontier.sources import Sources

LooksLike = Literal["moved", "one_publisher", "one_owner"]

# From so much on an observation is a reason for a suggestion.
MIN_REDIRECTS = 1  # articles of one source that redirect to the other
MIN_CANONICAL = 3  # articles of one source that declare addresses of the other
MIN_CANONICAL_SHARE = 0.5  # of the articles of that source: of a licensee it is a small part
MIN_NAME_LENGTH = 6  # letters of a name that is not alike by chance
MAX_SAME_NAME = 4  # sources of one name: of more, it is a common one
_RANKS: dict[LooksLike, int] = {"moved": 0, "one_publisher": 1, "one_owner": 2}


@dataclass(frozen=True, slots=True)
class Observation:
    """A reason to think that two sources belong together: `a` to `b` where it has a direction."""

    a: str
    b: str
    looks_like: LooksLike
    reason: str


def suggest_owners(
    sources: Sources, redirects: Redirects, groups: PublisherGroups
) -> list[OwnerSuggestion]:
    """Returns pairs of sources that look like one publisher or one owner, the clearest first."""
    rows = {row.domain: row for row in sources.all_with_state()}
    further = sources.map_further_domains()
    observations = [
        *_observe_redirects(redirects.count_redirects_between_sources()),
        *_observe_equal_feeds(redirects.list_sources_of_equal_feeds()),
        *_observe_canonical(redirects.list_declared_addresses(), rows, further),
        *_observe_names(rows.values()),
        *_observe_ownership(groups.list_claims(), rows, further),
    ]
    return combine_observations(observations, rows)


def combine_observations(
    observations: Iterable[Observation], rows: Mapping[str, SourceRow]
) -> list[OwnerSuggestion]:
    """Returns one suggestion for each pair of sources, the clearest first, then by domain.

    `rows` are all sources by domain. What only shows one owner is left out for sources of one group.
    """
    by_pair: defaultdict[tuple[str, str], list[Observation]] = defaultdict(list)
    for each in observations:
        by_pair[min(each.a, each.b), max(each.a, each.b)].append(each)
    made = [_make_suggestion(found, rows) for found in by_pair.values()]
    wanted = [
        each for each in made if each.looks_like != "one_owner" or not _is_grouped(each, rows)
    ]
    return sorted(wanted, key=lambda each: (_RANKS[each.looks_like], each.a, each.b))


def _make_suggestion(found: list[Observation], rows: Mapping[str, SourceRow]) -> OwnerSuggestion:
    found = sorted(found, key=lambda each: _RANKS[each.looks_like])
    first = found[0]
    directions = {(each.a, each.b) for each in found if each.looks_like == "moved"}
    looks_like = "one_publisher" if len(directions) > 1 else first.looks_like
    a, b = first.a, first.b
    if looks_like == "one_publisher" and rows[b].articles > rows[a].articles:
        a, b = b, a
    reasons = [each.reason for each in found]
    return OwnerSuggestion(a, b, looks_like, reasons, _COMMANDS[looks_like](rows[a], rows[b]))


def _make_group_command(a: SourceRow, b: SourceRow) -> str:
    group = a.publisher_group or b.publisher_group or b.domain
    alone = [row for row in (a, b) if row.publisher_group != group]
    return " && ".join(
        f"aggregator source add {row.site or f'https://{row.domain}/'} --group '{group}'"
        for row in alone
    )


_COMMANDS: dict[LooksLike, Callable[[SourceRow, SourceRow], str]] = {
    "moved": lambda a, b: f"aggregator source move {a.domain} {b.domain}",
    "one_publisher": lambda a, b: f"aggregator source merge {a.domain} {b.domain}",
    "one_owner": _make_group_command,
}


def _is_grouped(suggestion: OwnerSuggestion, rows: Mapping[str, SourceRow]) -> bool:
    groups = {rows[suggestion.a].publisher_group, rows[suggestion.b].publisher_group}
    return len(groups) == 1 and groups != {""}


def _observe_redirects(counts: Iterable[tuple[str, str, int]]) -> Iterator[Observation]:
    for a, b, count in counts:
        if count >= MIN_REDIRECTS:
            articles = f"{count} article{'s' if count > 1 else ''}"
            yield Observation(a, b, "moved", f"{articles} of {a} redirected to {b}")


def _observe_equal_feeds(pairs: Iterable[tuple[str, str]]) -> Iterator[Observation]:
    for a, b in pairs:
        yield Observation(a, b, "one_publisher", f"a feed of {a} is the same as one of {b}")


def _observe_canonical(
    declared: Iterable[tuple[str, str]],
    rows: Mapping[str, SourceRow],
    further: Mapping[str, str],
) -> Iterator[Observation]:
    counts = Counter((domain, site_of(url)) for domain, url in declared)
    for (domain, site), count in sorted(counts.items()):
        other, articles = further.get(site, site), rows[domain].articles
        if other == domain or other not in rows:
            continue
        if count >= MIN_CANONICAL and count >= MIN_CANONICAL_SHARE * articles:
            reason = f"{count} of {articles} articles of {domain} declare an address of {other}"
            yield Observation(other, domain, "one_publisher", reason)


def _observe_names(rows: Iterable[SourceRow]) -> Iterator[Observation]:
    by_name: defaultdict[str, list[SourceRow]] = defaultdict(list)
    for row in rows:
        by_name[fold_name(row.name)].append(row)
    for name, same in by_name.items():
        if len(name) >= MIN_NAME_LENGTH and 1 < len(same) <= MAX_SAME_NAME:
            first, *others = same
            for other in others:
                reason = f"both are called {first.name}"
                yield Observation(first.domain, other.domain, "one_publisher", reason)


def _observe_ownership(
    claims: Iterable[tuple[str, str, str]],
    rows: Mapping[str, SourceRow],
    further: Mapping[str, str],
) -> Iterator[Observation]:
    for claiming, kind, named in claims:
        domain, other = (further.get(each, each) for each in (claiming, named))
        if domain != other and domain in rows and other in rows:
            verb = "controls" if kind == "control" else "is controlled by"
            reason = f"trust.txt of {domain} says that it {verb} {other}"
            yield Observation(domain, other, "one_owner", reason)
