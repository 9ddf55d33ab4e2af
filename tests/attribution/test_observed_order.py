"""What pages admit is weighed against what our polls saw."""

from dataclasses import replace

import pytest

from aggregator.attribution import attribute
from aggregator.model import Attribution, Capture, Manifest, Member, PageLine
from tests.attribution.members import at, link, page, trace

# The feed of "first" listed the text before the feed of "copier" did, which a third page credits.
FIRST = page(1, "first.example", source_name="First Paper", last_absent=at(5), first_seen=at(6))
COPIER = page(2, "copier.example", source_name="Copier", last_absent=at(8), first_seen=at(9))
THIRD = page(3, "third.example", link(COPIER.url), last_absent=at(10), first_seen=at(11))


def decide(*members: Member) -> tuple[str, str, int | None]:
    decided = attribute(members)
    return decided.verdict, decided.confidence, decided.original.article_id


def roles(decided: Attribution) -> list[tuple[str | None, str]]:
    return [(each.role, each.reason) for each in decided.assessments]


def test_a_credit_that_our_polls_contradict_is_contested() -> None:
    decided = attribute([FIRST, COPIER, THIRD])
    assert (decided.verdict, decided.original.name) == ("contested", "")
    assert decided.evidence[0].rule == "seen_before_credited"
    assert "First Paper was first seen between 2026-03-01 05:00 UTC" in decided.evidence[0].says
    assert roles(decided)[0] == (None, "contested")


@pytest.mark.parametrize(
    ("first", "copier", "third"),
    [
        (FIRST, replace(COPIER, relation="abridged"), THIRD),
        (replace(FIRST, manifests=(Manifest("text", "trusted", "First Paper"),)), COPIER, THIRD),
        (
            replace(FIRST, captures=(Capture("archive.example", FIRST.url, "https://archive.example/1", at(7), at(12)),)),
            COPIER,
            THIRD,
        ),
    ],
    ids=["text direction", "signature", "capture"],
)  # fmt: skip
def test_the_page_seen_first_is_the_original_where_a_second_class_agrees(
    first: Member, copier: Member, third: Member
) -> None:
    assert decide(first, copier, third) == ("original_here", "medium", 1)


def test_a_copy_trace_leads_on_from_the_credited_page() -> None:
    copier = replace(COPIER, sources=(trace("told", name="First Paper"),))
    assert decide(FIRST, copier, THIRD) == ("original_here", "high", 1)


def test_a_citation_by_an_independent_publisher_supports_the_page_seen_first() -> None:
    citing = page(
        4, "d.example", trace("body_link", FIRST.url), first_seen=at(12), last_absent=at(11)
    )
    assert decide(FIRST, COPIER, THIRD, citing) == ("original_here", "medium", 1)
    own = replace(citing, domain=COPIER.domain)
    assert decide(FIRST, COPIER, THIRD, own)[0] == "contested"


def test_two_pages_seen_before_the_credited_one_are_not_told_apart() -> None:
    other = replace(
        FIRST,
        article_id=4,
        domain="other.example",
        url="https://other.example/4",
        relation="identical",
    )
    abridged = replace(COPIER, relation="abridged")
    assert decide(FIRST, abridged, THIRD, other)[0] == "contested"


@pytest.mark.parametrize(
    "first",
    [
        replace(FIRST, first_seen=at(9)),  # the intervals overlap
        replace(FIRST, relation="edited"),
        replace(FIRST, source_kind="aggregator"),
        replace(FIRST, domains=("copier.example",)),  # its publisher moved
    ],
)
def test_only_another_publisher_s_whole_text_seen_before_contradicts_a_credit(
    first: Member,
) -> None:
    assert decide(first, replace(COPIER, relation=None), THIRD)[2] == 2


def test_polls_that_are_not_known_contradict_nothing() -> None:
    assert decide(FIRST, replace(COPIER, last_absent=None), THIRD)[2] == 2


def test_customers_print_an_agency_s_text_before_its_own_page() -> None:
    wire = replace(COPIER, source_kind="agency")
    decided = attribute([FIRST, wire, THIRD])
    assert (decided.verdict, decided.original.article_id) == ("original_here", 2)
    assert roles(decided)[0] == (None, "seen_first")


def test_a_page_that_links_the_original_and_was_seen_first_is_no_copy_of_it() -> None:
    linking = replace(FIRST, sources=(link(COPIER.url),))
    decided = attribute([linking, COPIER])
    assert decided.original.article_id == 2
    assert roles(decided)[0] == (None, "seen_first")
    assert decided.assessments[0].credit == "exact_link"


def test_our_polls_decide_between_two_pages_that_are_credited_alike() -> None:
    to_first = page(4, "d.example", link(FIRST.url), last_absent=at(10), first_seen=at(11))
    assert decide(FIRST, COPIER, THIRD, to_first) == ("original_here", "medium", 1)
    overlapping = replace(COPIER, last_absent=at(5))
    assert decide(FIRST, overlapping, THIRD, to_first)[0] == "contested"


# Credits in a circle

A = page(1, "a.example", link("https://b.example/2.html"), source_name="A")
B = page(2, "b.example", link("https://a.example/1.html"), source_name="B")


def test_pages_that_credit_each_other_are_shown_as_such() -> None:
    decided = attribute([A, B])
    assert decided.verdict == "contested"
    [item] = [item for item in decided.evidence if item.rule == "circular_credit"]
    assert (item.says, item.quote) == ("A and B credit each other", "Read original article here")


def test_a_second_class_of_evidence_decides_a_circle_without_polls() -> None:
    signed = replace(A, manifests=(Manifest("text", "trusted", "A"),))
    assert decide(signed, B) == ("original_here", "low", 1)


def test_a_page_that_only_credits_the_circle_is_not_named_though_it_was_seen_first() -> None:
    outer = page(3, "c.example", link(A.url), first_seen=at(5), last_absent=at(4))
    inner = [replace(each, first_seen=at(9), last_absent=at(8)) for each in (A, B)]
    assert decide(*inner, outer)[0] == "contested"


def test_a_weak_credit_in_return_for_a_clear_one_is_no_circle() -> None:
    partner = PageLine("B is an A news partner", place="end")
    named = replace(A, sources=(), lines=(replace(partner, text="Bravo Times, news partner"),))
    copier = replace(B, source_name="Bravo Times")
    assert decide(named, copier)[::2] == ("original_here", 1)
