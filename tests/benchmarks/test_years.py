"""The world of misbehaving sites: it is consistent, the judge finds what is planted, and the product crawls half a day of it."""

import sqlite3
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.years.behaviours import BEHAVIOURS
from benchmarks.years.driver import Record
from benchmarks.years.judge import judge
from benchmarks.years.model import DAY, Article, Asked, Wording
from benchmarks.years.politeness import judge_manners
from benchmarks.years.reported import judge_reports
from benchmarks.years.run import format_result, measure
from benchmarks.years.server import Seen
from benchmarks.years.stored import Matcher, number_in
from benchmarks.years.truth import find_shown
from benchmarks.years.world import World, make_world
from storage.sqlite.packing import add_functions

ONE_OF_EACH = (
    "plain_busy",
    "page_404_first",
    "page_tracking",
    "later_corrections",
    "feed_rdf",
    "map_daily_children",
    "http_bare_lf",
    "robots_crawl_delay",
    "tls_good",
)
PAGE = "/2026/x"


def seen(begun: float, ended: float, hour: float = 1.0, retry_after: str = "") -> Seen:
    return Seen("", PAGE, hour, begun, ended, 429 if retry_after else 200, retry_after)


def at_host(world: World, *requests: Seen) -> list[Seen]:
    return [replace(request, host=world.sites[0].host) for request in requests]


def test_there_are_sixty_behaviours_and_twenty_that_the_review_does_not_have() -> None:
    origins = Counter(behaviour.origin for behaviour in BEHAVIOURS.values())
    assert len(BEHAVIOURS) >= 60
    assert origins["own"] >= 20
    assert origins["review"] >= 40


def test_every_behaviour_shows_some_article_that_a_polite_reader_must_have() -> None:
    world = make_world(4)
    shown = find_shown(world)
    without = [
        site.behaviour.name
        for site in world.sites
        if not any(shown[n].is_owed(DAY / 2, site.behaviour.lists_for) for n in site.articles)
    ]
    assert without == []


def test_no_two_articles_have_a_paragraph_in_common() -> None:
    world = make_world(14, ["plain_busy", "feed_flood", "plain"])
    matcher = Matcher.of(world.articles.values())
    assert len(matcher.by_paragraph) == sum(
        len(a.wordings[0].paragraphs) for a in world.articles.values()
    )


def test_a_page_that_is_late_is_not_shown_before() -> None:
    world = make_world(3, ["page_404_first"])
    [site] = world.sites
    article = next(iter(site.articles.values()))
    path = f"/2026/{article.slug}"
    early = world.answer(Asked(site.host, path, {}, article.out + 1))
    late = world.answer(Asked(site.host, path, {}, article.out + 3))
    assert (early.status, late.status, late.shows) == (404, 200, article.number)


def test_the_notices_fall_into_fourteen_days() -> None:
    late = [
        behaviour.name
        for behaviour in BEHAVIOURS.values()
        for notice in behaviour.notices
        if notice.since + notice.within > 13 * DAY
    ]
    assert late == []


@pytest.mark.parametrize(
    ("requests", "offence"),
    [
        ((seen(0.0, 0.1), seen(0.15, 0.2)), "too_fast"),
        ((seen(0.0, 0.6), seen(0.4, 0.7)), "overlapping"),
        ((seen(0.0, 2.0), seen(2.1, 2.2)), "without_rest"),
        ((seen(0.0, 0.1, 1.0, "3600"), seen(9.0, 9.1, 1.5)), "in_pause"),
    ],
)
def test_manners_are_judged(requests: tuple[Seen, ...], offence: str) -> None:
    world = make_world(1, ["plain"])
    manners = judge_manners(world, at_host(world, *requests), 0.2)["plain"]
    assert (getattr(manners, offence), manners.offences) == (1, 1)


def test_patient_requests_are_no_offence() -> None:
    world = make_world(1, ["plain"])
    requests = at_host(world, seen(0.0, 0.1), seen(0.2, 0.3), seen(9.0, 9.1, 2.5, "60"))
    assert judge_manners(world, requests, 0.2)["plain"].offences == 0


def test_hours_that_the_clock_jumped_are_a_rest() -> None:
    world = make_world(1, ["plain"])
    requests = at_host(world, seen(0.0, 4.0), seen(4.1, 4.2, 3.0))
    assert judge_manners(world, requests, 0.2)["plain"].offences == 0


@pytest.mark.slow
def test_half_a_day_of_the_world_is_crawled_and_judged(tmp_path: Path) -> None:
    world = make_world(0.5, ONE_OF_EACH)
    result = measure(world, tmp_path, patience=3)
    totals = result.totals()
    assert totals["runs ended by an error"] == 0
    assert totals["doubled"] == totals["wrong"] == 0
    assert result.verdicts["plain_busy"].owed >= 2
    assert [v.name for v in result.verdicts.values() if v.lost] == []
    assert all(manners.requests for manners in result.manners.values())
    assert any("plain_busy" in line for line in format_result(result))
    _find_planted(world, tmp_path / "years.db")


def _find_planted(world: World, path: Path) -> None:
    """What is lost, doubled and wrong is found after it was planted into the database."""
    with sqlite3.connect(path) as db:
        add_functions(db)
        db.execute("PRAGMA foreign_keys = OFF")
        (first, url), (second, _), (third, _) = db.execute("SELECT id, url FROM articles LIMIT 3")
        db.execute("UPDATE articles SET text = 'Before you continue' WHERE id = ?", (first,))
        db.execute(
            "UPDATE articles SET text = (SELECT text FROM articles WHERE id = ?) WHERE id = ?",
            (second, third),
        )
        changed = number_in(url)
    verdicts = judge(world, path, find_shown(world), 1.0).values()
    assert changed is not None
    assert sum(len(v.doubled) for v in verdicts) == 1
    assert any("no article" in line for v in verdicts for line in v.wrong)
    assert any(f"-a{changed} " in line for v in verdicts for line in v.lost)


def test_a_notice_counts_when_the_words_are_about_the_source_and_in_time(tmp_path: Path) -> None:
    world = make_world(14, ["page_403_days", "plain"])
    host = next(site.host for site in world.sites if site.behaviour.name == "page_403_days")
    other = next(site.host for site in world.sites if site.behaviour.name == "plain")
    path = tmp_path / "years.db"
    sqlite3.connect(path).close()

    def report(line: str, hour: float) -> bool:
        looks = [(hour, {"status": line, "json": "{}", "sources": {}})]
        return judge_reports(world, Record(path, looks=looks))[0].is_said

    assert report(f"  {host}  all pages answer 403", 4 * DAY + 6)
    assert not report(f"  {other}  all pages answer 403", 4 * DAY + 6)
    assert not report(f"  {host}  all pages answer 403", 9 * DAY)
    assert not report(f"  http://{host}/403  is fine", 4 * DAY + 6)


def test_a_text_is_found_by_its_paragraphs() -> None:
    first = Article(10_001, "", "x", "", 0.0, (Wording(0.0, "A", ("One two.", "Three four.")),))
    second = Article(10_002, "", "y", "", 0.0, (Wording(0.0, "B", ("Five six.",)),))
    matcher = Matcher.of([first, second])
    assert matcher.article("One two.\nThree  four.") == 10_001
    assert matcher.article("One two.\nFive six.") is None
    assert matcher.article("Before you continue") is None
