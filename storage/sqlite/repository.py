"""The base of every repository: storage functions of one subject, bound to one connection."""

from contextlib import AbstractContextManager

from storage.sqlite.connection import Database, snapshot, transaction


class Repository:
    """Storage functions of one subject. Every method reads or writes through one connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def transaction(self) -> AbstractContextManager[Database]:
        """One write transaction; nested ones are savepoints."""
        return transaction(self._db)

    def snapshot(self) -> AbstractContextManager[None]:
        """One state of the file for many reads, whatever others write."""
        return snapshot(self._db)
