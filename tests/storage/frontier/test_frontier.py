"""The frontier: what is leased comes back by itself, what is finished never does."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import clock
from aggregator.crawl import lease_holder
from aggregator.model import Entry, Feed, Source
from storage.frontier import feed_state, leases, pages, sources
from storage.frontier.leases import LEASE_SECONDS, OF_EACH, Reach
from storage.frontier.pages import ATTEMPTS
from storage.sqlite import connection
from storage.sqlite.connection import Database
from storage.store import open_for_writing

NOW = "2026-03-02T10:00:00Z"
LATER = clock.later(NOW, LEASE_SECONDS + 1)
ALL = Reach()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_for_writing(tmp_path / "aggregator.db") as store:
        yield store.main


def source(db: Database, domain: str, count: int = 0) -> int:
    """A source with one feed and so many noted pages; gives its id."""
    with connection.transaction(db):
        source_id = sources.upsert(db, Source(domain), NOW)
        sources.add_feed(db, Feed(f"http://{domain}/feed", domain), source_id, NOW)
    entries = [Entry(f"http://{domain}/{number}", title="A title") for number in range(count)]
    pages.add(db, entries, feed_id=source_id, source_id=source_id, last_absent=None, now=NOW)
    return source_id


def leased(
    db: Database, who: str = "a", now: str = NOW, reach: Reach = ALL, limit: int = 100
) -> list[str]:
    return [page.url for page in leases.pages(db, who, now, reach, limit=limit)]


def test_what_one_crawl_has_leased_no_other_gets(db: Database) -> None:
    source(db, "paper.example", 3)
    assert len(leased(db, "a", limit=2)) == 2
    assert leased(db, "b") == ["http://paper.example/2"]
    assert leased(db, "c") == []
    feeds = [leases.feeds(db, who, NOW, ALL, due_by=NOW, limit=9) for who in "ab"]
    assert [len(taken) for taken in feeds] == [1, 0]


def test_a_lease_ends_by_itself_unless_it_is_renewed(db: Database) -> None:
    source(db, "paper.example", 1)
    assert leased(db, "a")
    leases.renew(db, "a", clock.later(NOW, LEASE_SECONDS / 2))
    assert leased(db, "b", LATER) == []
    assert leased(db, "b", clock.later(LATER, LEASE_SECONDS)) == ["http://paper.example/0"]


def test_what_is_given_back_is_due_as_it_was(db: Database) -> None:
    source(db, "paper.example", 1)
    [before] = leases.pages(db, "a", NOW, ALL, limit=9)
    leases.release(db, "b")
    assert leased(db, "b") == []
    leases.release(db, "a")
    assert leases.pages(db, "b", NOW, ALL, limit=9) == [before]


def test_what_is_finished_never_comes_back_and_keeps_no_words_of_its_feed(db: Database) -> None:
    source(db, "paper.example", 1)
    [page] = leases.pages(db, "a", NOW, ALL, limit=9)
    assert page.entry == Entry("http://paper.example/0", title="A title")
    pages.finish(db, page.id, "rejected", "too_short")
    assert leased(db, "b", LATER) == []
    assert db.execute("SELECT entry, lease_owner FROM frontier").fetchone() == (None, None)


def test_a_page_that_fails_is_tried_again_and_at_last_given_up(db: Database) -> None:
    source(db, "paper.example", 1)
    now, tries = NOW, 0
    while taken := leases.pages(db, "a", now, ALL, limit=9):
        tries += 1
        pages.retry(db, taken[0], "no answer in time", clock.later(now, 60))
        assert leased(db, "a", now) == []
        now = clock.later(now, 60)
    assert tries == ATTEMPTS
    assert db.execute("SELECT state, outcome FROM frontier").fetchone() == (
        "failed",
        "no answer in time",
    )


def test_a_large_source_leaves_room_for_the_others(db: Database) -> None:
    large = source(db, "large.example", 50)
    source(db, "small.example", 2)
    taken = leases.pages(db, "a", NOW, ALL, limit=40)
    assert [page.source_id for page in taken].count(large) == OF_EACH
    assert len(taken) == OF_EACH + 2
    assert leases.pages(db, "a", NOW, ALL, busy=[large], limit=40) == []


def test_a_site_that_asked_for_patience_gets_it(db: Database) -> None:
    mine = source(db, "paper.example", 20)
    taken = leases.pages(db, "a", NOW, ALL, limit=2)
    pages.postpone(db, mine, clock.later(NOW, 3600))
    leases.release(db, "a")
    assert len(taken) == 2
    assert len(leased(db)) == 2  # what was under way already
    assert len(leased(db, "b", clock.later(NOW, 3600))) == OF_EACH


def test_parts_of_a_split_crawl_share_everything_and_never_a_site(db: Database) -> None:
    for number in range(20):
        source(db, f"paper{number}.example", 2)
    parts = [set(leased(db, "a", reach=Reach(shard=(part, 3)))) for part in range(3)]
    assert len(parts[0] | parts[1] | parts[2]) == sum(map(len, parts)) == 40
    sites = [{url.split("/")[2] for url in part} for part in parts]
    assert all(sites)
    assert len(set.union(*sites)) == sum(map(len, sites)) == 20


def test_a_crawl_of_named_things_takes_nothing_else(db: Database) -> None:
    source(db, "paper.example", 1)
    source(db, "other.example", 1)
    pages.want(db, "http://third.example/a", NOW)
    named = Reach(("paper.example",), ("http://third.example/a",), everything=False)
    assert set(leased(db, reach=named)) == {"http://paper.example/0", "http://third.example/a"}
    feeds = leases.feeds(db, "a", NOW, named, due_by=NOW, limit=9)
    assert [feed.url for feed in feeds] == ["http://paper.example/feed"]


def test_a_paused_source_is_left_out(db: Database) -> None:
    source(db, "paper.example", 1)
    sources.set_paused(db, "paper.example", True)
    assert leased(db) == []
    assert leases.feeds(db, "a", NOW, ALL, due_by=NOW, limit=9) == []


def test_addresses_are_noted_once(db: Database) -> None:
    source(db, "paper.example", 2)
    asked = ["http://paper.example/0", "http://paper.example/9"]
    assert pages.unknown(db, asked) == {"http://paper.example/9"}
    source(db, "paper.example", 2)
    assert db.execute("SELECT count(*) FROM frontier").fetchone()[0] == 2


def test_health_tells_what_is_due_and_what_fails(db: Database) -> None:
    source(db, "paper.example", 2)
    mine = source(db, "dead.example")
    feed_state.fail(db, mine, "HTTP 404", clock.later(NOW, 600), "HTTP 404")
    told = feed_state.health(db, NOW)
    assert (told["known"], told["due"], told["failing"], told["pages_waiting"]) == (2, 1, 1, 2)
    assert told["worst"][0]["last_error"] == "HTTP 404"


# Owners


def test_leases_of_a_dead_process_are_free_at_once_those_of_a_living_one_are_not(
    db: Database,
) -> None:
    source(db, "paper.example", 1)
    source(db, "other.example", 1)
    asleep = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    living = lease_holder.me().replace(f":{os.getpid()}:", f":{asleep.pid}:", 1)
    living = living.rpartition(":")[0] + ":" + lease_holder._started(asleep.pid)
    leased(db, living, limit=1)
    lease_holder.free_leases_of_the_dead(db)
    assert leases.owners(db) == [living]
    asleep.kill()
    asleep.wait()
    lease_holder.free_leases_of_the_dead(db)
    assert leases.owners(db) == []


def test_a_number_that_was_given_to_another_process_does_not_keep_a_lease() -> None:
    host, pid, _ = lease_holder.me().split(":")
    assert not lease_holder.dead(lease_holder.me())
    assert lease_holder.dead(f"{host}:{pid}:1")


def test_of_other_machines_nothing_is_assumed() -> None:
    assert not lease_holder.dead("elsewhere:1:1")
    assert not lease_holder.dead("not an owner")
