"""The time of cases: it follows the clock, never runs backwards, and a clock that was set moves no deadline."""

from hypothesis import given
from hypothesis import strategies as st

from aggregator import clock
from aggregator.takedown.rules.case_time import compute_now, describe_difference
from aggregator.takedown.types import LatestTime, Reading

NOON = "2026-03-01T12:00:00Z"


def after(seconds: float, clock_s: float | None = None, boot: str = "a") -> Reading:
    """The clocks some seconds after noon; the clock shows `clock_s` seconds after noon."""
    shown = clock.add_seconds(NOON, seconds if clock_s is None else clock_s)
    return Reading(shown, 1000.0 + seconds, boot)


AT_NOON = LatestTime(NOON, after(0))
HOUR, DAY = 3600, 24 * 3600


def test_the_first_time_is_that_of_the_clock() -> None:
    assert compute_now(None, after(0)) == NOON


def test_the_clock_is_followed_while_it_goes_as_time_does() -> None:
    assert compute_now(AT_NOON, after(3 * DAY)) == "2026-03-04T12:00:00Z"
    assert compute_now(AT_NOON, after(60, 600)) == "2026-03-01T12:10:00Z"  # corrected by minutes


def test_a_clock_that_is_set_back_a_little_stops_time_until_it_has_caught_up() -> None:
    assert compute_now(AT_NOON, after(60, -600)) == NOON


def test_a_clock_that_is_set_a_day_ahead_makes_no_case_late() -> None:
    assert compute_now(AT_NOON, after(60, DAY)) == "2026-03-01T12:01:00Z"


def test_a_clock_that_is_set_a_year_back_stops_no_deadline() -> None:
    assert compute_now(AT_NOON, after(20 * HOUR, -365 * DAY)) == "2026-03-02T08:00:00Z"


def test_a_clock_that_is_right_again_is_followed_again() -> None:
    wrong = after(60, DAY)
    latest = LatestTime(compute_now(AT_NOON, wrong), wrong)
    assert compute_now(latest, after(600)) == "2026-03-01T12:10:00Z"


def test_after_another_start_a_clock_that_is_ahead_is_followed() -> None:
    assert compute_now(AT_NOON, after(2 * DAY, boot="b")) == "2026-03-03T12:00:00Z"


def test_after_another_start_time_goes_on_where_the_clock_is_behind() -> None:
    """Minutes that the clock counts are counted, from the latest time on."""
    ahead = LatestTime(clock.add_seconds(NOON, DAY), after(0))
    restarted = after(600, boot="b")
    now = compute_now(ahead, restarted)
    assert now == "2026-03-02T12:10:00Z"
    assert compute_now(LatestTime(now, restarted), after(660, boot="b")) == "2026-03-02T12:11:00Z"


def test_without_a_time_since_start_the_clock_is_all_there_is() -> None:
    assert compute_now(AT_NOON, Reading("2026-03-02T12:00:00Z")) == "2026-03-02T12:00:00Z"


def test_a_difference_is_described_from_an_hour_on() -> None:
    assert describe_difference(NOON, after(HOUR)) == ""
    assert describe_difference(NOON, after(DAY)).startswith("the clock is 24.0 hours ahead of")
    assert describe_difference(NOON, after(-2 * HOUR)).startswith("the clock is 2.0 hours behind")


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3 * DAY), st.integers(-400 * DAY, 400 * DAY), st.sampled_from("ab")
        )
    )
)
def test_whatever_the_clocks_show_time_never_runs_backwards(
    steps: list[tuple[int, int, str]],
) -> None:
    latest, passed = AT_NOON, 0
    for seconds, clock_s, boot in steps:
        passed += seconds
        seen = after(passed, clock_s, boot)
        now = compute_now(latest, seen)
        assert now >= latest.at
        latest = LatestTime(now, seen)


@given(st.lists(st.tuples(st.integers(0, 3 * DAY), st.integers(-400 * DAY, 400 * DAY))))
def test_while_the_machine_runs_time_never_differs_by_more_than_an_hour_a_step(
    steps: list[tuple[int, int]],
) -> None:
    latest, passed = AT_NOON, 0
    for seconds, clock_s in steps:
        passed += seconds
        now = compute_now(latest, after(passed, clock_s))
        went = (clock.from_text(now) - clock.from_text(latest.at)).total_seconds()
        assert abs(went - seconds) <= HOUR
        latest = LatestTime(now, after(passed, clock_s))
