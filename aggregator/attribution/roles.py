"""What each member is to the origin, and whether it gives credit."""

from collections import defaultdict
from collections.abc import Sequence

from aggregator.attribution.finding import Finding, publisher_key
from aggregator.attribution.source_claims import EXACTNESS, HINT, SourceClaim
from aggregator.model import Assessment, Credit, Member, Role


def assess_members(
    members: Sequence[Member], admitted: Sequence[SourceClaim], finding: Finding
) -> tuple[Assessment, ...]:
    """One ruling for each member. Without a known origin nobody is called an uncredited copy."""
    said: defaultdict[int, list[SourceClaim]] = defaultdict(list)
    for found in admitted:
        said[found.member.article_id].append(found)
    by_id = {member.article_id: member for member in members}
    original = by_id.get(finding.original.article_id or 0)
    return tuple(_assess(member, said[member.article_id], original, finding) for member in members)


def _assess(
    member: Member, said: Sequence[SourceClaim], original: Member | None, finding: Finding
) -> Assessment:
    if original is not None and member.article_id == original.article_id:
        return Assessment(member.article_id, "original", "none")
    credit = _credit(said, original)
    return Assessment(member.article_id, _role(member, said, credit, original, finding), credit)


def _credit(said: Sequence[SourceClaim], original: Member | None) -> Credit:
    """The most exact credit it gives: an admission, or a citation of the origin itself."""
    origin = original.article_id if original else 0
    given = [
        found.credit
        for found in said
        if found.party and found.kind.credits and (found.admits or found.party.article_id == origin)
    ]
    return max(given, key=lambda credit: (EXACTNESS[credit], credit == "named"), default="none")


# What is not called a copy without credit: a page that asks not to be listed, as partners do, and one
# with an agency's sign-off that does not say whose.
def _role(
    member: Member,
    said: Sequence[SourceClaim],
    credit: Credit,
    original: Member | None,
    finding: Finding,
) -> Role | None:
    if original is not None and publisher_key(member) == publisher_key(original):
        return "same_owner"
    if member.relation == "partial":
        return "partial"
    if credit != "none":
        return "credited_copy"
    partner = any(found.trace.kind == HINT for found in said)
    signed = any(trace.kind == "sign_off" and not trace.name for trace in member.sources)
    return None if partner or signed or _is_unsure(member, finding) else "uncredited_copy"


def _is_unsure(member: Member, finding: Finding) -> bool:
    """Whether silence tells nothing: no origin is known for sure, or it is an agency's own page."""
    if finding.confidence not in ("high", "medium") or member.source_kind == "agency":
        return True
    if finding.original.article_id is not None:
        return False
    return not finding.original.url and finding.confidence != "high"  # only one page's label
