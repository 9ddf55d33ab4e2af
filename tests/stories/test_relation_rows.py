"""Rows between stories: which of two texts is a version of, or quotes, the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.store import Store
from tests import placed
from tests.placed import part, put, words

LONG = words(400, 1)
SHORT = f"{part(LONG, 0, 0.22)}\n{words(130, 2)}"  # two fifths of it are in LONG
QUOTING = f"{words(500, 3)}\n{part(LONG, 0.5, 0.56)}"
EARLY, LATE = "2026-03-01T06:00:00Z", "2026-03-01T06:00:01Z"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with placed.open_at(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("first_stored", ["long", "short"])
@pytest.mark.parametrize(
    ("seen", "version", "of"),
    [
        ({"long": EARLY, "short": LATE}, "short", "long"),
        ({"long": LATE, "short": EARLY}, "long", "short"),
        ({"long": EARLY, "short": EARLY}, "long", "short"),  # what grew was shorter before
    ],
)
def test_the_later_seen_is_the_version_and_at_the_same_time_the_longer(
    store: Store, first_stored: str, seen: dict[str, str], version: str, of: str
) -> None:
    texts = {"long": LONG, "short": SHORT}
    for name in sorted(texts, key=lambda name: name != first_stored):
        put(store, f"a.example/{name}", texts[name], first_seen=seen[name])
    between = {key: row for key, row in placed.relations(store).items() if not row["member"]}
    assert set(between) == {(f"a.example/{version}", f"a.example/{of}")}
    [row] = between.values()
    assert row["relation"] == row["role"] == "version"
    assert row["story_id"] == placed.story(store, f"a.example/{of}")


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
    between = {key: row for key, row in placed.relations(store).items() if not row["member"]}
    assert set(between) == {(f"{quoting}.example/a", f"{quoted}.example/a")}
    [row] = between.values()
    assert (row["relation"], row["story_id"]) == (
        "quote",
        placed.story(store, f"{quoted}.example/a"),
    )
