"""Assigns each member its role, the credit that it gives, and the reason for both."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aggregator.attribution import agencies, page_lines, timing
from aggregator.attribution.finding import (
    Finding,
    are_nested_hosts,
    have_one_publisher,
)
from aggregator.attribution.naming import fold_name
from aggregator.attribution.page_lines import LineIndex, Shown, Sighting
from aggregator.attribution.source_claims import (
    CREDIT_FACTORS,
    LINE_CREDITS,
    UNLISTED_KIND,
    SourceClaim,
)
from aggregator.model import Assessment, Credit, Member, Role

# The reason of a role by the credit: to the original, and to another party.
CREDIT_REASONS: tuple[tuple[Credit, str, str], ...] = (
    ("exact_link", "linked", "linked_another"),
    ("site_link", "site_linked", "site_linked_another"),
    ("named", "named", "named_another"),
    ("agency_only", "agency_named", "agency_named"),
)
# The reason why a page that shows the original somewhere is not said to give no credit.
SHOWN_REASONS: Mapping[Shown, str] = {
    "mention": "mentioned_only",
    "caption": "caption_only",
    "page": "linked_elsewhere",
}
DOUBTFUL_RELATIONS = ("partial", "edited")  # of the original: it has another text than the leader


@dataclass(frozen=True, slots=True)
class Subject:
    """A member with all that is known of what it shows."""

    member: Member
    claims: Sequence[SourceClaim]
    sightings: Sequence[Sighting]


def assess_members(
    members: Sequence[Member],
    claims: Sequence[SourceClaim],
    finding: Finding,
    sightings: Mapping[int, Sequence[Sighting]] | None = None,
) -> tuple[Assessment, ...]:
    """Returns role, credit and reason of each member, in the order of `members`.

    `sightings` are what the lines of each member show of the others, by article id.
    """
    by_member: defaultdict[int, list[SourceClaim]] = defaultdict(list)
    for claim in claims:
        by_member[claim.member.article_id].append(claim)
    by_id = {member.article_id: member for member in members}
    original = by_id.get(finding.original.article_id or 0)
    is_outside = original is None and bool(finding.original.name or finding.original.url)
    index = page_lines.index_outside_original(finding.original) if is_outside else None
    first = _find_first_seen(members) if original is None else None
    return tuple(
        _assess_member(
            _look_at(member, by_member[member.article_id], sightings or {}, index),
            original,
            finding,
            is_first=member is first,
        )
        for member in members
    )


def _look_at(
    member: Member,
    claims: Sequence[SourceClaim],
    sightings: Mapping[int, Sequence[Sighting]],
    index: LineIndex | None,
) -> Subject:
    """Returns a member with its claims, and its lines: read for the original outside where that is known.

    Those of a page that links its source are not read again.
    """
    if index is None:
        return Subject(member, claims, sightings.get(member.article_id, ()))
    links = any(claim.credit == "exact_link" and claim.kind.cls == "A" for claim in claims)
    return Subject(member, claims, () if links else page_lines.read_lines(member, index))


def _find_first_seen(members: Sequence[Member]) -> Member | None:
    """Returns the only member that we saw before all others: by our polls, or where no poll is known."""
    later = timing.find_later_by_polls(members) or timing.find_later_by_first_seen(members)
    first = [member for member in members if member.article_id not in later]
    return first[0] if len(first) == 1 and later else None


def _assess_member(
    subject: Subject, original: Member | None, finding: Finding, *, is_first: bool
) -> Assessment:
    member = subject.member
    if original is not None and member.article_id == original.article_id:
        return Assessment(member.article_id, "original", "none", "is_original")
    credit, reason = _find_credit(subject, original)
    if original is not None and have_one_publisher(member, original):
        return Assessment(member.article_id, "same_owner", credit, "same_publisher")
    if member.relation == "partial":
        return Assessment(member.article_id, "partial", credit, reason or "part_only")
    role: Role | None
    if credit != "none":
        role, reason = _choose_role_of_credited(subject, original, reason)
    else:
        role, reason = _choose_role_of_silent(subject, original, finding, is_first=is_first)
    return Assessment(member.article_id, role, credit, reason)


def _find_credit(subject: Subject, original: Member | None) -> tuple[Credit, str]:
    """Returns the most exact credit a member gives, and its reason; "none" and no reason where it gives none.

    It is in a source claim, in a citation of the origin, or in a line that shows the original outside.
    """
    origin_id = original.article_id if original else 0
    found: list[tuple[Credit, bool]] = [
        (claim.credit, claim.party.article_id == origin_id or original is None)
        for claim in subject.claims
        if claim.party and claim.kind.is_credit and _is_credit_to(claim, origin_id)
    ]
    found += [
        (LINE_CREDITS[sighting.shown], True)
        for sighting in subject.sightings
        if sighting.shown in LINE_CREDITS and sighting.party.key == page_lines.OUTSIDE_KEY
    ]
    if not found:
        return "none", ""
    credit, is_to_original = max(found, key=_rank_credit)
    [reasons] = [reasons for given, *reasons in CREDIT_REASONS if given == credit]
    return credit, reasons[0 if is_to_original else 1]


def _is_credit_to(claim: SourceClaim, origin_id: int) -> bool:
    """Whether a claim is a credit: a claim of the source, or a citation of the origin, not of its site."""
    cites = claim.party is not None and claim.party.article_id == origin_id
    return claim.names_origin or (cites and claim.credit != "site_link")


def _rank_credit(given: tuple[Credit, bool]) -> tuple[float, bool, bool]:
    credit, is_to_original = given
    return CREDIT_FACTORS[credit], credit == "named", is_to_original


def _choose_role_of_credited(
    subject: Subject, original: Member | None, reason: str
) -> tuple[Role | None, str]:
    """Returns the role of a page that gives credit; none where our polls saw it before the original.

    Customers print an agency's text before its own page does.
    """
    is_agency = original is not None and _is_agency(original)
    if original is not None and not is_agency and timing.is_seen_before(subject.member, original):
        return None, "seen_first"
    return "credited_copy", reason


def _choose_role_of_silent(
    subject: Subject, original: Member | None, finding: Finding, *, is_first: bool
) -> tuple[Role | None, str]:
    """Returns the role of a page on which we found no credit; none where that does not show that it gives none."""
    doubt = (
        _find_doubt_about_origin(subject.member, original, finding)
        or _find_doubt_about_order(subject, original, finding, is_first=is_first)
        or _find_doubt_about_page(subject)
        or _find_place_of_original(subject, original)
    )
    if doubt:
        return None, doubt
    trace = _find_copy_trace(subject, original)
    return "uncredited_copy", trace or _find_other_line(subject, original) or "nothing_found"


def _find_doubt_about_origin(member: Member, original: Member | None, finding: Finding) -> str:
    """Returns why the origin is not certain enough; empty where it is."""
    if finding.verdict == "contested":
        return "contested"
    if finding.confidence not in ("high", "medium"):
        return "direction_unknown"
    if original is None:  # the label of one page only
        has_label_only = not finding.original.url and finding.confidence != "high"
        return "direction_unknown" if has_label_only else ""
    if original.relation in DOUBTFUL_RELATIONS and member.relation in DOUBTFUL_RELATIONS:
        return "text_doubtful"
    if _are_redirected(member, original):  # a move that is not proven yet
        return "redirected"
    same_name = fold_name(member.source_name) == fold_name(original.source_name) != ""
    return "same_name" if same_name or are_nested_hosts(member, original) else ""


def _are_redirected(a: Member, b: Member) -> bool:
    """Whether the own address of one of two members redirected to the other."""
    return a.url in b.redirected_from or b.url in a.redirected_from


def _find_doubt_about_order(
    subject: Subject, original: Member | None, finding: Finding, *, is_first: bool
) -> str:
    """Returns that a page may be before the original; empty where it is not.

    It was seen before the original, or before all others with a text from outside; or neither our polls nor a
    trace of copying order the two.
    """
    member = subject.member
    seen_first = is_first if original is None else timing.is_seen_before(member, original)
    if seen_first:
        return "seen_first"
    if original and original.article_id in timing.find_later_by_first_seen([member, original]):
        return "order_unknown"  # no poll is known, and we saw the original later
    if original is None or finding.is_set or _find_copy_trace(subject, original):
        return ""
    if finding.confidence == "high":  # what others credit shows the order
        return ""
    return "order_unknown" if _are_unordered(member, original) else ""


def _are_unordered(one: Member, other: Member) -> bool:
    """Whether polls of both pages are known, and order them neither way."""
    if not (one.last_absent and one.first_seen and other.last_absent and other.first_seen):
        return False
    return not (timing.is_seen_before(one, other) or timing.is_seen_before(other, one))


def _find_doubt_about_page(subject: Subject) -> str:
    """Returns why the silence of a page shows nothing; empty where it does."""
    member = subject.member
    if _is_agency(member):
        return "agency_page"
    if any(claim.trace.kind == UNLISTED_KIND for claim in subject.claims):
        return "unlisted"
    if any(trace.kind == "sign_off" and not trace.name for trace in member.sources):
        return "sign_off_unknown"
    return "" if member.lines is not None else "lines_not_kept"


def _find_place_of_original(subject: Subject, original: Member | None) -> str:
    """Returns where a page shows the original without crediting it; empty where readers do not see it there."""
    key = original.article_id if original else None
    shown = {
        sighting.shown
        for sighting in subject.sightings
        if sighting.party.key == page_lines.OUTSIDE_KEY
        or (key is not None and sighting.party.article_id == key)
    }
    place = next((place for place in SHOWN_REASONS if place in shown), None)
    if place:
        return SHOWN_REASONS[place]
    pointing = [c for c in subject.claims if c.party and key and c.party.article_id == key]
    if any(claim.kind.cls == "I" for claim in pointing):
        return "signed_only"
    return "mentioned_only" if any(claim.kind.cls == "E" for claim in pointing) else ""


def _find_other_line(subject: Subject, original: Member | None) -> str:
    """Returns that a page names the original for something else than its text; empty where it does not."""
    key = original.article_id if original else None
    is_named = any(
        sighting.shown == "other"
        and (sighting.party.key == page_lines.OUTSIDE_KEY or sighting.party.article_id == key)
        for sighting in subject.sightings
    )
    return "other_only" if is_named else ""


def _find_copy_trace(subject: Subject, original: Member | None) -> str:
    """Returns what copying left of the original in a page; it is no credit. Empty where nothing did."""
    key = original.article_id if original else None
    kinds = {c.trace.kind for c in subject.claims if c.party and key and c.party.article_id == key}
    is_copied = any(s.shown == "copied" and s.party.article_id == key for s in subject.sightings)
    if "told" in kinds or is_copied:
        return "told_only"
    return "picture_only" if "hotlink" in kinds else ""


def _is_agency(member: Member) -> bool:
    return member.source_kind == "agency" or agencies.find_by_domain(member.domain) is not None
