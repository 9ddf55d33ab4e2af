"""Is a file damaged? What SQLite finds, what its header says, and values that nothing can read."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote as quote_url

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from storage.recovery.texts import find_changed_texts
from storage.sqlite import migrations, values
from storage.sqlite.schema import quote

MOST_FINDINGS = 5  # of SQLite, which says every fault of every page


def find_damage(path: Path, steps: Migrations) -> list[str]:
    """Returns what is damaged in a file, in words; nothing for a good one, and for one of another program."""
    uri = f"file:{quote_url(str(path.resolve()))}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as conn:
            return list(_find_damage(Database(conn), steps))
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        return [str(error)] if _is_damage(error) else []


def _is_damage(error: Exception) -> bool:
    """Not what a full disk, a lock or a folder says that cannot be written."""
    return not any(word in str(error) for word in ("locked", "busy", "unable to open", "is full"))


def _find_damage(db: Database, steps: Migrations) -> Iterator[str]:
    found = db.conn.execute(f"PRAGMA quick_check({MOST_FINDINGS})").fetchall()
    yield from (line for (text,) in found for line in str(text).splitlines() if line != "ok")
    if not _is_header_good(db, steps):
        yield "the header names another program or version"
    yield from _find_undecodable_texts(db)
    if not steps.pending(db):
        for bad in values.find_bad_values(db):
            yield f"{bad.count} values of {bad.table}.{bad.column} cannot be read"
        if db.table("articles").exists() and (changed := len(find_changed_texts(db))):
            yield f"{changed} texts of articles are not as they were stored"


def _find_undecodable_texts(db: Database) -> Iterator[str]:
    """Texts that are not UTF-8. SQLite does not look at that, and Python reads none of such a row."""
    tables: dict[str, list[str]] = {}
    for (table, column), (kind, *_) in values.list_columns(db).items():
        if kind == "TEXT":
            tables.setdefault(table, []).append(quote(column))
    db.conn.text_factory = _is_undecodable
    for table, columns in tables.items():
        rows = db.conn.execute(f"SELECT {', '.join(columns)} FROM {quote(table)}")
        bad = sum(any(value is True for value in row) for row in rows)
        if bad:
            yield f"{bad} rows of {table} hold a text that cannot be read"
    db.conn.text_factory = str


def _is_undecodable(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return True
    return False


def _is_header_good(db: Database, steps: Migrations) -> bool:
    """Does the header say of the file what its migrations say? Of a file without ours, nothing is known."""
    applied = len(steps.applied(db)) if db.table(steps.migrations_table).exists() else 0
    program = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    return not applied or (program, version) == (migrations.APPLICATION_ID, applied)
