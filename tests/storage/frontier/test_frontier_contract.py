"""The contract of every frontier: a lease expires or ends with an outcome, and no address is lost."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from aggregator import clock
from aggregator.model import Entry, Feed, Source
from aggregator.statements import Statement
from storage.frontier.interface import (
    LEASE_SECONDS,
    MOST_OF_HOST,
    CrawlScope,
    FeedPolling,
    Frontier,
    LeasedFeed,
    LeasedPage,
    PageOutcome,
)
from storage.frontier.sources import Sources
from storage.frontier.sqlite_frontier import SqliteFrontier
from storage.store import open_for_writing

NOW = "2026-03-02T10:00:00Z"
AFTER_LEASE = clock.add_seconds(NOW, LEASE_SECONDS + 1)
EVERYTHING = CrawlScope()


class World(ABC):
    """A frontier and its sources."""

    frontier: Frontier

    @abstractmethod
    def add_source(self, domain: str, *, feed: bool = True) -> int:
        """Adds a source, with a feed or with a home page that is due; returns its id."""

    @abstractmethod
    def pause(self, domain: str) -> None:
        """Pauses a source."""

    def source(self, domain: str, pages: int = 0) -> int:
        """Adds a source with a feed and so many pages that are due."""
        source_id = self.add_source(domain)
        [feed] = [feed for feed in self.feeds("setup") if feed.source == domain]
        self.frontier.release_leases("setup")
        entries = [Entry(f"http://{domain}/{number}", title="A title") for number in range(pages)]
        self.frontier.add_pages(
            entries, feed_id=feed.id, source_id=source_id, last_absent=None, now=NOW
        )
        return source_id

    def pages(
        self,
        holder: str = "a",
        now: str = NOW,
        scope: CrawlScope = EVERYTHING,
        *,
        limit: int = 100,
    ) -> list[LeasedPage]:
        return self.frontier.lease_due_pages(holder, scope, now=now, limit=limit)

    def urls(
        self,
        holder: str = "a",
        now: str = NOW,
        scope: CrawlScope = EVERYTHING,
        *,
        limit: int = 100,
    ) -> list[str]:
        return [page.url for page in self.pages(holder, now, scope, limit=limit)]

    def feeds(
        self, holder: str = "a", now: str = NOW, scope: CrawlScope = EVERYTHING
    ) -> list[LeasedFeed]:
        return self.frontier.lease_due_feeds(holder, scope, now=now, due_by=now, limit=100)


class SqliteWorld(World):
    """The frontier of one SQLite file."""

    def __init__(self, folder: Path, closing: ExitStack) -> None:
        store = closing.enter_context(open_for_writing(folder / "aggregator.db"))
        self.frontier = SqliteFrontier(store.main)
        self._sources = Sources(store.main)

    def add_source(self, domain: str, *, feed: bool = True) -> int:
        with self._sources.transaction():
            due = None if feed else NOW
            source_id = self._sources.upsert(Source(domain), NOW, discovery_due=due)
            if feed:
                self._sources.add_feed(Feed(f"http://{domain}/feed", domain), source_id, NOW)
        return source_id

    def pause(self, domain: str) -> None:
        self._sources.set_paused(domain, True)


@pytest.fixture(params=[SqliteWorld])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with ExitStack() as closing:
        yield request.param(tmp_path, closing)


# Leases


def test_what_was_taken_is_not_taken_again(world: World) -> None:
    world.source("paper.example", 3)
    [page] = world.pages("a", limit=1)
    assert world.urls("a") == []
    world.frontier.finish_page(page.id, "done", now=NOW)
    assert world.urls("a") == ["http://paper.example/1", "http://paper.example/2"]
    assert [len(world.feeds("a")) for _ in "12"] == [1, 0]


def test_one_holder_has_a_host_with_all_its_feeds_and_pages(world: World) -> None:
    world.source("paper.example", 3)
    world.source("other.example", 1)
    assert world.urls("a", limit=1)
    assert [page.url for page in world.pages("b")] == ["http://other.example/0"]
    assert [feed.source for feed in world.feeds("b")] == ["other.example"]


def test_what_is_given_back_is_due_as_it_was(world: World) -> None:
    world.source("paper.example", 1)
    [page], [feed] = world.pages(), world.feeds()
    world.frontier.give_back_page(page.id)
    world.frontier.give_back_feed(feed.id)
    assert (world.pages(), world.feeds()) == ([page], [feed])


def test_a_lease_expires_unless_it_is_renewed(world: World) -> None:
    world.source("paper.example", 1)
    assert world.urls("a")
    world.frontier.renew_leases("a", clock.add_seconds(NOW, LEASE_SECONDS / 2))
    assert world.urls("b", AFTER_LEASE) == []
    later = clock.add_seconds(AFTER_LEASE, LEASE_SECONDS)
    assert world.urls("b", later) == ["http://paper.example/0"]


def test_a_released_page_is_due_as_it_was(world: World) -> None:
    world.source("paper.example", 1)
    [before] = world.pages("a")
    world.frontier.release_leases("b")
    assert world.urls("b") == []
    world.frontier.release_leases("a")
    assert world.pages("b") == [before]


def test_lease_holders_are_those_with_a_lease(world: World) -> None:
    world.source("paper.example", 1)
    world.source("other.example", 1)
    world.urls("a", limit=1)
    world.urls("b", limit=1)
    assert sorted(world.frontier.list_lease_holders()) == ["a", "b"]
    world.frontier.release_leases("a")
    assert world.frontier.list_lease_holders() == ["b"]


def test_a_large_source_leaves_room_for_the_others(world: World) -> None:
    large = world.source("large.example", 50)
    world.source("small.example", 2)
    taken = world.pages(limit=40)
    assert [page.source_id for page in taken].count(large) == MOST_OF_HOST
    assert len(taken) == MOST_OF_HOST + 2
    assert world.pages(limit=40) == []


def test_a_paused_source_is_left_out(world: World) -> None:
    world.source("paper.example", 1)
    world.pause("paper.example")
    assert world.urls() == []
    assert world.feeds() == []


# Scopes


def test_shards_divide_all_sites_and_share_none(world: World) -> None:
    for number in range(20):
        world.source(f"paper{number}.example", 2)
    parts = [set(world.urls(scope=CrawlScope(shard=(part, 3)))) for part in range(3)]
    assert len(parts[0] | parts[1] | parts[2]) == sum(map(len, parts)) == 40
    sites = [{url.split("/")[2] for url in part} for part in parts]
    assert all(sites)
    assert len(set.union(*sites)) == sum(map(len, sites)) == 20


def test_a_scope_of_named_sources_and_addresses_leases_nothing_else(world: World) -> None:
    world.source("paper.example", 1)
    world.source("other.example", 1)
    world.frontier.make_page_due("http://third.example/a", NOW)
    named = CrawlScope(("paper.example",), ("http://third.example/a",), everything=False)
    assert set(world.urls(scope=named)) == {"http://paper.example/0", "http://third.example/a"}
    assert [feed.url for feed in world.feeds(scope=named)] == ["http://paper.example/feed"]


# Pages


def test_a_page_has_the_entry_of_its_feed(world: World) -> None:
    source_id = world.source("paper.example", 1)
    [page] = world.pages()
    assert (page.source_id, page.feed) == (source_id, "http://paper.example/feed")
    assert (page.found_at, page.last_absent, page.attempts, page.known) == (NOW, None, 0, False)
    assert page.entry == Entry("http://paper.example/0", title="A title")


def test_an_entry_comes_back_with_what_its_feed_says_of_use(world: World) -> None:
    source_id = world.source("paper.example")
    said = (Statement("noai", "", "feed", "http://paper.example/feed"),)
    entry = Entry("http://paper.example/1", authors=("Ann Lee",), statements=said)
    world.frontier.add_pages([entry], feed_id=None, source_id=source_id, last_absent=None, now=NOW)
    assert [page.entry for page in world.pages()] == [entry]


def test_a_page_has_the_hashes_of_its_feed_without_and_with_it(world: World) -> None:
    source_id = world.source("paper.example")
    world.frontier.add_pages(
        [Entry("http://paper.example/1")],
        feed_id=None,
        source_id=source_id,
        last_absent=NOW,
        now=NOW,
        absent_hash="ab",
        found_hash="cd",
    )
    [page] = world.pages()
    assert (page.absent_hash, page.found_hash) == ("ab", "cd")


def test_a_page_may_be_known_without_a_look(world: World) -> None:
    source_id = world.source("paper.example")
    old = Entry("http://paper.example/old", title="An old title")
    world.frontier.add_pages(
        [old], feed_id=None, source_id=source_id, last_absent=None, now=NOW, is_due=False
    )
    assert world.urls(now=clock.add_seconds(NOW, 86_400 * 400)) == []
    assert world.frontier.select_neither_queued_nor_stored([old.url]) == set()
    outcome = world.frontier.get_page_outcome(old.url)
    assert outcome
    assert (outcome.state, outcome.next_due, outcome.tried_at) == ("known", None, None)


def test_a_page_is_due_again_when_its_outcome_says_so(world: World) -> None:
    world.source("paper.example", 1)
    [page] = world.pages()
    later = clock.add_seconds(NOW, 3600)
    world.frontier.finish_page(
        page.id, "failed", now=NOW, cause="not_found", outcome="HTTP 404", next_due=later
    )
    assert world.urls("a", clock.add_seconds(NOW, 3599)) == []
    [again] = world.pages("a", later)
    assert (again.state, again.attempts, again.first_tried_at) == ("failed", 1, NOW)
    assert again.entry == page.entry


def test_a_page_without_a_next_look_is_never_due_again(world: World) -> None:
    world.source("paper.example", 1)
    [page] = world.pages()
    world.frontier.finish_page(page.id, "rejected", now=NOW, outcome="too_short")
    assert world.urls("b", AFTER_LEASE) == []
    assert world.frontier.select_neither_queued_nor_stored([page.url]) == set()


def test_a_deleted_page_is_unknown_again(world: World) -> None:
    world.source("paper.example", 1)
    [page] = world.pages()
    world.frontier.delete_page(page.id)
    assert world.urls("b", AFTER_LEASE) == []
    assert world.frontier.select_neither_queued_nor_stored([page.url]) == {page.url}


def test_addresses_are_added_once(world: World) -> None:
    world.source("paper.example", 2)
    addresses = ["http://paper.example/0", "http://paper.example/9"]
    assert world.frontier.select_neither_queued_nor_stored(addresses) == {"http://paper.example/9"}
    world.source("paper.example", 2)
    assert len(world.urls()) == 2


def test_a_page_that_a_person_asks_for_is_due_whatever_is_known_of_it(world: World) -> None:
    world.source("paper.example", 1)
    [page] = world.pages()
    world.frontier.finish_page(page.id, "rejected", now=NOW, outcome="too_short")
    world.frontier.make_page_due(page.url, NOW)
    [asked] = world.pages()
    assert (asked.state, asked.attempts, asked.entry) == ("asked", 0, page.entry)


def test_the_outcome_of_a_page_can_be_asked_for(world: World) -> None:
    world.source("paper.example", 1)
    [page] = world.pages()
    assert world.frontier.get_page_outcome("http://paper.example/unknown") is None
    world.frontier.finish_page(page.id, "failed", now=NOW, cause="not_found", outcome="HTTP 404")
    assert world.frontier.get_page_outcome(page.url) == PageOutcome(
        "failed", "not_found", "HTTP 404", None, NOW
    )


# Hosts


def test_pages_of_a_host_that_pauses_wait(world: World) -> None:
    world.source("paper.example", 20)
    [page, *_] = world.pages(limit=2)
    world.frontier.release_leases("a")
    world.frontier.pause_host(page.host_id, clock.add_seconds(NOW, 3600), "HTTP 429")
    world.frontier.pause_host(page.host_id, clock.add_seconds(NOW, 60), "HTTP 429")
    assert world.urls(now=clock.add_seconds(NOW, 3599)) == []
    assert len(world.urls(now=clock.add_seconds(NOW, 3600))) == MOST_OF_HOST


def test_a_host_is_acquired_by_one_holder_at_a_time(world: World) -> None:
    first = world.frontier.acquire_host("a", "http://paper.example/robots.txt", NOW)
    again = world.frontier.acquire_host("b", "http://paper.example/1", NOW)
    assert (first.is_held, again.is_held, first.id) == (True, False, again.id)
    assert world.frontier.list_held_hosts("a") == {first.id: "paper.example"}
    later = clock.add_seconds(NOW, 2)
    world.frontier.release_hosts("a", [first.id], later)
    taken = world.frontier.acquire_host("b", "http://paper.example/1", NOW)
    assert (taken.is_held, taken.free_at) == (True, later)


def test_whoever_has_a_host_next_knows_until_when_it_rests(world: World) -> None:
    world.source("paper.example", 1)
    world.urls("a")
    later = clock.add_seconds(NOW, 2)
    world.frontier.release_leases("a", later)
    [page] = world.pages("b")
    assert world.frontier.acquire_host("b", page.url, NOW).free_at == later


# Feeds and home pages


def test_a_feed_is_due_again_with_its_validators(world: World) -> None:
    world.source("paper.example")
    [feed] = world.feeds()
    validators = {"etag": '"v1"', "last_modified": None, "body_hash": "ab"}
    world.frontier.finish_feed(
        feed.id,
        validators,
        changed=True,
        interval_s=600,
        next_due=clock.add_seconds(NOW, 600),
        status="HTTP 200",
        now=NOW,
    )
    assert world.feeds(now=clock.add_seconds(NOW, 599)) == []
    [again] = world.feeds(now=clock.add_seconds(NOW, 600))
    assert (again.etag, again.body_hash, again.interval_s) == ('"v1"', "ab", 600)
    assert (again.failures, again.last_polled) == (0, NOW)


def test_outcomes_of_what_was_removed_meanwhile_are_dropped(world: World) -> None:
    gone = 999
    world.frontier.finish_feed(
        gone,
        {},
        changed=False,
        interval_s=600,
        next_due=NOW,
        status="HTTP 200",
        now=NOW,
        state=FeedPolling(),
    )
    world.frontier.fail_feed(gone, "HTTP 404", NOW, "HTTP 404", FeedPolling())
    world.frontier.schedule_discovery(gone, NOW)
    world.frontier.postpone_page(gone, NOW)
    assert world.feeds() == []


def test_failures_of_a_feed_are_counted_until_it_answers(world: World) -> None:
    world.source("paper.example")
    now = NOW
    for failures in range(3):
        [feed] = world.feeds(now=now)
        assert feed.failures == failures
        now = clock.add_seconds(now, 60)
        world.frontier.fail_feed(feed.id, "HTTP 404", now, "HTTP 404")


def test_a_home_page_is_due_when_discovery_is_scheduled(world: World) -> None:
    source_id = world.add_source("paper.example", feed=False)
    [home] = world.frontier.list_due_home_pages(EVERYTHING, now=NOW, limit=9)
    assert (home.source_id, home.url) == (source_id, "https://paper.example/")
    world.frontier.schedule_discovery(source_id, clock.add_seconds(NOW, 60))
    assert world.frontier.list_due_home_pages(EVERYTHING, now=NOW, limit=9) == []
    assert (
        len(world.frontier.list_due_home_pages(EVERYTHING, now=clock.add_seconds(NOW, 60), limit=9))
        == 1
    )
    world.frontier.schedule_discovery(source_id, None)
    assert world.frontier.list_due_home_pages(EVERYTHING, now="2099-01-01T00:00:00Z", limit=9) == []


def test_a_named_source_is_due_at_once_by_its_feeds_or_its_home_page(world: World) -> None:
    world.source("paper.example")
    [feed] = world.feeds()
    world.frontier.fail_feed(feed.id, "HTTP 404", clock.add_seconds(NOW, 7200))
    source_id = world.add_source("new.example", feed=False)
    world.frontier.schedule_discovery(source_id, None)
    assert world.frontier.make_source_due("paper.example", NOW) == 1
    assert world.frontier.make_source_due("new.example", NOW) == 0
    assert [feed.source for feed in world.feeds()] == ["paper.example"]
    homes = world.frontier.list_due_home_pages(EVERYTHING, now=NOW, limit=9)
    assert [home.source for home in homes] == ["new.example"]


# Transactions


def test_a_failed_transaction_changes_nothing(world: World) -> None:
    world.source("paper.example", 1)
    [page] = world.pages()
    with pytest.raises(RuntimeError), world.frontier.transaction():
        world.frontier.finish_page(page.id, "done", now=NOW)
        raise RuntimeError
    assert world.urls("b", AFTER_LEASE) == [page.url]
