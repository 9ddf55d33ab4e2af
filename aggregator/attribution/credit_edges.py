"""Finds the edges of the graph of credits: from each member to whom it credits most strongly.

The nodes are keys of parties.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from aggregator.attribution.parties import member_key
from aggregator.attribution.source_claims import SourceClaim
from aggregator.model import Member

WEAK_KINDS = ("line_name", "line_site")  # credit in other words than the known phrases
# A credit in return counts alone if it is so many times as strong as the weak credit.
MUTUAL_FACTOR = 1.3
SHARED_TEXT_RANKS = {"edited": 1, "partial": 2}  # much of the text, a part of it; others rank 0
OUTSIDE_RANK = 3  # of a party that no member is of

Edges = Mapping[str, frozenset[str]]
ClaimsByNode = Mapping[str, Sequence[SourceClaim]]


def drop_weak_returns(claims: Sequence[SourceClaim]) -> list[SourceClaim]:
    """Drops the weak credits of pages that are themselves credited more strongly by whom they name."""
    strengths: dict[tuple[str, str], float] = {}
    for claim in claims:
        if claim.party:
            pair = (member_key(claim.member), claim.party.key)
            strengths[pair] = max(claim.strength, strengths.get(pair, 0.0))
    return [
        claim
        for claim in claims
        if claim.trace.kind not in WEAK_KINDS
        or not claim.party
        or strengths.get((claim.party.key, member_key(claim.member)), 0.0)
        < MUTUAL_FACTOR * claim.strength
    ]


def group_by_member(claims: Iterable[SourceClaim]) -> dict[str, list[SourceClaim]]:
    by_node: defaultdict[str, list[SourceClaim]] = defaultdict(list)
    for claim in claims:
        by_node[member_key(claim.member)].append(claim)
    return by_node


def rank_shared_text(members: Sequence[Member]) -> dict[str, int]:
    """Returns for each member how little of the text it shares: 0 all of it, 1 much, 2 a part."""
    return {member_key(m): SHARED_TEXT_RANKS.get(m.relation or "", 0) for m in members}


def find_edges(by_node: ClaimsByNode, ranks: Mapping[str, int]) -> Edges:
    """Returns edges from each member to whom it credits, and from there to the agency it marks."""
    edges: dict[str, frozenset[str]] = {}
    marked: defaultdict[str, set[str]] = defaultdict(set)
    for node, claims in by_node.items():
        edges[node] = _strongest_credits(claims, ranks)
        agencies = {claim.party.key for claim in claims if claim.party and claim.party.agency}
        for target in edges[node] - agencies:
            marked[target] |= agencies
    for target, agencies in marked.items():
        if agencies and target not in edges and not _is_stored_under_outside(target, agencies):
            edges[target] = frozenset(agencies)
    return edges


def _strongest_credits(claims: Sequence[SourceClaim], ranks: Mapping[str, int]) -> frozenset[str]:
    """Returns the parties that a member credits most strongly; of equal ones, those that share most text."""
    strongest = max(claim.strength for claim in claims)
    keys = [claim.party.key for claim in claims if claim.party and claim.strength == strongest]
    nearest = min(ranks.get(key, OUTSIDE_RANK) for key in keys)
    return frozenset(key for key in keys if ranks.get(key, OUTSIDE_RANK) == nearest)


def _is_stored_under_outside(target: str, agencies: Iterable[str]) -> bool:
    """Whether a copy's label would lead from a stored page without it to an agency that is not stored."""
    return target.startswith("#") and not any(agency.startswith("#") for agency in agencies)


def reverse_edges(edges: Edges) -> dict[str, set[str]]:
    reversed_edges: defaultdict[str, set[str]] = defaultdict(set)
    for start, targets in edges.items():
        for target in targets:
            reversed_edges[target].add(start)
    return reversed_edges


def find_nodes_reaching(backwards: Mapping[str, set[str]], ends: Iterable[str]) -> set[str]:
    """Returns the nodes from which edges lead to one of `ends`, these included."""
    reached, todo = set(ends), list(ends)
    while todo:
        new = backwards.get(todo.pop(), set()) - reached
        reached |= new
        todo += new
    return reached
