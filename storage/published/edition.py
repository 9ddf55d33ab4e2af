"""A published edition while it is written, in a file that nobody reads yet."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from aggregator.errors import StorageError
from storage.published.rows import EditionArticle, EditionCopy, EditionEvidence, StoryRow
from storage.published.schema import (
    APPLICATION_ID,
    COUNTS,
    INDEXES,
    SEARCH,
    STORY_INDEXES,
    TABLES,
    VIEWS,
)
from storage.sqlite.connection import explain_sqlite_errors
from storage.sqlite.statements import split_into_statements

SOURCE_COLUMNS = ("id", "name", "domain", "country", "language", "kind", "publisher_group")
_HEADER_BYTES = 72  # of an SQLite file, up to the end of its application id


class EditionFile:
    """The new file; `open_new_edition` opens one. Rows are only added: what is not in it was never in it."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def create_tables(self) -> None:
        """Create the tables, empty."""
        self._run(TABLES)

    def add_meanings(self, table: str, meanings: Mapping[str, str]) -> None:
        """Add what the codes of a table mean."""
        self._conn.executemany(f"INSERT INTO {table} VALUES (?, ?)", meanings.items())

    def add_articles(self, rows: Iterable[EditionArticle]) -> None:
        """Add articles."""
        self._add("articles", EditionArticle._fields, rows)

    def index_articles(self) -> None:
        """Make the articles quick to find, before what refers to them is added."""
        self._run(INDEXES)

    def add_sources(self, rows: Iterable[tuple[int, str, str, str, str, str, str]]) -> None:
        """Add those of these sources that have an article."""
        self._add("sources", SOURCE_COLUMNS, rows, "FROM articles WHERE source_id = ?1")

    def add_stories(self, rows: Iterable[StoryRow]) -> None:
        """Add those of these stories that have an article."""
        self._add("stories", StoryRow._fields, rows, "FROM articles WHERE story_id = ?1")

    def list_single_stories(self, story_ids: Iterable[int]) -> set[int]:
        """Returns those of these stories that have one article."""
        query = "SELECT count(*) FROM (SELECT 1 FROM articles WHERE story_id = ? LIMIT 2)"
        return {key for key in story_ids if self._conn.execute(query, [key]).fetchone()[0] == 1}

    def add_copies(self, rows: Iterable[EditionCopy]) -> None:
        """Add the relations to those stories that have an article."""
        self._add("copies", EditionCopy._fields, rows, "FROM stories WHERE id = ?2")

    def add_evidence(self, rows: Iterable[EditionEvidence]) -> None:
        """Add the evidence of those stories that have an article."""
        names = ("class" if name == "cls" else name for name in EditionEvidence._fields)
        self._add("evidence", tuple(names), rows, "FROM stories WHERE id = ?2")

    def finish(self) -> None:
        """Count, make the index of words and the views, and write all to the disk.

        Raises StorageError when a row refers to one that is missing: a bug.
        """
        for part in (COUNTS, STORY_INDEXES, SEARCH, VIEWS, "ANALYZE;"):
            self._run(part)
        wrong = self._conn.execute("PRAGMA foreign_key_check").fetchone()
        if wrong:
            raise StorageError(f"a row of {wrong[0]} refers to one of {wrong[2]} that is left out")

    def count_rows(self, table: str) -> int:
        """Returns the number of rows of a table."""
        return int(self._conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def _add(
        self,
        table: str,
        names: tuple[str, ...],
        rows: Iterable[tuple[object, ...]],
        needed: str = "",
    ) -> None:
        """Add those rows to a table for which there is a row of what is `needed`, a part of a query."""
        marks = ", ".join(f"?{number}" for number in range(1, len(names) + 1))
        where = f"WHERE EXISTS (SELECT 1 {needed})" if needed else ""
        self._conn.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {marks} {where}", rows
        )

    def _run(self, script: str) -> None:
        for statement in split_into_statements(script):
            self._conn.execute(statement)


@contextmanager
def open_new_edition(path: Path) -> Iterator[EditionFile]:
    """Yields an edition that is written to an empty file, without a journal beside it."""
    with explain_sqlite_errors(path), closing(sqlite3.connect(path)) as conn:
        for setting in ("journal_mode=OFF", "synchronous=OFF", f"application_id={APPLICATION_ID}"):
            conn.execute(f"PRAGMA {setting}")
        edition = EditionFile(conn)
        edition.create_tables()
        yield edition
        conn.commit()
    with path.open("rb") as written:
        os.fsync(written.fileno())


def is_edition(path: Path) -> bool:
    """Returns whether a file is a published edition."""
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    return header[:16] == b"SQLite format 3\x00" and header[68:] == APPLICATION_ID.to_bytes(4)
