"""Claimed dates are parsed with the precision they were claimed in."""

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
        ("0001-01-01T00:00:00Z", (None, None)),
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
