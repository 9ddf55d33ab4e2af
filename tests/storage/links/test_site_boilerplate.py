"""When the boilerplate of a site is learned again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.store import Store
from tests import stored_texts
from tests.stored_texts import part, put, words


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


def test_boilerplate_is_learned_again_when_one_article_in_twenty_is_new(store: Store) -> None:
    for i in range(40):
        put(store, "s.example/" + str(i), words(45, i))
    [source] = store.site_boilerplate.find_stale_sources()
    store.site_boilerplate.mark_learned(source)
    put(store, "s.example/a", words(45, 100))
    store.site_boilerplate.count_changed_articles({source: 1})
    assert store.site_boilerplate.find_stale_sources() == []  # 2 of 41
    store.site_boilerplate.count_changed_articles({source: 1})
    assert store.site_boilerplate.find_stale_sources() == [source]


def quoting(text: str, seed: int) -> str:
    """A text with a passage of another one."""
    return f"{words(500, seed)} {part(text, 0.5, 0.7)} {words(300, seed + 1)}"


def test_boilerplate_affects_the_stories_that_a_site_shares_quotes_or_is_quoted_in(
    store: Store,
) -> None:
    shared, quoted, other, strangers = (words(320, seed) for seed in (1, 2, 3, 4))
    put(store, "s.example/only-member", words(300, 5))
    put(store, "s.example/shared", shared)
    put(store, "a.example/copy", part(shared, 0, 0.8))
    put(store, "s.example/quoted", quoted)
    put(store, "b.example/quotes-it", quoting(quoted, 10))
    put(store, "c.example/other", other)
    put(store, "s.example/quotes", quoting(other, 20))
    put(store, "d.example/stranger", strangers)
    put(store, "e.example/quotes-a-stranger", quoting(strangers, 30))
    expected = (
        "s.example/shared",
        "s.example/quoted",
        "b.example/quotes-it",
        "c.example/other",
        "s.example/quotes",
    )
    query = "SELECT id FROM sources WHERE domain = 's.example'"
    [(source,)] = store.main.execute(query)
    affected = store.site_boilerplate.find_affected_stories([source])
    assert set(affected) == {stored_texts.story(store, name) for name in expected}
    assert len(stored_texts.partition(store)) == 8
