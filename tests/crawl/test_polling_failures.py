"""Feeds that are gone, and feeds that moved."""

import pytest

from aggregator import clock
from aggregator.crawl.polling.failures import Sightings, count_sighting, find_move

NOW = "2026-03-02T10:00:00Z"
FEED = "https://site.example/feed"


def see(*hours: float, what: str = "") -> Sightings:
    seen = Sightings()
    for hour in hours:
        seen = count_sighting(seen, what, clock.add_seconds(NOW, hour * 3600))
    return seen


def test_three_sightings_over_a_day_are_believed() -> None:
    assert see(0, 12, 24).believed
    assert see(0, 1, 2, 3, 30).believed


def test_two_sightings_are_not_believed_nor_many_within_a_day() -> None:
    assert not see(0, 30).believed
    assert not see(*range(24)).believed


def test_another_redirect_starts_the_count_again() -> None:
    seen = count_sighting(see(0, 12, what="https://a.example/feed"), "https://b.example/feed", NOW)
    assert seen == Sightings(1, NOW, "https://b.example/feed")


def test_what_is_believed_stays_so() -> None:
    assert see(0, 12, 24, 25, 26) == Sightings(3, NOW, "")


@pytest.mark.parametrize(
    ("answered", "statuses", "moved"),
    [
        ("https://site.example/rss", (301,), True),
        ("https://site.example/rss", (301, 308), True),
        ("https://other.example/feed", (301,), True),
        ("https://site.example/", (301,), True),
        ("https://other.example/", (301,), False),
        ("https://other.example", (308,), False),
        ("https://other.example/?feed=rss2", (301,), True),
        ("https://site.example/rss", (302,), False),
        ("https://site.example/rss", (301, 302), False),
        ("https://site.example/rss", (307,), False),
        (FEED, (301, 301), False),
        (FEED, (), False),
    ],
)
def test_only_permanent_redirects_move_a_feed_and_never_to_another_front_page(
    answered: str, statuses: tuple[int, ...], moved: bool
) -> None:
    assert find_move(FEED, answered, statuses) == (answered if moved else "")
