"""Stored articles are looked at again: what changed is a version, what vanished is dated, and returns too."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import aggregator
from aggregator import clock
from aggregator.config import ServeConfig
from aggregator.model import Entry
from aggregator.results import ArticleAbsence
from aggregator.web.app import create_app
from storage.store import open_for_reading, open_for_writing
from tests.conftest import Ask
from tests.crawling import World
from tests.site_server import Answer, rss, serving, story

PAGE = "http://paper.example/news/1.html"
HERE = "paper.example/news/1.html"
HEADLINE = "Council of town 1 speaks of its bridge"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A site whose one article is stored."""
    with serving() as sites:
        sites.pages["paper.example/feed"] = rss(PAGE)
        sites.pages[HERE] = story(1)
        found = World(sites, tmp_path / "aggregator.db")
        found.source("paper.example", "http://paper.example/feed")
        found.crawl()
        assert found.stored() == {PAGE}
        yield found


def look_again(world: World, answer: Answer | str) -> None:
    world.sites.pages[HERE] = answer
    world.make_due()
    world.crawl()


def let_an_hour_pass(world: World) -> None:
    """As if the first look that found the article gone had been two hours ago."""
    past = clock.add_seconds(clock.now(), -7200)
    world.change("UPDATE article_absences SET vanished_at = ?", past)


def absences(world: World) -> list[ArticleAbsence]:
    with open_for_reading(world.path) as store:
        return store.absences.list_confirmed(1)


def test_an_article_is_looked_at_an_hour_after_it_was_stored(world: World) -> None:
    tried, due = world.rows("SELECT tried_at, next_due FROM frontier")[0]
    assert clock.seconds_between(tried, due) == 3600
    world.crawl()
    assert world.sites.paths("paper.example").count("/news/1.html") == 1


def test_looks_at_articles_can_be_turned_off(world: World) -> None:
    world.sites.pages["paper.example/feed"] = rss("http://paper.example/news/2.html")
    world.sites.pages["paper.example/news/2.html"] = story(2)
    world.make_due()
    world.crawl(revisit_days=0)
    assert world.rows("SELECT next_due FROM frontier") == [(None,), (None,)]


def test_a_changed_text_is_a_version_with_its_time(world: World) -> None:
    look_again(world, story(1, end="").replace("mended in the spring", "mended in the autumn"))
    [row] = world.rows(
        "SELECT title, replaced_at, unpack(text) LIKE '%spring%' FROM article_versions"
    )
    assert row == (HEADLINE, world.one("SELECT fetched_at FROM articles"), 1)


def test_a_changed_headline_alone_is_a_version(world: World) -> None:
    look_again(world, story(1).replace(HEADLINE, "Council of town 1 is silent on its bridge"))
    assert world.rows("SELECT title FROM article_versions") == [(HEADLINE,)]


def test_an_unchanged_article_has_no_version(world: World) -> None:
    world.change("UPDATE articles SET fetched_at = '2001-01-01T00:00:00Z'")
    look_again(world, story(1))
    assert world.one("SELECT count(*) FROM article_versions") == 0
    assert world.one("SELECT read_at FROM articles") is not None


ERROR_PAGE = "<html><head><title>Sorry</title></head><body><article><p>" + (
    "We looked everywhere and found nothing that could be shown here, so please try once more. " * 6
)
CHALLENGE = "<html><head><title>Just a moment...</title></head><body><p>Checking your browser</p></body></html>"


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (ERROR_PAGE, "other_text"),
        (CHALLENGE, "challenge"),
        (Answer(status=302, headers={"Location": "/"}), "redirected"),
        (Answer(status=403), "forbidden"),
        (Answer(status=500), "server_error"),
    ],
)
def test_what_is_not_the_article_is_neither_a_version_nor_a_vanishing(
    world: World, answer: Answer | str, cause: str
) -> None:
    world.sites.pages["paper.example/"] = story(7)
    for _ in range(2):
        look_again(world, answer)
        let_an_hour_pass(world)
    assert world.one("SELECT cause FROM frontier") == cause
    assert world.one("SELECT count(*) FROM article_versions") == 0
    assert absences(world) == []
    assert world.stored() == {PAGE}


@pytest.mark.parametrize("status", [404, 410])
def test_an_article_that_is_gone_at_two_looks_has_vanished_at_the_first(
    world: World, status: int
) -> None:
    present = world.one("SELECT fetched_at FROM articles")
    look_again(world, Answer(status=status))
    assert absences(world) == []
    tried, due = world.rows("SELECT tried_at, next_due FROM frontier")[0]
    assert clock.seconds_between(tried, due) >= 3600
    let_an_hour_pass(world)
    vanished = world.one("SELECT vanished_at FROM article_absences")
    look_again(world, Answer(status=status))
    confirmed = world.one("SELECT tried_at FROM frontier")
    assert absences(world) == [ArticleAbsence(present, vanished, status, confirmed, None)]


def test_two_looks_within_an_hour_confirm_nothing(world: World) -> None:
    look_again(world, Answer(status=404))
    look_again(world, Answer(status=404))
    assert absences(world) == []


def test_an_article_that_was_missing_once_was_never_gone(world: World) -> None:
    look_again(world, Answer(status=404))
    look_again(world, story(1))
    let_an_hour_pass(world)
    look_again(world, Answer(status=404))
    assert absences(world) == []


def test_an_article_that_comes_back_is_restored_at_that_look(world: World) -> None:
    look_again(world, Answer(status=404))
    let_an_hour_pass(world)
    look_again(world, Answer(status=404))
    look_again(world, story(1))
    [absence] = absences(world)
    assert absence.restored_at == world.one("SELECT tried_at FROM frontier")


def test_an_address_that_leads_to_another_site_that_has_no_page_has_not_vanished(
    world: World,
) -> None:
    for _ in range(2):
        look_again(world, Answer(status=301, headers={"Location": "http://gone.example/x"}))
        let_an_hour_pass(world)
    assert world.one("SELECT count(*) FROM article_absences") == 0


def test_new_pages_of_a_host_come_before_looks_at_its_articles(world: World) -> None:
    links = [f"http://paper.example/news/{n}.html" for n in range(2, 14)]
    for number, link in enumerate(links, 2):
        world.sites.pages[link.removeprefix("http://")] = story(number)
    with open_for_writing(world.path) as store:
        entries = [Entry(link) for link in links]
        past = clock.add_seconds(clock.now(), -60)
        store.frontier.add_pages(entries, feed_id=1, source_id=1, last_absent=None, now=past)
    world.sites.asked.clear()
    world.make_due()
    world.crawl()
    paths = world.sites.paths("paper.example")
    assert len(world.stored()) == 13
    assert "/news/1.html" not in paths
    assert world.one("SELECT next_due > ? FROM frontier WHERE url = ?", clock.now(), PAGE) == 1


def test_a_page_that_is_asked_for_by_name_is_fetched_whatever_is_new(world: World) -> None:
    world.sites.asked.clear()
    world.crawl(PAGE)
    assert world.sites.paths("paper.example") == ["/news/1.html"]


def test_the_numbers_of_a_source_count_first_looks_alone(world: World) -> None:
    look_again(world, story(1))
    look_again(world, Answer(status=404))
    row = world.rows("SELECT fetched, stored, text_length, paywalled FROM source_days")[0]
    assert row[:2] == (1, 1)
    assert row[2] == world.one("SELECT length(unpack(text)) FROM articles")
    assert world.rows("SELECT cause FROM source_day_causes") == []


def test_causes_are_counted_by_source_and_day(world: World) -> None:
    world.sites.pages["paper.example/feed"] = rss("http://paper.example/news/2.html")
    world.make_due()
    world.crawl()
    assert world.rows("SELECT cause, number FROM source_day_causes") == [("not_found", 1)]


# What people see of it


def test_story_article_and_watch_say_when_an_article_was_gone(world: World) -> None:
    with aggregator.connect(world.path) as opened:
        opened.watches.add("story", "1")
    look_again(world, Answer(status=410))
    let_an_hour_pass(world)
    look_again(world, Answer(status=410))
    [absence] = absences(world)
    seen = f"last seen {clock.for_people(absence.last_present or '')}"
    said = f"gone since {clock.for_people(absence.vanished_at)} (HTTP 410 at two looks), {seen}"
    with aggregator.connect(world.path) as opened:
        [gone] = opened.story(1).absences
        [item] = [item for report in opened.watches.pending_reports() for item in report.items]
        page = TestClient(create_app(opened, ServeConfig())).get("/s/1").text
        assert opened.article(1).absences == [absence]
    assert (gone.described, gone.article_id) == (said, 1)
    assert (item.what, item.says, item.article_id) == ("article_gone", said, 1)
    assert said in page


def test_a_watch_says_once_that_an_article_came_back(world: World) -> None:
    with aggregator.connect(world.path) as opened:
        opened.watches.add("story", "1")
    for answer in (Answer(status=404), Answer(status=404), story(1)):
        look_again(world, answer)
        let_an_hour_pass(world)
    with aggregator.connect(world.path) as opened:
        [item] = [item for report in opened.watches.pending_reports() for item in report.items]
    assert item.what == "article_restored"
    assert " until " in item.says


def test_the_log_of_a_story_and_trace_say_when_an_article_was_gone(
    world: World, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_again(world, Answer(status=404))
    let_an_hour_pass(world)
    look_again(world, Answer(status=404))
    vanished = world.one("SELECT vanished_at FROM article_absences")
    monkeypatch.setenv("AGGREGATOR_DB", str(world.path))
    assert "gone since" in ask("trace", PAGE).stdout
    look_again(world, story(1))
    [gone, back] = [
        event
        for event in json.loads(ask("story", "1", "--history", "--json").stdout)
        if event["what"] in ("vanished", "restored")
    ]
    assert (gone["at"], gone["url"], gone["status"]) == (vanished, PAGE, 404)
    assert back["at"] == world.one("SELECT restored_at FROM article_absences")
    history = ask("story", "1", "--history").stdout
    assert f"gone from {PAGE} (HTTP 404 at two looks)" in history
    assert f"at {PAGE} again" in history
    [traced] = json.loads(ask("trace", PAGE, "--json").stdout)["absences"]
    assert (traced["vanished_at"], traced["article_id"]) == (vanished, 1)
    assert "gone since" not in ask("trace", PAGE).stdout
