"""The base of every repository: storage functions of one subject, bound to one connection."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

from storage.sqlite.connection import Database, snapshot, transaction


class Repository:
    """Storage functions of one subject. Every method reads or writes through one connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def transaction(self) -> AbstractContextManager[Database]:
        """One write transaction; nested ones are savepoints."""
        return transaction(self._db)

    def write_one(
        self, statement: str, parameters: Sequence[object] | Mapping[str, object]
    ) -> sqlite3.Cursor:
        """Runs one statement that writes, in the transaction that is open or else in its own.

        SQLite undoes a single statement that fails, so that it needs no savepoint.
        """
        if self._db.conn.in_transaction:
            return self._db.conn.execute(statement, parameters)
        with self.transaction():
            return self._db.conn.execute(statement, parameters)

    def snapshot(self) -> AbstractContextManager[None]:
        """One state of the file for many reads, whatever others write."""
        return snapshot(self._db)
