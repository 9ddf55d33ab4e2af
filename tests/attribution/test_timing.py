"""Which member was first: by our polls, by first sight, by claimed dates."""

from dataclasses import replace

import pytest

from aggregator.attribution import timing
from aggregator.model import Member, Precision
from tests.attribution.members import at, page

FIRST = page(1, "paper.example", first_seen=at(6))


@pytest.mark.parametrize(
    ("last_absent", "is_later"),
    [
        (at(5, minute=59), False),  # the intervals overlap
        (at(6), True),  # its feed was without it when the other was already seen
        (at(7), True),
        (None, False),
    ],
)
def test_a_page_is_later_by_polls_when_its_feed_was_without_it_after_another_was_seen(
    last_absent: str | None, is_later: bool
) -> None:
    copy = page(2, "b.example", first_seen=at(9), last_absent=last_absent)
    assert timing.find_later_by_polls([FIRST, copy]) == ({2} if is_later else set())


def test_a_page_that_was_never_seen_orders_nothing() -> None:
    copy = page(2, "b.example", first_seen="", last_absent=at(8))
    assert timing.find_later_by_polls([copy]) == set()
    assert timing.find_later_by_polls([FIRST, copy]) == {2}


@pytest.mark.parametrize(
    ("first_seen", "is_later"), [(at(6, minute=59), False), (at(7), True), (at(6), False)]
)
def test_without_polls_first_sights_an_hour_apart_order_two_pages(
    first_seen: str, is_later: bool
) -> None:
    copy = page(2, "b.example", first_seen=first_seen)
    assert timing.find_later_by_first_seen([FIRST, copy]) == ({2} if is_later else set())


def test_where_polls_are_known_first_sights_order_nothing() -> None:
    copy = page(2, "b.example", first_seen=at(9), last_absent=at(5))
    assert timing.find_later_by_first_seen([FIRST, copy]) == set()
    assert timing.find_later_by_first_seen([]) == set()


@pytest.mark.parametrize(
    ("published", "is_later"), [(at(6), False), (at(6, minute=1), True), ("yesterday", False)]
)
def test_a_later_claimed_date_is_later(published: str, is_later: bool) -> None:
    first = replace(FIRST, published=at(6))
    copy = page(2, "b.example", published=published)
    assert timing.find_later_by_claimed_date([first, copy]) == ({2} if is_later else set())
    assert timing.find_later_by_claimed_date([FIRST]) == set()


def test_a_claimed_day_or_a_time_without_zone_is_a_span() -> None:
    def span(published: str, precision: Precision | None) -> str:
        member = Member(1, "", "", "", published=published, published_precision=precision)
        return " ".join(f"{moment:%dT%H}" for moment in timing.claimed_span(member) or ())

    assert span("2026-03-02T06:00:00Z", "instant") == "02T06 02T06"
    assert span("2026-03-02T06:00:00", "local") == "01T16 02T18"
    assert span("2026-03-02", "day") == "01T10 03T12"
    assert span("2026-03-02T06:00:00Z", None) == "02T06 02T06"
    assert span("2026-03-02T06:00:00", None) == "01T16 02T18"


@pytest.mark.parametrize(
    ("published", "is_used"),
    [("1449-12-31", False), ("1776-07-04", True), ("2199-12-31", True), ("2200-01-01", False)],
)
def test_a_claim_of_an_impossible_year_is_ignored(published: str, is_used: bool) -> None:
    assert (timing.claimed_span(replace(FIRST, published=published)) is not None) == is_used


@pytest.mark.parametrize(
    ("last_absent", "contradicts"),
    [(None, False), (at(6, day=2), False), ("2026-03-02T06:00:01Z", True)],
)
def test_a_feed_may_list_a_page_a_day_after_its_claimed_date(
    last_absent: str | None, contradicts: bool
) -> None:
    member = replace(FIRST, published=at(6), last_absent=last_absent)
    assert timing.claim_contradicts_polls(member) == contradicts
    assert (timing.claimed_span(member) is None) == contradicts


def test_the_first_sight_is_described_as_an_interval_where_polls_are_known() -> None:
    assert timing.describe_first_seen(FIRST) == "at 2026-03-01 06:00 UTC"
    member = replace(FIRST, last_absent=at(5))
    described = "between 2026-03-01 05:00 UTC and 2026-03-01 06:00 UTC"
    assert timing.describe_first_seen(member) == described


def test_members_seen_at_the_same_time_are_sorted_by_id() -> None:
    members = [page(n, "b.example", first_seen=at(hour)) for n, hour in ((3, 6), (2, 6), (1, 7))]
    assert [m.article_id for m in timing.sort_by_first_seen(members)] == [2, 3, 1]
