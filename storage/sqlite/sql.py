"""Writing rows whose columns are named by their keys. Tables and keys are ours, never from outside."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database


def insert(db: Database, table: str, row: Mapping[str, Any], *, unless_there: bool = False) -> int:
    """Insert a row and give its id; with `unless_there`, one that clashes with it stays: 0."""
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    verb = "INSERT OR IGNORE" if unless_there else "INSERT"
    cursor = db.conn.execute(f"{verb} INTO {table} ({names}) VALUES ({marks})", list(row.values()))
    return int(cursor.lastrowid or 0) if cursor.rowcount else 0


def insert_all(db: Database, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that have the same columns."""
    if rows:
        names, marks = ", ".join(rows[0]), ", ".join("?" * len(rows[0]))
        query = f"INSERT INTO {table} ({names}) VALUES ({marks})"
        db.conn.executemany(query, [list(row.values()) for row in rows])


def update(db: Database, table: str, row_id: int, columns: Mapping[str, Any]) -> None:
    """Set columns of the row with this id."""
    sets = ", ".join(f"{name} = ?" for name in columns)
    db.conn.execute(f"UPDATE {table} SET {sets} WHERE id = ?", [*columns.values(), row_id])
