"""What is learned of how a feed publishes."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.crawl.polling.rhythm import (
    DAY,
    HOUR,
    Rates,
    Rhythm,
    continue_rhythm,
    estimate_rates,
    read_rhythm,
    start_rhythm,
)
from aggregator.crawl.polling.spacing import AHEAD
from aggregator.crawl.polling.timing import choose_wait

MONDAY = 1_772_409_600  # 2 March 2026, 00:00 UTC
counts = st.integers(0, 10**6)
rhythms = st.builds(
    Rhythm,
    n=st.tuples(*[counts] * 24),
    m=st.tuples(*[counts] * 24),
    d=st.tuples(*[counts] * 7),
    e=st.tuples(*[counts] * 7),
    g=st.tuples(*[st.integers(-(10**4), 10**4)] * 8),
    l=st.integers(0, MONDAY + 40 * DAY),
    w=st.integers(0, 2000),
)


def by_hour(rates: Rates) -> list[float]:
    """Entries a second, the mean of the days of a week."""
    hours: list[float] = rates.week.reshape(7, 24).mean(axis=0).tolist()
    return hours


def by_day(rates: Rates) -> list[float]:
    days: list[float] = rates.week.reshape(7, 24).sum(axis=1).tolist()
    return days


def publish_by_day(days: int, per_hour: int = 2) -> list[int]:
    """Times from 8:00 to 20:00 UTC on each day."""
    return [
        MONDAY + day * DAY + hour * HOUR + part * HOUR // per_hour
        for day in range(days)
        for hour in range(8, 20)
        for part in range(per_hour)
    ]


def test_a_first_look_learns_the_rate_from_the_dates_of_the_entries() -> None:
    now = MONDAY + 2 * DAY
    times = [now - number * HOUR for number in range(25)]
    rates = estimate_rates(start_rhythm(now, times, 25))
    assert by_day(rates)[0] * HOUR == pytest.approx(24, rel=0.25)


def test_a_first_look_at_a_feed_without_dates_learns_no_rate() -> None:
    rhythm = start_rhythm(MONDAY, [], 25)
    assert by_hour(estimate_rates(rhythm)) == by_hour(estimate_rates(Rhythm()))
    assert rhythm.w == 25


def test_dates_in_the_future_and_of_long_ago_are_no_rhythm() -> None:
    rhythm = start_rhythm(MONDAY, [MONDAY + 400 * DAY, MONDAY - 400 * DAY], 2)
    assert by_hour(estimate_rates(rhythm)) == by_hour(estimate_rates(Rhythm()))


def test_a_feed_that_publishes_by_day_is_expected_by_day() -> None:
    rhythm = start_rhythm(MONDAY + 4 * DAY, publish_by_day(4), 96)
    hours = by_hour(estimate_rates(rhythm))
    assert min(hours[9:19]) > 4 * max(hours[22], hours[1], hours[4])


def test_a_feed_that_lists_few_entries_is_fetched_by_night_before_a_burst_fills_it() -> None:
    midnight = MONDAY + 4 * DAY
    rates = estimate_rates(start_rhythm(midnight, publish_by_day(4), 96))
    few, many = (choose_wait(rates, listed, midnight).entries_gone_in for listed in (12, 96))
    assert few < 2 * HOUR < 6 * HOUR < many


def test_ten_entries_are_enough_to_find_the_night() -> None:
    times = [MONDAY + day * DAY + hour * HOUR for day in range(2) for hour in (8, 11, 14, 17, 20)]
    hours = by_hour(estimate_rates(start_rhythm(MONDAY + 2 * DAY, times, 10)))
    assert hours[14] > 2.5 * hours[2]


def test_a_quiet_weekend_is_learned() -> None:
    rhythm = start_rhythm(MONDAY, [], 20)
    now = MONDAY
    for day in range(28):
        times = publish_by_day(5)[24 * day : 24 * (day + 1)] if day < 5 else []
        shifted = [MONDAY + day * DAY + 12 * HOUR + part * 60 for part in range(24 * (day % 7 < 5))]
        rhythm = continue_rhythm(rhythm, now, now + DAY, times or shifted, 0, 20)
        now += DAY
    days = by_day(estimate_rates(rhythm))
    assert max(days[5:]) < 0.3 * min(days[:5])


def test_entries_without_a_date_count_over_the_time_since_the_last_poll() -> None:
    start = start_rhythm(MONDAY, [], 20)
    rates = estimate_rates(continue_rhythm(start, MONDAY, MONDAY + DAY, [], 24, 20))
    assert sum(by_hour(rates)) * HOUR == pytest.approx(24, rel=0.25)
    assert max(by_hour(rates)) < 2.5 * min(by_hour(rates))


def test_a_feed_that_publishes_every_hour_is_expected_at_the_next_hour() -> None:
    friday = MONDAY + 4 * DAY
    rhythm = start_rhythm(friday, [friday - number * HOUR for number in range(60)], 60)
    just_now, later = (estimate_rates(rhythm, friday + minutes * 60) for minutes in (3, 30))
    assert just_now.ahead[0] < 0.3
    assert later.ahead[AHEAD.searchsorted(0.5)] > 1.5


def test_after_an_entry_of_many_together_more_are_expected_than_after_a_pause() -> None:
    times = [MONDAY - day * DAY // 2 - part * 60 for day in range(6) for part in range(10)]
    rhythm = start_rhythm(MONDAY, sorted(times), 60)
    just_now, later = (estimate_rates(rhythm, MONDAY + wait) for wait in (60, 6 * HOUR))
    assert just_now.ahead[0] > 3 * later.ahead[0]


def test_a_rhythm_that_stops_is_forgotten() -> None:
    rhythm = start_rhythm(MONDAY, [MONDAY - number * HOUR for number in range(200)], 200)
    now = MONDAY
    for _ in range(60):
        rhythm = continue_rhythm(rhythm, now, now + DAY, [], 0, 0)
        now += DAY
    assert by_day(estimate_rates(rhythm))[0] * HOUR < 0.01 * 24


def test_an_unchanged_feed_keeps_the_number_of_its_entries() -> None:
    rhythm = start_rhythm(MONDAY, [], 20)
    assert continue_rhythm(rhythm, MONDAY, MONDAY + HOUR, [], 0, 0).w == 20
    assert continue_rhythm(rhythm, MONDAY, MONDAY + HOUR, [], 2, 30).w == 30


def test_a_busy_rhythm_is_a_short_text() -> None:
    rhythm = start_rhythm(MONDAY, [MONDAY - 400 * number for number in range(300)], 300)
    now = MONDAY
    for _ in range(24 * 14):
        rhythm = continue_rhythm(rhythm, now, now + HOUR, [now + 400 * n for n in range(9)], 0, 300)
        now += HOUR
    assert len(msgspec.json.encode(rhythm)) <= 450


@given(rhythms)
def test_every_rate_is_above_zero_and_a_number(rhythm: Rhythm) -> None:
    rates = estimate_rates(rhythm, MONDAY)
    assert all(0 < rate < 10**9 for rate in rates.week)
    assert all(0 <= factor < 100 for factor in rates.ahead)


@given(rhythms, st.integers(0, 40 * DAY), st.lists(st.integers(0, DAY), max_size=20))
def test_a_rhythm_is_read_as_it_was_stored(rhythm: Rhythm, passed: int, ages: list[int]) -> None:
    now = MONDAY + passed
    grown = continue_rhythm(rhythm, MONDAY, now, [now - age for age in ages], 1, 5)
    assert read_rhythm(msgspec.json.encode(grown).decode()) == grown


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"n":[1]}', '{"n":"x"}', '{"w":1e99}'])
def test_a_text_that_is_no_rhythm_is_an_empty_one(text: str | None) -> None:
    assert read_rhythm(text) == Rhythm()
