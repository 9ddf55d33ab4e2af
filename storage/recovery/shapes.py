"""What the rows of each table and index look like: by that, a page is known whose way from the table is lost."""

from collections.abc import Iterable
from dataclasses import dataclass

from storage.recovery.page_rows import CUT, Cut, Row, Value
from storage.sqlite.connection import Database
from storage.sqlite.schema import quote

ANY = (int, float, str, bytes)
MOST_FIT = 0.9  # of the rows of a page, when it is of a table: a damaged one may be among them


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """A column as rows hold it. `types` are those of its values; `is_number`: it is the number of the row."""

    name: str
    types: tuple[type, ...]
    may_be_null: bool
    has_default: bool
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A table or an index: what its rows hold, in stored order; `is_table`: it is no index."""

    name: str
    columns: tuple[StoredColumn, ...]
    has_numbers: bool  # its rows have numbers: a table that is not WITHOUT ROWID
    is_table: bool

    def fits(self, row: Row) -> bool:
        """Returns whether a row can be of this table or index."""
        if (row.number is not None) != self.has_numbers or len(row.values) > len(self.columns):
            return False
        missing = self.columns[len(row.values) :]
        return all(column.may_be_null or column.has_default for column in missing) and all(
            _fits(column, value) for column, value in zip(self.columns, row.values, strict=False)
        )

    def fits_most(self, rows: Iterable[Row]) -> bool:
        """Returns whether nearly all of these rows, and one at least, can be of it."""
        fit = [self.fits(row) for row in rows]
        return sum(fit) > 0 and sum(fit) >= MOST_FIT * len(fit)


def _fits(column: StoredColumn, value: Value | Cut) -> bool:
    if value is None or isinstance(value, Cut):
        return value is CUT or column.may_be_null
    return isinstance(value, column.types) and not column.is_number


def read_shapes(db: Database) -> dict[str, Shape]:
    """Returns the tables and indexes of a schema by name, without virtual ones."""
    rows = db.conn.execute(
        """SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow')"""
    ).fetchall()
    shapes = [_read_table(db, name, without_numbers=bool(wr)) for name, wr in rows]
    for name, wr in rows:
        shapes += _read_indexes(db, name, without_numbers=bool(wr))
    return {shape.name: shape for shape in shapes}


def _read_table(db: Database, table: str, *, without_numbers: bool) -> Shape:
    listed = db.conn.execute(
        "SELECT name, upper(type), [notnull], dflt_value, pk FROM pragma_table_info(?)", [table]
    ).fetchall()
    keys = sum(bool(pk) for *_, pk in listed)
    columns = []
    for name, declared, is_required, default, pk in listed:
        is_number = not without_numbers and keys == 1 and bool(pk) and declared == "INTEGER"
        nullable = is_number or not (is_required or (without_numbers and pk))
        columns.append(
            StoredColumn(name, _list_types(declared), nullable, default is not None, is_number)
        )
    if without_numbers:  # the key comes first
        order = sorted(range(len(listed)), key=lambda i: listed[i][4] or len(listed) + 1)
        columns = [columns[i] for i in order]
    return Shape(table, tuple(columns), not without_numbers, is_table=True)


def _list_types(declared: str) -> tuple[type, ...]:
    """The types of values in a column of a declared type, in upper case."""
    if not declared:
        return ANY
    if "CHAR" in declared or "CLOB" in declared or "TEXT" in declared:
        return (str, bytes)  # bytes: a packed text
    return (bytes,) if "BLOB" in declared else (int, float)


def _read_indexes(db: Database, table: str, *, without_numbers: bool) -> list[Shape]:
    """The indexes of a table; the key of a table WITHOUT ROWID is the table itself."""
    columns = {
        column.name: column for column in _read_table(db, table, without_numbers=False).columns
    }
    shapes = []
    for name, origin in db.conn.execute(
        "SELECT name, origin FROM pragma_index_list(?)", [table]
    ).fetchall():
        if without_numbers and origin == "pk":
            continue
        listed = db.conn.execute(f"SELECT name FROM pragma_index_xinfo({quote(name)})").fetchall()
        of_index = (columns[column].types if column in columns else (int,) for (column,) in listed)
        stored = tuple(
            StoredColumn("", types, may_be_null=True, has_default=False) for types in of_index
        )
        shapes.append(Shape(name, stored, has_numbers=False, is_table=False))
    return shapes
