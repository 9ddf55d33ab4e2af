"""Backups put back: what was taken down since is erased again before anything is shown."""

from dataclasses import dataclass
from pathlib import Path

from aggregator import clock
from aggregator.takedown.replay import replay_erasures
from aggregator.takedown.repositories import TakedownStore
from storage import restore as files
from storage.sqlite.connection import explain_sqlite_errors
from storage.store import open_for_writing


@dataclass(frozen=True, slots=True)
class RestoredBackup:
    """What a restore did; `former` is where the replaced main file is kept, None when there was none."""

    articles: int
    replayed: int  # erasures that the backup lacked
    former: Path | None


def restore(backup: Path, path: Path) -> RestoredBackup:
    """Return what was restored from a backup of the main file to `path`.

    Raises NotStored without a backup, StorageError for a file that is none, DatabaseLocked while the
    database is open.
    """
    former = files.restore(backup, path)
    with explain_sqlite_errors(path), open_for_writing(path) as store:
        replayed = replay_erasures(TakedownStore.of(store), clock.now())
        if former:
            store.written_files.add(former, "backup", clock.now(), "replaced by a backup")
        return RestoredBackup(store.coverage.article_span().articles, replayed, former)
