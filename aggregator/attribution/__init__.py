"""Members of a story to the verdict on where its text comes from. Decides, does no I/O.

A copier's admission beats every clock: it is against its interest. Without one, our own
observations decide, and claimed dates never do alone. Nothing here says who did wrong.
"""

from collections.abc import Mapping, Sequence

from aggregator.attribution import (
    credit_graph,
    override,
    pair_evidence,
    roles,
    scoring,
    source_claims,
)
from aggregator.attribution.finding import Finding
from aggregator.attribution.naming import fold_name
from aggregator.attribution.parties import Parties
from aggregator.attribution.source_claims import SourceClaim
from aggregator.model import Attribution, Evidence, Member, OriginalOverride, Source

__all__ = ["attribute", "fold_name"]

MAX_EVIDENCE = 100  # observations kept with one verdict, the strongest first


def attribute(
    members: Sequence[Member],
    known_sources: Mapping[str, Source] | None = None,
    original_override: OriginalOverride | None = None,
) -> Attribution:
    """The verdict on one story. The order of `members` does not matter.

    `known_sources` are sources that traces may name, by domain and by name as `fold_name` spells it. What the
    operator set as the original, `original_override`, goes before all evidence, which is still told.
    """
    members = sorted(members, key=lambda member: member.article_id)
    if not members:
        return Attribution("undetermined", "none")
    parties = Parties.of(members, known_sources or {})
    admitted = [found for member in members for found in source_claims.read_claims(member, parties)]
    finding = credit_graph.decide(members, admitted) or scoring.decide(members, admitted)
    chosen = override.chosen(members, original_override)
    if original_override and chosen:
        finding = override.decide(chosen, original_override, finding)
    alarms = list(pair_evidence.find_contradicted_dates(members))[: pair_evidence.SHOWN]
    return Attribution(
        finding.verdict,
        finding.confidence,
        finding.original,
        _evidence(finding, admitted, alarms),
        roles.assess_members(members, admitted, finding),
        set_by="operator" if chosen else "",
    )


def _evidence(
    finding: Finding, admitted: Sequence[SourceClaim], alarms: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    said = [found.evidence() for found in admitted if found.telling]
    said += [*finding.evidence, *alarms]
    said.sort(key=lambda item: (-item.strength, item.cls, item.article_id or 0, item.says))
    return tuple(said[:MAX_EVIDENCE])
