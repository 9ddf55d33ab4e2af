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
from aggregator.attribution.naming import fold
from aggregator.attribution.parties import Parties
from aggregator.attribution.source_claims import Admission
from aggregator.model import Attribution, Evidence, Member, Pinned, Source

__all__ = ["attribute", "fold"]

MAX_EVIDENCE = 100  # observations kept with one verdict, the strongest first


def attribute(
    members: Sequence[Member],
    known: Mapping[str, Source] | None = None,
    pinned: Pinned | None = None,
) -> Attribution:
    """The verdict on one story. The order of `members` does not matter.

    `known` are sources that traces may name, by domain and by name as `fold` spells it. What the
    operator set as the original, `pinned`, goes before all evidence, which is still told.
    """
    members = sorted(members, key=lambda member: member.article_id)
    if not members:
        return Attribution("undetermined", "none")
    parties = Parties.of(members, known or {})
    admitted = [found for member in members for found in source_claims.of(member, parties)]
    finding = credit_graph.decide(members, admitted) or scoring.decide(members, admitted)
    chosen = override.chosen(members, pinned)
    if pinned and chosen:
        finding = override.decide(chosen, pinned, finding)
    alarms = list(pair_evidence.alarms(members))[: pair_evidence.SHOWN]
    return Attribution(
        finding.verdict,
        finding.confidence,
        finding.original,
        _evidence(finding, admitted, alarms),
        roles.rulings(members, admitted, finding),
        set_by="operator" if chosen else "",
    )


def _evidence(
    finding: Finding, admitted: Sequence[Admission], alarms: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    said = [found.evidence() for found in admitted if found.telling]
    said += [*finding.evidence, *alarms]
    said.sort(key=lambda item: (-item.strength, item.cls, item.article_id or 0, item.says))
    return tuple(said[:MAX_EVIDENCE])
