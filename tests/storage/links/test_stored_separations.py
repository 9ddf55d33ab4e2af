"""Separations are stored by article, found by wording, and deleted with what they rest on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.links.separations import SeparationRow
from storage.store import Store
from tests import stored_texts
from tests.stored_texts import put, words


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Eight articles, 1 to 8, of two sites in turn."""
    with stored_texts.open_at(tmp_path) as opened:
        for i in range(1, 9):
            assert put(opened, f"s{i % 2}.example/{i}", words(60, i)) == i
        yield opened


def rows(store: Store) -> list[SeparationRow]:
    query = "SELECT article_id, other_id, kind FROM separations ORDER BY 1, 2"
    return store.main.execute(query).fetchall()


def hash_of(store: Store, article_id: int) -> str:
    query = "SELECT text_hash FROM articles WHERE id = ?"
    found: str = store.main.execute(query, [article_id]).fetchone()[0]
    return found


SERIES: list[SeparationRow] = [(1, 2, "series"), (1, 3, "series"), (2, 3, "series")]
COLLECTION: list[SeparationRow] = [(4, 5, "collection"), (4, 6, "collection")]


def test_separations_exist_once_they_are_added(store: Store) -> None:
    assert not store.separations.exist()
    store.separations.add_all(SERIES)
    assert store.separations.exist()
    store.separations.delete_of_articles({1, 2, 3})
    assert not store.separations.exist()


def test_a_quotation_may_turn_out_to_be_a_collection(store: Store) -> None:
    store.separations.add_all([(1, 2, "quote")])
    store.separations.add_all([(1, 2, "collection")])
    assert rows(store) == [(1, 2, "collection")]


def test_only_a_quotation_turns_out_to_be_something_else(store: Store) -> None:
    store.separations.add_all([*SERIES, *COLLECTION])
    store.separations.add_all([(1, 2, "quote"), (4, 5, "quote"), (4, 6, "series")])
    assert rows(store) == [*SERIES, *COLLECTION]


def test_separations_are_found_by_the_wording_of_the_first_text(store: Store) -> None:
    store.separations.add_all([*COLLECTION, (7, 8, "quote")])
    hashes = {i: hash_of(store, i) for i in range(1, 9)}
    assert store.separations.find([hashes[1]]) == []
    assert store.separations.find([hashes[8]]) == []
    assert store.separations.find([hashes[7], hashes[8]]) == [(hashes[7], hashes[8], "quote")]
    copy = put(store, "s3.example/copy", words(60, 4))  # of the same wording
    assert hash_of(store, copy) == hashes[4]
    found = store.separations.find([hash_of(store, copy)])
    assert sorted(found) == sorted((hashes[4], hashes[i], "collection") for i in (5, 6))


def test_what_shares_a_quotation_with_an_article_is_listed_from_both_sides(store: Store) -> None:
    store.separations.add_all([(1, 2, "quote"), (3, 1, "quote"), (1, 4, "series"), (5, 6, "quote")])
    assert store.separations.list_quoting(1, 10) == [2, 3]
    assert store.separations.list_quoting(3, 10) == [1]
    assert store.separations.list_quoting(1, 1) == [2]
    assert store.separations.list_quoting(4, 10) == []


def test_all_that_three_texts_showed_goes_with_one_of_them(store: Store) -> None:
    for gone in (1, 2, 3):
        store.separations.add_all([*SERIES, *COLLECTION])
        assert store.separations.delete_of_article(gone) == {1, 2, 3} - {gone}
        assert rows(store) == COLLECTION
        store.separations.delete_of_articles({4})


@pytest.mark.parametrize("gone", [4, 5, 6])
def test_a_collection_is_none_without_one_of_its_texts(store: Store, gone: int) -> None:
    store.separations.add_all([*SERIES, *COLLECTION])
    assert store.separations.delete_of_article(gone) == {4, 5, 6} - {gone}
    assert rows(store) == SERIES


def test_what_does_not_rest_on_an_article_stays(store: Store) -> None:
    """4 is a collection in a series with 7 and 8; 5 is carried, and quotes with 1 and 2."""
    others: list[SeparationRow] = [(4, 7, "series"), (4, 8, "series"), (7, 8, "series")]
    store.separations.add_all([*SERIES, *COLLECTION, *others])
    assert store.separations.delete_of_article(7) == {4, 5, 6, 8}
    assert rows(store) == SERIES
    assert store.separations.delete_of_article(7) == set()


def test_separations_of_a_site_go_with_all_that_is_connected(store: Store) -> None:
    store.separations.add_all([*SERIES, *COLLECTION])
    [source_id] = store.main.execute("SELECT source_id FROM articles WHERE id = 1").fetchone()
    assert store.separations.find_connected_with_source(source_id) == {1, 2, 3, 4, 5, 6}
    store.separations.delete_of_articles({1, 2, 3, 4, 5, 6})
    assert rows(store) == []
    assert store.separations.find_connected_with_source(source_id) == set()


def test_the_separations_of_a_deleted_article_go_with_its_row(store: Store) -> None:
    store.separations.add_all(COLLECTION)
    with store.main.conn:
        store.main.execute("DELETE FROM articles WHERE id = 5")
    assert rows(store) == [(4, 6, "collection")]
