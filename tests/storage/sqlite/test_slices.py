"""Long jobs in slices: others write in between, and what was done stays when a job is stopped."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.sqlite import slices
from storage.store import Store
from tests import stored_texts
from tests.stored_texts import NOW


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


def count(store: Store) -> int:
    return int(store.main.execute("SELECT count(*) FROM stories").fetchone()[0])


def test_another_process_writes_between_two_slices(store: Store) -> None:
    other = sqlite3.connect(store.path, isolation_level=None, timeout=0)
    seen: list[int] = []

    def write(done: int) -> None:
        other.execute("BEGIN IMMEDIATE")
        seen.append(other.execute("SELECT count(*) FROM stories").fetchone()[0])
        other.execute("ROLLBACK")

    slices.work_in_slices(
        store.stories.transaction,
        range(3),
        lambda _: store.stories.create(NOW),
        progress=write,
    )
    other.close()
    assert seen == [1, 2, 3]


def test_what_was_done_stays_when_a_job_is_stopped(store: Store) -> None:
    def add(number: int) -> None:
        store.stories.create(NOW)
        if number == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        slices.work_in_slices(store.stories.transaction, range(5), add)
    assert count(store) == 2


def test_a_slice_holds_what_can_be_done_in_its_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "SLICE_SECONDS", 3600.0)
    finished: list[list[int]] = []
    slices.work_in_slices(
        store.stories.transaction,
        range(5),
        lambda _: store.stories.create(NOW),
        lambda done: finished.append([*done]),
    )
    assert finished == [[0, 1, 2, 3, 4]]


@pytest.mark.parametrize(("highest", "ranges"), [(0, []), (3, [(1, 3), (3, 4)]), (2, [(1, 3)])])
def test_ids_are_split_into_ranges(highest: int, ranges: list[tuple[int, int]]) -> None:
    assert [(each.start, each.stop) for each in slices.split_into_ranges(highest, 2)] == ranges
