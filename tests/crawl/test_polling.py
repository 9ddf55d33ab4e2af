"""When a feed that failed is fetched again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.crawl.polling import (
    LONGEST,
    RETRY_CAP,
    SHORTEST,
    compute_failure_pause,
    parse_retry_after,
)

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
seconds = st.integers(SHORTEST, LONGEST)


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
