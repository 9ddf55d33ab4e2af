"""What files of sites say is a dated fact."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.model import Source
from aggregator.reading.rights.site_files import read_site_file
from aggregator.statements import SiteRules, Statement
from storage.frontier.site_rules import MAX_FORMER
from storage.store import Store, open_for_writing
from tests.empty_database import copy_empty_database

DAY_1, DAY_2, DAY_3 = (f"2026-01-0{day}T00:00:00Z" for day in (1, 2, 3))
SITE = "www.nation.africa"
ROBOTS = f"https://{SITE}/robots.txt"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_for_writing(copy_empty_database(tmp_path / "a.db")) as opened:
        opened.sources.upsert(Source("nation.africa"), DAY_1)
        opened.sources.upsert(Source("other.example"), DAY_1)
        yield opened


def says(signal: str, url: str = ROBOTS) -> SiteRules:
    text = f"User-agent: *\nContent-Signal: {signal}\n"
    return read_site_file("robots_txt", text, url, f"https://{SITE}/")


def list_stale(store: Store) -> list[str]:
    rows = store.main.execute("SELECT domain FROM sources WHERE permissions_stale = 1")
    return [domain for (domain,) in rows]


def test_what_a_file_says_is_read_as_it_was_noted(store: Store) -> None:
    rules = says("search=no")
    assert rules[0].rules[0].statements == (
        Statement("content-signal search=no", "", "robots_txt", ROBOTS),
    )
    store.site_rules.note(SITE, "robots_txt", ROBOTS, rules, DAY_1)
    assert store.site_rules.get_rules(SITE) == (rules,)
    assert store.site_rules.get_rules("nation.africa") == ()


def test_the_same_text_only_sets_when_it_was_checked(store: Store) -> None:
    store.site_rules.note(SITE, "robots_txt", ROBOTS, says("search=no"), DAY_1)
    assert not store.site_rules.note(SITE, "robots_txt", ROBOTS, says("search=no"), DAY_2)
    [fact] = store.site_rules.list_history(SITE)
    assert (fact.since, fact.until, fact.checked_at) == (DAY_1, None, DAY_2)


def test_the_same_text_over_https_is_no_change(store: Store) -> None:
    plain = ROBOTS.replace("https", "http")
    store.site_rules.note(SITE, "robots_txt", plain, says("search=no", plain), DAY_1)
    assert not store.site_rules.note(SITE, "robots_txt", ROBOTS, says("search=no"), DAY_2)


def test_a_change_ends_what_the_file_said_before(store: Store) -> None:
    store.site_rules.note(SITE, "robots_txt", ROBOTS, says("search=no"), DAY_1)
    assert store.site_rules.note(SITE, "robots_txt", ROBOTS, says("search=yes"), DAY_2)
    before, now = store.site_rules.list_history(SITE)
    assert (before.rules, before.since, before.until) == (says("search=no"), DAY_1, DAY_2)
    assert (now.rules, now.since, now.until) == (says("search=yes"), DAY_2, None)
    assert store.site_rules.get_rules(SITE) == (now.rules,)


def test_a_file_that_says_nothing_is_known_as_read(store: Store) -> None:
    store.site_rules.note(SITE, "ai_txt", f"https://{SITE}/ai.txt", (), DAY_1)
    assert store.site_rules.get_rules(SITE) == ()
    [checked] = store.site_rules.list_checked(SITE)
    assert (checked.place, checked.checked_at) == ("ai_txt", DAY_1)
    assert list_stale(store) == []


def test_a_change_makes_permissions_of_the_source_stale(store: Store) -> None:
    store.site_rules.note(SITE, "robots_txt", ROBOTS, says("search=no"), DAY_1)
    assert list_stale(store) == ["nation.africa"]
    store.main.execute("UPDATE sources SET permissions_stale = 0")
    store.site_rules.note(SITE, "robots_txt", ROBOTS, says("search=no"), DAY_2)
    assert list_stale(store) == []
    store.site_rules.note(SITE, "robots_txt", ROBOTS, (), DAY_3)
    assert list_stale(store) == ["nation.africa"]


def test_a_site_has_several_licence_files_and_one_of_each_other_kind(store: Store) -> None:
    for number, url in enumerate(("https://a.example/1", "https://a.example/2")):
        store.site_rules.note(SITE, "licence_file", url, says(f"use={number}"), DAY_1)
        store.site_rules.note(SITE, "tdm_file", url, (), DAY_1)
    places = [each.place for each in store.site_rules.list_checked(SITE)]
    assert sorted(places) == ["licence_file", "licence_file", "tdm_file"]


def test_a_file_that_nothing_names_any_more_counts_no_more(store: Store) -> None:
    store.site_rules.note(SITE, "licence_file", "https://a.example/1", says("search=no"), DAY_1)
    store.main.execute("UPDATE sources SET permissions_stale = 0")
    store.site_rules.end(SITE, "licence_file", "https://a.example/1", DAY_2)
    assert store.site_rules.get_rules(SITE) == ()
    assert store.site_rules.list_history(SITE)[0].until == DAY_2
    assert list_stale(store) == ["nation.africa"]


def test_a_file_that_changes_each_time_fills_no_database(store: Store) -> None:
    for number in range(MAX_FORMER + 5):
        words = says("search=no") if number % 2 else ()
        store.site_rules.note(SITE, "robots_txt", ROBOTS, words, f"2026-01-01T00:00:{number:02}Z")
    history = store.site_rules.list_history(SITE)
    assert len(history) == MAX_FORMER + 1
    assert history[0].since == "2026-01-01T00:00:04Z"
