"""Makes one source of two, moves a source to another domain, and makes two of one again.

Articles and pages are moved in blocks with a transaction each, so that a crawl beside it does not wait long. After an
interruption the same call continues. Stories that change are decided again by the next `finalize`.
"""

from aggregator.errors import NotStored, UsageError
from aggregator.publishers.repositories import PublisherRepositories
from aggregator.results import JoinedSource
from aggregator.results.sources import DomainBasis, DomainKind
from storage.frontier.source_domains import SourceDomains
from storage.frontier.sources import Sources

BLOCK_SIZE = 500  # articles moved with one transaction
PAGES_PER_BLOCK = 5000  # rows of the frontier moved with one transaction


def preview_merge(sources: Sources, kept: str, merged: str) -> JoinedSource:
    """Returns what a merge would move. Raises NotStored, UsageError when both are one source."""
    into, taken = (
        sources.get_with_feeds(_require_domain(sources, each)) for each in (kept, merged)
    )
    assert into is not None, "its domain is stored"
    assert taken is not None, "its domain is stored"
    if into.domain == taken.domain:
        raise UsageError(f"{kept} and {merged} are one source already: name two")
    return JoinedSource(into.domain, taken.domain, taken.articles, len(taken.feeds))


def merge_sources(
    repositories: PublisherRepositories,
    kept: str,
    merged: str,
    now: str,
    *,
    kind: DomainKind = "merged",
    basis: DomainBasis = "operator",
    detail: str = "",
) -> JoinedSource:
    """Makes the source of the domain `merged` a part of that of `kept`, which keeps its present domain.

    Raises NotStored, UsageError when both are one source, DatabaseLocked while a crawl fetches from it.
    """
    joined = preview_merge(repositories.sources, kept, merged)
    kept_id, merged_id = (_require_id(repositories.sources, each) for each in (kept, merged))
    _move_in_blocks(repositories, merged_id, kept_id, now)
    repositories.domains.complete_merge(merged_id, kept_id, kind, basis, now, detail)
    return joined


def preview_move(sources: Sources, old: str, new: str) -> JoinedSource:
    """Returns what a move would do.

    Raises NotStored, UsageError when `new` is its present domain or a further one of another source.
    """
    moving = sources.get_with_feeds(_require_domain(sources, old))
    assert moving is not None, "its domain is stored"
    there = sources.get_with_feeds(new)
    if moving.domain == new:
        raise UsageError(f"{new} is the present domain of this source already")
    if there is None or there.domain == moving.domain:
        return JoinedSource(new, moving.domain, 0, 0)
    if there.domain != new:
        raise UsageError(
            f"{new} is a further domain of {there.domain}: `aggregator source split {new}` first"
        )
    return JoinedSource(new, moving.domain, there.articles, len(there.feeds))


def move_source(
    repositories: PublisherRepositories,
    old: str,
    new: str,
    site: str,
    now: str,
    *,
    basis: DomainBasis = "operator",
    detail: str = "",
) -> JoinedSource:
    """Gives the source of the domain `old` the present domain `new`; `site` is its address there.

    A source that has the domain `new` becomes a part of it. Raises NotStored, UsageError as `preview_move`,
    DatabaseLocked while a crawl fetches from what is to become a part.
    """
    joined = preview_move(repositories.sources, old, new)
    domains = repositories.domains
    kept_id, other_id = _require_id(repositories.sources, old), repositories.sources.source_id(new)
    if other_id is not None and other_id != kept_id:
        _move_in_blocks(repositories, other_id, kept_id, now)
    with domains.transaction():
        if other_id is not None and other_id != kept_id:
            domains.complete_merge(other_id, kept_id, "merged", basis, now, detail)
        domains.rename(kept_id, new, site, basis, now, detail)
    return joined


def preview_split(sources: Sources, domains: SourceDomains, domain: str) -> JoinedSource:
    """Returns what a split would move. Raises NotStored when no source has `domain` as a further one."""
    holder = sources.map_further_domains().get(domain)
    if holder is None:
        raise NotStored(
            f"{domain} is no further domain of a source: `aggregator source show` lists them"
        )
    return JoinedSource(holder, domain, *domains.count_at_domain(domain))


def split_source(repositories: PublisherRepositories, domain: str, now: str) -> JoinedSource:
    """Makes a source of a further domain again, with what is at that domain.

    Raises NotStored when no source has it as a further domain.
    """
    parted = preview_split(repositories.sources, repositories.domains, domain)
    repositories.domains.split(domain, now)
    return parted


def _require_domain(sources: Sources, domain: str) -> str:
    """Returns the present domain of the source of a domain. Raises NotStored."""
    present = sources.find_present_domain(domain)
    if present is None:
        raise NotStored(f"no source {domain}: `aggregator source list` shows all")
    return present


def _require_id(sources: Sources, domain: str) -> int:
    source_id = sources.source_id(domain)
    assert source_id is not None, "its domain is stored"
    return source_id


def _move_in_blocks(
    repositories: PublisherRepositories, merged_id: int, kept_id: int, now: str
) -> None:
    """Moves hidden articles, then articles and pages, block by block. Raises DatabaseLocked."""
    domains = repositories.domains
    domains.require_no_leased_feed(merged_id, now)
    repositories.hidden_articles.replace_source(merged_id, kept_id)
    while domains.move_some_articles(merged_id, kept_id, BLOCK_SIZE) == BLOCK_SIZE:
        pass
    while domains.move_some_pages(merged_id, kept_id, PAGES_PER_BLOCK) == PAGES_PER_BLOCK:
        pass
