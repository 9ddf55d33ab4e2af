"""A backup put in place of a main file."""

from contextlib import ExitStack
from pathlib import Path

from aggregator.errors import NotStored, StorageError
from storage.sqlite import connection, migrations
from storage.sqlite.connection import explain_sqlite_errors, open_backup
from storage.store import private_path


def restore(backup: Path, path: Path) -> Path | None:
    """Put a backup in place of the main file at `path`; returns where the former file is kept.

    The private file at `path` stays, since it knows what was taken down after the backup was made; the
    backup's is used where there is none. Raises StorageError for a file that is no backup or a private file of a
    newer version, and DatabaseLocked while another process has the database open.
    """
    if not backup.exists():
        raise NotStored(f"no backup at {backup}: name the copy of a main file")
    if backup.resolve() == path.resolve():
        raise StorageError(f"{backup} is the database itself: name a backup of it")
    own, kept = private_path(path), private_path(backup)
    with explain_sqlite_errors(backup), ExitStack() as undo:
        source = open_backup(backup, migrations.main_migrations, undo)
        if own.exists():  # one that this program cannot use would leave half a restore
            open_backup(own, migrations.private_migrations, undo)
        former = _set_aside(path) if path.exists() else None
        connection.backup(source, path)
    if not own.exists() and kept.exists():
        with explain_sqlite_errors(kept), ExitStack() as undo:
            connection.backup(open_backup(kept, migrations.private_migrations, undo), own)
    return former


def _set_aside(path: Path) -> Path:
    """Rename a main file that nobody has open; returns its new path."""
    with explain_sqlite_errors(path):
        connection.leave_write_ahead_log(path)
    aside = connection.find_unused_path(path, "replaced")
    path.rename(aside)
    return aside
