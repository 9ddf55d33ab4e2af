"""Files that were written from the database, in the private file: an erasure does not reach them."""

from pathlib import Path

from aggregator.results.takedowns import WrittenFile, WrittenFileKind
from storage.sqlite.repository import Repository


class WrittenFiles(Repository):
    """The ledger of exports, evidence files and backups."""

    def add(self, path: Path, kind: WrittenFileKind, now: str, what: str = "") -> None:
        """Note that a file was begun; an earlier file of the same path is replaced."""
        where = str(path.resolve())
        with self.transaction():
            self._db.conn.execute("DELETE FROM written_files WHERE path = ?", [where])
            row = {"path": where, "kind": kind, "written_at": now, "what": what}
            self._db.table("written_files").insert(row)

    def list_all(self) -> list[WrittenFile]:
        """Returns every file of the ledger, oldest first."""
        rows = self._db.query(
            "SELECT path, kind, written_at, what FROM written_files ORDER BY written_at, id"
        )
        return [WrittenFile(**row) for row in rows]

    def forget(self, path: str) -> None:
        """Delete a file from the ledger, as it is gone from the disk."""
        with self.transaction():
            self._db.conn.execute("DELETE FROM written_files WHERE path = ?", [path])
