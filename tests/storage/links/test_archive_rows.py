"""Rows of the archive: what is written is found again, and what is removed is not."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.links import archive_rows, bands
from storage.links.bands import LAST_PART, make_row_id
from storage.sqlite.connection import transaction
from storage.store import Store
from tests import stored_texts

LIMIT = 50
# (key, holders) of a band: few or many have a key.
GROUPS = st.dictionaries(
    st.one_of(st.integers(0, 9), st.integers(0, (1 << 32) - 1)),
    st.sampled_from([1, 2, 49, 50, 51, 400, 1000]),
    max_size=6,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


def holders(entries: set[int], key: int) -> list[int]:
    return sorted(entry & 0xFFFFFFFF for entry in entries if entry >> 32 == key)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(GROUPS, st.integers(0, 1 << 30), st.sampled_from([0.02, 0.5, 0.97]))
def test_entries_are_removed_one_by_one(
    store: Store, groups: dict[int, int], seed: int, share: float
) -> None:
    draw = random.Random(seed)
    entries = {
        key << 32 | article for key, size in groups.items() for article in range(1, size + 1)
    }
    neighbour = np.array([1 << 32 | 5], dtype=np.uint64)
    with transaction(store.main) as db:
        archive_rows.write_band(db, 3, np.array(sorted(entries), dtype=np.uint64))
        for band in (2, 4):
            archive_rows.write_band(db, band, neighbour)
        for entry in draw.sample(sorted(entries), round(len(entries) * share)):
            assert archive_rows.remove_entry(db, 3, entry)
            assert not archive_rows.remove_entry(db, 3, entry)
            entries.remove(entry)
        assert archive_rows.read_band(db, 3).tolist() == sorted(entries)
        assert archive_rows.read_band(db, 2).tolist() == neighbour.tolist()
        keys = {entry >> 32 for entry in entries}
        row_ids = [row[0] for row in db.execute("SELECT id FROM archive WHERE id >> 52 = 3")]
        assert {row_id >> 20 & 0xFFFFFFFF for row_id in row_ids} <= keys
        for key, size in groups.items():
            found = archive_rows.find_holders(db, 3, key, LIMIT)
            expected = holders(entries, key)
            if size <= bands.ROW_ENTRIES:  # in one row
                assert found == (expected if len(expected) <= LIMIT else [])
            else:
                assert found in ([], expected)
        assert not archive_rows.remove_entry(db, 3, 77 << 32 | 1)


def test_of_a_key_in_many_rows_only_a_few_are_read(store: Store) -> None:
    entries = np.arange(9 << 32, (9 << 32) + 200 * bands.ROW_ENTRIES, dtype=np.uint64)
    with transaction(store.main) as db:
        archive_rows.write_band(db, 3, entries)
        asked: list[str] = []
        db.conn.set_trace_callback(asked.append)
        assert archive_rows.find_holders(db, 3, 9, LIMIT) == []
        assert len(asked) == 1
        assert archive_rows.remove_entry(db, 3, int(entries[31_007]))
        assert archive_rows.find_holders(db, 3, 9, LIMIT) == []
        db.conn.set_trace_callback(None)
        assert len(asked) < 15
        kept = np.delete(entries, 31_007)
        assert np.array_equal(archive_rows.read_band(db, 3), kept)


def test_a_key_whose_first_row_was_nearly_emptied_still_has_too_many(store: Store) -> None:
    entries = np.arange(9 << 32, (9 << 32) + 3 * bands.ROW_ENTRIES, dtype=np.uint64)
    with transaction(store.main) as db:
        archive_rows.write_band(db, 3, entries)
        for entry in entries[: bands.ROW_ENTRIES - 4].tolist():
            assert archive_rows.remove_entry(db, 3, entry)
        assert archive_rows.find_holders(db, 3, 9, LIMIT) == []
        first = "SELECT length(entries) FROM archive WHERE id = ?"
        assert db.execute(first, [make_row_id(3, 9)]).fetchone() == (4 * bands.ENTRY_BYTES,)
        for entry in entries[bands.ROW_ENTRIES - 4 : -3].tolist():
            assert archive_rows.remove_entry(db, 3, entry)
        last = "SELECT count(*) FROM archive WHERE id BETWEEN ? AND ?"
        ids = [make_row_id(3, 9), make_row_id(3, 9, LAST_PART)]
        assert db.execute(last, ids).fetchone() == (1,)
        assert archive_rows.find_holders(db, 3, 9, LIMIT) == (entries[-3:] & bands.LOWER).tolist()
