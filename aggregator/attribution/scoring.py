"""Nobody says where the text comes from: what containment, our polls and claimed dates tell."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from aggregator.attribution import pair_evidence, timing
from aggregator.attribution.finding import Finding, original_from, publisher_key, publisher_name
from aggregator.attribution.source_claims import HINT, SourceClaim
from aggregator.attribution.weights import LEAD, WEIGHTS
from aggregator.model import Confidence, Evidence, Member


def decide(members: Sequence[Member], admitted: Sequence[SourceClaim]) -> Finding:
    """The member that the observations single out, or none."""
    candidates = candidates_of(members, admitted)
    if not candidates:
        return Finding("undetermined", "none", evidence=tuple(_passed_over(members)))
    scores = _scores(candidates, admitted)
    ranked = sorted(candidates, key=lambda m: (-scores[m.article_id], m.first_seen, m.article_id))
    first = ranked[0]
    evidence = pair_evidence.compare_with_others(first, members)
    rival = next(
        (member for member in ranked if publisher_key(member) != publisher_key(first)), None
    )
    second = next((m for m in ranked[1:] if scores[m.article_id] == scores[first.article_id]), None)
    if rival is None and second is not None and _order(first) == _order(second):
        return Finding("undetermined", "none", evidence=evidence)  # two pages of one owner
    if rival is None:
        alone = _alone(first, members, candidates)
        return Finding("original_here", "low", original_from(first), (alone, *evidence))
    if scores[first.article_id] - scores[rival.article_id] < LEAD:
        return Finding("undetermined", "none", evidence=evidence)
    behind = outrun(candidates, admitted)
    return Finding(
        "original_here", _confidence(first, rival, behind), original_from(first), evidence
    )


def _confidence(first: Member, rival: Member, behind: Mapping[str, Collection[int]]) -> Confidence:
    """Our polls make it medium; that another class of A to D agrees makes it high; all else is low."""
    ahead = {
        rule
        for rule, found in behind.items()
        if rival.article_id in found and first.article_id not in found
    }
    if "seen" not in ahead:
        return "low"
    return "high" if ahead & {"contains", "unlisted"} else "medium"


def candidates_of(members: Sequence[Member], admitted: Sequence[SourceClaim]) -> list[Member]:
    """Members that may be the origin: no aggregator, and none that says it is not."""
    denied = {
        said.member.article_id for said in admitted if said.admits and said.trace.kind != HINT
    }
    return [
        member
        for member in members
        if member.article_id not in denied and member.source_kind != "aggregator"
    ]


def _order(member: Member) -> tuple[str, str | None]:
    """By what two pages of one owner may differ, as far as we saw them come."""
    return member.first_seen, member.last_absent


def _alone(first: Member, members: Sequence[Member], candidates: Sequence[Member]) -> Evidence:
    """One owner is left. That nobody else is stored is weak evidence, so it stays at low."""
    others = "every other stored page with this text says that it has it from elsewhere"
    only = f"no other publisher of this text is stored, and {publisher_name(first)} names no source"
    says = (
        only if len(candidates) == len(members) else f"{others}; {publisher_name(first)} does not"
    )
    return pair_evidence.evidence_on("G", "only_candidate", says, first, 0.1)


def _passed_over(members: Sequence[Member]) -> Iterator[Evidence]:
    for member in members[: pair_evidence.SHOWN]:
        if member.source_kind == "aggregator":
            says = f"{publisher_name(member)} is an aggregator, which is not taken for the origin of a text"
            yield pair_evidence.evidence_on("G", "aggregator", says, member, 0.1)


def _scores(candidates: Sequence[Member], admitted: Sequence[SourceClaim]) -> dict[int, float]:
    """For each candidate the weights of the rules that leave it standing and others not."""
    behind = {rule: found for rule, found in outrun(candidates, admitted).items() if found}
    return {
        member.article_id: sum(
            WEIGHTS[rule] for rule, found in behind.items() if member.article_id not in found
        )
        for member in candidates
    }


def outrun(
    candidates: Sequence[Member], admitted: Sequence[SourceClaim]
) -> dict[str, Collection[int]]:
    """For each rule, the candidates that it says came after another, by id."""
    seen = timing.ids_later_by_polls(candidates)
    cited = _cited(candidates, admitted)
    agencies = {m.article_id for m in candidates if m.source_kind == "agency"}
    everyone = {member.article_id for member in candidates}
    return {
        "agency": everyone - agencies if agencies else set(),
        "cited": everyone - cited if cited else set(),
        "claimed": timing.ids_later_by_claimed_date(candidates),
        "contains": _cut(candidates, seen),
        "seen": seen,
        "sighted": timing.ids_later_by_first_seen(candidates) - seen,
        "unlisted": {said.member.article_id for said in admitted if said.trace.kind == HINT},
    }


def _cut(candidates: Sequence[Member], seen: Collection[int]) -> set[int]:
    """Members whose text is a part of the leader's, where the leader is a candidate and did not come later."""
    leader = next((member for member in candidates if member.relation is None), None)
    if leader is None or leader.article_id in seen:
        return set()
    return {member.article_id for member in candidates if member.relation == "abridged"}


def _cited(candidates: Sequence[Member], admitted: Sequence[SourceClaim]) -> set[int]:
    """Candidates that another owner's text links or mentions."""
    by_id = {member.article_id: member for member in candidates}
    found = set()
    for said in admitted:
        target = by_id.get(said.party.article_id or 0) if said.party else None
        if target and publisher_key(target) != publisher_key(said.member):
            found.add(target.article_id)
    return found
