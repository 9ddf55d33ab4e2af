"""Connections: opened and checked, transactions, checkpoints, backups, and errors in clear words.

A writing verb creates or migrates (after a backup) and takes WAL; a reading verb never creates a
file and leaves none behind.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from json import JSONDecodeError
from pathlib import Path
from typing import Protocol
from weakref import WeakKeyDictionary

from msgspec import DecodeError
from sqlite_utils import Database as Database  # other modules of storage import it from here
from sqlite_utils.migrations import Migrations

from aggregator import clock
from aggregator.errors import (
    DatabaseLocked,
    DiskFull,
    NewerDatabase,
    NotOurDatabase,
    OlderDatabase,
    StorageError,
)
from storage.sqlite import migrations
from storage.sqlite.packing import add_functions

BUSY_SECONDS = 30.0
PATIENT_MILLISECONDS = 250  # one attempt to take the lock, after which signals are handled
STATEMENTS = 512  # that stay prepared; a crawl uses more than the 128 of Python's default
EMPTYING_MILLISECONDS = 300  # one attempt to empty the log: others cannot write meanwhile
RESTORE = "restore a backup, or save what can be read with aggregator doctor --repair"

_rollback_hooks: list[Callable[[Database], None]] = []


class Patience(Protocol):
    """Takes part in a wait for the write lock; without it a wait ends after BUSY_SECONDS."""

    def wait(self, seconds: float) -> None:
        """Called several times a second with the seconds waited so far; raises to give up."""
        ...

    def end(self, seconds: float) -> None:
        """Called when the lock was taken after more than one attempt."""
        ...


_patient: "WeakKeyDictionary[Database, Patience]" = WeakKeyDictionary()


def on_rollback(hook: Callable[[Database], None]) -> None:
    """Call `hook` with the connection after each rollback: what was cached may be wrong then."""
    _rollback_hooks.append(hook)


def wait_patiently(db: Database, patience: Patience) -> None:
    """Let write transactions of this connection wait for other processes for as long as it takes."""
    db.execute(f"PRAGMA busy_timeout={PATIENT_MILLISECONDS}")
    _patient[db] = patience


@contextmanager
def transaction(db: Database) -> Iterator[Database]:
    """A write transaction. The lock is taken at the start, so that it cannot fail half-way."""
    try:
        with _savepoint(db) if db.conn.in_transaction else _outermost(db):
            yield db
    except BaseException:
        for hook in _rollback_hooks:
            hook(db)
        raise


@contextmanager
def _outermost(db: Database) -> Iterator[None]:
    try:
        _take_write_lock(db)
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        db.conn.rollback()
        raise


@contextmanager
def _savepoint(db: Database) -> Iterator[None]:
    """All have one name, of which SQLite takes the innermost: so the statements are prepared once."""
    db.conn.execute("SAVEPOINT nested")
    try:
        yield
    except BaseException:
        if db.conn.in_transaction:  # some errors end the whole transaction
            db.conn.execute("ROLLBACK TO nested")
            db.conn.execute("RELEASE nested")
        raise
    db.conn.execute("RELEASE nested")


@contextmanager
def snapshot(db: Database) -> Iterator[None]:
    """Lets every read see the file as it is now, whatever others write; within a transaction it changes nothing."""
    if db.conn.in_transaction:
        yield
        return
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.rollback()


def _take_write_lock(db: Database) -> None:
    patience = _patient.get(db)
    start = clock.monotonic()
    while True:
        try:
            db.conn.execute("BEGIN IMMEDIATE")
            break
        except sqlite3.OperationalError as error:
            if patience is None or not _is_locked(error):
                raise
        patience.wait(clock.monotonic() - start)
    if patience and clock.monotonic() - start > PATIENT_MILLISECONDS / 1000:
        patience.end(clock.monotonic() - start)


def _is_locked(error: sqlite3.Error) -> bool:
    return "locked" in str(error) or "busy" in str(error)


@contextmanager
def explain_sqlite_errors(path: Path) -> Iterator[None]:
    """Turn errors of SQLite that a user can resolve, and those of a damaged file, into a StorageError.

    Others pass unchanged.
    """
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError, JSONDecodeError, DecodeError) as error:
        known = _make_storage_error(error, path)
        if known is None:
            raise
        raise known from error


def checkpoint(db: Database, seconds: float = BUSY_SECONDS) -> bool:
    """Move the write-ahead log into the file and empty it; returns False while a reader prevents it.

    Most of it is moved without a lock. Emptying it takes the write lock, each time for a moment only.
    """
    end = time.monotonic() + seconds
    waits = db.execute("PRAGMA busy_timeout").fetchone()[0]
    db.execute(f"PRAGMA busy_timeout={EMPTYING_MILLISECONDS}")
    try:
        while True:
            db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if not busy or time.monotonic() > end:
                return not busy
            time.sleep(0.05)
    finally:
        db.execute(f"PRAGMA busy_timeout={waits}")


def create_file(path: Path) -> None:
    """Create an empty file that only its owner reads. Raises StorageError when the path exists."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise StorageError(f"{path} exists already: choose another name") from error


def backup(db: Database, target: Path) -> None:
    """Copy the whole file without free pages. Raises StorageError when the target exists."""
    create_file(target)
    guarded = db.execute("PRAGMA query_only").fetchone()[0]
    try:
        db.execute("PRAGMA query_only=0")  # to SQLite a copy is a write, also from a reader
        db.execute("VACUUM INTO ?", [str(target)])
    except BaseException:
        target.unlink()
        raise
    finally:
        db.execute(f"PRAGMA query_only={guarded}")


def _make_storage_error(error: Exception, path: Path) -> StorageError | None:
    text = str(error)
    if not isinstance(error, sqlite3.Error) or "decode" in text:
        return StorageError(f"{path} is damaged, as a text in it cannot be read: {RESTORE}")
    if _is_locked(error):
        return DatabaseLocked(f"{path} is in use by another process: wait for it, or stop it")
    if "disk is full" in text or "disk I/O" in text:
        return DiskFull(f"no room to write {path}: free some space and run this again")
    if "user-defined function raised" in text:
        return StorageError(f"{path} is damaged, as a packed text in it cannot be read: {RESTORE}")
    if "not a database" in text or "malformed" in text:
        return NotOurDatabase(f"{path} is not a readable SQLite database: {RESTORE}")
    if "unable to open" in text or "readonly" in text:
        return StorageError(f"cannot open {path} for this: check that folder and file allow it")
    return None


def open_writable(path: Path, steps: Migrations, undo: ExitStack) -> Database:
    if path.is_dir():
        raise StorageError(f"{path} is a folder: name a database file")
    if not path.parent.is_dir():
        raise StorageError(f"no folder {path.parent}: create it first")
    existed = path.exists() and path.stat().st_size > 0
    db = _connect(f"file:{_quote_path(path)}?mode=rwc", undo)
    if existed:
        _check_program_and_version(db, path, steps)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    if steps.pending(db):
        if existed:
            backup(db, find_unused_path(path, "before"))
        _migrate(db, steps)
    return db


def open_new(path: Path, undo: ExitStack) -> Database:
    """Open a new, empty file for writing, with mode 600. Raises StorageError when the path exists."""
    create_file(path)
    db = _connect(f"file:{_quote_path(path)}?mode=rw", undo)
    db.execute("PRAGMA journal_mode=WAL")
    return db


def find_unused_path(path: Path, what: str) -> Path:
    """Returns a path beside a file, with the time in its name; a second one in a second gets a number."""
    name = f"{path.name}.{what}-{clock.now().replace(':', '')}"
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next(found for name in names if not (found := path.with_name(name)).exists())


def leave_write_ahead_log(path: Path) -> None:
    """Write the log of a file into it and remove its side files; fails while somebody has it open."""
    conn = sqlite3.connect(path, timeout=1.0)
    try:
        conn.execute("PRAGMA journal_mode=DELETE").fetchone()
    finally:
        conn.close()


def _migrate(db: Database, steps: Migrations) -> None:
    db.execute("PRAGMA foreign_keys=0")
    try:
        with transaction(db):
            migrations.migrate(db, steps)
    finally:
        db.execute("PRAGMA foreign_keys=1")


def open_readable(path: Path, steps: Migrations, undo: ExitStack) -> Database:
    """Open a file for reading only. Raises OlderDatabase for one that has to be migrated first.

    Read-write with query_only lets SQLite clean its own side files; else immutable.
    """
    if path.is_dir():
        raise StorageError(f"{path} is a folder: name a database file")
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        mode = "mode=rw"
    else:
        mode = "mode=ro" if _may_be_written(path) else "mode=ro&immutable=1"
    db = _connect(f"file:{_quote_path(path)}?{mode}", undo)
    db.execute("PRAGMA query_only=1")
    _check_program_and_version(db, path, steps)
    if steps.pending(db):
        raise OlderDatabase(
            f"{path} was written by an older version: run a command that writes, such as "
            f"`aggregator --db {path} takedown run`; it makes a backup and migrates the file"
        )
    return db


def open_backup(path: Path, steps: Migrations, undo: ExitStack) -> Database:
    """Open a backup for reading, of this version or an older one. Raises StorageError for a damaged file."""
    db = _connect(f"file:{_quote_path(path)}?mode=ro", undo)
    _check_program_and_version(db, path, steps)
    if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise StorageError(f"{path} is damaged: take another backup")
    db.execute("PRAGMA query_only=1")
    return db


def _may_be_written(path: Path) -> bool:
    """Whether another process may be writing: the side files of the log say so."""
    wal, shared = (path.with_name(path.name + end) for end in ("-wal", "-shm"))
    return shared.exists() or (wal.exists() and wal.stat().st_size > 0)


def _quote_path(path: Path) -> str:
    from urllib.parse import quote

    return quote(str(path.resolve()))


def _connect(uri: str, undo: ExitStack) -> Database:
    """Open a connection that `undo` closes: one that stays open would keep its side files."""
    conn = sqlite3.connect(
        uri,
        uri=True,
        timeout=BUSY_SECONDS,
        check_same_thread=False,
        cached_statements=STATEMENTS,
    )
    undo.callback(conn.close)
    add_functions(conn)
    conn.execute("PRAGMA foreign_keys=1")
    conn.execute("PRAGMA secure_delete=1")
    if conn.execute("PRAGMA secure_delete").fetchone()[0] != 1:
        raise StorageError("this SQLite cannot overwrite deleted text (secure_delete): use another")
    return Database(conn)


def _check_program_and_version(db: Database, path: Path, steps: Migrations) -> None:
    if db.execute("PRAGMA application_id").fetchone()[0] != migrations.APPLICATION_ID:
        raise NotOurDatabase(f"{path} is not a database of this program: name another with --db")
    if db.execute("PRAGMA user_version").fetchone()[0] > migrations.current_version(steps):
        raise NewerDatabase(f"{path} was written by a newer version: update this program")
