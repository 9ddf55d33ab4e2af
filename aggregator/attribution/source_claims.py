"""Reads what a page itself claims about where its text comes from (classes A and B), and its citations
of others (class E)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from aggregator.attribution import manifests
from aggregator.attribution.finding import publisher_name
from aggregator.attribution.page_lines import Shown, Sighting
from aggregator.attribution.parties import Parties, Party, Target
from aggregator.attribution.weights import STRENGTHS
from aggregator.model import Credit, Evidence, EvidenceClass, Member, SourceTrace

Counted = Literal["any", "linked", "known", "member", "self"]


@dataclass(frozen=True, slots=True)
class ClaimKind:
    """The meaning of one kind of trace. How far it is believed is in `weights`.

    `counted` is the party it must point to: "any"; "linked": one page; "known": a member, an agency or a
    registered source; "member": a page of the story; "self": no party, it is about the page itself.
    """

    cls: EvidenceClass
    counted: Counted
    sentence: str  # with {publisher} of the page and {party}
    is_credit: bool = True  # readers see it as a credit


# In the order of the kinds. A line for readers is believed more than one in the head, where templates
# make errors (7 of 21 canonical links to other sites led to proxies). What looks like a dateline may
# be the name of a political party, bylines name people and rights lines parent companies: these
# count for known parties only.
CLAIM_KINDS: dict[str, ClaimKind] = {
    "body_link": ClaimKind("E", "known", "{publisher} links {party} in its text"),
    "byline": ClaimKind("A", "known", "{publisher} names {party} as the author"),
    "canonical": ClaimKind("A", "any", "{publisher} declares a page of {party} as the address of this text"),
    "dateline": ClaimKind("A", "known", "{publisher} prints the text under a dateline of {party}"),
    "feed_source": ClaimKind("A", "any", "the feed of {publisher} names {party} as the source"),
    "hotlink": ClaimKind("B", "member", "{publisher} shows a picture that {party} serves", is_credit=False),
    "item_number": ClaimKind("B", "known", "The text at {publisher} carries an item number of {party}"),
    "line_link": ClaimKind("A", "member", "{publisher} links the page of {party}"),
    "line_name": ClaimKind("A", "known", "{publisher} names {party} in a line of its own"),
    "line_outside": ClaimKind("A", "any", "{publisher} links a page of {party} in a line of its own, as another publisher does"),
    "line_site": ClaimKind("A", "known", "{publisher} links the site of {party} in a line of its own"),
    "link_phrase": ClaimKind("A", "any", "{publisher} names {party} as the source"),
    "manifest": ClaimKind("I", "known", "The text at {publisher} carries a manifest that {party} signed", is_credit=False),
    "mention": ClaimKind("E", "known", "{publisher} mentions {party} in its text"),
    "noindex": ClaimKind("A", "self", "{publisher} asks search engines not to list this page, as partners do that carry the text of others", is_credit=False),
    "notice": ClaimKind("A", "self", "{publisher} states that it carries the work of others", is_credit=False),
    "rights": ClaimKind("A", "known", "{publisher} names {party} as the holder of the rights"),
    "sign_off": ClaimKind("A", "known", "{publisher} ends the text with a sign-off of {party}"),
    "structured": ClaimKind("A", "linked", "{publisher} names {party} as the source in its metadata"),
    "syndicated_notice": ClaimKind("A", "any", "{publisher} states that the text comes from a feed of {party}"),
    "told": ClaimKind("B", "member", "The text at {publisher} refers to the reporting of {party}", is_credit=False),
}  # fmt: skip
REFERENCE = ClaimKind("E", "any", "{publisher} names {party} among its sources")
CREDIT_FACTORS: dict[Credit, float] = {
    "exact_link": 1.0,
    "site_link": 0.95,
    "named": 0.9,
    "agency_only": 0.9,
    "none": 0.0,
}
UNKNOWN_NAME_FACTOR = 0.5  # for a mere name of an unknown party ("Source: the ministry")
LINE_KINDS: dict[Shown, str] = {
    "agency_name": "line_name",
    "name": "line_name",
    "page_link": "line_link",
    "site_link": "line_site",
}
LINE_CREDITS: dict[Shown, Credit] = {
    "agency_name": "agency_only",
    "name": "named",
    "page_link": "exact_link",
    "site_link": "site_link",
}
UNLISTED_KIND = "noindex"  # partners ask for it, and so do sites with other reasons


@dataclass(frozen=True, slots=True)
class SourceClaim:
    """One trace on a member that points to a party; `party` is None when it names none."""

    member: Member
    trace: SourceTrace
    kind: ClaimKind
    party: Party | None
    credit: Credit

    @property
    def strength(self) -> float:
        """How far the claim is believed, from 0 to 1."""
        if self.party is None:
            return 0.0
        factor = UNKNOWN_NAME_FACTOR if self.party.is_unknown_name else 1.0
        believed = STRENGTHS["reference" if self.kind is REFERENCE else self.trace.kind]
        return believed * CREDIT_FACTORS[self.credit] * factor

    @property
    def names_origin(self) -> bool:
        """Whether it claims where the text comes from, and does not only cite a party."""
        return self.kind.cls in ("A", "B", "I")

    @property
    def is_shown(self) -> bool:
        """Whether it is part of the evidence: an origin, a reference, or a citation of a member."""
        cites_member = self.party is not None and self.party.article_id is not None
        return self.names_origin or self.kind is REFERENCE or cites_member

    def as_evidence(self) -> Evidence:
        """Returns the claim as an observation on its member."""
        name = self.party.name if self.party else "a source that it does not name"
        sentence = self.kind.sentence.format(publisher=publisher_name(self.member), party=name)
        url = self.trace.url if self.party else ""
        return Evidence(
            self.kind.cls,
            self.trace.kind,
            f"{sentence}, with a link to {url}" if url else sentence,
            self.trace.phrase,
            self.member.url,
            self.member.first_seen,
            self.member.article_id,
            _party_reference(self.party),
            round(self.strength, 3),
        )


def read_claims(
    member: Member, parties: Parties, outside: Sequence[SourceTrace] = ()
) -> list[SourceClaim]:
    """Returns a member's source claims, the strongest of each kind and party.

    `outside` are traces of pages outside the story that its lines link, see `outside_links`.
    """
    strongest: dict[tuple[str, str], SourceClaim] = {}
    for trace in (*member.sources, *outside):
        for claim in _read_claims_of_trace(member, trace, parties):
            key = (trace.kind, claim.party.key if claim.party else "")
            if key not in strongest or strongest[key].strength < claim.strength:
                strongest[key] = claim
    signed = [
        SourceClaim(member, trace, CLAIM_KINDS["manifest"], party, "exact_link")
        for trace, party in manifests.find_signers(member, parties)
    ]
    return [*_mark_references(list(strongest.values())), *signed]


def read_all_claims(
    member: Member,
    parties: Parties,
    sightings: Sequence[Sighting],
    outside: Sequence[SourceTrace] = (),
) -> list[SourceClaim]:
    """Returns the claims of a member in its traces, its manifests and its lines."""
    return add_line_claims(member, read_claims(member, parties, outside), sightings)


def add_line_claims(
    member: Member, claims: list[SourceClaim], sightings: Sequence[Sighting]
) -> list[SourceClaim]:
    """Returns the claims of a member with those of its lines, where these credit a party more exactly.

    A citation of a party is left out where a line credits the same party.
    """
    stated: dict[str, float] = {}  # party -> how exactly it is credited
    for claim in claims:
        if claim.party and claim.kind.cls == "A" and claim.kind.is_credit:
            factor = CREDIT_FACTORS[claim.credit]
            stated[claim.party.key] = max(factor, stated.get(claim.party.key, 0.0))
    added: dict[str, SourceClaim] = {}
    for sighting in sightings:
        if sighting.shown in LINE_KINDS:
            claim, key = _make_line_claim(member, sighting), sighting.party.key
            if stated.get(key, 0.0) < CREDIT_FACTORS[claim.credit]:
                stated[key], added[key] = CREDIT_FACTORS[claim.credit], claim
    kept = [c for c in claims if not (c.kind.cls == "E" and c.party and c.party.key in added)]
    return [*kept, *added.values()]


def _make_line_claim(member: Member, sighting: Sighting) -> SourceClaim:
    kind, line = LINE_KINDS[sighting.shown], sighting.line
    trace = SourceTrace(kind, line.text, line.url, sighting.party.name, line.place)
    credit = LINE_CREDITS[sighting.shown]
    return SourceClaim(member, trace, CLAIM_KINDS[kind], sighting.party, credit)


def _mark_references(claims: list[SourceClaim]) -> list[SourceClaim]:
    """A page that names several parties as its sources lists references, and no origin."""
    named = {claim.party.key for claim in claims if claim.party and _may_be_reference(claim)}
    if len(named) < 2:
        return claims
    return [
        replace(claim, kind=REFERENCE) if _may_be_reference(claim) else claim for claim in claims
    ]


def _may_be_reference(claim: SourceClaim) -> bool:
    party = claim.party
    is_member_or_agency = party is not None and (party.article_id is not None or party.agency)
    return claim.trace.kind == "link_phrase" and not is_member_or_agency


def _read_claims_of_trace(
    member: Member, trace: SourceTrace, parties: Parties
) -> list[SourceClaim]:
    kind = CLAIM_KINDS.get(trace.kind)
    if kind is None:
        return []
    targets = parties.find_targets(member, trace) if kind.counted != "self" else []
    is_unnamed_feed = trace.kind == "syndicated_notice" and not (targets or trace.name or trace.url)
    if kind.counted == "self" or is_unnamed_feed:  # not the page's own text, by a source not named
        return [SourceClaim(member, trace, kind, None, "none")]
    return [
        SourceClaim(member, trace, kind, target.party, target.credit)
        for target in targets
        if _counts_as_claim(kind, target)
    ]


def _counts_as_claim(kind: ClaimKind, target: Target) -> bool:
    if kind.counted == "member":
        return target.party.article_id is not None
    if kind.counted == "any" or target.party.known:
        return True
    return kind.counted == "linked" and target.credit == "exact_link"


def _party_reference(party: Party | None) -> str:
    """Returns a member's id, or the address or name of another party; empty for no party."""
    if party is None:
        return ""
    return str(party.article_id) if party.article_id else party.url or party.name
