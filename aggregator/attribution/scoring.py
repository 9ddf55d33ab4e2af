"""Scores the members where none names its source: by containment, our polls and claimed dates."""

from collections.abc import Iterator, Mapping, Sequence, Set

from aggregator.attribution import manifests, pair_evidence, timing
from aggregator.attribution.finding import Finding, make_original, publisher_key, publisher_name
from aggregator.attribution.source_claims import UNLISTED_KIND, SourceClaim
from aggregator.attribution.weights import LEAD, WEIGHTS
from aggregator.model import Confidence, Evidence, Member


def decide(members: Sequence[Member], claims: Sequence[SourceClaim]) -> Finding:
    """Returns the member that the observations single out, or that none is."""
    candidates = find_candidates(members, claims)
    if not candidates:
        return Finding("undetermined", "none", evidence=tuple(_aggregator_evidence(members)))
    later_by_rule = find_later_candidates(candidates, claims)
    scores = _score(candidates, later_by_rule)
    ranked = sorted(candidates, key=lambda m: (-scores[m.article_id], m.first_seen, m.article_id))
    first = ranked[0]
    evidence = pair_evidence.compare_with_others(first, members)
    rival = _best_of_other_publisher(ranked)
    undetermined = Finding("undetermined", "none", evidence=evidence)
    if rival is None:
        if _is_first_tied(ranked, scores):
            return undetermined
        only = _only_candidate_evidence(first, members, candidates)
        return Finding("original_here", "low", make_original(first), (only, *evidence))
    if scores[first.article_id] - scores[rival.article_id] < LEAD:
        return undetermined
    rules = _find_separating_rules(first, rival, later_by_rule)
    if rules == {"contains"}:  # the longer of two texts may be either, and of one owner
        return undetermined
    return Finding("original_here", _confidence(rules), make_original(first), evidence)


def find_candidates(members: Sequence[Member], claims: Sequence[SourceClaim]) -> list[Member]:
    """Returns members that may be the origin: no aggregator, and none that names another source."""
    naming = {
        claim.member.article_id
        for claim in claims
        if claim.names_origin and claim.trace.kind != UNLISTED_KIND
    }
    return [
        member
        for member in members
        if member.article_id not in naming and member.source_kind != "aggregator"
    ]


def find_later_candidates(
    candidates: Sequence[Member], claims: Sequence[SourceClaim]
) -> dict[str, Set[int]]:
    """Returns for each rule the ids of candidates that, by this rule, came after another candidate."""
    later_by_polls = timing.find_later_by_polls(candidates)
    cited = _cited_ids(candidates, claims)
    agencies = {m.article_id for m in candidates if m.source_kind == "agency"}
    everyone = {member.article_id for member in candidates}
    signed = {m.article_id for m in candidates if manifests.is_signed_by_itself(m)}
    return {
        "agency": everyone - agencies if agencies else set(),
        "captured": timing.find_later_by_captures(candidates),
        "cited": everyone - cited if cited else set(),
        "claimed": timing.find_later_by_claimed_date(candidates),
        "contains": _find_abridged_ids(candidates, later_by_polls),
        "seen": later_by_polls,
        "sighted": timing.find_later_by_first_seen(candidates) - later_by_polls,
        "signed": everyone - signed if signed else set(),
        "unlisted": {c.member.article_id for c in claims if c.trace.kind == UNLISTED_KIND},
    }


def _score(candidates: Sequence[Member], later_by_rule: Mapping[str, Set[int]]) -> dict[int, float]:
    """Returns for each candidate the sum of the weights of rules by which others came after it."""
    separating = {rule: later for rule, later in later_by_rule.items() if later}
    return {
        member.article_id: sum(
            WEIGHTS[rule] for rule, later in separating.items() if member.article_id not in later
        )
        for member in candidates
    }


def _best_of_other_publisher(ranked: Sequence[Member]) -> Member | None:
    first = publisher_key(ranked[0])
    return next((member for member in ranked if publisher_key(member) != first), None)


def _is_first_tied(ranked: Sequence[Member], scores: Mapping[int, float]) -> bool:
    """Whether the next page with the score of the first was also seen in the same interval."""
    first = ranked[0]
    equal = (m for m in ranked[1:] if scores[m.article_id] == scores[first.article_id])
    second = next(equal, None)
    return second is not None and (second.first_seen, second.last_absent) == (
        first.first_seen,
        first.last_absent,
    )


def _find_separating_rules(
    first: Member, rival: Member, later_by_rule: Mapping[str, Set[int]]
) -> Set[str]:
    """Returns the rules by which `rival` came after `first`."""
    return {
        rule
        for rule, later in later_by_rule.items()
        if rival.article_id in later and first.article_id not in later
    }


def _confidence(rules: Set[str]) -> Confidence:
    """Returns medium where our polls or a signature order two pages; high where another class agrees; else low."""
    strong = rules & {"seen", "signed"}
    if not strong:
        return "low"
    return "high" if rules & {"contains", "unlisted"} or len(strong) > 1 else "medium"


def _only_candidate_evidence(
    first: Member, members: Sequence[Member], candidates: Sequence[Member]
) -> Evidence:
    """Says why the first is named where its publisher is the only one left."""
    name = publisher_name(first)
    if len(candidates) == len(members):
        says = f"no other publisher of this text is stored, and the page of {name} shows no other source"
    else:
        says = f"every other stored page with this text says that it has it from elsewhere; {name} does not"
    return pair_evidence.make_evidence("G", "only_candidate", says, first, 0.1)


def _aggregator_evidence(members: Sequence[Member]) -> Iterator[Evidence]:
    """Says which members were no candidates because they are aggregators."""
    for member in members[: pair_evidence.MAX_COMPARED]:
        if member.source_kind == "aggregator":
            name = publisher_name(member)
            says = f"{name} is an aggregator, which is not taken for the origin of a text"
            yield pair_evidence.make_evidence("G", "aggregator", says, member, 0.1)


def _find_abridged_ids(candidates: Sequence[Member], later_by_polls: Set[int]) -> set[int]:
    """Returns members that abridge the leader, where it is a candidate that our polls did not see later."""
    leader = next((member for member in candidates if member.relation is None), None)
    if leader is None or leader.article_id in later_by_polls:
        return set()
    return {member.article_id for member in candidates if member.relation == "abridged"}


def _cited_ids(candidates: Sequence[Member], claims: Sequence[SourceClaim]) -> set[int]:
    """Returns candidates that another publisher's text links or mentions."""
    by_id = {member.article_id: member for member in candidates}
    cited = set()
    for claim in claims:
        target = by_id.get(claim.party.article_id or 0) if claim.party else None
        if target and publisher_key(target) != publisher_key(claim.member):
            cited.add(target.article_id)
    return cited
