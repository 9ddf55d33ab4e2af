"""Following admissions: a credits b, b credits c, so the text comes from c."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from aggregator.attribution import pair_evidence, timing
from aggregator.attribution.finding import LADDER, Finding, lower, original_from, publisher_key
from aggregator.attribution.parties import Party
from aggregator.attribution.source_claims import SourceClaim
from aggregator.model import Confidence, Member, Original

AHEAD = 2.5  # times the support of the next party that makes a disagreement one-sided
AVOWAL = "notice"
LABELS = ("byline", "dateline", "rights", "sign_off")  # a word that anybody can print
WHOLE = ("abridged", "identical", "syndicated", "wrapped")  # texts that were found to be the same

Edges = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Case:
    """What all decisions below look at."""

    members: Sequence[Member]
    admitted: Sequence[SourceClaim]
    parties: Mapping[str, Party]
    edges: Edges
    avowed: frozenset[int]  # members that say of themselves that they carry the work of others


def decide(members: Sequence[Member], admitted: Sequence[SourceClaim]) -> Finding | None:
    """The origin that the members' own words lead to; None when they name nobody."""
    named = [found for found in admitted if found.admits and found.party]
    if not named:
        return None
    said = _by_member(named)
    avowed = frozenset(one.member.article_id for one in admitted if one.trace.kind == AVOWAL)
    case = Case(members, named, _parties(named), _edges(said, _shares(members)), avowed)
    backwards = _reversed(case.edges)
    ends = {target for targets in case.edges.values() for target in targets} - set(case.edges)
    loops = set(case.edges) - _reaching(backwards, ends)  # from there credits only go round
    support = {end: _support(said, _reaching(backwards, [end])) for end in ends}
    best = _upstream(case, sorted(ends, key=lambda end: (-support[end], end)))
    if len(best) > 1 and not loops and all(case.parties[end].agency for end in best):
        return _outside(case, best)
    if not best:
        return _round(case, loops)
    best = _without_late_labels(case, best)
    rivals = [_support(said, loops), *(support[end] for end in best[1:])]
    if support[best[0]] < AHEAD * max(rivals):
        return Finding("contested", "none")
    early = _silent_before_label(case, best[0])
    if early:
        return Finding(
            "contested", "none", evidence=pair_evidence.compare_with_others(early, members)
        )
    return _found(case, best, disputed=max(rivals) > 0)


def _round(case: Case, loops: Collection[str]) -> Finding:
    """Credits that only go round: the one that was there before the others, if somebody else credits it
    or our polls saw it come first; else it stays contested."""
    inside = [member for member in case.members if f"#{member.article_id}" in loops]
    after = timing.ids_later_by_polls(inside)
    first = [member for member in inside if member.article_id not in after]
    if len(first) != 1 or not after:
        return Finding("contested", "none")
    evidence = pair_evidence.compare_with_others(first[0], case.members)
    return Finding("original_here", "low", original_from(first[0]), evidence)


def _without_late_labels(case: Case, best: list[str]) -> list[str]:
    """A stored page that is credited and was there before every page under another's label stays alone."""
    member = _stored(case, best[0])
    if member is None:
        return best
    return [best[0], *(end for end in best[1:] if not _only_labels_after(case, end, member))]


def _only_labels_after(case: Case, key: str, first: Member) -> bool:
    """Whether a party is named by mere labels only, and only on pages that came after `first`."""
    said = _crediting(case, key)
    late = timing.ids_later_by_polls([first, *(one.member for one in said)])
    return all(one.trace.kind in LABELS and one.member.article_id in late for one in said)


def _silent_before_label(case: Case, key: str) -> Member | None:
    """A page without any mark that our polls saw before the only page with this party's label."""
    if case.parties[key].article_id is not None or len(_marking(case, key)) != 1:
        return None
    naming = {said.member.article_id for said in case.admitted}
    silent = [m for m in case.members if m.article_id not in naming and _is_whole(m)]
    return next(
        (m for m in timing.sort_by_first_seen(silent) if _only_labels_after(case, key, m)), None
    )


def _stored(case: Case, key: str) -> Member | None:
    article_id = case.parties[key].article_id
    return next((m for m in case.members if m.article_id == article_id), None)


def _shares(members: Sequence[Member]) -> dict[str, int]:
    """How far the text bears a credit out: 0 the same text, 1 much of it, 2 a part; others have none."""
    ranks = {"edited": 1, "partial": 2}
    return {f"#{member.article_id}": ranks.get(member.relation or "", 0) for member in members}


def _by_member(named: Iterable[SourceClaim]) -> dict[str, list[SourceClaim]]:
    found: defaultdict[str, list[SourceClaim]] = defaultdict(list)
    for said in named:
        found[f"#{said.member.article_id}"].append(said)
    return found


def _parties(named: Sequence[SourceClaim]) -> dict[str, Party]:
    """Parties by key; of several addresses of one the most exactly linked is kept."""
    found: dict[str, tuple[float, str, Party]] = {}
    for said in named:
        party = said.party
        if party:
            rank = (-said.strength if said.credit == "exact_link" else 1.0, party.url, party)
            if party.key not in found or rank[:2] < found[party.key][:2]:
                found[party.key] = rank
    return {key: party for key, (_, _, party) in found.items()}


def _edges(said: Mapping[str, Sequence[SourceClaim]], shares: Mapping[str, int]) -> Edges:
    """From each member to whom it credits most strongly, and from there to the agency it marks.

    Of several credited alike, those count whose text it shares most.
    """
    edges: dict[str, frozenset[str]] = {}
    marked: defaultdict[str, set[str]] = defaultdict(set)
    for node, found in said.items():
        top = max(one.strength for one in found)
        alike = [one.party.key for one in found if one.party and one.strength == top]
        nearest = min(shares.get(key, 3) for key in alike)
        edges[node] = frozenset(key for key in alike if shares.get(key, 3) == nearest)
        agencies = {one.party.key for one in found if one.party and one.party.agency}
        for target in edges[node] - agencies:
            marked[target] |= agencies
    for target, agencies in marked.items():
        if agencies and target not in edges and not _is_stored_under_outside(target, agencies):
            edges[target] = frozenset(agencies)
    return edges


def _is_stored_under_outside(target: str, agencies: Iterable[str]) -> bool:
    """A stored page without the mark is not led on by a copier's label to an agency not stored."""
    return target.startswith("#") and not any(agency.startswith("#") for agency in agencies)


def _reversed(edges: Edges) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for start, targets in edges.items():
        for target in targets:
            found[target].add(start)
    return found


def _reaching(backwards: Mapping[str, set[str]], ends: Iterable[str]) -> set[str]:
    found, todo = set(ends), list(ends)
    while todo:
        for start in backwards.get(todo.pop(), ()):
            if start not in found:
                found.add(start)
                todo.append(start)
    return found


def _support(said: Mapping[str, Sequence[SourceClaim]], leading: set[str]) -> float:
    """The strongest admission of each owner among those that lead there, added up."""
    votes: dict[str, float] = {}
    for found in (found for node in leading for found in said.get(node, ())):
        if found.party and found.party.key in leading:
            voter = publisher_key(found.member)
            votes[voter] = max(votes.get(voter, 0.0), found.strength)
    return sum(sorted(votes.values()))


def _upstream(case: Case, ends: list[str]) -> list[str]:
    """An agency whose mark two independent members print is where publishers have it from too."""
    agencies = [end for end in ends if case.parties[end].agency and len(_marking(case, end)) > 1]
    return agencies or ends


def _marking(case: Case, key: str) -> set[str]:
    """Owners of members that name a party and do not say they have the text from somebody else."""
    found = set()
    for said in case.admitted:
        first = case.edges.get(f"#{said.member.article_id}", frozenset())
        if said.party and said.party.key == key and key in first:
            found.add(publisher_key(said.member))
    return found


def _found(case: Case, best: Sequence[str], *, disputed: bool) -> Finding:
    member = _stored(case, best[0])
    if member is None:
        return _outside(case, best[:1], disputed=disputed)
    crediting = _crediting(case, best[0])
    confirmed = {
        "C": _is_whole(member) and any(_is_whole(said.member) for said in crediting),
        "D": _sees_first(case, member),
    }
    confidence = _confidence(crediting, confirmed)
    late = member.article_id in timing.ids_later_by_polls(case.members)
    if late or disputed:
        confidence = lower(confidence, late + disputed)
    admitting = {said.member.article_id for said in case.admitted}
    evidence = pair_evidence.compare_with_others(member, case.members, admitting)
    return Finding("original_here", confidence, original_from(member), evidence)


def _outside(case: Case, keys: Sequence[str], *, disputed: bool = False) -> Finding:
    parties = [case.parties[key] for key in keys]
    crediting = [said for key in keys for said in _crediting(case, key)]
    marking = {one for key in keys for one in _marking(case, key)}
    common = all(party.agency for party in parties) and len(marking) > 1
    # The same text under the same mark at independent papers confirms the mark.
    # A page that says of itself that it carries the work of others, and links the very page: the
    # one is its owner's word for the whole site, the other stands with this text.
    avowed = any(_links(said) and said.member.article_id in case.avowed for said in crediting)
    confidence = _confidence(crediting, {"C": len(marking) > 1, "avowed": avowed})
    names = " / ".join(dict.fromkeys(party.name for party in parties))
    original = Original(parties[0].url if len(parties) == 1 else "", names)
    return Finding(
        "common_source" if common else "original_outside",
        lower(confidence) if disputed else confidence,
        original,
    )


def _crediting(case: Case, key: str) -> list[SourceClaim]:
    return [said for said in case.admitted if said.party and said.party.key == key]


def _links(said: SourceClaim) -> bool:
    return said.trace.kind == "link_phrase" and said.credit == "exact_link"


def _confidence(crediting: Sequence[SourceClaim], confirmed: Mapping[str, bool]) -> Confidence:
    """Medium for one class of evidence, high when others agree; low for a mere name."""
    if all(said.party is None or said.party.vague for said in crediting):
        return "low"
    classes = {said.kind.cls for said in crediting} | {cls for cls in confirmed if confirmed[cls]}
    return LADDER[min(3, 1 + len(classes))]


def _is_whole(member: Member) -> bool:
    return member.relation is None or member.relation in WHOLE


def _sees_first(case: Case, member: Member) -> bool:
    """Whether our polls saw all others come after it."""
    after = timing.ids_later_by_polls(case.members)
    return len(after) == len(case.members) - 1 and member.article_id not in after
