"""Tombstones: one for each article, and the addresses and texts that they block."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.takedown.types import Tombstone
from storage.private.tombstones import HASHES_PER_QUERY, Tombstones
from storage.store import open_for_writing


@pytest.fixture
def tombstones(tmp_path: Path) -> Iterator[Tombstones]:
    with open_for_writing(tmp_path / "aggregator.db") as opened:
        yield opened.tombstones


def tombstone(case_id: int, article_id: int, folding: int = 2) -> Tombstone:
    since = "2026-03-01T06:00:00Z"
    return Tombstone(
        case_id, article_id, article_id, since, 2, 1, is_complete=True, folding=folding
    )


def test_an_article_that_is_hidden_once_more_has_one_tombstone_the_latest(
    tombstones: Tombstones,
) -> None:
    tombstones.add(tombstone(1, 7), [11], [21, 22])
    tombstones.add(tombstone(1, 8), [12], [23])
    tombstones.add(tombstone(2, 7), [13], [22, 24])
    assert tombstones.find_by_address([11]) is None
    latest, other = tombstones.find_by_address([13]), tombstones.find_by_address([12])
    assert latest is not None
    assert tombstones.get(latest) == tombstone(2, 7)
    matches = tombstones.find_shingle_matches([21, 22, 23, 24])
    assert sorted(matches) == [(22, latest), (23, other), (24, latest)]


def test_a_restored_article_blocks_nothing(tombstones: Tombstones) -> None:
    tombstones.add(tombstone(1, 7), [11], [21])
    assert not tombstones.is_empty()
    assert tombstones.has_article(7)
    assert tombstones.has_story(7)
    tombstones.delete(7)
    assert tombstones.is_empty()
    assert tombstones.find_by_address([11]) is None
    assert tombstones.find_shingle_matches([21]) == []


def test_more_hashes_than_fit_into_one_query_are_all_looked_up(tombstones: Tombstones) -> None:
    hashes = list(range(HASHES_PER_QUERY + 3))
    tombstones.add(tombstone(1, 7), [], hashes)
    assert {value for value, _ in tombstones.find_shingle_matches(hashes)} == set(hashes)


def test_shingles_are_kept_apart_by_the_folding_they_were_made_with(
    tombstones: Tombstones,
) -> None:
    tombstones.add(tombstone(1, 7, folding=1), [], [21])
    assert tombstones.foldings_of_former() == [1]
    tombstones.add(replace(tombstone(1, 8), fingerprints=b""), [], [21, 22])
    assert tombstones.foldings_of_former() == [1]
