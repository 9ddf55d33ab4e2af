"""Files that were written from the database: which may still hold what was taken down."""

import glob
from datetime import UTC, datetime
from pathlib import Path

from aggregator import clock
from aggregator.formats.part_files import part_path, remove_abandoned_part
from aggregator.results.takedowns import WrittenFile
from storage.private.written_files import WrittenFiles


def list_present(files: WrittenFiles) -> list[WrittenFile]:
    """Returns the files of the ledger that are still where they were written, oldest first."""
    return [each for each in files.list_all() if _is_present(Path(each.path))]


def clean_up(files: WrittenFiles, database: Path) -> int:
    """Remove what killed exports left, and forget files that are gone; returns how many were removed.

    Backups that were made before a migration of the database are noted first.
    """
    _note_backups_of_migrations(files, database)
    removed = 0
    for each in files.list_all():
        path = Path(each.path)
        removed += remove_abandoned_part(path)
        if not _is_present(path):
            files.forget(each.path)
    return removed


def _note_backups_of_migrations(files: WrittenFiles, database: Path) -> None:
    known = {each.path for each in files.list_all()}
    for path in sorted(database.parent.glob(f"{glob.escape(database.stem)}*.before-*")):
        if str(path.resolve()) not in known:
            written_at = clock.to_text(datetime.fromtimestamp(path.stat().st_mtime, UTC))
            files.add(path, "backup", written_at, "before a migration")


def _is_present(path: Path) -> bool:
    return path.exists() or part_path(path).exists()
