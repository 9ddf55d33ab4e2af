"""Upkeep of the database: checks, repair, linking again, backup."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from aggregator import clock
from aggregator.config.settings import DEFAULT_RETENTION, RetentionConfig
from aggregator.errors import StorageError
from aggregator.results import Finding, PublicKey, PublishedEdition, RetainedKind
from aggregator.rights.gate import EXTRACT_WORDS
from storage.sqlite import connection
from storage.store import Store


class Maintenance:
    """Upkeep of an open database: `Aggregator.maintenance`.

    >>> {finding.level for finding in news.maintenance.check()}
    {'ok'}
    >>> news.maintenance.find_invalid_signatures()
    []
    """

    def __init__(self, store: Store, extract_words: int = EXTRACT_WORDS) -> None:
        self._store = store
        self._extract_words = extract_words

    def recluster(self, progress: Callable[[int], None] | None = None) -> int:
        """Link all articles again and decide every story; returns the number of stories.

        Works in slices, between which others write. Stopped, it goes on where it was when it is called again
        within a day.
        """
        from aggregator.jobs import attribute
        from aggregator.stories.apply import reclustering
        from aggregator.stories.repositories import StoryRepositories

        store, stories = self._store, StoryRepositories.of(self._store)
        with connection.explain_sqlite_errors(store.path):
            if not stories.jobs.is_fresh("linking"):
                store.stories.mark_all_dirty()
                stories.jobs.begin("linking")
            reclustering.link_all_again(stories, "linking", clock.now(), progress)
            attribute.attribute_changed_stories(
                store.verdicts, store.decisions, store.sources, clock.now(), progress
            )
            stories.jobs.end("linking")
        return store.coverage.count_stories()

    def finalize(self) -> int:
        """Learn boilerplate and decide every changed story; returns the number of verdicts.

        Before that, it is decided again what may be done with articles of which something else was said.
        """
        from aggregator.jobs import finalize, permissions
        from aggregator.stories.repositories import StoryRepositories

        store = self._store
        with connection.explain_sqlite_errors(store.path):
            permissions.decide_changed(permissions.RightsRepositories.of(store), clock.now())
            return finalize.finalize(
                StoryRepositories.of(store), store.verdicts, store.sources, clock.now()
            )

    def check(self) -> list[Finding]:
        """Check both database files and the full-text index; changes nothing."""
        return [Finding(found.level, found.says) for found in self._store.check_integrity()]

    def find_invalid_signatures(self) -> list[int]:
        """Return the ids of articles whose stored signature is not that of their text."""
        from aggregator.jobs import renew_signatures

        return renew_signatures.find_invalid_signatures(self._store.signatures)

    def is_archive_valid(self) -> bool:
        """Return whether the archive holds what signatures and index entries say."""
        return not self._store.archive.find_wrong_bands()

    def repair(self) -> list[str]:
        """Make again every table that follows from others; return a line on each.

        That is the full-text index, signatures that are not those of their text, index entries, the archive,
        boilerplate, verdicts with their evidence, and when hosts are due; copies where rows of them are missing.
        """
        from aggregator.api.rebuild import rebuild_derived_rows

        with connection.explain_sqlite_errors(self._store.path):
            return list(rebuild_derived_rows(self._store))

    def backup(self, target: Path) -> list[Path]:
        """Copy the database to `target`, and the private file beside it; returns the new files.

        Consistent while others write. Raises StorageError when a target exists.
        """
        return self._store.backup(target)

    def publish(
        self, target: Path, progress: Callable[[int], None] | None = None
    ) -> PublishedEdition:
        """Write the edition that may be given away, and its Datasette metadata beside it, `FILE.metadata.json`.

        Of articles it has headline, publisher, times, link, what their publishers said of their use, and the extract
        that they allow. One state of the database, while others write. `progress` gets the number of articles done.
        Raises UsageError when the target is a file of another kind, StorageError.
        """
        from aggregator.api import publishing

        return publishing.publish(self._store, target, self._extract_words, progress)

    def measure_retention(self, days: RetentionConfig = DEFAULT_RETENTION) -> list[RetainedKind]:
        """Return how much of each kind is older than it is to be kept; changes nothing.

        Raises StorageError without a private file.
        """
        from aggregator.jobs import retention

        repositories = retention.RetentionRepositories.of(self._store)
        return retention.measure(repositories, days, clock.now())

    def retain(
        self,
        days: RetentionConfig = DEFAULT_RETENTION,
        progress: Callable[[int], None] | None = None,
    ) -> list[RetainedKind]:
        """Delete what is older than it is to be kept; returns how much that was.

        Works in slices, between which others write; stopped, it goes on when it is called again. `progress` gets the
        number of texts that are deleted. Raises StorageError without a private file.
        """
        from aggregator.jobs import retention

        repositories = retention.RetentionRepositories.of(self._store)
        with connection.explain_sqlite_errors(self._store.path):
            return retention.retain(repositories, days, clock.now(), progress)

    def set_busy_timeout(self, milliseconds: int) -> None:
        """Set how long a write waits for another process before it raises DatabaseLocked."""
        self._store.set_busy_timeout(milliseconds)

    def explain_errors(self) -> AbstractContextManager[None]:
        """Return a context that raises StorageError for what a user can repair, such as a full disk."""
        return connection.explain_sqlite_errors(self._store.path)

    def create_signing_key(self) -> PublicKey | None:
        """Make the key pair that signs evidence files; returns its public key, None when there was one.

        Raises StorageError without a private file.
        """
        from aggregator.api import evidence

        return evidence.create_signing_key(self._store)

    def replace_signing_key(self) -> PublicKey:
        """Make a new key pair that signs evidence files from now on; the former one stays known.

        Raises StorageError without a private file.
        """
        from aggregator.api import evidence

        self._store.keys.replace_signing_key(clock.now())
        return evidence.list_public_keys(self._store)[0]

    def list_public_keys(self) -> list[PublicKey]:
        """Return the public keys that evidence files are or were signed with, the present one first.

        Raises StorageError without a private file.
        """
        from aggregator.api import evidence

        return evidence.list_public_keys(self._store)

    def form_key(self) -> bytes:
        """Return the secret key that signs the forms of the web pages, made when first needed.

        Raises StorageError without a private file.
        """
        if self._store.private is None:
            raise StorageError("forms need the private file: a writing verb creates it")
        self._store.keys.create_if_missing("forms")
        return self._store.keys.require_key("forms")
