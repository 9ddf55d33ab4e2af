"""The index of sketched shingles: what is found, how much, and what is left when it goes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import linking
from storage import sketches
from storage.connection import Store
from tests import placed
from tests.placed import edited, part, put, words


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with placed.open_at(tmp_path) as opened:
        yield opened


def hashes(text: str) -> list[int]:
    found: list[int] = linking.sketch_hashes(linking.sign(text).sketch).tolist()
    return found


def test_what_shares_most_is_found_first(store: Store) -> None:
    text = words(600, 1)
    near, far = put(store, "a.example/near", edited(text, 40)), 0
    far = put(store, "b.example/far", f"{part(text, 0, 0.15)} {words(500, 2)}")
    found = sketches.candidates(store.main, hashes(text), 2, 20)
    assert [article for article, _ in found] == [near, far]
    assert found[0][1] > 4 * found[1][1] > 0
    assert sketches.candidates(store.main, hashes(text), 2, 1) == found[:1]


def test_a_shingle_that_stands_everywhere_leads_nowhere(store: Store) -> None:
    articles = [put(store, f"s{i}.example/{i}", words(60, i)) for i in range(60)]
    with store.main.conn:
        for article in articles:
            sketches.index(store.main, article, [1, 2, 3])
    assert sketches.candidates(store.main, [1, 2, 3], 2, 20) == []
    with store.main.conn:
        for article in articles[sketches.COMMON :]:
            sketches.unindex(store.main, article)
    assert len(sketches.candidates(store.main, [1, 2, 3], 2, 20)) == 20


def test_many_hashes_are_asked_for_in_parts(store: Store) -> None:
    long = words(9000, 3)
    article = put(store, "a.example/long", long)
    assert len(hashes(long)) > 1000
    assert sketches.candidates(store.main, hashes(long), 2, 20) == [(article, len(hashes(long)))]


def test_a_stored_sketch_is_what_was_signed(store: Store) -> None:
    text = words(300, 4)
    article = put(store, "a.example/1", text)
    assert sketches.sketch(store.main, article) == linking.sign(text).sketch
    assert sketches.sketch(store.main, article + 1) == b""


def test_a_site_learns_again_when_one_article_in_twenty_is_new(store: Store) -> None:
    for i in range(40):
        put(store, "s.example/" + str(i), words(45, i))
    [source] = sketches.grown(store.main)
    sketches.mark_learned(store.main, source)
    put(store, "s.example/a", words(45, 100))
    sketches.mark_grown(store.main, source)
    assert sketches.grown(store.main) == []  # 2 of 41
    sketches.mark_grown(store.main, source)
    assert sketches.grown(store.main) == [source]
