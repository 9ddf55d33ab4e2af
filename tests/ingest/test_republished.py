"""One text at several addresses of a site: a slug that changed, sections, mobile hosts, numbers in links."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import aggregator
from aggregator import ingest
from aggregator.api import Aggregator
from aggregator.ingest import IngestRepositories, StoreResult
from aggregator.model import Page, Record
from tests import corpus, takedowns
from tests.empty_database import copy_empty_database

SITE = "https://paper.co.uk"
NOW, SOON, LATER = "2026-03-05T12:00:00Z", "2026-03-06T12:00:00Z", "2026-03-13T12:00:00Z"
TEXT, OTHER_TEXT = takedowns.text(1), takedowns.text(2)


def page(
    url: str, text: str = TEXT, title: str = "The bridge is closed", day: str = "", at: str = NOW
) -> Page:
    html = corpus.page(title, tuple(text.split("\n")))
    if day:
        dated = f'<meta property="article:published_time" content="{day}"></head>'
        html = html.replace("</head>", dated)
    return Page(url, html.encode(), fetched_at=at)


FIRST = page(f"{SITE}/2026/bridge-closed")


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Aggregator]:
    with aggregator.connect(copy_empty_database(tmp_path / "news.db")) as opened:
        yield opened


def store(news: Aggregator, *pages: Page | Record) -> list[StoreResult]:
    """Stores pages, one commit for each."""
    repositories = IngestRepositories.of(news.store)
    return [ingest.store_article(repositories, ingest.prepare(each), NOW) for each in pages]


@pytest.mark.parametrize(
    "again",
    [
        f"{SITE}/2026/bridge-closed-again",
        f"{SITE}/sport/bridge-closed",
        f"{SITE}/2026/bridge-closed?rnd=17",
        f"{SITE}/2026/bridge-closed;sid=17",
        "https://m.paper.co.uk/b/17",
        "https://www.paper.co.uk/17.html",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_text_at_another_address_of_its_site_is_the_same_article(
    again: str, first: bool, news: Aggregator
) -> None:
    pages = [FIRST, page(again, at=SOON)]
    results = store(news, *(pages if first else reversed(pages)))
    assert [result.status for result in results] == ["new", "known"]
    [article] = news.export("articles")
    assert sorted(news.article(article.id).addresses) == sorted([FIRST.url, again])
    assert news.article(again).id == news.article(FIRST.url).id == article.id


def test_an_article_keeps_its_first_sight_and_is_no_copy_of_itself(news: Aggregator) -> None:
    store(news, FIRST, page(f"{SITE}/new", at=SOON))
    [article] = news.export("articles")
    assert (article.url, article.first_seen) == (FIRST.url, NOW)
    assert news.store.main.execute(
        "SELECT count(*) FROM copies WHERE of_article_id IS NOT NULL"
    ).fetchone() == (0,)


OTHERS = {
    "another headline": page(f"{SITE}/new", title="The bridge is open"),
    "another text": page(f"{SITE}/new", OTHER_TEXT),
    "another site": page("https://daily.example/new"),
    "another author of the site": page(f"{SITE}/@guest/new"),
    "seen a week later": page(f"{SITE}/new", at=LATER),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_what_differs_from_an_article_is_another_one(other: Page, news: Aggregator) -> None:
    assert [result.status for result in store(news, FIRST, other)] == ["new", "new"]


def test_a_column_that_comes_with_the_same_words_each_week_is_another_article(
    news: Aggregator,
) -> None:
    days = ("2026-03-05", "2026-03-07", "2026-03-07T08:00:00Z", "2026-03-05")
    pages = [page(f"{SITE}/{n}", day=day) for n, day in enumerate(days)]
    assert [result.status for result in store(news, *pages)] == ["new", "new", "known", "known"]
    months = page(f"{SITE}/5", day="2026-03-05", at="2026-06-05T12:00:00Z")
    assert store(news, months)[0].status == "known"  # the same date at whatever time


def test_a_short_form_is_no_text_to_know_an_article_by(news: Aggregator) -> None:
    words = (
        "Dry and calm with light winds from the west and a little frost in the valleys at night."
    )
    urls = [f"{SITE}/weather-1", f"{SITE}/weather-2"]
    results = store(news, *(Record(Page(url, b""), text=words, title="Weather") for url in urls))
    assert [result.status for result in results] == ["new", "new"]


def test_records_with_ids_are_articles_of_their_own(news: Aggregator) -> None:
    record = Record(FIRST, text=TEXT, title="A report")
    named = [
        replace(record, id=name, page=replace(FIRST, url=f"{SITE}/{name}")) for name in ("a", "b")
    ]
    nameless = replace(record, page=replace(FIRST, url=f"{SITE}/c"))
    assert [each.status for each in store(news, *named, nameless)] == ["new", "new", "known"]


def test_an_address_that_was_parted_is_not_joined_again(news: Aggregator) -> None:
    again = page(f"{SITE}/new")
    store(news, FIRST, again)
    news.decisions.part_address(again.url)
    assert store(news, again)[0].status == "new"


def test_another_text_at_a_further_address_is_an_article_of_its_own(news: Aggregator) -> None:
    further = page(f"{SITE}/new")
    results = store(news, FIRST, further, replace(further, body=page("", OTHER_TEXT).body))
    assert [result.status for result in results] == ["new", "known", "new"]
    assert {each.url: each.text for each in news.export("articles")} == {
        FIRST.url: TEXT,
        further.url: OTHER_TEXT,
    }


def test_an_article_that_is_taken_down_comes_back_at_none_of_its_addresses(
    news: Aggregator,
) -> None:
    again = page(f"{SITE}/new")
    store(news, FIRST, again)
    takedowns.file_case(news, FIRST.url)
    later = [replace(each, body=page("", OTHER_TEXT).body) for each in (FIRST, again)]
    assert [each.status for each in store(news, *later)] == ["tombstoned", "tombstoned"]


@pytest.mark.parametrize("declared", [True, False])
def test_a_number_that_changes_in_links_is_learned_from_what_was_joined(
    declared: bool, news: Aggregator
) -> None:
    for number in range(3):
        for value in (17, 18):
            each = page(f"{SITE}/{number}?rnd={value}", takedowns.text(number))
            tag = f'<link rel="canonical" href="{SITE}/{number}"></head>' if declared else "</head>"
            store(news, replace(each, body=each.body.replace(b"</head>", tag.encode())))
    assert len(list(news.export("articles"))) == 3
    assert news.store.site_parameters.get_names("paper.co.uk") == {"rnd"}
    assert news.article_id(f"{SITE}/1") == news.article_id(f"{SITE}/1?rnd=18")
