"""What publishers said is stored once, with its dates; what follows from it has a row where it is not the default."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import aggregator
from aggregator.api import Aggregator
from aggregator.permissions import DEFAULT_PERMISSIONS, Permissions
from aggregator.statements import Statement
from tests import takedowns

NOARCHIVE = Statement("noarchive")
LICENCE = Statement("licence", "https://creativecommons.org/licenses/by/4.0/", "element")
MONDAY, TUESDAY = "2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z"
LATER = "2999-11-24T08:00:00Z"


@pytest.fixture(name="news")
def _news(tmp_path: Path) -> Iterator[Aggregator]:
    with aggregator.connect(tmp_path / "news.db") as opened:
        yield opened


@pytest.fixture(name="article_id")
def _article_id(news: Aggregator) -> int:
    takedowns.put(news, "https://paper.example/1", takedowns.text(1))
    return news.article_id("https://paper.example/1")


def test_statements_of_a_page_are_read_in_their_order(news: Aggregator, article_id: int) -> None:
    with news.store.articles.transaction():
        news.store.statements.add_all([(article_id, MONDAY, [NOARCHIVE, LICENCE])])
    assert news.store.statements.get(article_id) == (NOARCHIVE, LICENCE)


def test_what_a_page_no_longer_says_ends(news: Aggregator, article_id: int) -> None:
    stored = news.store.statements
    with news.store.articles.transaction():
        stored.add_all([(article_id, MONDAY, [NOARCHIVE, LICENCE])])
        assert stored.update(article_id, [LICENCE], TUESDAY)
    history = [(each.mark, each.since, each.until) for each in stored.list_history(article_id)]
    assert history == [("noarchive", MONDAY, TUESDAY), ("licence", MONDAY, None)]


def test_what_a_page_says_again_counts_again(news: Aggregator, article_id: int) -> None:
    stored = news.store.statements
    with news.store.articles.transaction():
        stored.add_all([(article_id, MONDAY, [NOARCHIVE])])
        stored.update(article_id, [], TUESDAY)
        stored.update(article_id, [NOARCHIVE], "2026-11-25T08:00:00Z")
    assert stored.get(article_id) == (NOARCHIVE,)
    assert len(stored.list_history(article_id)) == 2


def test_the_same_page_changes_nothing(news: Aggregator, article_id: int) -> None:
    with news.store.articles.transaction():
        news.store.statements.add_all([(article_id, MONDAY, [NOARCHIVE])])
        assert not news.store.statements.update(article_id, [NOARCHIVE], TUESDAY)


def test_permissions_are_those_that_were_stored(news: Aggregator, article_id: int) -> None:
    decided = Permissions(5, 160, ("A line that no extract shows.",), LATER)
    with news.store.articles.transaction():
        news.store.permissions.set_all([(article_id, decided)])
    assert news.store.permissions.get(article_id) == decided
    assert news.store.permissions.list_due(LATER) == [article_id]
    assert not news.store.permissions.list_due(MONDAY)


def test_the_default_has_no_row(news: Aggregator, article_id: int) -> None:
    with news.store.articles.transaction():
        news.store.permissions.set_all([(article_id, Permissions(5))])
        news.store.permissions.set_all([(article_id, DEFAULT_PERMISSIONS)])
    rows = news.store.main.table("permissions").count
    assert rows == 0
    assert news.store.permissions.get(article_id) == DEFAULT_PERMISSIONS
