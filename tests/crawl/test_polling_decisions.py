"""What follows from a poll: the next one, and entries that may be missing."""

from hypothesis import given
from hypothesis import strategies as st

from aggregator import clock
from aggregator.crawl.polling import PollObservation, PollState, decide_next_poll
from spiders.interface import PollHints

NOW = "2026-03-02T10:00:00Z"  # a Monday
HOUR = 3600


def ago(hours: float) -> str:
    return clock.add_seconds(NOW, -hours * HOUR)


def look_first(every_hours: float, number: int = 25) -> PollObservation:
    dates = tuple(ago(every_hours * entry) for entry in range(number))
    return PollObservation(new=dates, listed=dates)


def test_a_new_feed_that_publishes_often_is_soon_fetched_again() -> None:
    busy = decide_next_poll(PollState(), look_first(0.2), NOW)
    slow = decide_next_poll(PollState(), look_first(96), NOW)
    assert busy.interval < 1200
    assert slow.interval > 1.5 * HOUR


def test_a_new_feed_of_which_nothing_is_known_is_fetched_again_within_hours() -> None:
    assert decide_next_poll(PollState(), PollObservation(), NOW).interval < 4 * HOUR


def test_a_dearer_poll_comes_later() -> None:
    cheap = decide_next_poll(PollState(price=5), look_first(2), NOW)
    dear = decide_next_poll(PollState(price=20), look_first(2), NOW)
    assert cheap.interval * 1.5 < dear.interval


def test_a_feed_that_lists_three_entries_is_fetched_before_they_are_gone() -> None:
    few = decide_next_poll(PollState(price=500), look_first(0.5, 3), NOW)
    many = decide_next_poll(PollState(price=500), look_first(0.5, 100), NOW)
    assert few.interval < 2 * HOUR < many.interval


def test_a_feed_whose_hub_announces_what_is_new_is_checked_every_six_hours() -> None:
    decision = decide_next_poll(PollState(pushed=True), look_first(0.5, 60), NOW)
    assert decision.interval == 6 * HOUR


def test_hints_hold_whatever_the_rhythm_is() -> None:
    hints = PollHints(ttl_s=2 * HOUR, hours_skipped=(12, 13))
    seen = look_first(0.5, 60)
    decision = decide_next_poll(PollState(), PollObservation(seen.new, seen.listed, 0, hints), NOW)
    assert decision.next_due == "2026-03-02T14:00:00Z"


def test_a_feed_that_lists_nothing_known_after_a_pause_has_a_gap() -> None:
    before = decide_next_poll(PollState(), look_first(1), ago(60))
    state = PollState(before.rhythm, ago(60))
    assert decide_next_poll(state, look_first(1), NOW).gap == (ago(60), ago(24))


def test_a_first_look_has_no_gap() -> None:
    assert decide_next_poll(PollState(), look_first(1), NOW).gap is None


def test_a_known_entry_or_one_from_before_the_last_poll_shows_that_none_is_missing() -> None:
    before = decide_next_poll(PollState(), look_first(1), ago(10))
    state, seen = PollState(before.rhythm, ago(10)), look_first(1)
    assert decide_next_poll(state, seen, NOW).gap is None
    early = PollState(before.rhythm, ago(60))
    known = PollObservation(new=seen.new[:-1], listed=seen.listed)
    assert decide_next_poll(early, known, NOW).gap is None


def test_the_first_entries_of_an_empty_feed_have_no_gap_before_them() -> None:
    before = decide_next_poll(PollState(), PollObservation(), ago(60))
    assert decide_next_poll(PollState(before.rhythm, ago(60)), look_first(1), NOW).gap is None


def test_a_feed_that_lists_less_than_before_has_no_gap() -> None:
    before = decide_next_poll(PollState(), look_first(1, 25), ago(60))
    assert decide_next_poll(PollState(before.rhythm, ago(60)), look_first(1, 3), NOW).gap is None


def test_links_that_change_at_each_look_do_not_make_a_feed_busy() -> None:
    changing = look_first(6, 20)
    decision, now = decide_next_poll(PollState(), changing, NOW), NOW
    for _ in range(20):
        state = PollState(decision.rhythm, now)
        now = decision.next_due
        decision = decide_next_poll(state, changing, now)
    assert now > clock.add_seconds(NOW, 10 * HOUR)


dates = st.sampled_from(["", "2026-03-02", "soon", "2026-03-02T09:59:00Z", "2028-01-01T00:00:01Z"])
hints = st.builds(
    PollHints,
    ttl_s=st.none() | st.integers(0, 10**9),
    hours_skipped=st.lists(st.integers(0, 23)).map(tuple),
    days_skipped=st.lists(st.integers(0, 6)).map(tuple),
)
observations = st.builds(
    PollObservation,
    new=st.lists(dates, max_size=30).map(tuple),
    listed=st.lists(dates, max_size=30).map(tuple),
    freshness=st.integers(0, 86_400),
    hints=hints,
)


@given(
    st.lists(observations, min_size=1, max_size=6),
    st.floats(0.01, 10**6),
    st.booleans(),
    st.integers(-400, 400),
)
def test_a_poll_comes_from_five_minutes_to_a_day_after_the_last(
    looks: list[PollObservation], price: float, pushed: bool, clock_jump: int
) -> None:
    state, now = PollState(price=price, pushed=pushed), NOW
    for look in looks:
        decision = decide_next_poll(state, look, now)
        after = clock.from_text(decision.next_due) - clock.from_text(now)
        assert 300 <= after.total_seconds() <= 86_400
        assert len(decision.rhythm) <= 500
        last = clock.add_seconds(now, clock_jump * 86_400)
        state = PollState(decision.rhythm, last, price, pushed)
        now = decision.next_due
