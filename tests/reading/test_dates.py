"""Claimed dates are parsed with the precision they were claimed in."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading import (
    dates,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-23T20:15:00+01:00", ("2026-11-23T19:15:00Z", "instant")),
        ("2026-11-23T20:15:00Z", ("2026-11-23T20:15:00Z", "instant")),
        ("2026-11-23 20:15", ("2026-11-23T20:15:00", "local")),
        ("2026-11-23", ("2026-11-23", "day")),
        ("20261123", ("2026-11-23", "day")),
        ("Mon, 23 Nov 2026 20:15:00 +0100", ("2026-11-23T19:15:00Z", "instant")),
        ("2026-02-30", (None, None)),
        ("1987-05-03", ("1987-05-03", "day")),
        ("1815-06-18T11:35:00+00:20", ("1815-06-18T11:15:00Z", "instant")),
        ("July 4, 1776", ("1776-07-04", "day")),
        ("4 July 1776", ("1776-07-04", "day")),
        ("2126-01-01T00:00:00Z", ("2126-01-01T00:00:00Z", "instant")),
        ("0099-03-04T05:06:07Z", ("0099-03-04T05:06:07Z", "instant")),
        ("Sun, 18 Jun 0099 10:00:00 +0000", (None, None)),
        ("0001-01-01T00:00:00Z", (None, None)),
        ("1970-01-01T00:00:00Z", (None, None)),
        ("1970-01-01T00:00:00+01:00", (None, None)),
        ("1970-01-03", ("1970-01-03", "day")),
        ("2026-13-23 8:15 pm", (None, None)),
        ("yesterday", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_claimed_date_stays_as_exact_as_it_was_claimed(
    value: str, expected: tuple[str | None, str | None]
) -> None:
    assert dates.parse_date_and_precision(value) == expected


@given(st.text(max_size=60) | st.datetimes().map(str) | st.from_regex(dates._ISO))
def test_any_date_is_parsed_or_refused_and_parsing_it_again_changes_nothing(value: str) -> None:
    item, precision = dates.parse_date_and_precision(value)
    assert (item is None) == (precision is None)
    if item is not None:
        assert dates.parse_date_and_precision(item) == (item, precision)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1776-07-04", ("1776-07-04", "day")),
        ("1970-01-01", ("1970-01-01", "day")),
        ("0001-01-01T00:00:00Z", ("0001-01-01T00:00:00Z", "instant")),
        ("0001-01-01T00:00:00+01:00", ("0001-01-01T00:00:00", "local")),
        ("9999-12-31T23:59:59-05:00", ("9999-12-31T23:59:59", "local")),
        ("0000-01-01", None),
        ("1815", None),
        ("long ago", None),
    ],
)
def test_a_date_that_is_handed_in_is_kept_whatever_its_year(
    value: str, expected: tuple[str, str] | None
) -> None:
    claimed = dates.parse_supplied_date(value)
    assert (claimed and (claimed.value, claimed.precision)) == expected


@given(st.dates())
def test_every_day_of_the_calendar_can_be_handed_in(day: date) -> None:
    claimed = dates.parse_supplied_date(day.isoformat())
    assert claimed == dates.ClaimedDate(day.isoformat(), "day")


@given(st.datetimes(timezones=st.timezones()))
def test_every_moment_of_the_calendar_can_be_handed_in(moment: datetime) -> None:
    claimed = dates.parse_supplied_date(moment.replace(microsecond=0).isoformat())
    assert claimed is not None
    assert claimed.precision in ("instant", "local")
    assert dates.parse_supplied_date(claimed.value) == dates.ClaimedDate(
        claimed.value, claimed.precision, 0 if claimed.precision == "instant" else None
    )
