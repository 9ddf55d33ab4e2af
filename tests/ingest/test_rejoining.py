"""Articles of a site that moved, which were stored as another source's before that was proven."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import aggregator
from aggregator import ingest
from aggregator.api import Aggregator
from aggregator.ingest import IngestRepositories
from aggregator.ingest.rejoining import rejoin_articles
from aggregator.model import Page
from tests import corpus, takedowns

OLD, NEW, COPIER = "https://old-paper.example", "https://new-paper.example", "https://copy.example"
TITLE, TEXT, OTHER_TEXT = "The bridge is closed", takedowns.text(1), takedowns.text(2)
MONDAY, FRIDAY, SATURDAY = "2026-03-02T12:00:00Z", "2026-03-06T12:00:00Z", "2026-03-07T12:00:00Z"


@pytest.fixture
def news(tmp_path: Path) -> Iterator[Aggregator]:
    with aggregator.connect(tmp_path / "news.db") as opened:
        yield opened


def store(news: Aggregator, url: str, at: str, text: str = TEXT, title: str = TITLE) -> int:
    body = corpus.page(title, tuple(text.split("\n"))).encode()
    page = Page(url, body, fetched_at=at)
    stored = ingest.store_article(IngestRepositories.of(news.store), ingest.prepare(page), at)
    assert (stored.status, stored.reason) == ("new", "")
    assert stored.article_id
    return stored.article_id


def move_and_rejoin(news: Aggregator) -> int:
    news.sources.move("old-paper.example", "new-paper.example")
    return rejoin_articles(IngestRepositories.of(news.store), "new-paper.example", SATURDAY)


def test_an_article_at_both_domains_is_one_with_both_addresses(news: Aggregator) -> None:
    kept, _ = store(news, f"{OLD}/1", MONDAY), store(news, f"{NEW}/a/1", FRIDAY)
    assert move_and_rejoin(news) == 1
    [article] = news.export("articles")
    assert (article.id, article.url, article.first_seen) == (kept, f"{OLD}/1", MONDAY)
    assert set(news.article(kept).addresses) == {f"{OLD}/1", f"{NEW}/a/1"}
    assert "fail" not in {found.level for found in news.store.check_integrity()}


def test_a_copy_of_what_was_joined_is_a_copy_of_the_article_that_stays(news: Aggregator) -> None:
    kept = store(news, f"{OLD}/1", MONDAY)
    store(news, f"{NEW}/1", FRIDAY)
    store(news, f"{COPIER}/1", SATURDAY)
    news.finalize()
    assert move_and_rejoin(news) == 1
    news.finalize()
    copied = "SELECT of_article_id FROM copies WHERE of_article_id IS NOT NULL"
    assert news.store.main.execute(copied).fetchall() == [(kept,)]
    assert "fail" not in {found.level for found in news.store.check_integrity()}


@pytest.mark.parametrize(
    ("url", "at", "text", "title"),
    [
        (f"{NEW}/1", FRIDAY, OTHER_TEXT, TITLE),
        (f"{NEW}/1", FRIDAY, TEXT, "The bridge is open"),
        (f"{NEW}/1", "2026-03-20T12:00:00Z", TEXT, TITLE),
        (f"{NEW}/@guest/1", FRIDAY, TEXT, TITLE),
    ],
)
def test_what_differs_at_the_new_domain_is_an_article_of_its_own(
    url: str, at: str, text: str, title: str, news: Aggregator
) -> None:
    store(news, f"{OLD}/1", MONDAY)
    store(news, url, at, text, title)
    assert move_and_rejoin(news) == 0
    assert len(list(news.export("articles"))) == 2
