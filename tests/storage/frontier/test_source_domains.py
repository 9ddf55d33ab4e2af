"""Further domains of sources: found by each of them, moved, made one, and parted again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.errors import DatabaseLocked, UsageError
from aggregator.model import Entry, Feed, Source
from storage.frontier.interface import CrawlScope
from storage.store import Store, open_for_writing
from tests.empty_database import copy_empty_database

NOW = "2026-01-02T03:04:05Z"
LATER = "2026-01-03T00:00:00Z"
OLD, NEW = "old.example", "new.example"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_for_writing(copy_empty_database(tmp_path / "a.db")) as opened:
        yield opened


def add_source(store: Store, domain: str, *feeds: str, name: str = "") -> int:
    source_id = store.sources.upsert(Source(domain, name, f"https://{domain}/"), NOW)
    for url in feeds:
        store.sources.add_feed(Feed(url, domain), source_id, NOW)
    return source_id


def add_article(store: Store, source_id: int, story_id: int, url: str) -> int:
    row = store.main.execute(
        """INSERT INTO articles (story_id, source_id, url, canonical_url, text_hash, title, first_seen,
             fetched_at, text) VALUES (?, ?, ?, ?, '', '', ?, ?, '') RETURNING id""",
        [story_id, source_id, url, url, NOW, NOW],
    ).fetchone()
    store.main.execute("INSERT INTO url_aliases (url, article_id) VALUES (?, ?)", [url, row[0]])
    return int(row[0])


def add_story(store: Store) -> int:
    row = store.main.execute(
        "INSERT INTO stories (created_at, dirty) VALUES (?, 0) RETURNING id", [NOW]
    )
    return int(row.fetchone()[0])


def dirty(store: Store) -> set[int]:
    return {key for (key,) in store.main.execute("SELECT id FROM stories WHERE dirty = 1")}


def merge(store: Store, merged_id: int, kept_id: int) -> None:
    store.source_domains.complete_merge(merged_id, kept_id, "merged", "operator", NOW)


# Found by a further domain


def test_whoever_looks_a_source_up_finds_it_by_each_of_its_domains(store: Store) -> None:
    feed = f"https://{OLD}/feed"
    source_id = add_source(store, OLD, feed, name="The Paper")
    store.source_domains.rename(source_id, NEW, f"https://{NEW}/", "operator", NOW)
    for domain in (OLD, NEW):
        found = store.sources.get_by_domain(domain)
        assert found == Source(NEW, "The Paper", f"https://{NEW}/")
        assert store.sources.source_id(domain) == source_id
        assert store.sources.find_present_domain(domain) == NEW
        assert store.sources.find_or_add(Source(domain, "Another name"), NOW) == source_id
        assert store.sources.count_feeds(domain) == 1
        assert store.publisher_groups.groups_of([domain]) == {domain: ""}
        assert store.sources.set_paused(domain, True)
        assert store.sources.set_paused(domain, False)
        details = store.sources.get_with_feeds(domain)
        assert details is not None
        assert (details.domain, [row.url for row in details.feeds]) == (NEW, [feed])
        assert [(row.domain, row.kind, row.basis) for row in details.domains] == [
            (OLD, "former", "operator")
        ]
        assert store.frontier.make_source_due(domain, NOW) == 1
        scope = CrawlScope((domain,), everything=False)
        leased = store.frontier.lease_due_feeds("me", scope, now=NOW, due_by=NOW, limit=9)
        assert [(row.source, row.url) for row in leased] == [(NEW, feed)]
        store.frontier.release_leases("me")
    assert store.main.table("sources").count == 1


def test_a_list_that_has_the_former_domain_updates_the_source_and_leaves_its_site(
    store: Store,
) -> None:
    source_id = add_source(store, OLD)
    store.source_domains.rename(source_id, NEW, f"https://{NEW}/", "redirects", NOW)
    listed = Source(OLD, "The Paper", f"https://{OLD}/", country="KE")
    assert store.sources.upsert(listed, LATER) == source_id
    assert store.sources.get_by_domain(NEW) == Source(
        NEW, "The Paper", f"https://{NEW}/", country="KE"
    )


def test_a_publisher_group_is_set_by_a_former_domain_and_its_shared_stories_decided_again(
    store: Store,
) -> None:
    source_id = add_source(store, OLD)
    store.source_domains.rename(source_id, NEW, f"https://{NEW}/", "redirects", NOW)
    shared = add_story(store)
    add_article(store, source_id, shared, "https://new.example/1")
    add_article(store, add_source(store, "other.example"), shared, "https://other.example/1")
    store.publisher_groups.set_group(OLD, "Group")
    assert store.publisher_groups.groups_of([NEW, "nobody.example"]) == {NEW: "Group"}
    assert dirty(store) == {shared}


def test_no_domain_is_of_two_sources(store: Store) -> None:
    first, second = add_source(store, "a.example"), add_source(store, "b.example")
    store.source_domains.add(first, "m-a.example", "variant", "operator", NOW, "by hand")
    for domain in ("b.example", "a.example"):
        with pytest.raises(UsageError, match="source merge"):
            store.source_domains.add(first, domain, "variant", "operator", NOW)
    with pytest.raises(UsageError, match=r"m-a\.example"):
        store.source_domains.add(second, "m-a.example", "variant", "operator", NOW)
    assert store.sources.map_further_domains() == {"m-a.example": "a.example"}
    assert store.source_domains.remove("m-a.example")
    assert not store.source_domains.remove("m-a.example")
    assert store.sources.map_further_domains() == {}


# Moved


def test_a_source_that_moves_back_has_the_other_domain_as_its_former_one(store: Store) -> None:
    source_id = add_source(store, OLD)
    store.source_domains.rename(source_id, NEW, f"https://{NEW}/", "redirects", NOW, "3 pages")
    store.source_domains.rename(source_id, OLD, f"https://{OLD}/", "operator", LATER)
    assert store.sources.map_further_domains() == {NEW: OLD}
    assert store.sources.source_id(OLD) == source_id
    source = store.sources.get_with_feeds(OLD)
    assert source is not None
    [row] = source.domains
    assert (row.domain, row.added_at, row.detail) == (NEW, LATER, "")


def test_a_move_has_shared_stories_decided_again_and_the_new_home_page_read(store: Store) -> None:
    source_id = add_source(store, OLD, f"https://{OLD}/feed")
    alone, shared = add_story(store), add_story(store)
    add_article(store, source_id, alone, f"https://{OLD}/1")
    add_article(store, source_id, shared, f"https://{OLD}/2")
    add_article(store, add_source(store, "other.example"), shared, "https://other.example/2")
    store.source_domains.rename(source_id, NEW, f"https://www.{NEW}/", "operator", LATER)
    assert dirty(store) == {shared}
    homes = store.frontier.list_due_home_pages(CrawlScope(), now=LATER, limit=9)
    assert [(home.source, home.url) for home in homes] == [(NEW, f"https://www.{NEW}/")]


def test_moves_that_crawls_saw_are_listed_newest_first_without_those_of_the_operator(
    store: Store,
) -> None:
    source_id = add_source(store, "a.example")
    store.source_domains.rename(source_id, "b.example", "", "redirects", NOW, "3 pages")
    store.source_domains.rename(source_id, "c.example", "", "redirects", LATER, "4 pages")
    store.source_domains.add(source_id, "m.example", "variant", "operator", LATER)
    observed = store.source_domains.list_newest(observed_only=True)
    assert [(row.domain, row.source, row.detail) for row in observed] == [
        ("b.example", "c.example", "4 pages"),
        ("a.example", "c.example", "3 pages"),
    ]
    assert len(store.source_domains.list_newest()) == 3


# Made one


def test_a_merge_moves_everything_and_only_shared_stories_are_decided_again(store: Store) -> None:
    kept = add_source(store, "a.example", "https://a.example/feed")
    merged = add_source(store, "b.example", "https://b.example/feed", name="The B")
    store.source_domains.add(merged, "older-b.example", "former", "operator", NOW)
    alone, shared = add_story(store), add_story(store)
    add_article(store, merged, alone, "https://b.example/1")
    add_article(store, merged, shared, "https://b.example/2")
    add_article(store, kept, shared, "https://a.example/2")
    entry = Entry("https://b.example/3")
    store.frontier.add_pages([entry], feed_id=None, source_id=merged, last_absent=None, now=NOW)
    store.site_boilerplate.replace(kept, {"line": {1: 3, 2: 4}})
    store.site_boilerplate.replace(merged, {"line": {2: 6, 3: 5}})
    before = store.site_boilerplate.get_change_count()

    assert store.source_domains.move_some_articles(merged, kept, 1) == 1
    assert store.source_domains.move_some_pages(merged, kept, 10) == 1
    merge(store, merged, kept)

    for table in ("articles", "feeds", "frontier", "boilerplate"):
        owners = store.main.execute(f"SELECT DISTINCT source_id FROM {table}").fetchall()
        assert owners == [(kept,)], table
    assert store.site_boilerplate.get(kept)["line"] == [1, 2, 3]
    assert store.site_boilerplate.get_change_count() > before
    assert store.site_boilerplate.find_stale_sources() == [kept]
    assert dirty(store) == {shared}
    assert store.sources.map_further_domains() == {
        "b.example": "a.example",
        "older-b.example": "a.example",
    }
    assert store.sources.get_by_domain("b.example") == Source(
        "a.example", "The B", "https://a.example/"
    )
    assert store.main.table("sources").count == 1


def test_a_source_is_not_merged_while_a_crawl_fetches_a_feed_of_it(store: Store) -> None:
    kept = add_source(store, "a.example")
    merged = add_source(store, "b.example", "https://b.example/feed")
    [feed] = store.frontier.lease_due_feeds("it", CrawlScope(), now=NOW, due_by=NOW, limit=9)
    with pytest.raises(DatabaseLocked, match=r"fetching from b\.example"):
        merge(store, merged, kept)
    assert store.sources.source_id("b.example") == merged
    store.frontier.fail_feed(feed.id, "HTTP 500", NOW)
    store.frontier.release_leases("it")
    merge(store, merged, kept)
    assert store.sources.source_id("b.example") == kept


def test_stories_of_the_kept_source_are_decided_again_as_links_to_the_other_are_its_own_now(
    store: Store,
) -> None:
    kept, merged = add_source(store, "a.com"), add_source(store, "b.com")
    shared = add_story(store)
    add_article(store, kept, shared, "https://a.com/1")
    add_article(store, add_source(store, "other.com"), shared, "https://other.com/1")
    merge(store, merged, kept)
    assert dirty(store) == {shared}
    store.main.execute("UPDATE stories SET dirty = 0")
    store.source_domains.split("b.com", LATER)
    assert dirty(store) == {shared}


# Parted again


def test_a_split_returns_what_is_at_the_domain_and_nothing_else(store: Store) -> None:
    kept = add_source(store, "a.example", "https://a.example/feed", "https://www.b.com/feed")
    store.source_domains.add(kept, "b.com", "merged", "operator", NOW)
    shared = add_story(store)
    add_article(store, kept, shared, "https://a.example/1")
    add_article(store, kept, shared, "https://news.b.com/1")
    add_article(store, kept, add_story(store), "https://notb.com/1")
    entry = Entry("https://b.com/3")
    store.frontier.add_pages([entry], feed_id=None, source_id=kept, last_absent=None, now=NOW)
    assert store.source_domains.count_at_domain("b.com") == (1, 1)
    store.source_domains.split("b.com", LATER)
    made = store.sources.source_id("b.com")
    assert made not in (None, kept)
    rows = store.main.execute("SELECT url FROM articles WHERE source_id = ?", [made]).fetchall()
    assert rows == [("https://news.b.com/1",)]
    assert store.main.execute("SELECT source_id FROM frontier").fetchall() == [(made,)]
    assert store.sources.count_feeds("a.example") == 1
    assert store.sources.map_further_domains() == {}
    assert dirty(store) == {shared}
