"""Stories of articles whose texts are not stored: copies find them, and what was linked stays linked."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.jobs import renew_signatures
from aggregator.stories.apply import assignment, reclustering
from aggregator.stories.boilerplate import count_repeats
from storage.store import Store
from tests import stored_texts
from tests.stored_texts import (
    NOW,
    check,
    edited,
    fill,
    forget,
    part,
    partition,
    put,
    relations,
    stories_of,
    words,
)

ORIGINAL = words(300, 1)
COPIES = {
    "edited.example/1": edited(ORIGINAL, 9),
    "half.example/1": part(ORIGINAL, 0.0, 0.5),
    "wrapped.example/1": words(60, 2) + "\n" + ORIGINAL,
    "same.example/1": ORIGINAL,
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "forget", "age", "recluster", "remove"]),
        st.integers(0, 7),
    ),
    min_size=3,
    max_size=14,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("is_aged", [False, True])
@pytest.mark.parametrize("name", COPIES)
def test_a_copy_joins_the_story_of_a_text_that_is_not_stored(
    store: Store, name: str, is_aged: bool
) -> None:
    put(store, "first.example/1", ORIGINAL)
    forget(store, "first.example/1", is_aged=is_aged)
    put(store, name, COPIES[name])
    assert partition(store) == {frozenset({"first.example/1", name})}
    check(store)


def test_texts_that_are_not_stored_are_not_the_same_text(store: Store) -> None:
    fill(store, [("a.example/1", words(90, 1)), ("b.example/1", words(90, 2))])
    forget(store, "a.example/1", "b.example/1")
    put(store, "c.example/1", words(90, 3))
    reclustering.recluster(stories_of(store), NOW)
    assert len(partition(store)) == 3


def test_linking_everything_again_keeps_stories_whose_texts_are_gone(store: Store) -> None:
    fill(store, [("first.example/1", ORIGINAL), *COPIES.items()])
    before, rows = partition(store), relations(store)
    forget(store, "first.example/1", *COPIES)
    reclustering.recluster(stories_of(store), NOW)
    assert partition(store) == before
    assert len(before) == 1
    assert {key: row["relation"] for key, row in relations(store).items()} == {
        key: row["relation"] for key, row in rows.items()
    }


def test_a_fuller_text_takes_the_lead_of_texts_that_are_not_stored(store: Store) -> None:
    fill(store, [("first.example/1", ORIGINAL), ("edited.example/1", edited(ORIGINAL, 6))])
    forget(store, "first.example/1", "edited.example/1")
    put(store, "wrapped.example/1", COPIES["wrapped.example/1"])
    forget(store, "wrapped.example/1")
    reclustering.recluster(stories_of(store), NOW)
    assert len(partition(store)) == 1
    check(store)


def test_what_three_texts_showed_stays_when_they_are_gone(store: Store) -> None:
    """A round-up carries two texts: it is a member of neither story."""
    one, two = words(120, 1), words(120, 2)
    fill(store, [("a.example/1", one), ("b.example/1", two), ("c.example/1", one + "\n" + two)])
    before = partition(store)
    assert len(before) == 3
    forget(store, "a.example/1", "b.example/1", "c.example/1")
    reclustering.recluster(stories_of(store), NOW)
    assert partition(store) == before


def test_signatures_of_texts_that_are_not_stored_are_left_alone(store: Store) -> None:
    article_id = put(store, "a.example/1", ORIGINAL)
    put(store, "b.example/1", words(200, 2))
    signature = store.signatures.get(article_id)
    forget(store, "a.example/1")
    assert renew_signatures.find_invalid_signatures(store.signatures) == []
    store.main.execute("UPDATE signatures SET version = 'old'")
    assert renew_signatures.resign_outdated_and_recluster(stories_of(store), NOW)
    assert not store.signatures.are_outdated()
    kept = store.signatures.get(article_id)
    assert signature is not None
    assert kept is not None
    assert kept.sketch == signature.sketch


def test_what_a_site_repeats_is_learned_of_the_texts_that_are_stored(store: Store) -> None:
    for i in range(4):
        put(store, f"a.example/{i}", words(90, i) + "\nRead all about it in our weekly letter")
    [source_id] = store.main.execute("SELECT DISTINCT source_id FROM articles").fetchone()
    assert count_repeats(store.site_boilerplate, source_id).lines
    forget(store, *(f"a.example/{i}" for i in range(4)))
    assert not count_repeats(store.site_boilerplate, source_id).lines


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_whatever_is_forgotten_every_story_is_sound(steps: Sequence[tuple[str, int]]) -> None:
    """Texts come, are forgotten, linked again and removed in any order."""
    texts = [("first.example/1", ORIGINAL), *COPIES.items()]
    texts += [(f"other{i}.example/1", part(words(300, 7), i / 4, 1.0)) for i in range(3)]
    with TemporaryDirectory() as folder, stored_texts.open_at(Path(folder)) as store:
        present: dict[str, int] = {}
        forgotten: set[str] = set()
        for what, number in steps:
            name, text = texts[number]
            if what == "put" and name not in present:
                present[name] = put(store, name, text)
            elif what in ("forget", "age") and name in present and name not in forgotten:
                forget(store, name, is_aged=what == "age")
                forgotten.add(name)
            elif what == "remove" and name in present:
                assignment.remove_article(stories_of(store), present.pop(name), NOW)
                store.main.execute("DELETE FROM articles WHERE external_id = ?", [name])
            elif what == "recluster":
                before = partition(store)
                reclustering.recluster(stories_of(store), NOW)
                reclustered = partition(store)
                assert all(any(old <= new for new in reclustered) for old in before)
            check(store)
