"""Assigns each member its role, and the credit that it gives."""

from collections import defaultdict
from collections.abc import Sequence

from aggregator.attribution.finding import Finding, publisher_key
from aggregator.attribution.source_claims import CREDIT_FACTORS, UNLISTED_KIND, SourceClaim
from aggregator.model import Assessment, Credit, Member, Role


def assess_members(
    members: Sequence[Member], claims: Sequence[SourceClaim], finding: Finding
) -> tuple[Assessment, ...]:
    """Returns role and credit of each member, in the order of `members`."""
    by_member: defaultdict[int, list[SourceClaim]] = defaultdict(list)
    for claim in claims:
        by_member[claim.member.article_id].append(claim)
    by_id = {member.article_id: member for member in members}
    original = by_id.get(finding.original.article_id or 0)
    return tuple(
        _assess_member(member, by_member[member.article_id], original, finding)
        for member in members
    )


def _assess_member(
    member: Member, claims: Sequence[SourceClaim], original: Member | None, finding: Finding
) -> Assessment:
    if original is not None and member.article_id == original.article_id:
        return Assessment(member.article_id, "original", "none")
    credit = _most_exact_credit(claims, original)
    if original is not None and publisher_key(member) == publisher_key(original):
        return Assessment(member.article_id, "same_owner", credit)
    role = _role_of_copy(member, claims, credit, finding)
    if role == "uncredited_copy" and original is not None and _are_redirected(member, original):
        role = None  # the server of one leads readers to the other: a move that is not proven yet
    return Assessment(member.article_id, role, credit)


def _are_redirected(a: Member, b: Member) -> bool:
    """Whether the own address of one of two members redirected to the other."""
    return a.url in b.redirected_from or b.url in a.redirected_from


def _most_exact_credit(claims: Sequence[SourceClaim], original: Member | None) -> Credit:
    """Returns the most exact credit a member gives: in a source claim, or in a citation of the origin."""
    origin_id = original.article_id if original else 0
    given = [
        claim.credit
        for claim in claims
        if claim.party
        and claim.kind.is_credit
        and (claim.names_origin or claim.party.article_id == origin_id)
    ]
    return max(
        given, key=lambda credit: (CREDIT_FACTORS[credit], credit == "named"), default="none"
    )


def _role_of_copy(
    member: Member, claims: Sequence[SourceClaim], credit: Credit, finding: Finding
) -> Role | None:
    """Returns the role of a copy; None where its silence does not show that it gives no credit."""
    if member.relation == "partial":
        return "partial"
    if credit != "none":
        return "credited_copy"
    if _may_be_partner(member, claims) or _is_silence_inconclusive(member, finding):
        return None
    return "uncredited_copy"


def _may_be_partner(member: Member, claims: Sequence[SourceClaim]) -> bool:
    """Whether a page asks not to be listed, as partners do, or ends with a sign-off of no named agency."""
    is_unlisted = any(claim.trace.kind == UNLISTED_KIND for claim in claims)
    return is_unlisted or any(
        trace.kind == "sign_off" and not trace.name for trace in member.sources
    )


def _is_silence_inconclusive(member: Member, finding: Finding) -> bool:
    """Whether a page may be silent and no copy: an agency's own page, or the origin is not certain."""
    if finding.confidence not in ("high", "medium") or member.source_kind == "agency":
        return True
    if finding.original.article_id is not None:
        return False
    return not finding.original.url and finding.confidence != "high"  # the label of one page only
