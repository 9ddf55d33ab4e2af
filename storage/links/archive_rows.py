"""Rows of the table `archive`: the entries of a band, read, written and looked up."""

import sqlite3
from collections.abc import Iterator

from storage.links import bands
from storage.links.bands import LAST_PART, Entries, make_row_id
from storage.sqlite.connection import Database

ROWS_AT_ONCE = 100

# The row that holds a key, if any does.
_LAST_ROW = "SELECT id, entries FROM archive WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1"


def read_band(db: Database, band: int) -> Entries:
    """Returns all entries of a band, sorted."""
    return bands.decode_entries(b"".join(row[0] for row in _select_rows(db, band)))


def read_band_in_parts(db: Database, band: int) -> Iterator[Entries]:
    """Yields the entries of a band, some rows at a time."""
    cursor = _select_rows(db, band)
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        yield bands.decode_entries(b"".join(row[0] for row in rows))


def write_band(db: Database, band: int, entries: Entries) -> None:
    """Replace all entries of a band by these, which are sorted."""
    query = "DELETE FROM archive WHERE id >= ? AND id < ?"
    db.conn.execute(query, [make_row_id(band, 0), make_row_id(band + 1, 0)])
    _insert(db, band, entries)


def find_holders(db: Database, band: int, key: int, limit: int) -> list[int]:
    """Returns the articles that have a key of a band; none when they are more than `limit`.

    Reads one row, and where that has no other key looks whether there is another one.
    """
    ids = [make_row_id(band, 0), make_row_id(band, key)]
    found = db.conn.execute(_LAST_ROW, ids).fetchone()
    if found is None:
        return []
    row_id, row = found
    holders = bands.select_holders(row, key)
    is_only_key = len(holders) * bands.ENTRY_BYTES == len(row)
    if len(holders) > limit or (is_only_key and _is_first_of_several_parts(db, row_id)):
        return []
    return holders


def remove_entry(db: Database, band: int, entry: int) -> bool:
    """Delete one entry; returns whether it was there."""
    row_id, row = _find_row(db, band, entry)
    entries = bands.decode_entries(row)
    kept = entries[entries != entry]
    if len(kept) == len(entries):
        return False
    if len(kept) and kept[0] >> bands.UP == entries[0] >> bands.UP:
        query = "UPDATE archive SET entries = ? WHERE id = ?"
        db.conn.execute(query, [bands.encode_entries(kept), row_id])
    else:  # the id of the row has a key that nobody may have now
        _divide_again(db, band, row_id, entry)
    return True


def _select_rows(db: Database, band: int) -> sqlite3.Cursor:
    query = "SELECT entries FROM archive WHERE id >= ? AND id < ? ORDER BY id"
    return db.conn.execute(query, [make_row_id(band, 0), make_row_id(band + 1, 0)])


def _insert(db: Database, band: int, entries: Entries) -> None:
    rows = bands.split_into_rows(band, entries)
    db.conn.executemany("INSERT INTO archive VALUES (?, ?)", rows)


def _is_first_of_several_parts(db: Database, row_id: int) -> bool:
    query = "SELECT 1 FROM archive WHERE id = ?"
    return db.conn.execute(query, [row_id + 1]).fetchone() is not None


def _find_row(db: Database, band: int, entry: int) -> tuple[int, bytes]:
    """The row that holds an entry if any does, by a binary search among the parts of its key."""
    ids = [make_row_id(band, 0), make_row_id(band, entry >> 32, LAST_PART)]
    row_id, row = db.conn.execute(_LAST_ROW, ids).fetchone() or (0, b"")
    low, high = row_id & ~LAST_PART, row_id
    while low < high:
        middle = (low + high + 1) // 2
        query = "SELECT entries FROM archive WHERE id = ?"
        found: bytes = db.conn.execute(query, [middle]).fetchone()[0]
        if int.from_bytes(found[: bands.ENTRY_BYTES], "big") <= entry:
            low = middle
        else:
            high = middle - 1
    if low == row_id:
        return row_id, row
    return low, db.conn.execute("SELECT entries FROM archive WHERE id = ?", [low]).fetchone()[0]


def _divide_again(db: Database, band: int, row_id: int, removed: int) -> None:
    """Write a row and the other parts of its first key again, without one entry."""
    ids = [row_id & ~LAST_PART, row_id | LAST_PART]
    query = "SELECT entries FROM archive WHERE id BETWEEN ? AND ? ORDER BY id"
    rows = db.conn.execute(query, ids).fetchall()
    entries = bands.decode_entries(b"".join(row[0] for row in rows))
    db.conn.execute("DELETE FROM archive WHERE id BETWEEN ? AND ?", ids)
    _insert(db, band, entries[entries != removed])
