"""Linking anew: what stands as it would be placed is left untouched, and nothing else."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aggregator.stories import clusters, deciding, placing, standing
from storage import decisions, whole
from storage.connection import Store
from tests import placed
from tests.placed import NOW, edited, part, put, words
from tests.test_together import TEXTS, dump

LINKED = ("articles", "copies", "signatures", "stories", "findable")
TIED = {"b.example/cut", "f.example/both", "g.example/2", "q.example/quotes"}
PLAIN = set(TEXTS) - {"a.example/1", "c.example/edited", "d.example/wrapped", "e.example/same"}
"""A text that two of them share parts of ties all of them together."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with placed.open_at(tmp_path) as opened:
        yield opened


def stands(store: Store) -> set[str]:
    rows = whole.articles(store.main)
    found = standing.among(store.main, rows, decisions.bound(store.main))
    names = dict(store.main.execute("SELECT id, external_id FROM articles").fetchall())
    return {names[key] for key in found}


def linked(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows of linking; whether a story waits for its verdict is left out."""
    stories = "SELECT id, leader_id, created_at, redirect_to FROM stories ORDER BY id"
    found = {name: rows for name, rows in dump(store).items() if name in LINKED}
    return found | {"stories": store.main.execute(stories).fetchall()}


def anew(store: Store, *, shortcut: bool) -> dict[str, list[tuple[object, ...]]]:
    """What linking anew makes of the file, which stays as it was."""
    with pytest.MonkeyPatch.context() as patch:
        if not shortcut:
            patch.setattr(standing, "among", lambda *_: set())
        store.main.execute("SAVEPOINT before")
        placing.recluster(store.main, NOW)
        found = linked(store)
        placed.check(store)
        store.main.execute("ROLLBACK TO before")
        store.main.execute("RELEASE before")
        return found
