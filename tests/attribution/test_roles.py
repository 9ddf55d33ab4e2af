"""The role and credit of each member."""

from dataclasses import replace
from pathlib import Path

import pytest

from aggregator import labels
from aggregator.attribution import attribute
from aggregator.model import Member, Original, PageLine, SourceTrace
from tests.attribution.members import PAPER, TO_PAPER, at, dateline, link, named, page, trace

ROOT = Path(__file__).resolve().parents[2]
FIRST = replace(PAPER, first_seen=at(6))
COPY = page(2, "b.example", first_seen=at(9), last_absent=at(8))


def role(members: list[Member], article_id: int = 2) -> tuple[str | None, str]:
    [found] = [a for a in attribute(members).assessments if a.article_id == article_id]
    return found.role, found.credit


def test_a_silent_copy_of_a_certain_origin_gives_no_credit() -> None:
    assert role([FIRST, COPY]) == ("uncredited_copy", "none")


def test_silence_of_an_agency_s_own_page_is_not_called_uncredited() -> None:
    assert role([FIRST, replace(COPY, source_kind="agency")]) == (None, "none")


def test_silence_of_a_page_that_asks_not_to_be_listed_is_not_called_uncredited() -> None:
    assert role([FIRST, replace(COPY, sources=(trace("noindex"),))]) == (None, "none")


@pytest.mark.parametrize(
    ("sign_off", "expected"),
    [(trace("sign_off"), None), (trace("sign_off", name="xyz"), "uncredited_copy")],
)
def test_a_sign_off_without_a_name_may_be_a_credit(
    sign_off: SourceTrace, expected: str | None
) -> None:
    assert role([FIRST, replace(COPY, sources=(sign_off,))]) == (expected, "none")


def test_a_page_to_which_the_origin_redirects_or_that_redirects_to_it_is_not_called_uncredited() -> (
    None
):
    assert role([FIRST, replace(COPY, redirected_from=(FIRST.url,))]) == (None, "none")
    assert role([replace(FIRST, redirected_from=(COPY.url,)), COPY]) == (None, "none")
    elsewhere = "https://c.example/3.html"
    assert role([FIRST, replace(COPY, redirected_from=(elsewhere,))]) == ("uncredited_copy", "none")


def test_silence_under_an_uncertain_origin_is_not_called_uncredited() -> None:
    unpolled = [replace(PAPER, first_seen=at(6)), page(2, "b.example", first_seen=at(9))]
    assert attribute(unpolled).confidence == "low"
    assert role(unpolled) == (None, "none")


@pytest.mark.parametrize(("labels", "expected"), [((1,), None), ((1, 3), "uncredited_copy")])
def test_silence_beside_the_label_of_one_page_is_not_called_uncredited(
    labels: tuple[int, ...], expected: str | None
) -> None:
    labelled = [page(n, f"p{n}.example", dateline("Reuters")) for n in labels]
    assert role([*labelled, page(2, "b.example")]) == (expected, "none")


def test_silence_beside_a_link_to_an_origin_elsewhere_is_called_uncredited() -> None:
    linking = page(1, "a.example", link("https://ft.com/x"))
    assert role([linking, page(2, "b.example")]) == ("uncredited_copy", "none")


@pytest.mark.parametrize(
    ("traces", "credit"),
    [
        ((TO_PAPER, named("Linden Paper")), "exact_link"),
        ((link("https://paper.example/"), named("Linden Paper")), "site_link"),
        ((named("Linden Paper"), dateline("AP")), "named"),
        ((dateline("AP"),), "agency_only"),
        ((trace("body_link", PAPER.url),), "exact_link"),  # a citation of the origin
        ((trace("body_link", "https://reuters.com/x"),), "none"),  # a citation of another party
        ((trace("hotlink", "https://paper.example/media/1.jpg"),), "none"),  # readers see no credit
    ],
)
def test_the_most_exact_credit_of_a_copy_counts(
    traces: tuple[SourceTrace, ...], credit: str
) -> None:
    copies = [
        replace(COPY, sources=traces),
        *(page(n, f"d{n}.example", TO_PAPER) for n in (3, 4, 5)),
    ]
    assert role([FIRST, *copies])[1] == credit


def test_a_page_of_the_origin_s_publisher_group_is_no_copy() -> None:
    group = [replace(member, publisher_group="G") for member in (FIRST, COPY)]
    assert role([*group, page(3, "c.example", TO_PAPER)]) == ("same_owner", "none")


def test_a_partial_copy_has_the_role_partial_with_and_without_credit() -> None:
    part = replace(COPY, relation="partial")
    assert role([FIRST, part])[0] == "partial"
    assert role([FIRST, replace(part, sources=(TO_PAPER,))]) == ("partial", "exact_link")


def test_the_original_gives_no_credit() -> None:
    assert role([FIRST, COPY], 1) == ("original", "none")


# Why: a reason for every role, and for none


def reason(*members: Member) -> tuple[str | None, str]:
    found = attribute(members).assessments[1]
    assert labels.describe_reason(found.reason, "X")
    return found.role, found.reason


def line(text: str = "", url: str = "", place: str = "end") -> PageLine:
    return PageLine(text, url, text, place)


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        (COPY, ("uncredited_copy", "nothing_found")),
        (replace(COPY, lines=None), (None, "lines_not_kept")),
        (replace(COPY, lines=(line("x", PAPER.url, "page"),)), (None, "linked_elsewhere")),
        (replace(COPY, lines=(line("x", PAPER.url, "caption"),)), (None, "caption_only")),
        (replace(COPY, lines=(line("Photo: Linden Paper"),)), ("uncredited_copy", "other_only")),
        (replace(COPY, lines=(line("x", "https://paper.example/other", "body"),)), (None, "mentioned_only")),
        (replace(COPY, lines=(line("x", PAPER.url, "body"),)), ("credited_copy", "linked")),
        (replace(COPY, lines=(line("Linden Paper", "https://paper.example/"),)), ("credited_copy", "site_linked")),
        (replace(COPY, lines=(line("Courtesy of Linden Paper"),)), ("credited_copy", "named")),
        (replace(COPY, sources=(trace("told", name="Linden Paper"),)), ("uncredited_copy", "told_only")),
        (replace(COPY, sources=(trace("hotlink", "https://paper.example/1.jpg"),)), ("uncredited_copy", "picture_only")),
        (replace(COPY, sources=(trace("noindex"),)), (None, "unlisted")),
        (replace(COPY, sources=(trace("sign_off"),)), (None, "sign_off_unknown")),
        (replace(COPY, source_kind="agency"), (None, "agency_page")),
        (replace(COPY, relation="partial"), ("partial", "part_only")),
        (replace(COPY, source_name="The Linden Paper"), (None, "same_name")),
        (replace(COPY, url="https://blog.paper.example/2"), (None, "same_name")),
        (replace(COPY, domains=("paper.example",)), ("same_owner", "same_publisher")),
        (replace(COPY, redirected_from=(PAPER.url,)), (None, "redirected")),
    ],
)  # fmt: skip
def test_every_role_has_a_reason(copy: Member, expected: tuple[str | None, str]) -> None:
    assert reason(replace(FIRST, last_absent=at(5)), copy) == expected


def test_a_page_that_credits_another_copy_is_said_to_credit_another() -> None:
    decided = attribute(
        [FIRST, COPY, page(3, "c.example", TO_PAPER), page(4, "d.example", link(COPY.url))]
    )
    by_id = {each.article_id: each for each in decided.assessments}
    assert (by_id[4].credit, by_id[4].reason) == ("exact_link", "linked_another")


def test_pages_whose_polls_overlap_are_not_called_uncredited_copies_of_each_other() -> None:
    overlapping = replace(COPY, first_seen=at(7), last_absent=at(5))
    first = replace(FIRST, last_absent=at(5))
    assert reason(first, overlapping) == (None, "direction_unknown")
    named = page(3, "c.example", trace("link_phrase", name="Linden Paper"), relation="partial")
    assert reason(first, overlapping, named) == (None, "order_unknown")


def test_a_page_that_was_seen_first_without_polls_is_not_accused_by_the_credit_of_another() -> None:
    late = replace(FIRST, first_seen=at(18), last_absent=None)
    early = replace(COPY, first_seen=at(6), last_absent=None)
    crediting = replace(page(3, "c.example", TO_PAPER), first_seen=at(19), last_absent=None)
    assert reason(late, early, crediting) == (None, "order_unknown")


def test_where_the_origin_is_certain_polls_that_overlap_are_no_doubt() -> None:
    overlapping = replace(COPY, first_seen=at(7), last_absent=at(5))
    first = replace(FIRST, last_absent=at(5))
    crediting = page(3, "c.example", TO_PAPER)
    assert attribute([first, overlapping, crediting]).confidence == "high"
    assert reason(first, overlapping, crediting) == ("uncredited_copy", "nothing_found")


def test_a_page_seen_first_among_customers_is_no_copy_of_an_agency_s_text() -> None:
    customers = [
        page(n, f"p{n}.example", dateline("Reuters"), first_seen=at(9), last_absent=at(8))
        for n in (3, 4)
    ]
    early = replace(COPY, relation=None, first_seen=at(6), last_absent=at(5))
    assert attribute([early, *customers]).verdict == "common_source"
    assert attribute([early, *customers]).assessments[0].reason == "seen_first"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (line("", "https://ft.com/x", "body"), ("credited_copy", "exact_link", "linked")),
        (
            line("Financial Times", "https://ft.com/", "end"),
            ("credited_copy", "site_link", "site_linked"),
        ),
        (line("", "https://ft.com/y", "page"), (None, "none", "linked_elsewhere")),
        (line("", "https://other.example/y", "page"), ("uncredited_copy", "none", "nothing_found")),
    ],
)
def test_lines_are_read_for_an_original_that_is_not_stored(
    found: PageLine, expected: tuple[str | None, str, str]
) -> None:
    linking = page(1, "a.example", link("https://ft.com/x", name="Financial Times"))
    decided = attribute([linking, page(2, "b.example", lines=(found,))])
    assert decided.original == Original("https://ft.com/x", "Financial Times")
    last = decided.assessments[1]
    assert (last.role, last.credit, last.reason) == expected


def test_the_name_of_an_agency_that_is_not_stored_is_credit_of_an_agency() -> None:
    customers = [page(n, f"p{n}.example", dateline("Reuters")) for n in (1, 3)]
    naming = page(2, "b.example", lines=(line("Courtesy of Thomson Reuters"),))
    [found] = [a for a in attribute([*customers, naming]).assessments if a.article_id == 2]
    assert (found.role, found.credit, found.reason) == (
        "credited_copy",
        "agency_only",
        "agency_named",
    )


def test_the_reasons_are_those_of_the_labels() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "aggregator/attribution").glob("*.py")
    )
    assert [code for code in labels.ROLE_REASONS if f'"{code}"' not in source] == []
