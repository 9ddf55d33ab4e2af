"""Backups put back: what was taken down since is erased again before anything is shown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from aggregator import clock
from aggregator.results import WrittenFile
from aggregator.takedown.replay import replay_erasures
from aggregator.takedown.repositories import TakedownStore
from storage import restore as files
from storage.sqlite.connection import explain_sqlite_errors
from storage.store import open_for_writing, private_path


@dataclass(frozen=True, slots=True)
class RestoredBackup:
    """What a restore did; `former` is where the replaced main file is kept, None when there was none."""

    articles: int
    replayed: int  # erasures that the backup lacked
    former: Path | None


def restore(backup: Path, path: Path, *, unmatched: bool = False) -> RestoredBackup:
    """Return what was restored from a backup of the main file to `path`.

    Raises NotStored without a backup, StorageError for a file that is none, and, but with `unmatched`, for a main
    and a private file that do not belong together; DatabaseLocked while the database is open.
    """
    former = files.restore(backup, path, unmatched=unmatched)
    with explain_sqlite_errors(path), open_for_writing(path) as store:
        replayed = replay_erasures(TakedownStore.of(store), clock.now())
        if former:
            store.written_files.add(former, "backup", clock.now(), "replaced by a backup")
        return RestoredBackup(store.coverage.article_span().articles, replayed, former)


def verify(backup: Path) -> int:
    """Return the number of articles in a backup, both files of which were read whole.

    Raises NotStored without a backup, StorageError when it cannot be restored.
    """
    return files.check_backup(backup)


def list_superseded(
    path: Path, folder: Path, written: Iterable[WrittenFile], keep: int
) -> list[Path]:
    """Return the backups in a folder that are to be deleted, so that the newest `keep` of them stay.

    These are backups of the database at `path` that have the name that `backup` chose, and are in the ledger of files
    that were written as such; no other file is ever deleted.
    """
    chosen = re.compile(
        rf"{re.escape(path.stem)}-\d{{4}}-\d\d-\d\dT\d{{6}}Z{re.escape(path.suffix)}"
    )
    noted = [Path(each.path) for each in written if each.kind == "backup"]
    made = [
        file
        for file in noted
        if file.parent == folder.resolve() and chosen.fullmatch(file.name) and file.exists()
    ]
    return sorted(made)[: max(0, len(made) - keep)]


def delete(backup: Path) -> None:
    """Delete both files of a backup."""
    for file in (private_path(backup), backup):
        file.unlink(missing_ok=True)
