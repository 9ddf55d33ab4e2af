"""What SQLite knows of tables: their columns, and what identifies a row."""

from dataclasses import dataclass
from typing import Literal

from storage.sqlite.connection import Database

Affinity = Literal["text", "blob", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `place`: in the primary key, from 1; 0 outside of it."""

    name: str
    affinity: Affinity
    place: int


def list_columns(db: Database, table: str) -> list[Column]:
    """Returns the columns of a table, in order."""
    rows = db.conn.execute("SELECT name, type, pk FROM pragma_table_info(?)", [table])
    return [Column(name, find_affinity(kind), place) for name, kind, place in rows]


def list_key_columns(db: Database, table: str) -> list[str]:
    """Returns what identifies a row of a table, for use in SQL."""
    query = "SELECT 1 FROM pragma_table_list WHERE name = ? AND schema = 'main' AND wr = 1"
    if not db.conn.execute(query, [table]).fetchone():
        return ["rowid"]
    columns = list_columns(db, table)
    return [quote(name) for _, name in sorted((c.place, c.name) for c in columns if c.place)]


def find_affinity(declared: str) -> Affinity:
    """Returns what a column of a declared type is meant to hold, by the rules of SQLite."""
    declared = declared.upper()
    if "INT" in declared:
        return "number"
    if not declared or any(word in declared for word in ("CHAR", "CLOB", "TEXT")):
        return "text"
    return "blob" if "BLOB" in declared else "number"


def quote(name: str) -> str:
    """Returns a name for use in SQL."""
    return '"' + name.replace('"', '""') + '"'
