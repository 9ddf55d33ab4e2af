"""Fills the dead bytes of a database file with zeros, so that nothing of deleted rows is left in it.

SQLite overwrites what it deletes, but not the copies of rows that stay in a page when its rows move to
another page. Nobody reads these bytes, so they can be overwritten in the file itself, under two conditions:
nobody changes the file meanwhile (the write lock is held and the write-ahead log is empty, so that nothing
is to be moved from it), and nobody writes an older image of a page from his memory later (a commit follows,
after which every connection drops what it remembers). One table or index after another, so that the lock is
never held for long. A process that is killed in between leaves a valid file with less in its dead bytes.

It runs in a process of its own: a process that closes a file loses all locks that SQLite holds on it
(https://www.sqlite.org/howtocorrupt.html, 2.2). That process ends without closing its connections: the last
one to be closed deletes the log, and whether it is the last is known by such locks only.
"""

import json
import mmap
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np

from aggregator.errors import StorageError
from storage.sqlite import pages
from storage.sqlite.pages import PageFile

LOCK_SECONDS = 0.2  # one attempt to get the write lock or to empty the log
PAUSE_SECONDS = 0.02  # between attempts: lets others write
SCHEMA_ROOT, FREE_PAGES = 1, 0  # the first page; no page, the list of free ones

# The module search path of this process goes with it: the working folder may hold other modules.
_PROGRAM = """import json, sys
sys.path[:] = json.loads(sys.argv[1])
from storage.sqlite import dead_space
dead_space.run(sys.argv[3:], float(sys.argv[2]))
"""

# What stays open until the process ends, see above.
_connections: list[sqlite3.Connection] = []
_maps: dict[tuple[int, int], mmap.mmap] = {}


@dataclass(frozen=True, slots=True)
class DeadSpace:
    """Bytes of a file, how many of them are dead, and how many of these were not zero."""

    size: int
    dead: int
    cleared: int
    locked_seconds: float  # the longest time for which the write lock was held


class _Busy(Exception):
    """Another process writes or reads all the time."""


def clear_in_own_process(paths: Sequence[Path], seconds: float) -> list[DeadSpace] | None:
    """Clear the dead bytes of database files in another process; None when one was in use too long.

    Raises StorageError when a file is damaged.
    """
    given = [json.dumps(sys.path), str(seconds), *map(str, paths)]
    command = [sys.executable, "-P", "-c", _PROGRAM, *given]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - this program, without a shell
    if done.returncode:
        why = done.stderr.strip().rpartition("\n")[2]
        raise StorageError(why or "the process that clears deleted text was ended: run this again")
    found = [part and DeadSpace(**part) for part in json.loads(done.stdout)]
    return None if None in found else found


def run(paths: Sequence[str], seconds: float) -> NoReturn:
    """Clear files, print the results as JSON (`null` for one in use too long), and end the process."""
    try:
        found = [clear(Path(path), seconds) for path in paths]
        print(json.dumps([part and asdict(part) for part in found]), flush=True)  # noqa: T201 - read by the caller
        os._exit(0)
    except (StorageError, sqlite3.Error, OSError) as error:
        print(error, file=sys.stderr, flush=True)  # noqa: T201 - read by the caller
        os._exit(1)


def clear(path: Path, seconds: float) -> DeadSpace | None:
    """Clear the dead bytes of a database file; for a process without other connections to it, see `run`."""
    deadline = time.monotonic() + seconds
    handle = os.open(path, os.O_RDWR)  # never closed
    try:
        total = DeadSpace(0, 0, 0, 0.0)
        for root in _list_roots(path):
            part = _clear_tree(path, handle, root, deadline)
            total = DeadSpace(
                part.size,
                total.dead + part.dead,
                total.cleared + part.cleared,
                max(total.locked_seconds, part.locked_seconds),
            )
        with _locked(path, deadline):
            return total
    except _Busy:
        return None


def _list_roots(path: Path) -> list[int]:
    """Where the list of free pages, the schema and each table and index begin."""
    db = _connect(path)
    rows = db.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 0").fetchall()
    return [FREE_PAGES, SCHEMA_ROOT, *(root for (root,) in rows)]


def _clear_tree(path: Path, handle: int, root: int, deadline: float) -> DeadSpace:
    """Clear one table or index, or the free pages, while nobody can write."""
    with _locked(path, deadline) as db:
        start = time.monotonic()
        if root > SCHEMA_ROOT and not _has_root(db, root):
            return DeadSpace(
                os.fstat(handle).st_size, 0, 0, 0.0
            )  # it was dropped or moved meanwhile
        mapped = _map(handle)
        dead, cleared = _overwrite(mapped, root)
        # A commit, even of the same number, writes the first page: never with that page's own dead bytes.
        if cleared and root != SCHEMA_ROOT:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            db.execute(f"PRAGMA user_version={version}")
            db.execute("COMMIT")
        return DeadSpace(len(mapped), dead, cleared, time.monotonic() - start)


def _has_root(db: sqlite3.Connection, root: int) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE rootpage = ?"
    return db.execute(query, [root]).fetchone() is not None


def _overwrite(mapped: mmap.mmap, root: int) -> tuple[int, int]:
    """(dead bytes, those that were in a range with anything but zeros) of a tree, or of the free pages."""
    data = np.frombuffer(mapped, np.uint8)
    ranges = _find_ranges(pages.open_pages(data), root)
    starts, ends = pages.select_nonzero(data, ranges)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        data[start:end] = 0
    if starts.size:
        mapped.flush()
    return int((ranges[1] - ranges[0]).sum()), int((ends - starts).sum())


def _map(handle: int) -> mmap.mmap:
    """The bytes of a file in memory; the same as before while it has the same size."""
    place = (handle, os.fstat(handle).st_size)
    if place not in _maps:
        _maps[place] = mmap.mmap(handle, 0)
    return _maps[place]


def _find_ranges(file: PageFile, root: int) -> pages.Ranges:
    if root == FREE_PAGES:
        return pages.find_dead_ranges_of_free_pages(file)
    return pages.find_dead_ranges_of_tree(file, root)


@contextmanager
def _locked(path: Path, deadline: float) -> Iterator[sqlite3.Connection]:
    """A new connection that holds the write lock while the write-ahead log is empty."""
    log = path.with_name(f"{path.name}-wal")
    db = _connect(path)
    while not _lock(db, log):
        if time.monotonic() > deadline:
            raise _Busy
        time.sleep(PAUSE_SECONDS)
    try:
        yield db
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _connect(path: Path) -> sqlite3.Connection:
    """A connection that remembers nothing of the file yet, and stays open until the process ends."""
    db = sqlite3.connect(path, timeout=LOCK_SECONDS, isolation_level=None)
    db.execute("PRAGMA secure_delete=1")
    _connections.append(db)
    return db


def _lock(db: sqlite3.Connection, log: Path) -> bool:
    """Empty the log and take the write lock; False when somebody prevents that."""
    try:
        db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        if db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            return False
        db.execute("BEGIN IMMEDIATE")
        if not log.exists() or log.stat().st_size == 0:
            return True
        db.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error) and "busy" not in str(error):
            raise
    return False
