"""Stories in which no member names its source: which observations name an origin, with which confidence."""

from dataclasses import replace

import pytest

from aggregator.attribution import attribute
from aggregator.attribution.weights import LEAD, WEIGHTS
from aggregator.model import Member
from tests.attribution.members import PAPER, at, page, trace

FIRST = replace(PAPER, first_seen=at(6))
SEEN_LATER = {"first_seen": at(9), "last_absent": at(8)}


def decide(*members: Member) -> tuple[str, str, int | None]:
    decided = attribute(members)
    return decided.verdict, decided.confidence, decided.original.article_id


@pytest.mark.parametrize(
    ("copy", "confidence"),
    [
        (page(2, "b.example", **SEEN_LATER), "medium"),
        (page(2, "b.example", relation="abridged", **SEEN_LATER), "high"),  # contains
        (page(2, "b.example", trace("noindex"), **SEEN_LATER), "high"),  # unlisted
        (page(2, "b.example", published=at(9), **SEEN_LATER), "medium"),  # a claim adds nothing
        (page(2, "b.example", trace("noindex")), "low"),  # without our polls
        (page(2, "b.example", relation="abridged", published=at(9)), "low"),
    ],
)
def test_our_polls_make_medium_and_another_class_makes_high(copy: Member, confidence: str) -> None:
    first = replace(FIRST, published=at(6))
    assert decide(first, copy) == ("original_here", confidence, 1)


def test_a_rule_must_speak_against_the_rival_to_make_high() -> None:
    rival = page(2, "b.example", **SEEN_LATER)
    third = page(3, "c.example", trace("noindex"), **SEEN_LATER)
    assert decide(FIRST, rival, third) == ("original_here", "medium", 1)


def test_an_agency_s_page_is_not_enough_by_itself() -> None:
    agency = replace(FIRST, source_kind="agency")
    assert decide(agency, page(2, "b.example", first_seen=at(6)))[0] == "undetermined"
    later_claim = page(2, "b.example", first_seen=at(6), published=at(9))
    with_claim = replace(agency, published=at(5))
    assert decide(with_claim, later_claim) == ("original_here", "low", 1)


def test_a_lead_of_exactly_one_names_an_origin() -> None:
    assert LEAD == WEIGHTS["contains"] == WEIGHTS["sighted"] == 1.0
    assert decide(FIRST, page(2, "b.example", first_seen=at(7)))[0] == "original_here"
    assert WEIGHTS["claimed"] < LEAD
    claims = (
        replace(FIRST, published=at(5)),
        page(2, "b.example", published=at(9), first_seen=at(6)),
    )
    assert decide(*claims)[0] == "undetermined"


def test_a_longer_text_that_was_seen_later_does_not_contain_the_other() -> None:
    late = replace(FIRST, first_seen=at(9), last_absent=at(8))
    short = page(2, "b.example", relation="abridged", first_seen=at(6))
    assert decide(late, short) == ("original_here", "medium", 2)


def test_a_text_is_abridged_from_the_leader_only() -> None:
    leader = page(1, "digest.example", source_kind="aggregator")
    edited = page(2, "b.example", relation="edited")
    assert decide(leader, edited, page(3, "c.example", relation="abridged"))[0] == "undetermined"


def test_a_citation_of_its_own_publisher_group_does_not_count() -> None:
    cited = trace("body_link", PAPER.url)
    other = page(2, "b.example", cited, first_seen=at(6))
    assert decide(FIRST, other, page(3, "c.example"))[0] == "original_here"
    grouped = replace(FIRST, publisher_group="G"), replace(other, publisher_group="G")
    assert decide(*grouped, page(3, "c.example"))[0] == "undetermined"


# One publisher


def test_of_two_pages_of_one_publisher_the_one_seen_first_is_named() -> None:
    pages = [page(n, "paper.example", first_seen=at(hour)) for n, hour in ((1, 7), (2, 6))]
    assert decide(*pages) == ("original_here", "low", 2)
    same_time = [replace(member, first_seen=at(6)) for member in pages]
    assert decide(*same_time)[0] == "undetermined"
    polled = [replace(same_time[0], last_absent=at(5)), same_time[1]]
    assert decide(*polled)[0] == "original_here"


def test_of_two_pages_of_one_publisher_the_longer_one_is_named() -> None:
    pages = [
        page(1, "paper.example", first_seen=at(6)),
        page(2, "paper.example", first_seen=at(6), relation="abridged"),
    ]
    assert decide(*pages) == ("original_here", "low", 1)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (
            None,
            "no other publisher of this text is stored, and the page of Linden Paper shows no other source",
        ),
        (page(2, "portal.example", trace("syndicated_notice")), "Linden Paper does not"),
    ],
)
def test_the_only_candidate_is_named_with_the_reason(other: Member | None, says: str) -> None:
    decided = attribute([PAPER, *([other] if other else [])])
    [item] = [item for item in decided.evidence if item.rule == "only_candidate"]
    assert says in item.says
    assert (item.cls, item.article_id, item.points_to) == ("G", 1, "1")


def test_an_aggregator_is_no_candidate_and_the_evidence_says_so() -> None:
    digest = page(1, "digest.example", source_kind="aggregator")
    decided = attribute([digest, page(2, "b.example", trace("syndicated_notice"))])
    assert decided.verdict == "undetermined"
    assert [item.article_id for item in decided.evidence if item.rule == "aggregator"] == [1]
