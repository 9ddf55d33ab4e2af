"""A database without rows, made once by each process of the tests and copied: quicker than to create it."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from storage.store import open_for_writing, private_path


def copy_empty_database(path: Path) -> Path:
    """Puts a database without rows at a path, which it returns."""
    empty = _make_empty_database()
    shutil.copy(empty, path)
    shutil.copy(private_path(empty), private_path(path))
    return path


@cache
def _make_empty_database() -> Path:
    """The folder is removed when the process ends."""
    folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "empty.db"
    open_for_writing(path).close()
    return path
