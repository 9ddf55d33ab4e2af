"""Whether others have written: the number by which SQLite counts what other connections commit.

Within a write transaction nobody else can commit, so there it is asked once.
"""

from weakref import WeakKeyDictionary

from sqlite_utils import Database

_held: "WeakKeyDictionary[Database, int]" = WeakKeyDictionary()


def version(db: Database) -> int:
    """A number that changes when another connection has committed."""
    held = _held.get(db)
    return _asked(db) if held is None else held


def hold(db: Database) -> None:
    """A write transaction has begun."""
    _held[db] = _asked(db)


def release(db: Database) -> None:
    """It has ended."""
    _held.pop(db, None)


def _asked(db: Database) -> int:
    return int(db.conn.execute("PRAGMA data_version").fetchone()[0])
