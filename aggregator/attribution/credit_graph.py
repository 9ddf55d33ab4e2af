"""Follows credits between pages: a credits b, b credits c, so the text comes from c.

The nodes of the graph are keys of parties. An edge leads from a member to the party it credits.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from aggregator.attribution import observed_order, pair_evidence, timing
from aggregator.attribution.credit_edges import (
    WEAK_KINDS,
    ClaimsByNode,
    Edges,
    drop_weak_returns,
    find_edges,
    find_nodes_reaching,
    group_by_member,
    rank_shared_text,
    reverse_edges,
)
from aggregator.attribution.finding import (
    CONFIDENCE_LEVELS,
    Finding,
    has_whole_text,
    lower_confidence,
    make_original,
    publisher_key,
)
from aggregator.attribution.parties import Party, member_key
from aggregator.attribution.source_claims import SourceClaim
from aggregator.model import Confidence, Member, Original

LEAD_FACTOR = 2.5  # times the support of the next party from which the first one is named
SELF_DECLARED_KIND = "notice"  # the page states that it carries the work of others
LABEL_KINDS = ("byline", "dateline", "rights", "sign_off")  # a word that any page can print
MAX_SUPPORTED = 20  # pages of a circle of which each is compared with all others


@dataclass(frozen=True, slots=True)
class CreditGraph:
    """The credits among the members of a story and the parties they name."""

    members: Sequence[Member]
    claims: Sequence[SourceClaim]  # those that name a party as the origin
    parties: Mapping[str, Party]
    edges: Edges
    support: Mapping[str, float]  # of each party that credits no other
    circle: Set[str]  # nodes from which credits lead to no such party
    circle_support: float
    self_declared: Set[int]  # ids of members that state that they carry the work of others


def decide(members: Sequence[Member], claims: Sequence[SourceClaim]) -> Finding | None:
    """Returns the origin that the credits lead to; None when no member names a party."""
    if not any(claim.names_origin and claim.party for claim in claims):
        return None
    graph = _build_graph(members, claims)
    origins = _rank_origins(graph)
    if not origins:
        return _decide_circle(graph, claims)
    if _are_joint_agencies(graph, origins):
        return _name_outside_origin(graph, origins)
    origins = _drop_late_labels(graph, origins)
    key, is_disputed = _choose_origin(graph, origins)
    if not key:
        return Finding("contested", "none")
    return _check_order(graph, key, claims, is_disputed=is_disputed)


def _choose_origin(graph: CreditGraph, origins: Sequence[str]) -> tuple[str, bool]:
    """Returns the origin with most support, and whether others are credited; empty where none is certain.

    Where the support does not decide, the one that our polls saw before all others does.
    """
    rivals = [graph.support[key] for key in origins[1:]]
    rival_support = max([graph.circle_support, *rivals])
    if graph.support[origins[0]] >= LEAD_FACTOR * rival_support:
        return origins[0], rival_support > 0
    by_key = {member_key(m): m for m in graph.members if has_whole_text(m)}
    members = [by_key[key] for key in origins if key in by_key]
    later = timing.find_later_by_polls(members)
    first = [member for member in members if member.article_id not in later]
    if graph.circle or len(members) < len(origins) or len(first) != 1:
        return "", True
    return member_key(first[0]), True


def _check_order(
    graph: CreditGraph, key: str, claims: Sequence[SourceClaim], *, is_disputed: bool
) -> Finding:
    """Returns the origin that is credited, unless our polls saw the text before."""
    silent = _find_silent_page_before_label(graph, key)
    if silent:
        evidence = pair_evidence.compare_with_others(silent, graph.members)
        return Finding("contested", "none", evidence=evidence)
    origin, earlier = _find_page_before(graph, key)
    if origin and earlier and not _links_page(graph, earlier, key):
        return observed_order.weigh_earlier_page(earlier, origin, graph.members, claims)
    return _name_origin(graph, key, is_disputed=is_disputed)


def _find_page_before(graph: CreditGraph, key: str) -> tuple[Member | None, Member | None]:
    """Returns a stored origin, and the page that our polls saw before it; none where it is an agency's.

    Customers print an agency's text before its own page does.
    """
    origin = _find_member(graph, key)
    if origin is None or graph.parties[key].agency:
        return origin, None
    return origin, observed_order.find_page_before(origin, graph.members)


def _links_page(graph: CreditGraph, member: Member, key: str) -> bool:
    """Whether a page links the page of a party: it saw that page there, whatever the feed listed."""
    claims = _select_claims(graph, key)
    return any(claim.member is member and _is_linked(claim) for claim in claims)


def _is_linked(claim: SourceClaim) -> bool:
    return claim.credit == "exact_link" and claim.kind.is_credit


def _build_graph(members: Sequence[Member], claims: Sequence[SourceClaim]) -> CreditGraph:
    naming = drop_weak_returns([c for c in claims if c.names_origin and c.party])
    by_node = group_by_member(naming)
    edges = find_edges(by_node, rank_shared_text(members))
    backwards = reverse_edges(edges)
    ends = {target for targets in edges.values() for target in targets} - set(edges)
    circle = set(edges) - find_nodes_reaching(backwards, ends)
    return CreditGraph(
        members,
        naming,
        _collect_parties(naming),
        edges,
        {end: _sum_support(by_node, find_nodes_reaching(backwards, [end])) for end in ends},
        circle,
        _sum_support(by_node, circle),
        {c.member.article_id for c in claims if c.trace.kind == SELF_DECLARED_KIND},
    )


def _collect_parties(claims: Sequence[SourceClaim]) -> dict[str, Party]:
    """Returns the parties by key; of several addresses of one party, the most exactly linked is kept."""
    best: dict[str, tuple[float, str, Party]] = {}
    for claim in claims:
        party = claim.party
        if party:
            rank = (-claim.strength if claim.credit == "exact_link" else 1.0, party.url, party)
            if party.key not in best or rank[:2] < best[party.key][:2]:
                best[party.key] = rank
    return {key: party for key, (_, _, party) in best.items()}


def _sum_support(by_node: ClaimsByNode, nodes: set[str]) -> float:
    """Adds up the strongest claim of each publisher among those that lead to a party of `nodes`."""
    votes: dict[str, float] = {}
    for claim in (claim for node in nodes for claim in by_node.get(node, ())):
        if claim.party and claim.party.key in nodes:
            publisher = publisher_key(claim.member)
            votes[publisher] = max(votes.get(publisher, 0.0), claim.strength)
    return sum(sorted(votes.values()))


def _rank_origins(graph: CreditGraph) -> list[str]:
    """Returns the parties that credit no other, the most supported first.

    Where two publishers print an agency's mark, all have the text from there: only agencies count then.
    """
    ends = sorted(graph.support, key=lambda key: (-graph.support[key], key))
    agencies = [
        key
        for key in ends
        if graph.parties[key].agency and len(_marking_publishers(graph, key)) > 1
    ]
    return agencies or ends


def _are_joint_agencies(graph: CreditGraph, origins: list[str]) -> bool:
    """Whether several agencies are credited together, and no credits go in a circle."""
    return (
        len(origins) > 1 and not graph.circle and all(graph.parties[key].agency for key in origins)
    )


def _decide_circle(graph: CreditGraph, claims: Sequence[SourceClaim]) -> Finding:
    """Names the only page credited in the circle that our polls saw first, or that other evidence supports.

    Pages that only credit the circle are not named; where one was seen first, the story is contested.
    """
    inside = [member for member in graph.members if member_key(member) in graph.circle]
    credited = {key for node in graph.circle for key in graph.edges[node]}
    core = [member for member in inside if member_key(member) in credited]
    circle = observed_order.describe_circle(core, graph.claims)
    later = timing.find_later_by_polls(inside)
    first = [member for member in inside if later and member.article_id not in later]
    if not later and len(core) <= MAX_SUPPORTED:
        first = [m for m in core if observed_order.has_support(m, _list_others(m, core), claims)]
    if len(first) != 1 or first[0] not in core:
        return Finding("contested", "none", evidence=(circle,))
    evidence = pair_evidence.compare_with_others(first[0], graph.members)
    return Finding("original_here", "low", make_original(first[0]), (circle, *evidence))


def _list_others(member: Member, members: Sequence[Member]) -> list[Member]:
    return [other for other in members if other.article_id != member.article_id]


def _drop_late_labels(graph: CreditGraph, origins: list[str]) -> list[str]:
    """Drops the rivals of a stored origin that are named by labels on later pages only."""
    member = _find_member(graph, origins[0])
    if member is None:
        return origins
    rivals = [key for key in origins[1:] if not _is_late_label(graph, key, member)]
    return [origins[0], *rivals]


def _is_late_label(graph: CreditGraph, key: str, first: Member) -> bool:
    """Whether a party is named by labels only, all on pages that our polls saw after `first`."""
    claims = _select_claims(graph, key)
    later = timing.find_later_by_polls([first, *(claim.member for claim in claims)])
    return all(
        claim.trace.kind in LABEL_KINDS and claim.member.article_id in later for claim in claims
    )


def _find_silent_page_before_label(graph: CreditGraph, key: str) -> Member | None:
    """Returns a page that names no party, seen by our polls before the only page with this party's label."""
    if graph.parties[key].article_id is not None or len(_marking_publishers(graph, key)) != 1:
        return None
    naming = {claim.member.article_id for claim in graph.claims}
    silent = [m for m in graph.members if m.article_id not in naming and has_whole_text(m)]
    candidates = timing.sort_by_first_seen(silent)
    return next((m for m in candidates if _is_late_label(graph, key, m)), None)


def _find_member(graph: CreditGraph, key: str) -> Member | None:
    article_id = graph.parties[key].article_id
    return next((m for m in graph.members if m.article_id == article_id), None)


def _select_claims(graph: CreditGraph, *keys: str) -> list[SourceClaim]:
    """Returns the claims that name one of these parties."""
    return [claim for claim in graph.claims if claim.party and claim.party.key in keys]


def _marking_publishers(graph: CreditGraph, *keys: str) -> set[str]:
    """Returns the publishers of members that name one of these parties and credit none more strongly."""
    return {
        publisher_key(claim.member)
        for claim in _select_claims(graph, *keys)
        if claim.party and claim.party.key in graph.edges.get(member_key(claim.member), ())
    }


def _name_origin(graph: CreditGraph, key: str, *, is_disputed: bool) -> Finding:
    member = _find_member(graph, key)
    if member is None:
        return _name_outside_origin(graph, [key], is_disputed=is_disputed)
    claims = _select_claims(graph, key)
    classes = set()
    if has_whole_text(member) and any(has_whole_text(claim.member) for claim in claims):
        classes.add("C")
    if _is_seen_first(graph, member):
        classes.add("D")
    is_late = member.article_id in timing.find_later_by_polls(graph.members)
    confidence = lower_confidence(_confidence(claims, classes), is_late + is_disputed)
    claiming = {claim.member.article_id for claim in graph.claims}
    evidence = pair_evidence.compare_with_others(member, graph.members, claiming)
    return Finding("original_here", confidence, make_original(member), evidence)


def _name_outside_origin(
    graph: CreditGraph, keys: Sequence[str], *, is_disputed: bool = False
) -> Finding:
    """Names parties that are not stored. The same mark at two independent publishers confirms it (class C)."""
    parties = [graph.parties[key] for key in keys]
    claims = _select_claims(graph, *keys)
    is_marked_twice = len(_marking_publishers(graph, *keys)) > 1
    classes = {"C"} if is_marked_twice else set()
    if _is_declared_and_linked(graph, claims):
        classes.add(SELF_DECLARED_KIND)
    is_common = is_marked_twice and all(party.agency for party in parties)
    return Finding(
        "common_source" if is_common else "original_outside",
        lower_confidence(_confidence(claims, classes), int(is_disputed)),
        _joint_original(parties),
    )


def _joint_original(parties: Sequence[Party]) -> Original:
    """Returns one original with the names of all parties, and the address if there is one party only."""
    names = " / ".join(dict.fromkeys(party.name for party in parties))
    return Original(parties[0].url if len(parties) == 1 else "", names)


def _is_declared_and_linked(graph: CreditGraph, claims: Sequence[SourceClaim]) -> bool:
    """Whether a page states that it carries the work of others, and links the page it took.

    These are two independent claims: the first is about the whole site, the second about this text.
    """
    return any(
        claim.trace.kind == "link_phrase"
        and claim.credit == "exact_link"
        and claim.member.article_id in graph.self_declared
        for claim in claims
    )


def _confidence(claims: Sequence[SourceClaim], confirming: Set[str]) -> Confidence:
    """Returns medium for one class of evidence, high for more; low for a mere name, at most medium for weak credits.

    `confirming` are the classes that agree with the claims.
    """
    if all(claim.party is None or claim.party.is_unknown_name for claim in claims):
        return "low"
    classes = {claim.kind.cls for claim in claims} | confirming
    most = 2 if all(claim.trace.kind in WEAK_KINDS for claim in claims) else 3
    return CONFIDENCE_LEVELS[min(most, 1 + len(classes))]


def _is_seen_first(graph: CreditGraph, member: Member) -> bool:
    """Whether our polls saw all other members after this one."""
    later = timing.find_later_by_polls(graph.members)
    return len(later) == len(graph.members) - 1 and member.article_id not in later
