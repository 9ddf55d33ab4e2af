"""Storing a batch of articles writes the same rows as storing them one by one."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import ingest
from aggregator.ingest import StoreResult
from aggregator.model import Page, Record
from aggregator.stories.apply import assignment
from storage.store import Store
from tests import stored_texts
from tests.stored_texts import NOW, edited, part, words

ONE, TWO = words(300, 1), words(320, 2)
TEXTS = {
    "a.example/alone": words(200, 3),
    "a.example/1": ONE,
    "b.example/cut": part(ONE, 0, 0.5),
    "c.example/edited": edited(ONE, 10),
    "d.example/wrapped": f"{words(40, 4)}\n{ONE}\n{words(40, 5)}",
    "e.example/same": ONE,
    "f.example/both": f"{part(ONE, 0, 0.4)} {part(TWO, 0, 0.5)}",
    "g.example/2": TWO,
    "h.example/alone": words(250, 6),
    "i.example/short": words(20, 7),
    "j.example/short": words(20, 7),
    "k.example/none": "—",
    "q.example/quotes": f"{words(500, 8)} {part(TWO, 0.5, 0.7)} {words(300, 9)}",
    "z.example/alone": words(300, 10),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


def prepared(name: str, text: str) -> ingest.Prepared:
    page = Page(f"https://{name}", b"")
    return ingest.prepare(Record(page, id=name, text=text, title=name, first_seen=NOW))


def store_together(store: Store, texts: Sequence[tuple[str, str]]) -> list[StoreResult]:
    group = [prepared(name, text) for name, text in texts]
    return ingest.store_articles(ingest.IngestRepositories.of(store), group, NOW)


def dump(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row that was written, but for the numbers of the index."""
    tables = ("articles", "copies", "signatures", "sources", "stories", "url_aliases")
    found = {name: store.main.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    query = "SELECT article_id FROM index_entries ORDER BY article_id"
    return found | {"index_entries": store.main.execute(query).fetchall()}


@settings(max_examples=15)
@given(st.permutations(list(TEXTS)), st.lists(st.integers(1, 9), min_size=1))
def test_a_batch_is_stored_as_if_articles_came_one_by_one(
    order: list[str], sizes: list[int]
) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as many:
        with stored_texts.open_at(Path(one)) as single, stored_texts.open_at(Path(many)) as batched:
            for name in order:
                store_together(single, [(name, TEXTS[name])])
            left = list(order)
            while left:
                size = sizes[len(left) % len(sizes)]
                store_together(batched, [(name, TEXTS[name]) for name in left[:size]])
                left = left[size:]
            stored_texts.check(batched)
            assert dump(batched) == dump(single)


@settings(max_examples=15)
@given(st.permutations([*TEXTS, "y.example/fuller", "x.example/fullest", "a.example/version"]))
def test_a_leader_swap_equals_assigning_the_former_leader_again(
    order: list[str],
) -> None:
    fuller, fullest = f"{ONE} {words(30, 20)}", f"{words(100, 21)} {ONE} {words(30, 20)}"
    texts = TEXTS | {
        "y.example/fuller": fuller,
        "x.example/fullest": fullest,
        "a.example/version": f"{part(ONE, 0, 0.45)} {words(400, 22)}",
    }
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        with stored_texts.open_at(Path(one)) as short, stored_texts.open_at(Path(other)) as general:
            for name in order:
                store_together(short, [(name, texts[name])])
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(assignment, "swap_leader", lambda *_: False)
                for name in order:
                    store_together(general, [(name, texts[name])])
            assert dump(short) == dump(general)
            log = "SELECT story_id, what, article_id, other_story_id, reason FROM story_log"
            assert [*short.main.execute(log)] == [*general.main.execute(log)]


def test_a_page_that_is_twice_in_a_batch_is_known_the_second_time(store: Store) -> None:
    results = store_together(
        store, [("a.example/1", ONE), ("b.example/2", TWO), ("a.example/1", ONE)]
    )
    assert [one.status for one in results] == ["new", "new", "known"]
    assert results[0].article_id == results[2].article_id


def test_a_text_that_changes_within_a_batch_is_found_by_its_last_wording(store: Store) -> None:
    results = store_together(
        store, [("a.example/1", f"{ONE} heron"), ("a.example/1", f"{TWO} osprey")]
    )
    assert [one.status for one in results] == ["new", "changed"]
    assert [len([*store.search.search(word, 9)]) for word in ("heron", "osprey")] == [0, 1]
    store.main.execute(
        "INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)"
    )
    stored_texts.check(store)


def test_all_stored_articles_can_be_searched(store: Store) -> None:
    store_together(store, list(TEXTS.items()))
    stored_texts.finalize_stories(store)
    for name, text in TEXTS.items():
        if text != "—":
            found = [hit.url for hit in store.search.search(text.split()[0], 50)]
            assert f"https://{name}" in found
    store.main.execute(
        "INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)"
    )


def test_an_article_that_cannot_be_stored_does_not_affect_the_others(store: Store) -> None:
    empty = ingest.prepare(Page("https://p.example/", b"<title>x</title>"))
    group = [prepared("a.example/1", ONE), empty, prepared("b.example/1", ONE)]
    assert [
        one.status for one in ingest.store_articles(ingest.IngestRepositories.of(store), group, NOW)
    ] == ["new", "rejected", "new"]
    assert stored_texts.story(store, "a.example/1") == stored_texts.story(store, "b.example/1")
