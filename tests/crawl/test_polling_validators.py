"""When a feed is asked conditionally, and when its validators are false."""

import pytest

from aggregator.crawl.polling.validators import are_validators_false, may_ask_conditionally

NOW = "2026-03-02T10:00:00Z"


@pytest.mark.parametrize(
    ("checked", "distrusted", "expected"),
    [
        ("2026-03-02T09:00:00Z", None, True),
        ("2026-03-01T10:00:01Z", None, True),
        ("2026-03-01T10:00:00Z", None, False),
        (None, None, False),
        ("2026-03-02T09:00:00Z", "2026-01-01T00:00:00Z", False),
        ("2027-03-02T09:00:00Z", None, False),  # written with a clock that was ahead
    ],
)
def test_once_a_day_a_feed_is_asked_without_validators(
    checked: str | None, distrusted: str | None, expected: bool
) -> None:
    assert may_ask_conditionally(checked, distrusted, NOW) is expected


def test_validators_that_stay_although_entries_are_new_are_false() -> None:
    assert are_validators_false(('"1"', None), ('"1"', None), new_entries=1)
    assert are_validators_false((None, "yesterday"), (None, "yesterday"), new_entries=1)


def test_validators_that_change_or_that_stay_with_the_entries_are_true() -> None:
    assert not are_validators_false(('"1"', None), ('"2"', None), new_entries=1)
    assert not are_validators_false(('"1"', "a"), ('"1"', "b"), new_entries=1)
    assert not are_validators_false(('"1"', None), ('"1"', None), new_entries=0)
    assert not are_validators_false((None, None), (None, None), new_entries=1)
