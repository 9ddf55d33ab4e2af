"""Articles without text: why, since when, and what is left of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.links.unstored_texts import UnstoredText
from storage.store import Store
from tests import stored_texts
from tests.stored_texts import NOW, put, words


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


def without_text(store: Store, name: str, text: str) -> UnstoredText:
    """Stores an article and deletes its text."""
    unstored = UnstoredText(put(store, name, text), "reserved", NOW, b"prints")
    with store.articles.transaction():
        store.articles.delete_text(unstored.article_id)
        store.unstored_texts.add(unstored)
    return unstored


def test_what_is_kept_of_an_unstored_text_is_read_again(store: Store) -> None:
    unstored = without_text(store, "a.example/1", words(60, 1))
    assert store.unstored_texts.get(unstored.article_id) == unstored
    assert store.unstored_texts.list_ids("reserved") == [unstored.article_id]
    assert store.unstored_texts.list_ids("aged") == []


def test_an_article_whose_text_is_stored_again_is_forgotten(store: Store) -> None:
    unstored = without_text(store, "a.example/1", words(60, 1))
    store.unstored_texts.delete(unstored.article_id)
    assert store.unstored_texts.get(unstored.article_id) is None


def test_of_a_deleted_text_the_headline_and_the_hash_are_left(store: Store) -> None:
    text = words(60, 1)
    before = store.articles.get_title_and_hash(put(store, "a.example/2", words(60, 2)))
    article_id = without_text(store, "a.example/1", text).article_id
    article = store.articles.get(article_id)
    assert article is not None
    assert (article.text, article.title) == ("", "a.example/1")
    assert store.articles.get_title_and_hash(article_id)[1] not in ("", before[1])


def test_a_deleted_text_is_not_found_by_its_words_but_by_its_headline(store: Store) -> None:
    text = words(60, 1)
    article_id = without_text(store, "a.example/1", text).article_id
    ask = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?"
    by_word, by_headline = (
        store.main.execute(ask, [f'"{phrase}"']).fetchall()
        for phrase in (text.split()[5], "a.example")
    )
    assert (by_word, by_headline) == ([], [(article_id,)])


def test_former_wordings_go_with_the_text(store: Store) -> None:
    put(store, "a.example/1", words(60, 1))
    unstored = without_text(store, "a.example/1", words(60, 2))
    versions = store.articles.list_former_versions(unstored.article_id)
    assert [version.text for version in versions] == [""]
