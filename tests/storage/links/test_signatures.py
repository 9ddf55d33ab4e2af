"""Signatures in storage."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import linking
from aggregator.jobs import renew_signatures
from storage.corpus.articles import text_hash
from storage.links.entries import Hashes
from storage.links.signatures import shorten_sketch
from storage.store import Store
from tests import stored_texts
from tests.stored_texts import put, words


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


def hashes(text: str) -> Hashes:
    return shorten_sketch(linking.sign(text))


def test_a_stored_sketch_equals_the_signed_one(store: Store) -> None:
    text = words(300, 4)
    article = put(store, "a.example/1", text)
    assert store.signatures.sketch(article).tolist() == hashes(text).tolist()
    assert store.signatures.sketch(article + 1).tolist() == []


@given(st.text(alphabet="ab \n\t\u00a0\u2028\x1f\u3000é", max_size=20))
def test_white_space_does_not_distinguish_wordings(text: str) -> None:
    whole = " ".join(text.split())
    assert text_hash(text) == text_hash(whole)
    assert text_hash(f"{text}b") != text_hash(whole)


def test_texts_are_read_in_blocks_the_latest_first_until_none_is_left(store: Store) -> None:
    texts = [words(45, seed) for seed in range(5)]
    stored = [(put(store, f"s{i}.example/1", text), text) for i, text in enumerate(texts)]
    below, read = 1 << 62, list[int]()
    while rows := store.signatures.list_texts_with_lower_id(below, 2):
        below = rows[-1][0]
        read += [article_id for article_id, _ in rows]
    assert read == [article_id for article_id, _ in reversed(stored)]


def test_of_all_articles_the_invalid_signatures_are_found(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renew_signatures, "ARTICLES_AT_ONCE", 2)
    ids = [put(store, f"s{i}.example/1", words(45, i)) for i in range(5)]
    for article_id in (ids[0], ids[3]):
        store.signatures.add(article_id, linking.sign(words(45, 99)))
    assert renew_signatures.find_invalid_signatures(store.signatures) == [ids[3], ids[0]]
