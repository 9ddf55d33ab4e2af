"""Weighs what pages admit against what our polls saw: a page that was seen first is no copy of a later one."""

from collections.abc import Iterable, Sequence

from aggregator.attribution import manifests, pair_evidence, timing
from aggregator.attribution.finding import (
    Finding,
    has_whole_text,
    have_one_publisher,
    make_original,
    publisher_name,
)
from aggregator.attribution.source_claims import SourceClaim
from aggregator.model import Evidence, Member

MAX_NAMES = 5  # of publishers in one sentence


def find_page_before(origin: Member, members: Sequence[Member]) -> Member | None:
    """Returns the page of another publisher that our polls saw first, where `origin` was not listed yet.

    Only pages with the whole text count, and no aggregator.
    """
    if not has_whole_text(origin):
        return None
    earlier = (
        member
        for member in members
        if timing.is_seen_before(member, origin)
        and has_whole_text(member)
        and member.source_kind != "aggregator"
        and not have_one_publisher(member, origin)
    )
    return min(earlier, key=lambda m: (m.first_seen, m.article_id), default=None)


def weigh_earlier_page(
    earlier: Member, origin: Member, members: Sequence[Member], claims: Sequence[SourceClaim]
) -> Finding:
    """Returns the earlier page as the original where a second class of evidence agrees, else that it is contested.

    `origin` is the page that others credit.
    """
    evidence = (
        _make_contradiction_evidence(earlier, origin),
        *pair_evidence.compare_with_others(earlier, members),
    )
    names_other = any(c.names_origin and c.party and c.member is earlier for c in claims)
    is_first = all(
        timing.is_seen_before(earlier, member) or have_one_publisher(earlier, member)
        for member in members
        if member is not earlier and has_whole_text(member)
    )
    if is_first and not names_other and has_support(earlier, [origin], claims):
        return Finding("original_here", "medium", make_original(earlier), evidence)
    return Finding("contested", "none", evidence=evidence)


def has_support(member: Member, rivals: Sequence[Member], claims: Iterable[SourceClaim]) -> bool:
    """Whether evidence apart from our polls and from the rivals' words says that a page was before its rivals."""
    return (
        manifests.is_signed_by_itself(member)
        or all(_is_longer_or_captured(member, rival) for rival in rivals)
        or any(_supports(claim, member, rivals) for claim in claims)
    )


def _is_longer_or_captured(member: Member, rival: Member) -> bool:
    is_abridged = member.relation is None and rival.relation == "abridged"
    return is_abridged or timing.is_captured_before(member, rival)


def _supports(claim: SourceClaim, member: Member, rivals: Sequence[Member]) -> bool:
    """Whether a claim is a copy trace of a page, a signature, or a citation of it by an independent publisher."""
    if not claim.party or claim.party.article_id != member.article_id:
        return False
    if have_one_publisher(claim.member, member):
        return False
    if claim.kind.cls in ("B", "I"):
        return True
    return not any(have_one_publisher(claim.member, rival) for rival in rivals)


def _make_contradiction_evidence(earlier: Member, origin: Member) -> Evidence:
    says = (
        f"{publisher_name(earlier)} was first seen {timing.describe_first_seen(earlier)}, and "
        f"{publisher_name(origin)}, which other pages credit, only {timing.describe_first_seen(origin)}"
    )
    return pair_evidence.make_evidence(
        "D", "seen_before_credited", says, earlier, pair_evidence.MOST_STRENGTH
    )


def describe_circle(members: Sequence[Member], claims: Sequence[SourceClaim]) -> Evidence:
    """Returns the observation that pages credit each other, with the words of one of them."""
    names = list(dict.fromkeys(publisher_name(member) for member in members))[:MAX_NAMES]
    says = f"{', '.join(names[:-1])} and {names[-1]} credit each other"
    own = (claim.trace.phrase for claim in claims if claim.member is members[0])
    return pair_evidence.make_evidence(
        "A", "circular_credit", says, members[0], pair_evidence.MOST_STRENGTH, next(own, "")
    )
