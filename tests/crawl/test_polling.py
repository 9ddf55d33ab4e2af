"""When a feed is fetched again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.crawl.polling import (
    LONGEST,
    RETRY_CAP,
    SHORTEST,
    compute_failure_pause,
    compute_poll_interval,
    parse_retry_after,
)

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
seconds = st.integers(SHORTEST, LONGEST)


@given(seconds, st.integers(0, 500), st.none() | st.integers(0, 10**9))
def test_an_interval_stays_between_five_minutes_and_a_day(
    interval: int, new: int, ttl: int | None
) -> None:
    assert SHORTEST <= compute_poll_interval(interval, new, ttl) <= LONGEST


def test_new_entries_shorten_the_interval_and_their_absence_lengthens_it() -> None:
    assert (
        compute_poll_interval(3600, 30)
        < compute_poll_interval(3600, 1)
        < 3600
        < compute_poll_interval(3600, 0)
    )


def test_from_ten_new_entries_on_an_interval_is_shortened_twice() -> None:
    assert [compute_poll_interval(3600, new) for new in (1, 9, 10, 11)] == [2160, 2160, 1296, 1296]


def test_a_busy_feed_is_soon_fetched_every_five_minutes_and_an_inactive_one_once_a_day() -> None:
    busy = dead = 3600
    for _ in range(12):
        busy, dead = compute_poll_interval(busy, 5), compute_poll_interval(dead, 0)
    assert (busy, dead) == (SHORTEST, LONGEST)


def test_a_feed_is_not_fetched_sooner_than_its_ttl() -> None:
    assert compute_poll_interval(600, 20, ttl=1800) == 1800


@given(seconds, st.integers(0, 1000), st.none() | st.integers(0, 10**9))
def test_a_failing_feed_is_fetched_again_within_a_day_and_not_at_once(
    interval: int, failures: int, wait: int | None
) -> None:
    pause = compute_failure_pause(interval, failures, wait)
    assert SHORTEST <= pause <= RETRY_CAP
    assert pause >= min(wait or 0, RETRY_CAP)


def test_each_failure_doubles_the_pause() -> None:
    assert [compute_failure_pause(300, failures) for failures in range(4)] == [300, 600, 1200, 2400]
    assert compute_failure_pause(300, 8) == 76_800


def test_a_feed_that_always_fails_is_fetched_once_a_day() -> None:
    assert compute_failure_pause(300, 9) == compute_failure_pause(300, 10**9) == 86_400


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Mon, 02 Mar 2026 10:05:00 GMT", 300),
        ("Mon, 02 Mar 2026 09:00:00 GMT", 0),
        ("Mon, 02 Mar 2026 10:05:00", 300),
        ("999999999999999", RETRY_CAP),
        ("soon", None),
        (f"Mon, 02 Mar {'9' * 30} 10:05:00 GMT", None),
        (f"Mon, 02 Mar 2026 10:05:00 +{'9' * 30}", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_in_seconds_as_a_date_and_as_nonsense(
    value: str | None, expected: int | None
) -> None:
    assert parse_retry_after(value, NOW) == expected
