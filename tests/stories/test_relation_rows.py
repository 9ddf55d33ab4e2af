"""Rows of relations: which of two texts is a version of the other or quotes it; which articles are indexed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.store import Store
from tests import stored_texts
from tests.stored_texts import part, put, words

LONG = words(400, 1)
SHORT = f"{part(LONG, 0, 0.22)}\n{words(130, 2)}"  # two fifths of it are in LONG
QUOTING = f"{words(500, 3)}\n{part(LONG, 0.5, 0.56)}"
EARLY, LATE = "2026-03-01T06:00:00Z", "2026-03-01T06:00:01Z"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("first_stored", ["long", "short"])
@pytest.mark.parametrize(
    ("seen", "version", "of"),
    [
        ({"long": EARLY, "short": LATE}, "short", "long"),
        ({"long": LATE, "short": EARLY}, "long", "short"),
        ({"long": EARLY, "short": EARLY}, "long", "short"),  # the text that grew was shorter before
    ],
)
def test_the_later_seen_is_the_version_and_at_the_same_time_the_longer(
    store: Store, first_stored: str, seen: dict[str, str], version: str, of: str
) -> None:
    texts = {"long": LONG, "short": SHORT}
    for name in sorted(texts, key=lambda name: name != first_stored):
        put(store, f"a.example/{name}", texts[name], first_seen=seen[name])
    between = {key: row for key, row in stored_texts.relations(store).items() if not row["member"]}
    assert set(between) == {(f"a.example/{version}", f"a.example/{of}")}
    [row] = between.values()
    assert row["relation"] == row["role"] == "version"
    assert row["story_id"] == stored_texts.story(store, f"a.example/{of}")


@pytest.mark.parametrize("first_stored", ["work", "other"])
@pytest.mark.parametrize(
    ("seen", "quoting", "quoted"),
    [
        ({"work": EARLY, "other": LATE}, "other", "work"),
        ({"work": LATE, "other": EARLY}, "work", "other"),
        ({"work": EARLY, "other": EARLY}, "other", "work"),
    ],
)
def test_the_later_seen_quotes_and_at_the_same_time_the_longer(
    store: Store, first_stored: str, seen: dict[str, str], quoting: str, quoted: str
) -> None:
    texts = {"work": LONG, "other": QUOTING}
    for name in sorted(texts, key=lambda name: name != first_stored):
        put(store, f"{name}.example/a", texts[name], first_seen=seen[name])
    between = {key: row for key, row in stored_texts.relations(store).items() if not row["member"]}
    assert set(between) == {(f"{quoting}.example/a", f"{quoted}.example/a")}
    [row] = between.values()
    assert (row["relation"], row["story_id"]) == (
        "quote",
        stored_texts.story(store, f"{quoted}.example/a"),
    )


# Index entries


def partial(seed: int) -> str:
    """A text that has half of its words from LONG."""
    return f"{part(LONG, 0, 0.5)} {words(160, seed)}"


def indexed(store: Store) -> set[str]:
    names = "SELECT a.external_id FROM index_entries i JOIN articles a ON a.id = i.article_id"
    return {row[0] for row in store.main.execute(names)}


def test_a_whole_copy_needs_no_index_entry_and_a_partial_one_does(store: Store) -> None:
    put(store, "a.example/1", LONG)
    put(store, "b.example/whole", part(LONG, 0, 0.8))
    put(store, "c.example/partial", partial(4))
    assert indexed(store) == {"a.example/1", "c.example/partial"}


def test_a_partial_copy_enters_the_index_also_in_a_large_story(store: Store) -> None:
    for i in range(30):
        put(store, f"c{i}.example/1", LONG)
    put(store, "p.example/partial", partial(4))
    assert indexed(store) == {"c0.example/1", "p.example/partial"}
    stored_texts.check(store)
