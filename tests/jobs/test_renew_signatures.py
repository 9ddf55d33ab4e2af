"""Outdated and invalid signatures are found and replaced, and the corpus is reclustered."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.jobs import renew_signatures
from storage.store import Store
from tests import stored_texts
from tests.stored_texts import NOW, edited, part, stories_of, words

ONE, TWO = words(300, 1), words(320, 2)
TEXTS = {
    "a.example/1": ONE,
    "b.example/cut": part(ONE, 0, 0.5),
    "c.example/edited": edited(ONE, 10),
    "d.example/2": TWO,
    "e.example/longer": f"{TWO}\n{words(50, 10)}",
    "f.example/2": TWO,
    "q.example/quotes": f"{words(500, 11)} {part(TWO, 0.5, 0.7)} {words(300, 12)}",
}
STORIES = {
    frozenset({"a.example/1", "b.example/cut", "c.example/edited"}),
    frozenset({"d.example/2", "e.example/longer", "f.example/2"}),
    frozenset({"q.example/quotes"}),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


def test_signatures_of_a_former_version_are_replaced_before_linking(
    store: Store,
) -> None:
    stored_texts.fill(store, TEXTS.items())
    before = [*store.main.query("SELECT * FROM signatures")]
    store.main.execute("UPDATE signatures SET version = 'former', sketch = x'00'")
    store.main.conn.commit()
    store.candidates.invalidate_all_indexes()
    stored_texts.finalize_stories(store)
    assert [*store.main.query("SELECT * FROM signatures")] == before
    assert stored_texts.partition(store) == STORIES
    assert not renew_signatures.resign_outdated_and_recluster(stories_of(store), NOW)
    stored_texts.check(store)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM index_entries",
        "DELETE FROM signatures WHERE article_id > 3",
        "UPDATE signatures SET sketch = x'0000000001000000' WHERE article_id = 2",
        "UPDATE articles SET text = unpack(text) || ' and more' WHERE id = 6",
    ],
)
def test_faults_of_the_index_are_found_and_repaired(store: Store, damage: str) -> None:
    stored_texts.fill(store, TEXTS.items())
    assert renew_signatures.find_invalid_signatures(store.signatures) == []
    assert renew_signatures.repair_and_recluster(stories_of(store), NOW) == 0
    store.main.execute(damage)
    store.main.conn.commit()
    store.candidates.invalidate_all_indexes()
    assert (
        renew_signatures.find_invalid_signatures(store.signatures)
        or store.candidates.find_unindexed_leaders()
    )
    assert renew_signatures.repair_and_recluster(stories_of(store), NOW)
    assert (
        renew_signatures.find_invalid_signatures(store.signatures)
        == store.candidates.find_unindexed_leaders()
        == []
    )
    assert stored_texts.partition(store) == STORIES
    stored_texts.check(store)


def test_new_signatures_are_seen_by_another_connection(store: Store, tmp_path: Path) -> None:
    article_id = stored_texts.put(store, "a.example/1", ONE)
    with stored_texts.open_at(tmp_path) as other:
        sketch = other.signatures.sketch(article_id)
        assert other.candidates.find([sketch], 2, 9) == [[article_id]]
        store.main.execute("UPDATE signatures SET version = 'former', sketch = x'00'")
        store.main.conn.commit()
        store.candidates.invalidate_all_indexes()
        assert other.candidates.find([sketch], 2, 9) == [[]]
        assert renew_signatures.resign_outdated_and_recluster(stories_of(store), NOW)
        assert other.candidates.find([sketch], 2, 9) == [[article_id]]
