"""Linking anew: what is alone is put back without being looked up."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aggregator.stories import lone, placing
from aggregator.stories.matching import FEWEST_TOKENS, find_alike
from storage import sketches
from storage.connection import Store
from tests import placed
from tests.placed import NOW, part, put, words
from tests.test_together import TEXTS, dump

ALONE = {"a.example/alone", "h.example/alone", "z.example/alone", "k.example/none"}
LINKED = ("articles", "copies", "signatures", "stories", "findable")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with placed.open_at(tmp_path) as opened:
        yield opened


def alone(store: Store) -> set[str]:
    query = """SELECT a.id, a.story_id, a.text_hash, g.tokens, a.external_id FROM articles a
      JOIN signatures g ON g.article_id = a.id"""
    rows = store.main.execute(query).fetchall()
    found = lone.among(store.main, [row[:4] for row in rows])
    return {row[4] for row in rows if row[0] in found}


def test_alone_is_what_shares_nothing_with_any_other(store: Store) -> None:
    placed.fill(store, TEXTS.items())
    assert alone(store) == ALONE


@pytest.mark.parametrize("at_once", [7, 100, 10_000])
def test_looked_at_in_parts_it_is_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(lone, "AT_ONCE", at_once)
    monkeypatch.setattr(lone, "ROWS", 3)
    placed.fill(store, TEXTS.items())
    assert alone(store) == ALONE


def test_an_empty_corpus_is_linked_anew(store: Store) -> None:
    placing.recluster(store.main, NOW)
    assert lone.among(store.main, []) == set()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 9), st.integers(1, 9)), max_size=9))
@example([(3, 2, 3), (3, 0, 3)])  # equally long, seen at once: the wording says who quotes whom
@example([(3, 0, 4), (3, 1, 3), (3, 3, 3)])
def test_nobody_finds_who_is_alone_and_the_others_are_linked_as_if_nobody_were(
    cut: list[tuple[int, int, int]],
) -> None:
    """Parts of four texts, some of which share only a few words."""
    texts = [part(words(300, seed), at / 10, (at + size) / 10) for seed, at, size in cut]
    with TemporaryDirectory() as folder, placed.open_at(Path(folder)) as store:
        for place, text in enumerate(texts):
            put(store, f"s{place}.example/{place}", text or "—")
        together, found = placed.partition(store), alone(store)
        for place, text in enumerate(texts):
            if f"s{place}.example/{place}" in found and len(text.split()) >= FEWEST_TOKENS:
                hashes = sketches.sketch(store.main, place + 1)
                placement = find_alike(store.main, None, text, len(text.split()), hashes)
                assert [link.leader.id for link in placement.members] in ([], [place + 1])
        placing.recluster(store.main, NOW)
        assert placed.partition(store) == together
        with pytest.MonkeyPatch.context() as patch:
            after = dump(store)
            patch.setattr(lone, "among", lambda *_: set())
            placing.recluster(store.main, NOW)
            assert all(after[table] == dump(store)[table] for table in LINKED)


def test_one_of_two_stories_under_one_id_gets_another(store: Store) -> None:
    """What no rule would leave together comes apart, whoever is alone."""
    first = put(store, "a.example/1", words(200, 1))
    second = put(store, "b.example/2", words(260, 2))
    with store.main.conn:
        store.main.conn.execute("UPDATE articles SET story_id = 1")
    placing.recluster(store.main, NOW)
    kept = {
        key: placed.story(store, name)
        for key, name in ((first, "a.example/1"), (second, "b.example/2"))
    }
    assert kept[second] == 1  # the fuller one
    assert kept[first] != 1
