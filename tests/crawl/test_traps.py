"""Links that lead to ever more lists are no articles; what may be one is kept."""

import time

import pytest

from aggregator.crawl.traps import cut_traps
from aggregator.model import Entry

NOW = "2026-03-05T12:00:00Z"
SITE = "https://paper.example"


def cut(*paths: str, is_section: bool = True) -> dict[str, str]:
    entries = [Entry(SITE + path) for path in paths]
    found = cut_traps(entries, is_section=is_section, now=NOW)
    assert {entry.url for entry in found.kept} == {e.url for e in entries} - set(found.cut)
    return {url.removeprefix(SITE): reason for url, reason in found.cut.items()}


@pytest.mark.parametrize(
    "form",
    ["/events/2026-02-{:02}", "/calendar/2026/02/{}/", "/all?date=202602{:02}", "/c?year=2026&month=2&day={}"],
)  # fmt: skip
def test_the_days_of_a_calendar_are_no_articles(form: str) -> None:
    days = [form.format(day) for day in range(10, 29)]
    assert set(cut(*days, "/2026/02/27/storm-closes-the-harbour")) == set(days)


def test_the_articles_of_a_day_are_no_calendar() -> None:
    assert not cut(*(f"/2026/02/{day:02}/storm-number-{day}" for day in range(1, 29)))


def test_a_daily_article_of_a_feed_is_no_calendar() -> None:
    assert not cut(*(f"/briefing/2026-02-{day:02}" for day in range(1, 29)), is_section=False)


def test_a_day_to_come_has_no_article() -> None:
    reasons = cut("/briefing/2026-03-06", "/briefing/2031-05-06", is_section=False)
    assert reasons == {"/briefing/2031-05-06": "a calendar: its date is to come"}


@pytest.mark.parametrize(
    "form", ["/news/page/{}/", "/news?page={}", "/news?offset={}", "/?paged={}"]
)
def test_the_pages_of_a_list_are_no_articles(form: str) -> None:
    pages = [form.format(number) for number in range(2, 9)]
    assert set(cut(*pages)) == set(pages)
    assert not cut(*pages, is_section=False)


def test_numbers_of_articles_are_kept() -> None:
    assert not cut(*(f"/?p={n}" for n in range(9)), *(f"/news/{n}" for n in range(9)))


def test_segments_that_repeat_are_cut_whoever_announces_them() -> None:
    paths = ("/news/news/news/a", "/a/b/a/b/a/b", "/" + "/".join("abcdefghijklmnopqrstuvwxyz"))
    assert set(cut(*paths, "/news/new/news/a", is_section=False)) == set(paths)


def test_hostile_addresses_cost_linear_time() -> None:
    entries = [Entry(SITE + "/a" * 1000 + "b/" + str(n) * 40) for n in range(1000)]
    before = time.process_time()
    cut_traps(entries, is_section=True, now=NOW)
    assert time.process_time() - before < 2


@pytest.mark.parametrize("end", ["a20451", "205012", "20451231", "show?id=20481117"])
def test_the_number_of_an_article_is_no_date_to_come(end: str) -> None:
    entries = [Entry(f"http://a.example/news/{end}")]
    assert not cut_traps(entries, is_section=False, now="2026-11-28T10:00:00Z").cut
