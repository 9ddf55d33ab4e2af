"""Credits are followed to the party that credits no other; rivals and late pages lower the confidence."""

from dataclasses import replace

import pytest

from aggregator.attribution import attribute
from aggregator.attribution.credit_graph import LEAD_FACTOR
from aggregator.model import Attribution, Member, SourceTrace
from tests.attribution.members import PAPER, TO_PAPER, at, dateline, link, named, page, trace

LATE_PAPER = replace(PAPER, first_seen=at(12), last_absent=at(11))


def verdict(*members: Member) -> tuple[str, str]:
    decided = attribute(members)
    return decided.verdict, decided.confidence


def original(decided: Attribution) -> int | str | None:
    return decided.original.article_id or decided.original.name


def copies(count: int, found: SourceTrace, first: int = 2, **more: object) -> list[Member]:
    """Copies at different publishers, all with the same trace."""
    return [page(n, f"d{n}.example", found, **more) for n in range(first, first + count)]


# Rivals


@pytest.mark.parametrize(("voices", "named_origin"), [(2, False), (3, True)])
def test_an_origin_needs_two_and_a_half_times_the_support_of_the_next(
    voices: int, named_origin: bool
) -> None:
    assert LEAD_FACTOR == 2.5
    dissent = page(9, "e.example", link("https://y.example/1"))
    decided = attribute([PAPER, *copies(voices, TO_PAPER), dissent])
    assert decided.verdict == ("original_here" if named_origin else "contested")


def test_an_origin_outside_that_is_disputed_is_less_certain() -> None:
    agreed = copies(4, link("https://x.example/1"), first=1)
    assert verdict(*agreed) == ("original_outside", "high")
    dissent = page(9, "e.example", link("https://y.example/1"))
    assert verdict(*agreed, dissent) == ("original_outside", "medium")


def test_an_origin_that_is_late_and_disputed_loses_two_steps() -> None:
    crediting = copies(4, TO_PAPER, first_seen=at(8))
    dissent = page(9, "e.example", link("https://y.example/1"), first_seen=at(8))
    assert verdict(PAPER, *crediting) == ("original_here", "high")
    assert verdict(LATE_PAPER, *crediting) == ("original_here", "medium")
    assert verdict(PAPER, *crediting, dissent) == ("original_here", "medium")
    assert verdict(LATE_PAPER, *crediting, dissent) == ("original_here", "low")


def test_a_credit_counts_as_far_as_it_is_exact() -> None:
    exact = page(2, "d2.example", link("https://x.example/1"))
    by_name = page(1, "d1.example", named("Far Away"))
    assert verdict(by_name, exact) == ("contested", "none")
    assert original(attribute([by_name, exact, page(3, "d3.example", TO_PAPER)])) != "Far Away"


# Confirmation


def test_a_copy_of_the_whole_text_confirms_a_credit() -> None:
    assert verdict(PAPER, *copies(1, TO_PAPER)) == ("original_here", "high")
    assert verdict(PAPER, *copies(1, TO_PAPER, relation="edited")) == ("original_here", "medium")


def test_our_polls_confirm_a_credit() -> None:
    paper = replace(PAPER, first_seen=at(6))
    copy = page(2, "d.example", TO_PAPER, relation="edited", first_seen=at(9), last_absent=at(8))
    assert verdict(paper, copy) == ("original_here", "high")
    unseen = page(3, "e.example", relation="edited", first_seen=at(9))
    assert verdict(paper, copy, unseen) == ("original_here", "medium")  # not before all others


def test_a_mere_name_is_never_more_than_low() -> None:
    assert verdict(*copies(3, named("Far Away"), first=1)) == ("original_outside", "low")


@pytest.mark.parametrize(
    ("found", "confidence"),
    [
        (link("https://www.ft.com/1"), "high"),
        (link("https://www.ft.com/"), "medium"),  # the site is not the copied page
        (trace("canonical", "https://www.ft.com/1"), "medium"),  # not a line for readers
    ],
)
def test_a_site_that_carries_the_work_of_others_and_links_the_page_is_certain(
    found: SourceTrace, confidence: str
) -> None:
    digest = page(1, "digest.example", trace("notice"), found)
    assert verdict(digest) == ("original_outside", confidence)


def test_the_notice_of_another_site_confirms_nothing() -> None:
    linking = page(1, "a.example", link("https://www.ft.com/1"))
    assert verdict(linking, page(2, "b.example", trace("notice"))) == ("original_outside", "medium")


# Agencies


def test_two_publishers_with_an_agency_s_mark_outrank_a_better_supported_paper() -> None:
    marked = copies(2, dateline("dpa"), first=2)
    crediting = copies(5, TO_PAPER, first=4)
    assert original(attribute([PAPER, *marked, *crediting])) == "Deutsche Presse-Agentur"
    one_mark = attribute([PAPER, *marked[:1], *crediting])
    assert original(one_mark) == 1


def test_agencies_credited_together_are_named_together() -> None:
    joint = copies(2, trace("byline", name="AFP/Reuters"), first=1)
    decided = attribute(joint)
    assert (decided.verdict, decided.confidence) == ("common_source", "high")
    assert decided.original.name == "Agence France-Presse / Reuters"
    assert decided.original.url == ""


def test_a_copy_s_label_leads_no_stored_page_to_an_agency_that_is_not_stored() -> None:
    copy = page(2, "d.example", TO_PAPER, dateline("AP"))
    assert original(attribute([PAPER, copy])) == 1
    agency = page(3, "apnews.com", source_name="AP")
    assert original(attribute([PAPER, copy, agency])) == 3


def test_of_several_addresses_of_an_origin_the_exactly_linked_is_shown() -> None:
    front, exact = link("https://far.example/"), link("https://far.example/9")
    decided = attribute([page(1, "a.example", front), page(2, "b.example", exact)])
    assert decided.original.url == "https://far.example/9"


# Labels on later pages

SILENT = replace(PAPER, first_seen=at(6))
LATE_LABEL = page(2, "b.example", dateline("Reuters"), first_seen=at(9), last_absent=at(8))


def test_a_label_on_the_only_later_page_leaves_the_story_open() -> None:
    decided = attribute([SILENT, LATE_LABEL])
    assert (decided.verdict, decided.confidence) == ("contested", "none")
    assert "seen_between_polls" in [item.rule for item in decided.evidence]


@pytest.mark.parametrize(
    ("silent", "labelled"),
    [
        (SILENT, replace(LATE_LABEL, last_absent=at(5))),  # not seen later
        (SILENT, replace(LATE_LABEL, sources=(link("https://www.reuters.com/1"),))),  # no label
        (replace(SILENT, relation="partial"), replace(LATE_LABEL, relation=None)),  # another text
    ],
)
def test_a_label_counts_unless_it_is_late_and_on_one_page_only(
    silent: Member, labelled: Member
) -> None:
    assert attribute([silent, labelled]).verdict == "original_outside"


def test_a_label_of_two_publishers_counts_although_it_is_late() -> None:
    second = page(3, "c.example", dateline("Reuters"), first_seen=at(9), last_absent=at(8))
    assert verdict(SILENT, LATE_LABEL, second) == ("common_source", "high")


def test_a_late_label_does_not_dispute_a_stored_origin() -> None:
    credit = page(3, "digest.example", TO_PAPER, first_seen=at(9), last_absent=at(8))
    assert verdict(SILENT, LATE_LABEL, credit) == ("original_here", "high")
    early_label = replace(LATE_LABEL, last_absent=at(5))
    assert verdict(SILENT, early_label, credit) == ("contested", "none")


def test_a_label_that_is_on_an_early_page_too_disputes_a_stored_origin() -> None:
    credit = page(3, "digest.example", TO_PAPER, first_seen=at(9), last_absent=at(8))
    late = replace(LATE_LABEL, publisher_group="G")
    early = page(4, "c.example", dateline("Reuters"), first_seen=at(6), publisher_group="G")
    assert verdict(SILENT, late, credit) == ("original_here", "high")
    assert verdict(SILENT, late, credit, early) == ("contested", "none")


# Circles


def circle(*intervals: tuple[str, str | None]) -> list[Member]:
    """Pages that each credit the next; the last credits the first."""
    count = len(intervals)
    return [
        page(n, f"s{n}.example", link(f"https://s{n % count + 1}.example/{n % count + 1}.html"),
             first_seen=seen, last_absent=absent)
        for n, (seen, absent) in enumerate(intervals, start=1)
    ]  # fmt: skip


def test_credits_in_a_circle_lead_to_the_page_that_our_polls_saw_first() -> None:
    members = circle((at(9), at(8)), (at(6), at(5)), (at(9), at(8)))
    decided = attribute(members)
    assert (decided.verdict, decided.confidence, original(decided)) == ("original_here", "low", 2)


@pytest.mark.parametrize(
    "intervals",
    [
        ((at(9), at(8)), (at(6), at(5)), (at(6), at(5))),  # two were first
        ((at(9), None), (at(6), None)),  # no polls
    ],
)
def test_a_circle_without_a_single_first_page_is_contested(
    intervals: tuple[tuple[str, str | None], ...],
) -> None:
    assert verdict(*circle(*intervals)) == ("contested", "none")


def test_a_circle_disputes_an_origin_outside_it() -> None:
    members = circle((at(6), None), (at(6), None))
    crediting = copies(2, link("https://x.example/1"), first=3)
    assert verdict(*members, *crediting) == ("contested", "none")
    more = copies(6, link("https://x.example/1"), first=3)
    assert verdict(*members, *more) == ("original_outside", "medium")


# Which of a page's credits counts


def test_of_two_equal_credits_the_one_whose_text_is_shared_counts() -> None:
    both = page(2, "b.example", TO_PAPER, link("https://c.example/3.html"))
    edited = page(3, "c.example", relation="edited")
    partial = replace(edited, relation="partial")
    assert original(attribute([PAPER, both, edited])) == 1
    first_partial = replace(PAPER, relation="partial")
    assert original(attribute([first_partial, both, edited])) == 3
    assert original(attribute([PAPER, both, partial])) == 1


def test_the_stronger_credit_of_a_page_counts() -> None:
    both = page(2, "b.example", trace("canonical", "https://x.example/1"), TO_PAPER)
    assert original(attribute([PAPER, both])) == 1
