"""Candidates: articles found by their sketched shingles, and their removal."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from aggregator import linking
from aggregator.stories.apply import assignment
from storage.links import sketch_index
from storage.links.entries import Hashes
from storage.links.signatures import shorten_sketch
from storage.sqlite.connection import transaction
from storage.store import Store
from tests import stored_texts
from tests.stored_texts import edited, part, put, stories_of, words

SMALL = {"MAX_ENTRIES": 800, "FRESH_ENTRIES": 60, "YOUNG_ENTRIES": 150, "RECENT_ENTRIES": 300}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


def hashes(text: str) -> Hashes:
    return shorten_sketch(linking.sign(text))


def test_the_article_that_shares_most_is_found_first(store: Store) -> None:
    text = words(600, 1)
    near, far = put(store, "a.example/near", edited(text, 40)), 0
    far = put(store, "b.example/far", f"{part(text, 0, 0.15)} {words(500, 2)}")
    asked = [hashes(text), hashes(words(300, 9))]
    assert store.candidates.find(asked, 2, 20) == [[near, far], []]
    assert store.candidates.find(asked, 2, 1) == [[near], []]


def test_a_shingle_of_too_many_articles_finds_no_candidate(store: Store) -> None:
    common = np.array([1, 2, 3], dtype=np.uint32)
    articles = [put(store, f"s{i}.example/{i}", words(60, i)) for i in range(60)]
    update = "UPDATE signatures SET sketch = ? WHERE article_id = ?"
    with transaction(store.main) as db:
        for article in articles:
            store.candidates.remove(article)
            db.conn.execute(update, [common.tobytes(), article])
            store.candidates.add(article, common)
    assert store.candidates.find([common], 2, 20) == [[]]
    with store.candidates.transaction():
        for article in articles[sketch_index.MAX_HOLDERS :]:
            store.candidates.remove(article)
    assert len(store.candidates.find([common], 2, 20)[0]) == 20


def test_many_hashes_are_looked_up_in_parts(store: Store) -> None:
    long = words(9000, 3)
    article = put(store, "a.example/long", long)
    assert len(hashes(long)) > 1000
    assert store.candidates.find([hashes(long)], 2, 20) == [[article]]


def test_a_sketch_of_another_version_is_never_compared(store: Store) -> None:
    article = put(store, "a.example/1", words(300, 5))
    with transaction(store.main) as db:
        db.conn.execute("UPDATE signatures SET version = 'former'")
    assert store.candidates.find([hashes(words(300, 5))], 2, 20) != [[]]
    store.candidates.invalidate_all_indexes()
    assert store.candidates.find([hashes(words(300, 5))], 2, 20) == [[]]
    assert store.signatures.sketch(article).tolist()


def test_changes_of_another_connection_are_seen(store: Store, tmp_path: Path) -> None:
    first, second = words(300, 6), words(300, 7)
    one = put(store, "a.example/1", first)
    assert store.candidates.find([hashes(first)], 2, 9) == [[one]]
    with stored_texts.open_at(tmp_path) as other:
        two = put(other, "b.example/2", second)
        assignment.remove_article(stories_of(other), one, stored_texts.NOW)
    assert store.candidates.find([hashes(second)], 2, 9) == [[two]]
    assert store.candidates.find([hashes(first)], 2, 9) == [[]]


def test_articles_that_were_rolled_back_are_not_found(store: Store) -> None:
    put(store, "a.example/1", words(300, 6))
    with suppress(RuntimeError), transaction(store.main):
        put(store, "b.example/2", words(300, 7))
        raise RuntimeError
    assert store.candidates.find([hashes(words(300, 7))], 2, 9) == [[]]
    three = put(store, "c.example/3", words(300, 8))
    assert store.candidates.find([hashes(words(300, 7))], 2, 9) == [[]]
    assert store.candidates.find([hashes(words(300, 8))], 2, 9) == [[three]]


def test_a_full_index_keeps_the_latest(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SMALL.items():
        monkeypatch.setattr(sketch_index, name, value)
    texts = [words(200, 50 + i) for i in range(60)]
    articles = [put(store, f"s{i}.example/{i}", text) for i, text in enumerate(texts)]
    index = store.candidates.index()
    assert len(index.old) > 0
    assert 400 < sum(map(len, index.read_in_parts())) + index.fresh_size < 1400
    with stored_texts.open_at(tmp_path) as other:
        assert 400 < sum(map(len, other.candidates.index().read_in_parts())) <= 800
        for opened in (store, other):
            found = opened.candidates.find([hashes(text) for text in texts], 2, 9)
            assert [bool(some) for some in found] == sorted(bool(some) for some in found)
            assert found[-1][0] == articles[-1]
            assert found[0] == []
