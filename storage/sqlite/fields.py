"""Emptying a field of a row that is named by table, key and column."""

from collections.abc import Container, Mapping

from aggregator.takedown.types import FieldPlace
from storage.sqlite.connection import Database
from storage.sqlite.schema import list_key_columns


def empty_field(
    db: Database,
    field: FieldPlace,
    empty_values: Mapping[tuple[str, str], str],
    deleted_rows: Container[tuple[str, str]],
) -> None:
    """Set a field to its empty value, or delete its row; nothing when neither names the field.

    `empty_values` are SQL by (table, column).
    """
    where = " AND ".join(f"{name} = ?" for name in list_key_columns(db, field.table))
    place = (field.table, field.column)
    if place in deleted_rows:
        db.conn.execute(f"DELETE FROM {field.table} WHERE {where}", field.key)
    elif place in empty_values:
        change = f"{field.column} = {empty_values[place]}"
        db.conn.execute(f"UPDATE {field.table} SET {change} WHERE {where}", field.key)
