"""The chain of the takedown log: any change is found, at its place; the end is not protected."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from storage.sqlite.log_chain import FIRST, find_break, hash_entry
from storage.store import Store, open_for_writing

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ENTRIES = st.lists(
    st.tuples(st.none() | st.integers(1, 9), TEXT, TEXT, TEXT, TEXT), min_size=1, max_size=8
)
FIELDS = ("case_id", "at", "actor", "event", "detail", "hash")

Entry = tuple[int | None, str, str, str, str]


@contextmanager
def chained(entries: list[Entry]) -> Iterator[Database]:
    """A table with these entries, as the log has them, without the triggers that refuse changes."""
    db = Database(memory=True)
    db.execute(
        """CREATE TABLE takedown_log (id INTEGER PRIMARY KEY, case_id INTEGER, at TEXT, actor TEXT,
             event TEXT, detail TEXT, hash TEXT)"""
    )
    previous = FIRST
    for entry in entries:
        previous = hash_entry(previous, *entry)
        db.execute(
            "INSERT INTO takedown_log (case_id, at, actor, event, detail, hash) VALUES (?, ?, ?, ?, ?, ?)",
            [*entry, previous],
        )
    yield db
    db.conn.close()


@given(ENTRIES)
def test_a_log_that_nobody_changed_holds(entries: list[Entry]) -> None:
    with chained(entries) as db:
        assert find_break(db) is None


@given(ENTRIES, st.data())
def test_any_other_value_of_any_field_is_found_at_its_entry(
    entries: list[Entry], data: st.DataObject
) -> None:
    with chained(entries) as db:
        entry_id = data.draw(st.integers(1, len(entries)))
        field = data.draw(st.sampled_from(FIELDS))
        before = db.execute(f"SELECT {field} FROM takedown_log WHERE id = ?", [entry_id])
        [value] = before.fetchone()
        values = st.none() | st.integers(1, 9) if field == "case_id" else TEXT
        other = data.draw(values.filter(lambda drawn: drawn != value))
        db.execute(f"UPDATE takedown_log SET {field} = ? WHERE id = ?", [other, entry_id])
        assert find_break(db) == entry_id


@given(ENTRIES.filter(lambda entries: len(entries) > 1), st.data())
def test_a_removed_entry_is_found_at_the_next_one(
    entries: list[Entry], data: st.DataObject
) -> None:
    with chained(entries) as db:
        entry_id = data.draw(st.integers(1, len(entries) - 1))
        db.execute("DELETE FROM takedown_log WHERE id = ?", [entry_id])
        assert find_break(db) == entry_id + 1


@given(ENTRIES.filter(lambda entries: len(entries) > 1), st.data())
def test_two_entries_in_each_other_s_place_are_found(
    entries: list[Entry], data: st.DataObject
) -> None:
    with chained(entries) as db:
        a, b = data.draw(
            st.lists(st.integers(1, len(entries)), min_size=2, max_size=2, unique=True).map(sorted)
        )
        db.execute("UPDATE takedown_log SET id = -1 WHERE id = ?", [a])
        db.execute("UPDATE takedown_log SET id = ? WHERE id = ?", [a, b])
        db.execute("UPDATE takedown_log SET id = ? WHERE id = -1", [b])
        assert find_break(db) == a


def test_a_log_that_was_cut_off_holds() -> None:
    """What the chain cannot show: a hash that was published earlier is needed."""
    with chained([(1, "a", "b", "c", "d"), (1, "e", "f", "g", "h")]) as db:
        db.execute("DELETE FROM takedown_log WHERE id = 2")
        assert find_break(db) is None


def test_the_database_refuses_changes_of_the_log(tmp_path: Path) -> None:
    with open_for_writing(tmp_path / "x.db") as store:
        store.takedown_cases.add_log_entry(None, "2026-03-01T06:00:00Z", "system", "started")
        for statement in ("UPDATE takedown_log SET event = 'x'", "DELETE FROM takedown_log"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                store.private_file().execute(statement)


def test_doctor_says_at_which_entry_the_log_was_changed(tmp_path: Path) -> None:
    with open_for_writing(tmp_path / "x.db") as store:
        for event in ("one", "two", "three"):
            store.takedown_cases.add_log_entry(None, "2026-03-01T06:00:00Z", "system", event)
        assert "3 entries in the log of takedowns, each as it was written" in _says(store)
        store.private_file().execute("DROP TRIGGER takedown_log_update")
        store.private_file().execute("UPDATE takedown_log SET actor = 'operator' WHERE id = 2")
        assert "the log of takedowns was changed: its chain breaks at entry 2 of 3" in _says(store)


def _says(store: Store) -> list[str]:
    return [finding.says for finding in store.check_integrity()]
