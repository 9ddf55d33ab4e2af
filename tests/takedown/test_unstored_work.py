"""Copies of a work whose text is not stored are found for a takedown, by fingerprints."""

from pathlib import Path

from aggregator.stories.repositories import StoryRepositories
from aggregator.takedown import copies
from tests.stored_texts import edited, forget, open_at, put, words


def test_copies_of_a_work_that_is_not_stored_are_found(tmp_path: Path) -> None:
    work = words(300, 1)
    with open_at(tmp_path) as store:
        own = put(store, "own.example/1", work)
        forget(store, "own.example/1")
        copy = put(store, "copy.example/1", words(40, 2) + "\n" + work)
        edit = put(store, "edit.example/1", edited(work, 9))
        put(store, "other.example/1", words(300, 3))
        requested = store.membership.get_text(own)
        found = dict(copies.find_related_articles(StoryRepositories.of(store), requested))
    assert found[copy] == "syndicated"
    assert found[edit] in ("edited", "syndicated")
