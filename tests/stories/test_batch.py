"""Many articles with one commit give what one after the other gives."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import ingest
from aggregator.ingest import Kept
from aggregator.jobs import finalize
from aggregator.model import Page, Record
from aggregator.stories.apply import assignment
from storage.corpus.search import Search
from storage.store import Store
from tests import placed
from tests.placed import NOW, edited, part, words

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
    with placed.open_at(tmp_path) as opened:
        yield opened


def prepared(name: str, text: str) -> ingest.Prepared:
    page = Page(f"https://{name}", b"")
    return ingest.prepare(Record(page, id=name, text=text, title=name, first_seen=NOW))


def keep(store: Store, texts: Sequence[tuple[str, str]]) -> list[Kept]:
    return ingest.keep_all(store, [prepared(name, text) for name, text in texts], NOW)


def dump(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row that was written, but for the numbers of the index."""
    tables = ("articles", "copies", "signatures", "sources", "stories", "url_aliases")
    found = {name: store.main.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    query = "SELECT article_id FROM index_entries ORDER BY article_id"
    return found | {"findable": store.main.execute(query).fetchall()}


@settings(max_examples=15)
@given(st.permutations(list(TEXTS)), st.lists(st.integers(1, 9), min_size=1))
def test_whatever_comes_together_is_stored_as_one_after_the_other(
    order: list[str], sizes: list[int]
) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as many:
        with placed.open_at(Path(one)) as single, placed.open_at(Path(many)) as batched:
            for name in order:
                keep(single, [(name, TEXTS[name])])
            left = list(order)
            while left:
                size = sizes[len(left) % len(sizes)]
                keep(batched, [(name, TEXTS[name]) for name in left[:size]])
                left = left[size:]
            placed.check(batched)
            assert dump(batched) == dump(single)


@settings(max_examples=15)
@given(st.permutations([*TEXTS, "y.example/fuller", "x.example/fullest", "a.example/version"]))
def test_who_gives_way_to_a_fuller_text_ends_where_placing_it_again_puts_it(
    order: list[str],
) -> None:
    fuller, fullest = f"{ONE} {words(30, 20)}", f"{words(100, 21)} {ONE} {words(30, 20)}"
    texts = TEXTS | {
        "y.example/fuller": fuller,
        "x.example/fullest": fullest,
        "a.example/version": f"{part(ONE, 0, 0.45)} {words(400, 22)}",
    }
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        with placed.open_at(Path(one)) as short, placed.open_at(Path(other)) as general:
            for name in order:
                keep(short, [(name, texts[name])])
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(assignment, "succeed", lambda *_: False)
                for name in order:
                    keep(general, [(name, texts[name])])
            assert dump(short) == dump(general)
            log = "SELECT story_id, what, article_id, other_story_id, reason FROM story_log"
            assert [*short.main.execute(log)] == [*general.main.execute(log)]


def test_a_page_that_comes_twice_at_once_is_known_the_second_time(store: Store) -> None:
    kept = keep(store, [("a.example/1", ONE), ("b.example/2", TWO), ("a.example/1", ONE)])
    assert [one.status for one in kept] == ["new", "new", "known"]
    assert kept[0].article_id == kept[2].article_id


def test_a_text_that_changes_within_a_commit_is_found_by_its_last_words(store: Store) -> None:
    kept = keep(store, [("a.example/1", f"{ONE} heron"), ("a.example/1", f"{TWO} osprey")])
    assert [one.status for one in kept] == ["new", "changed"]
    assert [len([*Search(store.main).search(word, 9)]) for word in ("heron", "osprey")] == [0, 1]
    store.main.execute(
        "INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)"
    )
    placed.check(store)


def test_all_that_is_stored_can_be_searched(store: Store) -> None:
    keep(store, list(TEXTS.items()))
    finalize.settle(store, NOW)
    for name, text in TEXTS.items():
        if text != "—":
            found = [row["url"] for row in Search(store.main).search(text.split()[0], 50)]
            assert f"https://{name}" in found
    store.main.execute(
        "INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)"
    )


def test_one_that_cannot_be_stored_leaves_the_others_in_their_places(store: Store) -> None:
    empty = ingest.prepare(Page("https://p.example/", b"<title>x</title>"))
    group = [prepared("a.example/1", ONE), empty, prepared("b.example/1", ONE)]
    assert [one.status for one in ingest.keep_all(store, group, NOW)] == ["new", "rejected", "new"]
    assert placed.story(store, "a.example/1") == placed.story(store, "b.example/1")
