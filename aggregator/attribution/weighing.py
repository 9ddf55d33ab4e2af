"""Nobody says where the text comes from: what containment, our polls and claimed dates tell."""

from collections.abc import Sequence

from aggregator.attribution import timing
from aggregator.attribution.admissions import Admission
from aggregator.attribution.findings import Finding, owner, stored, who
from aggregator.model import Confidence, Evidence, EvidenceClass, Member

# How far each class speaks for the members that it leaves standing. Our own polls outweigh
# everything else here; a claimed date never decides alone, since back-dating is what forgers do.
WEIGHTS = {
    "seen": 3.0,
    "sighted": 1.0,
    "contains": 1.0,
    "cited": 1.0,
    "claimed": 0.5,
    "agency": 0.5,
}
LEAD = 1.0  # ahead of the next owner: names an origin
CLEAR = 3.0  # ahead by our polls, with nothing against it
SHOWN = 20  # comparisons listed as evidence


def decide(members: Sequence[Member], admitted: Sequence[Admission]) -> Finding:
    """The member that the observations single out, or none."""
    candidates = _candidates(members, admitted)
    if not candidates:
        return Finding("undetermined", "none")
    if len({owner(member) for member in candidates}) == 1:
        return _only_one(members, candidates)
    scores = _scores(candidates, admitted)
    ranked = sorted(candidates, key=lambda m: (-scores[m.article_id], m.first_seen, m.article_id))
    first = ranked[0]
    rival = next(member for member in ranked if owner(member) != owner(first))
    ahead = scores[first.article_id] - scores[rival.article_id]
    evidence = _evidence(first, members)
    if ahead < LEAD:
        return Finding("undetermined", "none", evidence=evidence)
    confidence: Confidence = "medium" if ahead >= CLEAR else "low"
    return Finding("original_here", confidence, stored(first), evidence)


def _candidates(members: Sequence[Member], admitted: Sequence[Admission]) -> list[Member]:
    """Members that may be the origin: no aggregator, and none that says it is not."""
    denied = {said.member.article_id for said in admitted if said.admits}
    return [
        member
        for member in members
        if member.article_id not in denied and member.source_kind != "aggregator"
    ]


def _only_one(members: Sequence[Member], candidates: Sequence[Member]) -> Finding:
    """One owner is left: its fullest or first page. Alone in the corpus that is weak evidence."""
    first = min(candidates, key=lambda m: (m.relation is not None, m.first_seen, m.article_id))
    if len(candidates) == len(members):
        says = (
            f"{who(first)} is the only publisher of this text that is stored, and names no source"
        )
    else:
        says = f"every other page with this text says that it has it from elsewhere; {who(first)} does not"
    item = Evidence(
        "G", "only_candidate", says, "", first.url, first.first_seen, first.article_id,
        str(first.article_id), 0.1,
    )  # fmt: skip
    return Finding("original_here", "low", stored(first), (item,))


def _scores(candidates: Sequence[Member], admitted: Sequence[Admission]) -> dict[int, float]:
    seen = timing.seen_after(candidates)
    cited = _cited(candidates, admitted)
    agencies = {m.article_id for m in candidates if m.source_kind == "agency"}
    everyone = {member.article_id for member in candidates}
    outrun = {
        "seen": seen,
        "sighted": timing.sighted_after(candidates) - seen,
        "contains": _cut(candidates),
        "claimed": timing.claimed_after(candidates),
        "cited": everyone - cited if cited else set(),
        "agency": everyone - agencies if agencies else set(),
    }
    return {
        key: sum(WEIGHTS[rule] for rule, behind in outrun.items() if behind and key not in behind)
        for key in everyone
    }


def _cut(candidates: Sequence[Member]) -> set[int]:
    """Members whose text is a part of the leader's, where the leader is a candidate."""
    if all(member.relation is not None for member in candidates):
        return set()
    return {member.article_id for member in candidates if member.relation == "abridged"}


def _cited(candidates: Sequence[Member], admitted: Sequence[Admission]) -> set[int]:
    """Candidates that another owner's text links or mentions."""
    by_id = {member.article_id: member for member in candidates}
    found = set()
    for said in admitted:
        target = by_id.get(said.party.article_id or 0) if said.party else None
        if target and owner(target) != owner(said.member):
            found.add(target.article_id)
    return found


def _evidence(first: Member, members: Sequence[Member]) -> tuple[Evidence, ...]:
    """How the foremost compares with each other member, by both clocks and by the text."""
    found: list[Evidence] = []
    for member in timing.earliest_first(members):
        if member.article_id != first.article_id and len(found) < SHOWN:
            found += [*_observed(first, member), *_claims(first, member), *_text(first, member)]
    return tuple(found)


def _observed(first: Member, other: Member) -> list[Evidence]:
    if not (first.first_seen and other.first_seen):
        return []
    says = f"{who(first)} was first seen {timing.interval(first)}, {who(other)} {timing.interval(other)}"
    strength = 0.6 if timing.seen_after([first, other]) == {other.article_id} else 0.2
    return [_item("D", "first_seen", says, first, strength)]


def _claims(first: Member, other: Member) -> list[Evidence]:
    found = []
    for member in (first, other):
        if timing.contradicts_itself(member):
            says = (
                f"{who(member)} claims {member.published}; its feed was still without this page "
                f"at {member.last_absent}"
            )
            found.append(_item("D", "absent_after_claim", says, member, 0.5))
    if first.published and other.published:
        says = f"{who(first)} claims {first.published}, {who(other)} claims {other.published}"
        found.append(_item("F", "claimed", says, first, 0.1))
    return found


def _text(first: Member, other: Member) -> list[Evidence]:
    if other.relation is None or first.relation is not None:
        return []
    says = (
        f"{other.containment:.0%} of the text at {who(other)} is in the text at {who(first)}, "
        f"{other.containment_of_original:.0%} the other way round"
    )
    return [_item("C", "containment", says, other, 0.3)]


def _item(cls: EvidenceClass, rule: str, says: str, on: Member, strength: float) -> Evidence:
    return Evidence(
        cls, rule, says, "", on.url, on.first_seen, on.article_id, str(on.article_id), strength
    )
