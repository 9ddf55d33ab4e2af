"""What SQLite may keep of deleted rows (index, dead bytes, write-ahead log), and how to remove it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.sqlite.connection import checkpoint
from storage.sqlite.packing import PACKED
from storage.sqlite.repository import Repository
from storage.sqlite.schema import Column, list_columns, list_key_columns, quote

BATCH_ROWS = 1000  # that are read together
MERGE_PAGES = 500  # pages of the index that are written in one step
MAX_MERGE_STEPS = 100_000  # more than any index needs
MERGE_ATTEMPTS = 3  # while others add to the index
MIN_CHANGES = 2  # rows changed by a merge that found something to merge; see the FTS5 documentation
STRUCTURE = 10  # id of the row of `articles_fts_data` that lists the pieces of the index
INDEXED = {"articles": ("title", "text", "link_text")}  # read through the full-text index
INDEX_TABLES = ("articles_fts", "articles_fts_data", "articles_fts_idx")

Key = tuple[str, ...]  # of a row: its number, or the columns of its primary key


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Some rows of a table: the columns that identify each, then its texts or bytes."""

    rows: list[tuple[bytes, ...]]
    key_columns: int

    def join(self) -> bytes:
        """Returns the bytes of all rows, a line for each column."""
        return b"\n".join(map(b"\n".join, self.rows)) + b"\n"

    def split(self) -> Iterator[tuple[Key, bytes]]:
        """Yields what identifies each row, and its bytes."""
        for row in self.rows:
            key = (value.decode("utf-8", "surrogateescape") for value in row[: self.key_columns])
            yield tuple(key), b"\n".join(row[self.key_columns :]) + b"\n"


class ResidualData(Repository):
    """The rows of one database file, its dead bytes and its write-ahead log."""

    def path(self) -> Path:
        """Returns the path of the file."""
        rows = self._db.conn.execute("PRAGMA database_list").fetchall()
        return Path(next(path for _, name, path in rows if name == "main"))

    def checkpoint(self, seconds: float) -> bool:
        """Write the log into the file and empty it; False when a reader prevents that so long."""
        return checkpoint(self._db, seconds)

    def list_tables(self) -> list[str]:
        """Returns every table of the file but those of the full-text index, the schema first."""
        rows = self._db.conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        )
        return ["sqlite_master", *(name for (name,) in rows if name not in INDEX_TABLES)]

    def read_rows(self, table: str) -> Iterator[RowBatch]:
        """Yields the texts of all rows of a table in batches.

        The texts of articles are left out: the full-text index is asked for them.
        """
        columns = self._columns(table)
        numbers = [column for column in columns if column.affinity == "number"]
        texts = [column for column in columns if column.affinity == "text"]
        if numbers and self._holds_texts(table, numbers):
            texts += numbers
        yield from self._read_columns(table, texts, "TEXT")

    def read_blobs(self, table: str) -> Iterator[RowBatch]:
        """Yields the columns for bytes of all rows of a table in batches."""
        blobs = [column for column in self._columns(table) if column.affinity == "blob"]
        yield from self._read_columns(table, blobs, "BLOB")

    def read_row(self, table: str, key: Key) -> dict[str, str]:
        """Returns the texts of one row by column; without those of an article."""
        columns = self._columns(table)
        texts = ", ".join(f"CAST({_unpacked(table, column)} AS BLOB)" for column in columns)
        where = " AND ".join(f"{name} = ?" for name in list_key_columns(self._db, table))
        query = f"SELECT {texts} FROM {quote(table)} WHERE {where}"
        row = self._db.conn.execute(query, key).fetchone() or ()
        return {
            column.name: value.decode("utf-8", "replace")
            for column, value in zip(columns, row, strict=False)
            if value is not None
        }

    def _read_columns(self, table: str, columns: Sequence[Column], kind: str) -> Iterator[RowBatch]:
        if not columns:
            return
        key = list_key_columns(self._db, table)
        values = [f"coalesce(CAST({_unpacked(table, c)} AS {kind}), '')" for c in columns]
        names = ", ".join([*(f"CAST({name} AS TEXT)" for name in key), *values])
        for batch in self._read_as_bytes(f"SELECT {names} FROM {quote(table)}"):
            yield RowBatch(batch, len(key))

    def _columns(self, table: str) -> list[Column]:
        indexed = INDEXED.get(table, ())
        return [column for column in list_columns(self._db, table) if column.name not in indexed]

    def _read_as_bytes(self, query: str) -> Iterator[list[tuple[bytes, ...]]]:
        """Yields rows in batches, with texts as bytes: nothing is decoded that is only searched."""
        with self._texts_as_bytes():  # some versions fetch the first row at once
            rows = self._db.conn.execute(query)
            batch = rows.fetchmany(BATCH_ROWS)
        while batch:
            yield batch
            with self._texts_as_bytes():
                batch = rows.fetchmany(BATCH_ROWS)

    @contextmanager
    def _texts_as_bytes(self) -> Iterator[None]:
        self._db.conn.text_factory = bytes
        try:
            yield
        finally:
            self._db.conn.text_factory = str

    def _holds_texts(self, table: str, numbers: Sequence[Column]) -> bool:
        """Does a column for numbers hold a text or bytes? SQLite allows it."""
        others = " OR ".join(f"typeof({quote(c.name)}) IN ('text', 'blob')" for c in numbers)
        query = f"SELECT 1 FROM {quote(table)} WHERE {others} LIMIT 1"
        return self._db.conn.execute(query).fetchone() is not None


class MainResidualData(ResidualData):
    """What the main file keeps."""

    def is_said(self, words: str) -> bool:
        """Do title or text of an article hold these words, one after the other, as the index spells them?"""
        phrase = '"' + words.replace('"', '""').replace("\0", " ") + '"'
        query = "SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT 1"
        return self._db.conn.execute(query, [phrase]).fetchone() is not None

    def read_authors(self) -> Iterator[bytes]:
        """Yields the lists of authors of all articles, a line each, in chunks."""
        for batch in self._read_as_bytes("SELECT DISTINCT authors FROM articles"):
            yield RowBatch(batch, 0).join()

    def merge_full_text_index(self) -> bool:
        """Merge the full-text index into one piece, in short steps: only then do deleted words leave it.

        False when a piece from before remains. SQLite before 3.42 has no other way, and it cannot read a
        file on which the newer way was used.
        """
        if self._has_index_samples():
            with self.transaction() as db:
                db.conn.execute("DELETE FROM sqlite_stat4")
        former = self._list_index_pieces()
        for _ in range(MERGE_ATTEMPTS):
            if len(former) > 1:
                self._merge_index()
            pieces = self._list_index_pieces()
            if len(pieces) <= 1 or pieces.isdisjoint(former):
                return True
        return False

    def _merge_index(self) -> None:
        """Merge in steps. What that frees is not overwritten now: `dead_space` clears all of it at once."""
        with self._without_overwriting():
            for step in range(MAX_MERGE_STEPS):
                before = self._db.conn.total_changes
                pages = (
                    MERGE_PAGES if step else -MERGE_PAGES
                )  # negative: begin with the whole index
                with self.transaction() as db:
                    db.conn.execute(
                        "INSERT INTO articles_fts (articles_fts, rank) VALUES ('merge', ?)", [pages]
                    )
                if self._db.conn.total_changes - before < MIN_CHANGES:
                    return

    @contextmanager
    def _without_overwriting(self) -> Iterator[None]:
        setting = self._db.execute("PRAGMA secure_delete").fetchone()[0]
        self._db.execute("PRAGMA secure_delete=0").fetchone()
        try:
            yield
        finally:
            self._db.execute(f"PRAGMA secure_delete={setting}").fetchone()

    def _list_index_pieces(self) -> set[tuple[int, ...]]:
        """(id, first page, last page) of every piece of the index, see `fts5_index.c`."""
        query = "SELECT block FROM articles_fts_data WHERE id = ?"
        block = self._db.conn.execute(query, [STRUCTURE]).fetchone()[0]
        numbers = _read_varints(block[4:])
        levels, _, _ = (next(numbers) for _ in range(3))
        pieces = set()
        for _ in range(levels):
            _, count = next(numbers), next(numbers)
            pieces |= {tuple(next(numbers) for _ in range(3)) for _ in range(count)}
        return pieces

    def _has_index_samples(self) -> bool:
        """Has ANALYZE stored samples of index keys, addresses among them?"""
        query = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat4'"
        return self._db.conn.execute(query).fetchone() is not None


class PrivateResidualData(ResidualData):
    """What the private file keeps."""


def _unpacked(table: str, column: Column) -> str:
    """Returns what reads a column, for use in SQL: of a packed text the text."""
    name = quote(column.name)
    return f"unpack({name})" if column.name in PACKED.get(table, ()) else name


def _read_varints(data: bytes) -> Iterator[int]:
    """Yields numbers that end with a byte below 128; none here is longer than eight bytes."""
    value = 0
    for byte in data:
        value = value << 7 | byte & 127
        if byte < 128:
            yield value
            value = 0
