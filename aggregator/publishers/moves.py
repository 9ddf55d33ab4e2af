"""Finds the sites that moved, by what is stored and where their feeds lead, and moves their sources."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from aggregator.errors import DatabaseLocked
from aggregator.linking.agreement import agree
from aggregator.publishers import joining, rules
from aggregator.publishers.repositories import PublisherRepositories
from aggregator.publishers.rules import MoveEvidence, RedirectedArticle
from aggregator.results import JoinedSource

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lead:
    """Where the feeds of a source lead, in place of its own site."""

    site: str
    alive_until: str  # its own site answered at least until then; empty: not known


def store_proven_moves(
    repositories: PublisherRepositories, leads: Mapping[str, Lead], now: str
) -> list[JoinedSource]:
    """Moves each source whose move is proven; `leads` by its domain.

    A source that a crawl is fetching from is left for the next time.
    """
    moved = []
    for old, lead in leads.items():
        evidence = read_evidence(repositories, old, lead)
        if evidence is None or not rules.is_move_proven(evidence):
            continue
        detail = rules.describe_move(evidence)
        site = _make_site_address(evidence)
        try:
            moved.append(
                joining.move_source(
                    repositories, old, lead.site, site, now, basis="redirects", detail=detail
                )
            )
        except DatabaseLocked as error:
            logger.info("not moved yet: %s: %s", old, error)
        else:
            logger.info("moved: %s", detail)
    return moved


def read_evidence(repositories: PublisherRepositories, old: str, lead: Lead) -> MoveEvidence | None:
    """Returns what is known of a move from a present domain to another; None unless both are sources'."""
    sources, redirects, new = repositories.sources, repositories.redirects, lead.site
    moving, target = sources.get_by_domain(old), sources.get_by_domain(new)
    old_id, new_id = sources.source_id(old), sources.source_id(new)
    if not moving or not target or old_id is None or new_id is None or old_id == new_id:
        return None
    if (moving.domain, target.domain) != (old, new):
        return None
    articles = [
        RedirectedArticle(
            each.old_url, each.new_url, each.is_same_wording or agree(each.old, each.new)
        )
        for each in redirects.list_redirected_articles(old_id, new_id)
    ]
    entries = [
        RedirectedArticle(old_url, new_url, False)
        for old_url, new_url in redirects.list_redirected_entries(old_id, new_id)
    ]
    groups = {moving.publisher_group, target.publisher_group} - {""}
    return MoveEvidence(
        old,
        new,
        (*articles, *entries),
        redirects.count_articles(old_id),
        redirects.count_own_articles(new_id, old_id, lead.alive_until),
        len(groups) < 2,
    )


def _make_site_address(evidence: MoveEvidence) -> str:
    """Returns the address of the front page of the new site, by that of an article there."""
    split = urlsplit(rules.select_proving(evidence)[0].new_url)
    return urlunsplit((split.scheme, split.netloc, "/", "", ""))
