"""Business days of counter-notices, with the federal holidays of the United States."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import clock
from aggregator.takedown.rules import business_days
from aggregator.takedown.rules.business_days import (
    add_business_days,
    compute_restore_times,
    federal_holidays,
    is_business_day,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


# As the Office of Personnel Management published them.
@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2021, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31"),
        (2022, "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26"),
        (2023, "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25"),
        (2024, "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25"),
        (2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25"),
    ],
)
def test_holidays_are_those_that_the_government_publishes(year: int, days: str) -> None:
    """A New Year's Day that is observed in the year before is listed there."""
    assert [f"{day:%m-%d}" for day in federal_holidays(year)] == days.split()


def test_a_counter_notice_of_a_monday_is_put_back_two_weeks_later() -> None:
    assert compute_restore_times("2026-03-02T09:00:00Z") == (
        "2026-03-17T00:00:00Z",  # the tenth business day is Monday the 16th
        "2026-03-21T00:00:00Z",
    )


def test_thanksgiving_and_christmas_are_no_business_days() -> None:
    assert compute_restore_times("2026-11-20T23:59:59Z")[0] == "2026-12-08T00:00:00Z"
    assert add_business_days(date(2026, 12, 24), 1) == date(2026, 12, 28)


@given(DAYS, st.integers(0, 40))
def test_between_a_day_and_the_nth_business_day_are_n_business_days(day: date, count: int) -> None:
    end = add_business_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(is_business_day, between)) == count
    assert not between or is_business_day(between[-1])


@given(DAYS)
def test_what_is_countered_is_put_back_within_ten_to_fourteen_business_days(day: date) -> None:
    for end, count in zip(compute_restore_times(f"{day}T12:00:00Z"), (10, 14), strict=True):
        days = (clock.from_text(end).date() - day).days
        passed = [day + timedelta(days=n) for n in range(1, days)]
        assert sum(map(is_business_day, passed)) == count


@given(st.integers(1990, 2090))
def test_every_holiday_is_a_weekday_and_each_year_has_ten_to_twelve(year: int) -> None:
    holidays = federal_holidays(year)
    assert all(day.weekday() < business_days.SATURDAY for day in holidays)
    assert 10 <= len(holidays) <= 12
