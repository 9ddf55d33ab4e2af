"""Writing rows whose columns are named by their keys. Tables and keys are ours, never from outside."""

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database


def insert(db: Database, table: str, row: Mapping[str, Any], *, unless_there: bool = False) -> int:
    """Insert a row and give its id; with `unless_there`, one that clashes with it stays."""
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    verb = "INSERT OR IGNORE" if unless_there else "INSERT"
    cursor = db.conn.execute(f"{verb} INTO {table} ({names}) VALUES ({marks})", list(row.values()))
    return int(cursor.lastrowid or 0)


def update(db: Database, table: str, row_id: int, columns: Mapping[str, Any]) -> None:
    """Set columns of the row with this id."""
    sets = ", ".join(f"{name} = ?" for name in columns)
    db.conn.execute(f"UPDATE {table} SET {sets} WHERE id = ?", [*columns.values(), row_id])
