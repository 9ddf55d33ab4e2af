"""The published edition of an open database."""

from collections.abc import Callable
from pathlib import Path

from aggregator import clock
from aggregator.jobs.permissions import RightsRepositories, decide_changed
from aggregator.publishing import files
from aggregator.results import PublishedEdition
from aggregator.rights.policy import find_version
from storage.published.reader import EditionReader
from storage.sqlite import connection
from storage.store import Store


def publish(
    store: Store, target: Path, words: int, progress: Callable[[int], None] | None
) -> PublishedEdition:
    """Write the published edition to a file, and its Datasette metadata beside it.

    Extracts have so many `words`. What may be done with articles is decided first where that is outdated. Raises
    UsageError; StorageError where that is to be decided and the database is open for reading only.
    """
    with connection.explain_sqlite_errors(store.path):
        if not store.permissions.are_decided(find_version(), clock.now()):
            decide_changed(RightsRepositories.of(store), clock.now())
        return files.publish(EditionReader(store.main), store.permissions, target, words, progress)
