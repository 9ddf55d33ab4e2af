"""Decides where the text of a story comes from. Pure functions without I/O (docs/attribution.md).

What a page itself says of its source is believed more than any clock, since it is against the page's
interest. Without such a claim our own observations decide; claimed dates never decide by themselves.
No sentence accuses anyone.
"""

from collections.abc import Mapping, Sequence

from aggregator.attribution import (
    credit_graph,
    manifests,
    outside_links,
    override,
    page_lines,
    pair_evidence,
    roles,
    scoring,
    source_claims,
)
from aggregator.attribution.collections import find_credit
from aggregator.attribution.finding import Finding
from aggregator.attribution.naming import fold_name
from aggregator.attribution.page_lines import Sighting
from aggregator.attribution.parties import Parties
from aggregator.attribution.source_claims import SourceClaim
from aggregator.attribution.text_mentions import list_unconfirmed, withdraw_where_named
from aggregator.model import Attribution, Evidence, Member, OriginalOverride, Source

__all__ = [
    "attribute",
    "find_credit",
    "fold_name",
    "list_unconfirmed",
    "withdraw_where_named",
]

MAX_EVIDENCE = 100  # observations kept with one verdict, the strongest first


def attribute(
    members: Sequence[Member],
    known_sources: Mapping[str, Source] | None = None,
    original_override: OriginalOverride | None = None,
) -> Attribution:
    """Returns the verdict on one story; the order of `members` does not matter.

    `known_sources` are sources that traces may name, by domain and by name in the spelling of `fold_name`.
    `original_override` decides the verdict; the evidence is kept with it.
    """
    members = sorted(members, key=lambda member: member.article_id)
    if not members:
        return Attribution("undetermined", "none")
    parties = Parties.from_members(members, known_sources or {})
    sightings = _read_lines(members, parties)
    outside = outside_links.find_outside_links(members, parties)
    claims = [
        claim
        for m in members
        for claim in source_claims.read_all_claims(
            m, parties, sightings.get(m.article_id, ()), outside.get(m.article_id, ())
        )
    ]
    finding = credit_graph.decide(members, claims) or scoring.decide(members, claims)
    chosen = override.find_member(members, original_override)
    if original_override and chosen:
        finding = override.apply_override(finding, original_override, chosen)
    return Attribution(
        finding.verdict,
        finding.confidence,
        finding.original,
        _collect_evidence(members, claims, finding, parties),
        roles.assess_members(members, claims, finding, sightings),
        set_by="operator" if chosen else "",
    )


def _read_lines(members: Sequence[Member], parties: Parties) -> dict[int, list[Sighting]]:
    """Returns what the lines of each member show of the others, by article id."""
    if len(members) < 2 or not any(member.lines for member in members):
        return {}
    index = page_lines.index_members(members, parties)
    return {member.article_id: page_lines.read_lines(member, index) for member in members}


def _collect_evidence(
    members: Sequence[Member], claims: Sequence[SourceClaim], finding: Finding, parties: Parties
) -> tuple[Evidence, ...]:
    """Returns the evidence for a finding, the strongest first."""
    contradicted = list(pair_evidence.find_contradicted_dates(members))
    evidence = [
        *(claim.as_evidence() for claim in claims if claim.is_shown),
        *finding.evidence,
        *contradicted[: pair_evidence.MAX_COMPARED],
        *manifests.describe_manifests(members, parties),
        *pair_evidence.describe_captures(members),
    ]
    evidence.sort(key=lambda item: (-item.strength, item.cls, item.article_id or 0, item.says))
    return tuple(evidence[:MAX_EVIDENCE])
