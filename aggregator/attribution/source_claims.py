"""What a page says of where its text comes from, against its own interest (classes A and B), and
the weaker citations (class E)."""

from dataclasses import dataclass, replace
from typing import Literal

from aggregator.attribution.finding import publisher_name
from aggregator.attribution.parties import Parties, Party, Target
from aggregator.attribution.weights import STRENGTHS
from aggregator.model import Credit, Evidence, EvidenceClass, Member, SourceTrace


@dataclass(frozen=True, slots=True)
class ClaimKind:
    """What a kind of trace tells, and of whom; how far it is believed stands in `weights`."""

    cls: EvidenceClass
    counts: Literal["any", "linked", "known", "member", "self"]  # whom it must point to
    says: str  # {who} said it of {party}
    credits: bool = True  # readers see it as a credit


# In the order of the kinds. What must be pointed to: "linked": one page; "known": a member, an agency or
# a registered source; "member": a page of the story; "self": nobody, it speaks of the page. A line for readers beats one in the head, which templates get wrong
# (7 of 21 canonical links to other sites led to proxies). What looks like a dateline may hold a
# party's name, bylines name people and rights lines parent companies: these count for known parties.
KINDS: dict[str, ClaimKind] = {
    "body_link": ClaimKind("E", "known", "{who} links {party} in its text"),
    "byline": ClaimKind("A", "known", "{who} names {party} as the author"),
    "canonical": ClaimKind("A", "any", "{who} declares a page of {party} as the address of this text"),
    "dateline": ClaimKind("A", "known", "{who} prints the text under a dateline of {party}"),
    "feed_source": ClaimKind("A", "any", "the feed of {who} names {party} as the source"),
    "hotlink": ClaimKind("B", "member", "{who} shows a picture that {party} serves", credits=False),
    "item_number": ClaimKind("B", "known", "The text at {who} carries an item number of {party}"),
    "link_phrase": ClaimKind("A", "any", "{who} names {party} as the source"),
    "mention": ClaimKind("E", "known", "{who} mentions {party} in its text"),
    "noindex": ClaimKind("A", "self", "{who} asks search engines not to list this page, as partners do that carry the text of others", credits=False),
    "notice": ClaimKind("A", "self", "{who} says of itself that it carries the work of others", credits=False),
    "rights": ClaimKind("A", "known", "{who} names {party} as the holder of the rights"),
    "sign_off": ClaimKind("A", "known", "{who} ends the text with a sign-off of {party}"),
    "structured": ClaimKind("A", "linked", "{who} names {party} as the source in its metadata"),
    "syndicated_notice": ClaimKind("A", "any", "{who} says that the text comes from a feed of {party}"),
    "told": ClaimKind("B", "member", "The text at {who} says that somebody spoke to {party}", credits=False),
}  # fmt: skip
REFERENCE = ClaimKind("E", "any", "{who} names {party} among its sources")
EXACTNESS: dict[Credit, float] = {
    "exact_link": 1.0,
    "site_link": 0.95,
    "named": 0.9,
    "agency_only": 0.9,
    "none": 0.0,
}
VAGUE = 0.5  # of the strength: a name alone, of nobody known ("Source: the ministry")
HINT = "noindex"  # partners ask for it, and so do sites with reasons of their own


@dataclass(frozen=True, slots=True)
class SourceClaim:
    """One trace on one member that points to a party; `party` None: somebody it does not name."""

    member: Member
    trace: SourceTrace
    kind: ClaimKind
    party: Party | None
    credit: Credit

    @property
    def strength(self) -> float:
        if self.party is None:
            return 0.0
        doubt = VAGUE if self.party.vague else 1.0
        believed = STRENGTHS["reference" if self.kind is REFERENCE else self.trace.kind]
        return believed * EXACTNESS[self.credit] * doubt

    @property
    def admits(self) -> bool:
        """Whether it says where the text comes from, and not only cites somebody."""
        return self.kind.cls in ("A", "B")

    @property
    def telling(self) -> bool:
        """Whether it belongs among the evidence: an admission, a reference, a citation of a member."""
        cites = self.party is not None and self.party.article_id is not None
        return self.admits or self.kind is REFERENCE or cites

    def evidence(self) -> Evidence:
        name = self.party.name if self.party else "somebody it does not name"
        says = self.kind.says.format(who=publisher_name(self.member), party=name)
        linked = self.trace.url if self.party else ""
        return Evidence(
            self.kind.cls,
            self.trace.kind,
            f"{says}, with a link to {linked}" if linked else says,
            self.trace.phrase,
            self.member.url,
            self.member.first_seen,
            self.member.article_id,
            _pointed_to(self.party),
            round(self.strength, 3),
        )


def read_claims(member: Member, parties: Parties) -> list[SourceClaim]:
    """Everything that a member's traces say of its source, without repetition."""
    found: dict[tuple[str, str], SourceClaim] = {}
    for trace in member.sources:
        for said in _read(member, trace, parties):
            key = (trace.kind, said.party.key if said.party else "")
            if key not in found or found[key].strength < said.strength:
                found[key] = said
    return _without_references(list(found.values()))


def _without_references(found: list[SourceClaim]) -> list[SourceClaim]:
    """A page that names several parties as its sources lists references, and no origin."""
    named = {said.party.key for said in found if said.party and _may_be_reference(said)}
    if len(named) < 2:
        return found
    return [replace(said, kind=REFERENCE) if _may_be_reference(said) else said for said in found]


def _may_be_reference(said: SourceClaim) -> bool:
    party = said.party
    stored_or_wire = party is not None and (party.article_id is not None or party.agency)
    return said.trace.kind == "link_phrase" and not stored_or_wire


def _read(member: Member, trace: SourceTrace, parties: Parties) -> list[SourceClaim]:
    kind = KINDS.get(trace.kind)
    if kind is None:
        return []
    targets = parties.targets(member, trace) if kind.counts != "self" else []
    unnamed = trace.kind == "syndicated_notice" and not (targets or trace.name or trace.url)
    if kind.counts == "self" or unnamed:  # says, without a name, that the text is not its own
        return [SourceClaim(member, trace, kind, None, "none")]
    return [
        SourceClaim(member, trace, kind, target.party, target.credit)
        for target in targets
        if _counts(kind, target)
    ]


def _counts(kind: ClaimKind, target: Target) -> bool:
    if kind.counts == "member":
        return target.party.article_id is not None
    if kind.counts == "any" or target.party.known:
        return True
    return kind.counts == "linked" and target.credit == "exact_link"


def _pointed_to(party: Party | None) -> str:
    if party is None:
        return ""
    return str(party.article_id) if party.article_id else party.url or party.name
