"""A backup put in place of a main file."""

from contextlib import ExitStack
from pathlib import Path

from aggregator.errors import NotStored, StorageError
from storage import pairs
from storage.sqlite import connection, migrations
from storage.sqlite.connection import (
    Database,
    explain_sqlite_errors,
    open_backup,
    open_writable,
)
from storage.store import private_path


def restore(backup: Path, path: Path, *, unmatched: bool = False) -> Path | None:
    """Put a backup in place of the main file at `path`; returns where the former file is kept.

    The private file at `path` stays, since it knows what was taken down after the backup was made; the
    backup's is used where there is none. Raises StorageError for a file that is no backup, a private file of a newer
    version, and, but with `unmatched`, two files that do not belong together; DatabaseLocked while another process
    has the database open.
    """
    if not backup.exists():
        raise NotStored(f"no backup at {backup}: name the copy of a main file")
    if backup.resolve() == path.resolve():
        raise StorageError(f"{backup} is the database itself: name a backup of it")
    own, kept = private_path(path), private_path(backup)
    with explain_sqlite_errors(backup), ExitStack() as undo:
        source = open_backup(backup, migrations.main_migrations, undo)
        used = own if own.exists() else kept
        if used.exists():  # one that this program cannot use would leave half a restore
            private = open_backup(used, migrations.private_migrations, undo)
            if not unmatched:
                _require_pair(source, private, backup, used)
        former = _set_aside(path) if path.exists() else None
        connection.backup(source, path)
    if not own.exists() and kept.exists():
        with explain_sqlite_errors(kept), ExitStack() as undo:
            connection.backup(open_backup(kept, migrations.private_migrations, undo), own)
    if unmatched:
        with explain_sqlite_errors(path), ExitStack() as undo:
            pairs.release(open_writable(path, migrations.main_migrations, undo))
    return former


def _require_pair(main: Database, private: Database, path: Path, private_path: Path) -> None:
    try:
        pairs.check_pair(main, private, path, private_path)
        pairs.check_age(main, private, path, private_path)
    except StorageError as error:
        raise StorageError(
            f"{error}, or add --unmatched if you know that they belong together"
        ) from error


def check_backup(path: Path) -> int:
    """Returns the number of articles in a backup, both files of which were read whole.

    Raises NotStored without a backup; StorageError when a file is damaged, a reference in it leads nowhere, or the
    two do not belong together.
    """
    if not path.exists():
        raise NotStored(f"no backup at {path}: name the copy of a main file")
    private = private_path(path)
    with explain_sqlite_errors(path), ExitStack() as undo:
        main = open_backup(path, migrations.main_migrations, undo)
        _require_whole(main, path)
        if not private.exists():
            raise StorageError(
                f"{private} is missing: a backup is a main file and its private file"
            )
        with explain_sqlite_errors(private):
            private_db = open_backup(private, migrations.private_migrations, undo)
            _require_whole(private_db, private)
        pairs.check_pair(main, private_db, path, private)
        pairs.check_age(main, private_db, path, private)
        return int(main.execute("SELECT count(*) FROM articles").fetchone()[0])


def _require_whole(db: Database, path: Path) -> None:
    """Raises StorageError when SQLite finds a fault in a file, or a reference leads nowhere."""
    found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise StorageError(f"{path} is damaged: {found}")
    if db.execute("PRAGMA foreign_key_check").fetchone():
        raise StorageError(f"{path} is damaged: references in it lead nowhere")


def _set_aside(path: Path) -> Path:
    """Rename a main file that nobody has open; returns its new path."""
    with explain_sqlite_errors(path):
        connection.leave_write_ahead_log(path)
    aside = connection.find_unused_path(path, "replaced")
    path.rename(aside)
    return aside
