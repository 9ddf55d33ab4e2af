"""The log of a damaged file: what was written last is in it, and belongs into the file before that is read."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.recovery.page_rows import MAGIC, open_pages
from storage.sqlite.integrity import WAL

# Bytes 18 to 23 of the header: https://www.sqlite.org/fileformat2.html
FIXED_VALUES = WAL + bytes((0, 64, 32, 32))


@contextmanager
def with_log(path: Path) -> Iterator[Path]:
    """Yields a file that holds what a file and its log hold: a copy where there is a log, which is deleted then.

    A log that cannot be read is left out, as SQLite does it too. Both files stay as they are.
    """
    log = path.with_name(f"{path.name}-wal")
    if not log.exists() or not log.stat().st_size:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix=".recovery-", dir=path.parent) as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        shutil.copyfile(log, copy.with_name(log.name))
        _mend_header(copy)
        try:
            with closing(sqlite3.connect(copy)) as conn:
                conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.DatabaseError:
            shutil.copyfile(path, copy)
        yield copy


def _mend_header(path: Path) -> None:
    """Write what SQLite needs to open a file at all: its mark, the size of its pages, and that it has a log."""
    page_bytes = open_pages(path.read_bytes()).page_bytes
    with path.open("r+b") as file:
        file.write(MAGIC + (1 if page_bytes == 65536 else page_bytes).to_bytes(2, "big"))
        file.write(FIXED_VALUES)
