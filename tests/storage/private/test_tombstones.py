"""Tombstones: one of an article, and what it blocks goes with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.model import Row
from storage.private.tombstones import PART, Tombstones
from storage.store import Store, open_for_writing


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_for_writing(tmp_path / "aggregator.db") as opened:
        yield opened


def stone(case: int, article: int) -> Row:
    named = {"case_id": case, "article_id": article, "story_id": article}
    return named | {"since": "2026-03-01T06:00:00Z", "runs": 2, "sampled": 2, "whole": False}


def test_an_article_that_is_hidden_once_more_has_one_tombstone_the_latest(store: Store) -> None:
    tombstones = Tombstones(store.main)
    tombstones.entomb(stone(1, 7), [11], [21, 22])
    tombstones.entomb(stone(1, 8), [12], [23])
    tombstones.entomb(stone(2, 7), [13], [22, 24])
    assert tombstones.runs_of(1) == {23}
    assert tombstones.runs_of(2) == {22, 24}
    rows = store.main.execute("SELECT article_id, case_id FROM tombstones").fetchall()
    assert sorted(rows) == [(7, 2), (8, 1)]
    assert [found for found, _ in tombstones.matching("url", [11, 12, 13])] == [12, 13]


def test_what_is_let_back_in_blocks_nothing(store: Store) -> None:
    tombstones = Tombstones(store.main)
    tombstones.entomb(stone(1, 7), [11], [21])
    assert (tombstones.none(), tombstones.of_article(7), tombstones.of_story(7)) == (
        False,
        True,
        True,
    )
    tombstones.lift(7)
    assert tombstones.none()
    assert list(tombstones.matching("shingle", [21])) == []


def test_more_hashes_than_fit_into_one_question_are_all_asked_for(store: Store) -> None:
    tombstones = Tombstones(store.main)
    hashes = list(range(PART + 3))
    tombstones.entomb(stone(1, 7), [], hashes)
    assert {found for found, _ in tombstones.matching("shingle", hashes)} == set(hashes)
