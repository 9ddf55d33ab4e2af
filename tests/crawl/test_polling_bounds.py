"""What feeds and servers ask for bounds the time of the next poll."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.crawl.polling.bounds import (
    LONGEST,
    SHORTEST,
    compute_wait,
    parse_freshness,
    skip_hours,
)
from spiders.interface import PollHints

NONE = PollHints()
NOW = datetime(2026, 3, 2, 10, 20, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
seconds = st.integers(0, 10**9)


def test_a_feed_is_fetched_by_its_rhythm() -> None:
    assert compute_wait(900, LONGEST, 0, NONE) == 900


def test_a_ttl_makes_the_wait_longer_and_never_shorter() -> None:
    assert compute_wait(900, LONGEST, 0, PollHints(ttl_s=7200)) == 7200
    assert compute_wait(9000, LONGEST, 0, PollHints(ttl_s=7200)) == 9000


def test_an_answer_that_holds_for_four_hours_is_not_asked_for_before() -> None:
    assert compute_wait(900, LONGEST, 14_400, NONE) == 14_400


def test_a_ttl_of_a_week_is_obeyed_for_a_day() -> None:
    assert compute_wait(900, LONGEST, 0, PollHints(ttl_s=7 * 86_400)) == LONGEST


def test_a_feed_whose_entries_would_be_gone_is_fetched_before() -> None:
    assert compute_wait(7200, 1800, 0, NONE) == 1800


def test_a_feed_whose_ttl_is_longer_than_its_entries_stay_is_fetched_once_an_hour() -> None:
    assert compute_wait(600, 1800, 0, PollHints(ttl_s=86_400)) == 3600
    assert compute_wait(600, 7200, 0, PollHints(ttl_s=86_400)) == 7200


@given(seconds, seconds, seconds, st.none() | seconds)
def test_a_wait_lasts_from_five_minutes_to_a_day(
    wanted: int, gone: int, fresh: int, ttl: int | None
) -> None:
    assert SHORTEST <= compute_wait(wanted, gone, fresh, PollHints(ttl_s=ttl)) <= LONGEST


def test_hours_that_a_feed_asks_to_skip_are_skipped() -> None:
    due = skip_hours(NOW, NOW + DAY, PollHints(hours_skipped=(10, 11, 13)))
    assert due == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_an_hour_that_is_not_skipped_stays() -> None:
    assert skip_hours(NOW, NOW + DAY, PollHints(hours_skipped=(9, 11))) == NOW


def test_days_are_skipped_for_a_day_at_most() -> None:
    assert skip_hours(NOW, NOW + DAY, PollHints(days_skipped=(0,))) == datetime(
        2026, 3, 3, 0, 0, tzinfo=UTC
    )
    every_day = PollHints(days_skipped=tuple(range(7)))
    assert skip_hours(NOW, NOW + DAY, every_day) == NOW + DAY


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 0),
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": "public, MAX-AGE = 600, must-revalidate"}, 600),
        ({"cache-control": "max-age=600", "age": "500"}, 100),
        ({"cache-control": "max-age=600", "age": "900"}, 0),
        ({"cache-control": "s-maxage=600"}, 0),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": 'no-cache="set-cookie", max-age=600'}, 600),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "max-age=99999999999999999999"}, LONGEST),
        ({"cache-control": "max-age=-5"}, 0),
        ({"expires": "Mon, 02 Mar 2026 10:25:00 GMT"}, 300),
        (
            {
                "expires": "Mon, 02 Mar 2026 09:30:00 GMT",
                "date": "Mon, 02 Mar 2026 09:00:00 GMT",
            },
            1800,
        ),
        ({"expires": "0"}, 0),
        ({"expires": "Mon, 02 Mar 2020 10:25:00 GMT"}, 0),
        ({"expires": "Fri, 31 Dec 9999 23:59:59 -2359"}, 0),  # no time that datetime knows
        ({"cache-control": "max-age=0", "expires": "Mon, 02 Mar 2026 10:25:00 GMT"}, 0),
    ],
)
def test_headers_say_how_long_an_answer_holds(headers: dict[str, str], expected: int) -> None:
    assert parse_freshness(headers, NOW) == expected


@given(st.dictionaries(st.sampled_from(["cache-control", "expires", "age", "date"]), st.text()))
def test_no_header_breaks_the_reading(headers: dict[str, str]) -> None:
    assert 0 <= parse_freshness(headers, NOW) <= LONGEST
