"""The claim that a trace makes, its strength, and how it is shown."""

from dataclasses import replace

import pytest

from aggregator.attribution import attribute
from aggregator.attribution.parties import Parties
from aggregator.attribution.source_claims import SourceClaim, read_claims
from aggregator.attribution.weights import STRENGTHS
from aggregator.model import Evidence, Member, Source, SourceTrace
from tests.attribution.members import PAPER, TO_PAPER, at, dateline, link, named, page, trace

KNOWN = {"weekly.example": Source("weekly.example", "Weekly", "https://weekly.example/")}


def claims(*traces: SourceTrace) -> list[SourceClaim]:
    copy = page(2, "digest.example", *traces)
    return read_claims(copy, Parties.from_members([PAPER, copy], KNOWN))


@pytest.mark.parametrize(
    ("kind", "member", "known", "linked", "name"),
    [
        ("body_link", 1, 1, 0, 0),
        ("byline", 1, 1, 0, 0),
        ("canonical", 1, 1, 1, 1),
        ("dateline", 1, 1, 0, 0),
        ("feed_source", 1, 1, 1, 1),
        ("hotlink", 1, 0, 0, 0),
        ("item_number", 1, 1, 0, 0),
        ("link_phrase", 1, 1, 1, 1),
        ("mention", 1, 1, 0, 0),
        ("noindex", 1, 1, 1, 1),
        ("rights", 1, 1, 0, 0),
        ("sign_off", 1, 1, 0, 0),
        ("structured", 1, 1, 1, 0),
        ("syndicated_notice", 1, 1, 1, 1),
        ("told", 1, 0, 0, 0),
        ("unheard_of", 0, 0, 0, 0),
    ],
)
def test_a_kind_of_trace_counts_for_some_parties(
    kind: str, member: int, known: int, linked: int, name: int
) -> None:
    counts = [
        len(claims(trace(kind, *target)))
        for target in ((PAPER.url,), ("https://weekly.example/9",), ("https://far.example/9",), ("", "Far"))
    ]  # fmt: skip
    assert counts == [member, known, linked, name]


def test_a_link_to_the_front_page_of_an_unknown_site_is_no_structured_source() -> None:
    assert claims(trace("structured", "https://far.example/")) == []


@pytest.mark.parametrize(
    ("found", "strength"),
    [
        (TO_PAPER, 0.9),
        (link("https://paper.example/"), 0.9 * 0.95),
        (named("Linden Paper"), 0.9 * 0.9),
        (named("Far Away"), 0.9 * 0.9 * 0.5),
        (dateline("AP"), 0.94 * 0.9),
        (trace("noindex"), 0.0),
    ],
)
def test_a_claim_is_believed_by_its_kind_and_its_exactness(
    found: SourceTrace, strength: float
) -> None:
    [claim] = claims(found)
    assert claim.strength == pytest.approx(strength)


def test_a_syndicated_notice_without_a_name_says_that_the_text_is_not_the_page_s_own() -> None:
    [claim] = claims(trace("syndicated_notice"))
    assert (claim.party, claim.credit, claim.names_origin) == (None, "none", True)
    assert claims(trace("syndicated_notice", name="digest.example")) == []


def test_of_two_claims_of_one_kind_about_one_party_the_stronger_is_kept() -> None:
    for traces in ((named("Linden Paper"), TO_PAPER), (TO_PAPER, named("Linden Paper"))):
        [claim] = claims(*traces)
        assert claim.credit == "exact_link"
    assert len(claims(TO_PAPER, dateline("Linden Paper"))) == 2


def test_two_unknown_sources_of_a_page_are_references() -> None:
    [first, second] = claims(link("https://x.example/1"), link("https://y.example/1"))
    assert not first.names_origin
    assert first.strength == pytest.approx(STRENGTHS["reference"])
    assert second.is_shown
    [only] = claims(link("https://x.example/1"))
    assert only.names_origin


def test_an_agency_or_a_member_is_never_a_reference() -> None:
    mixed = claims(link("https://x.example/1"), link("https://y.example/1"), TO_PAPER, named("AP"))
    assert [claim.names_origin for claim in mixed] == [False, False, True, True]
    [reference, other] = claims(link("https://x.example/1"), named("AP"))
    assert reference.names_origin
    assert other.names_origin


@pytest.mark.parametrize(
    ("found", "is_shown"),
    [
        (TO_PAPER, True),
        (trace("body_link", PAPER.url), True),  # a citation of a member
        (trace("body_link", "https://weekly.example/9"), False),  # a citation of another party
        (trace("noindex"), True),
    ],
)
def test_claims_and_citations_of_members_are_shown(found: SourceTrace, is_shown: bool) -> None:
    [claim] = claims(found)
    assert claim.is_shown == is_shown


def evidence(found: SourceTrace) -> Evidence:
    copy = page(2, "digest.example", found, source_name="Digest", first_seen=at(7))
    decided = attribute([PAPER, copy], KNOWN)
    [item] = [item for item in decided.evidence if item.rule == found.kind]
    return item


def test_a_claim_is_shown_with_its_words_its_address_and_when_it_was_seen() -> None:
    item = evidence(TO_PAPER)
    assert item.says == f"Digest names Linden Paper as the source, with a link to {PAPER.url}"
    assert (item.cls, item.quote, item.points_to) == ("A", "Read original article here", "1")
    assert (item.url, item.observed_at) == ("https://digest.example/2.html", at(7))
    assert (item.article_id, item.strength) == (2, 0.9)


@pytest.mark.parametrize(
    ("found", "says", "points_to"),
    [
        (named("Linden Paper"), "Digest names Linden Paper as the source", "1"),
        (named("Far Away"), "Digest names Far Away as the source", "Far Away"),
        (trace("syndicated_notice"), "Digest states that the text comes from a feed of a source that it does not name", ""),
        (link("https://x.example/1"), "Digest names x.example as the source, with a link to https://x.example/1", "https://x.example/1"),
    ],
)  # fmt: skip
def test_the_sentence_of_a_claim_names_the_party(
    found: SourceTrace, says: str, points_to: str
) -> None:
    item = evidence(found)
    assert (item.says, item.points_to) == (says, points_to)


def test_a_publisher_without_a_name_is_called_by_its_domain() -> None:
    member: Member = replace(page(2, "digest.example", TO_PAPER), source_name="")
    assert attribute([PAPER, member]).evidence[0].says.startswith("digest.example names")
