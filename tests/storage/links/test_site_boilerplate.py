"""When the boilerplate of a site is learned again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.store import Store
from tests import stored_texts
from tests.stored_texts import put, words


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


def test_boilerplate_is_learned_again_when_one_article_in_twenty_is_new(store: Store) -> None:
    for i in range(40):
        put(store, "s.example/" + str(i), words(45, i))
    [source] = store.site_boilerplate.stale_sources()
    store.site_boilerplate.mark_learned(source)
    put(store, "s.example/a", words(45, 100))
    store.site_boilerplate.count_changed({source: 1})
    assert store.site_boilerplate.stale_sources() == []  # 2 of 41
    store.site_boilerplate.count_changed({source: 1})
    assert store.site_boilerplate.stale_sources() == [source]
