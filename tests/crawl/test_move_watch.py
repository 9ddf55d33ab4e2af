"""What answers of feeds and pages say about sites that may have moved."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from aggregator.crawl.feed_polls import FeedAnswer
from aggregator.crawl.move_watch import CHECKED_ARTICLES, SAME_TEXT_CHECKS, MoveWatch
from aggregator.model import Entry, Page
from aggregator.publishers.moves import Lead
from spiders.interface import Listing
from storage.frontier.interface import HomePage, LeasedFeed, LeasedPage

NOW, BEFORE = "2026-03-09T12:00:00Z", "2026-03-08T12:00:00Z"
OLD, NEW = "old.example", "new.example"
FEED = f"https://{OLD}/feed"


@dataclass
class Fake:
    """A frontier and stored articles: what is to be checked, and what was made due."""

    to_check: tuple[str, ...] = ()
    possibly_moved: str | None = None
    due: list[str] = field(default_factory=list)
    since: list[str] = field(default_factory=list)

    def make_page_due(self, url: str, now: str, _address: str = "") -> None:
        assert now == NOW
        self.due.append(url)

    def list_addresses_to_check(self, source_id: int, since: str, limit: int) -> list[str]:
        self.since.append(since)
        return [*self.to_check[:limit]]

    def find_possibly_moved(self, article_id: int) -> str | None:
        return self.possibly_moved


def watching(fake: Fake) -> MoveWatch:
    both: Any = fake
    return MoveWatch(both, both)


def feed(url: str = FEED, source: str = OLD, last_polled: str | None = BEFORE) -> LeasedFeed:
    return LeasedFeed(1, 7, source, url, "feed", None, None, None, 3600, 0, last_polled)


def answer(url: str, *entries: str) -> FeedAnswer:
    listing = Listing(entries=tuple(Entry(entry) for entry in entries)) if entries else None
    return FeedAnswer(listing, {}, 200, url)


def page(url: str, final_url: str = "") -> Page:
    return Page(url, b"", final_url)


def test_a_feed_that_redirects_leads_there_and_starts_the_check() -> None:
    fake = Fake(tuple(f"https://{OLD}/{n}" for n in range(9)))
    watch = watching(fake)
    watch.note_feed(feed(), answer(f"https://{NEW}/feed"), NOW)
    assert watch.list_leads() == {OLD: Lead(NEW, BEFORE)}
    assert fake.due == [f"https://{OLD}/{n}" for n in range(CHECKED_ARTICLES)]
    assert fake.since == ["2026-03-02T12:00:00Z"]
    watch.note_feed(feed(f"https://{OLD}/sport"), answer(f"https://{NEW}/sport"), NOW)
    assert (len(fake.due), len(watch.list_leads())) == (CHECKED_ARTICLES, 1)


@pytest.mark.parametrize(
    ("elsewhere", "here", "leads"), [(1, 0, True), (9, 1, True), (8, 1, False), (0, 5, False)]
)
def test_a_feed_leads_to_the_site_of_nearly_all_its_entries(
    elsewhere: int, here: int, leads: bool
) -> None:
    entries = [f"https://{NEW}/{n}" for n in range(elsewhere)]
    entries += [f"https://{OLD}/{n}" for n in range(here)]
    watch = watching(Fake())
    watch.note_feed(feed(), answer(FEED, *entries), NOW)
    assert watch.list_leads() == ({OLD: Lead(NEW, BEFORE)} if leads else {})


def test_a_home_page_leads_too_and_nothing_is_known_of_the_time_before() -> None:
    watch = watching(Fake())
    watch.note_feed(HomePage(7, OLD, f"https://{OLD}/"), answer(f"https://{NEW}/"), NOW)
    watch.note_feed(
        feed("https://x.example/f", "x.example", None), answer("https://y.example/"), NOW
    )
    assert watch.list_leads() == {OLD: Lead(NEW, ""), "x.example": Lead("y.example", "")}


def test_a_feed_that_another_site_serves_says_nothing() -> None:
    watch = watching(Fake())
    watch.note_feed(feed("https://feeds.example/old"), answer(f"https://{NEW}/feed"), NOW)
    watch.note_feed(feed("https://feeds.example/old"), answer("https://feeds.example/old"), NOW)
    assert watch.list_leads() == {}


def test_feeds_that_lead_to_two_sites_lead_nowhere() -> None:
    watch = watching(Fake())
    watch.note_feed(feed(), answer(f"https://{NEW}/feed"), NOW)
    watch.note_feed(feed(f"https://{OLD}/b"), answer("https://third.example/feed"), NOW)
    assert watch.list_leads() == {}


def test_a_site_that_answers_itself_has_not_moved_until_its_feed_leads_away_again() -> None:
    watch = watching(Fake())
    watch.note_page(page(f"https://{OLD}/0"))  # before its feed led away
    watch.note_feed(feed(), answer(f"https://{NEW}/feed"), NOW)
    watch.note_page(page(f"https://{OLD}/1", f"https://{NEW}/1"))
    watch.note_page(page(f"https://{NEW}/2"))
    assert OLD in watch.list_leads()
    watch.note_page(page(f"https://{OLD}/3", f"https://{OLD}/3?read"))
    assert watch.list_leads() == {}
    watch.note_feed(feed(), answer(FEED), NOW)
    watch.note_feed(feed(last_polled=NOW), answer(f"https://{NEW}/feed"), NOW)
    assert watch.list_leads() == {OLD: Lead(NEW, NOW)}


def test_an_article_at_the_possibly_moved_of_a_silent_site_is_checked_a_few_times_at_most() -> None:
    fake = Fake(possibly_moved=f"https://{OLD}/storm")
    watch = watching(fake)
    for number in range(SAME_TEXT_CHECKS + 2):
        watch.note_new_article(number, NOW)
    assert fake.due == [f"https://{OLD}/storm"] * SAME_TEXT_CHECKS


def test_the_site_is_not_checked_once_it_answered_nor_where_nothing_may_have_moved() -> None:
    fake = Fake(possibly_moved=f"https://{OLD}/storm")
    watch = watching(fake)
    watch.note_page(page(f"https://{OLD}/today"))
    watch.note_new_article(1, NOW)
    fake.possibly_moved = None
    watch.note_new_article(2, NOW)
    assert fake.due == []


def test_a_checked_page_forgets_when_its_feed_listed_it() -> None:
    """The page it leads to was not seen then."""
    url = f"https://{OLD}/storm"
    leased = LeasedPage(1, 7, url, FEED, BEFORE, BEFORE, 0, True, None, "hash", "hash")
    watch = watching(Fake(to_check=(url,)))
    assert (watch.is_checked(leased), watch.without_listing(leased)) == (False, leased)
    watch.note_feed(feed(), answer(f"https://{NEW}/feed"), NOW)
    assert watch.is_checked(leased)
    bare = watch.without_listing(leased)
    assert (bare.feed, bare.last_absent, bare.absent_hash, bare.found_hash) == (
        "",
        None,
        None,
        None,
    )
    assert (bare.id, bare.url, bare.known) == (1, url, True)
