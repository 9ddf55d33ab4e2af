"""The role and credit of each member."""

from dataclasses import replace

import pytest

from aggregator.attribution import attribute
from aggregator.model import Member, SourceTrace
from tests.attribution.members import PAPER, TO_PAPER, at, dateline, link, named, page, trace

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
