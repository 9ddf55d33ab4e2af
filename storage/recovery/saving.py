"""Saves what can be read of a damaged database file into a new file, whose rows agree with one another.

The damaged file is only read, and not by SQLite. Values are copied as they are stored. Indexes are made again; the
full-text index is left empty, and the caller makes it and what else follows from the rows.
"""

import mmap
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlite_utils.migrations import Migrations

from aggregator import clock
from aggregator.errors import NewerDatabase, NotOurDatabase
from storage.recovery import references, trees
from storage.recovery.page_rows import CUT, DamagedFile, Row, open_pages, read_node, read_rows
from storage.recovery.saved import SavedFile, SavedTable
from storage.recovery.shapes import Shape, read_shapes
from storage.recovery.texts import leave_out_changed_texts
from storage.recovery.trees import SchemaEntry
from storage.sqlite import migrations, values
from storage.sqlite.connection import Database, create_file, open_new, open_writable, transaction
from storage.sqlite.pages import TABLE_LEAF
from storage.sqlite.schema import quote

MIGRATIONS_TABLE = "_sqlite_migrations"
MADE_AGAIN = (
    "articles_fts",
    "archive",
    "policy_version",
    "sqlite_stat",
)  # tables so named: they follow from others
SHADOWS = ("articles_fts_", "sqlite_")  # SQLite makes these itself
LEAST_BYTES = 512  # the smallest page


def save_readable(path: Path, target: Path, steps: Migrations) -> SavedFile:
    """Save what can be read of `path` into `target`, which must not exist; returns what that was.

    A file of an older version keeps its schema: the next verb that writes migrates it. Raises NotOurDatabase when
    nothing of a file of this program is in it, NewerDatabase.
    """
    with _map_file(path) as data, ExitStack() as undo:
        file = open_pages(data)
        entries = trees.read_schema(file)
        version = _find_version(path, file, entries, steps)
        db = _make_target(target, steps, entries, version, undo)
        saved = SavedFile(target, version)
        db.execute("PRAGMA foreign_keys=0")
        with transaction(db):
            triggers, first_rows = _drop_triggers(db), _take_first_rows(db)
            _save_rows(file, entries, db, saved)
            for table, rows in first_rows.items():
                _insert_missing(db, table, rows)
            _replace_bad_values(db, saved)
            leave_out_changed_texts(db, saved)
            references.make_consistent(db, saved)
            for trigger in triggers:
                db.execute(trigger)
        db.execute("PRAGMA foreign_keys=1")
    return saved


@contextmanager
def _map_file(path: Path) -> Iterator[mmap.mmap]:
    if path.stat().st_size < LEAST_BYTES:
        raise NotOurDatabase(f"{path} holds nothing that can be saved: restore a backup")
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        yield data


def _find_version(
    path: Path, file: DamagedFile, entries: list[SchemaEntry], steps: Migrations
) -> int:
    """The version of a file by its header, and where that is damaged, by its migrations."""
    current = migrations.current_version(steps)
    applied = _read_migrations(file, entries, steps.name)
    header = bytes(file.data[60:72])
    if header[8:] == migrations.APPLICATION_ID.to_bytes(4, "big") and applied:
        version = int.from_bytes(header[:4], "big")
        if version > current and len(applied) > current:
            raise NewerDatabase(f"{path} was written by a newer version: update this program")
        if 1 <= version <= current:
            return version
    if not entries and not applied:
        raise NotOurDatabase(f"{path} holds nothing of this program: restore a backup")
    return min(len(applied), current) or current


def _read_migrations(file: DamagedFile, entries: list[SchemaEntry], name: str) -> set[str]:
    """The names of the steps that a file was led through, wherever these rows are."""
    roots = [entry.root for entry in entries if entry.name == MIGRATIONS_TABLE]
    found = set()
    for page in [*roots, *range(2, file.pages + 1)]:
        node = read_node(file, page)
        for row in read_rows(file, node) if node and node.kind == TABLE_LEAF else ():
            if len(row.values) == 4 and row.values[1] == name:
                found.add(str(row.values[2]))
        if found:
            break
    return found


def _make_target(
    target: Path, steps: Migrations, entries: list[SchemaEntry], version: int, undo: ExitStack
) -> Database:
    if version == migrations.current_version(steps):
        create_file(target)
        return open_writable(target, steps, undo)
    db = open_new(target, undo)
    order = {"table": 0, "view": 1, "index": 2, "trigger": 3}
    with transaction(db):
        for entry in sorted(entries, key=lambda each: order[each.kind]):
            if not entry.name.startswith(SHADOWS):
                _try_to_make(db, entry)
        steps.ensure_migrations_table(db)
        done = steps.pending(db)[:version]
        db.table(steps.migrations_table).insert_all(
            {"migration_set": steps.name, "name": step.name, "applied_at": clock.now()}
            for step in done
        )
        db.execute(f"PRAGMA application_id={migrations.APPLICATION_ID}")
        db.execute(f"PRAGMA user_version={version}")
    return db


def _try_to_make(db: Database, entry: SchemaEntry) -> bool:
    """Make what the file says, unless that cannot be read; returns whether."""
    if not entry.sql.upper().startswith("CREATE "):
        return False
    try:
        db.conn.execute(entry.sql)
    except (sqlite3.Error, sqlite3.Warning):
        return False
    return True


def _drop_triggers(db: Database) -> list[str]:
    """Drop all triggers, which would act on every row that is saved; returns how to make them again."""
    rows = db.conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in rows:
        db.execute(f"DROP TRIGGER {quote(name)}")
    return [sql for _, sql in rows]


def _take_first_rows(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """Take out the rows that a new file has, so that those of the damaged one come first."""
    taken = {}
    for name in _list_target_columns(db):
        rows = db.conn.execute(f"SELECT * FROM {quote(name)}").fetchall()
        if rows and not name.startswith((*SHADOWS, *MADE_AGAIN, MIGRATIONS_TABLE)):
            db.execute(f"DELETE FROM {quote(name)}")
            taken[name] = rows
    return taken


def _insert_missing(db: Database, table: str, rows: list[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * len(rows[0]))
    db.conn.executemany(f"INSERT OR IGNORE INTO {quote(table)} VALUES ({marks})", rows)


def _save_rows(
    file: DamagedFile, entries: list[SchemaEntry], db: Database, saved: SavedFile
) -> None:
    shapes = _read_stored_shapes(entries, db)
    assigned = trees.assign_pages(file, entries, shapes)
    saved.unknown_pages = len(assigned.unknown)
    used = bytearray(file.pages + 1)
    for name, columns in _list_target_columns(db).items():
        if name.startswith(MADE_AGAIN):
            continue
        table = SavedTable(name, unreadable_pages=assigned.unreadable[name])
        saved.tables[name] = table
        _save_table(file, db, shapes[name], columns, assigned.pages.get(name, []), used, table)


def _list_target_columns(db: Database) -> dict[str, set[str]]:
    rows = db.conn.execute(
        """SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
           WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT IN ('sqlite_schema', 'sqlite_temp_schema')"""
    )
    columns: dict[str, set[str]] = {}
    for table, column in rows:
        columns.setdefault(table, set()).add(column)
    return columns


def _read_stored_shapes(entries: list[SchemaEntry], target: Database) -> dict[str, Shape]:
    """What rows of the damaged file look like: a table that was altered has its columns in another order."""
    own = {entry.name: entry for entry in entries}
    reference = target.conn.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'index') ORDER BY type DESC, rowid"
    ).fetchall()
    columns = _list_target_columns(target)
    db = Database(memory=True)
    for kind, name, sql in reference:
        if not sql or name.startswith(SHADOWS):
            continue
        entry = own.get(name)
        is_plain = kind == "table" and not sql.upper().startswith("CREATE VIRTUAL")
        is_made = is_plain and entry is not None and _try_to_make(db, entry)
        if is_made and name in columns and _list_target_columns(db).get(name) != columns[name]:
            db.execute(f"DROP TABLE IF EXISTS {quote(name)}")
            is_made = False
        if not is_made:
            db.conn.execute(sql)
    shapes = read_shapes(db)
    db.conn.close()
    return shapes


def _replace_bad_values(db: Database, saved: SavedFile) -> None:
    for found in list(values.find_bad_values(db)):
        values.replace_bad_values(db, found)
        if found.table in saved.tables:
            saved.tables[found.table].reset += found.count


def _save_table(
    file: DamagedFile,
    db: Database,
    shape: Shape,
    columns: set[str],
    pages: Iterable[int],
    used: bytearray,
    table: SavedTable,
) -> None:
    before = db.conn.total_changes
    for page in pages:
        node = read_node(file, page)
        for row in read_rows(file, node, used) if node else ():
            if shape.fits(row):
                _insert(db, shape, columns, row, table)
            else:
                table.misfits += 1
    table.rows = db.conn.total_changes - before


def _insert(db: Database, shape: Shape, columns: set[str], row: Row, table: SavedTable) -> None:
    """Insert a row as it is stored; one that breaks a rule of its table is left out."""
    named: dict[str, object] = {}
    for column, value in zip(shape.columns, row.values, strict=False):
        if value is CUT:
            table.cut += 1
            if column.may_be_null or column.has_default:
                continue
            value = "" if str in column.types else None
        if column.name in columns:
            named[column.name] = row.number if column.is_number else value
    names, marks = ", ".join(map(quote, named)), ", ".join("?" * len(named))
    db.conn.execute(
        f"INSERT OR IGNORE INTO {quote(shape.name)} ({names}) VALUES ({marks})",
        list(named.values()),
    )
