"""When a stored article is looked at again."""

from itertools import pairwise

from aggregator import clock
from aggregator.crawl.revisits import DAY, HOUR, MINUTE, SHORTEST, WEEK, find_next_revisit

STORED = "2026-11-01T10:00:00Z"


def list_ages(days: int, *, is_watched: bool = False, late: int = 0) -> list[float]:
    """The ages at all looks, each `late` seconds after it was due."""
    ages, now = [], STORED
    while (due := find_next_revisit(STORED, now, days, is_watched=is_watched)) is not None:
        now = clock.add_seconds(due, late)
        ages.append(clock.seconds_between(STORED, due))
    return ages


def test_an_article_is_looked_at_seven_times_in_its_first_week() -> None:
    assert list_ages(7) == [HOUR, 4 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY]


def test_fewer_days_end_earlier_and_more_days_go_on_once_a_week() -> None:
    assert list_ages(1) == [HOUR, 4 * HOUR, 12 * HOUR, DAY]
    assert list_ages(30)[-4:] == [7 * DAY, 2 * WEEK, 3 * WEEK, 4 * WEEK]
    assert list_ages(0) == list_ages(0, is_watched=True) == []


def test_a_watched_article_is_looked_at_more_often_and_for_a_month() -> None:
    ages = list_ages(7, is_watched=True)
    assert ages[:6] == [30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR]
    assert ages[6:] == [day * DAY for day in range(1, 31)]


def test_a_look_that_comes_late_is_not_followed_by_the_next_at_once() -> None:
    late = list_ages(7, late=11 * HOUR)
    assert late == [HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY]
    looks = [clock.add_seconds(STORED, age + 11 * HOUR) for age in late]
    assert all(clock.seconds_between(a, b) >= SHORTEST for a, b in pairwise(looks))
