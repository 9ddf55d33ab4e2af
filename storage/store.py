"""The two files of a database, opened safely, with one repository for each subject.

A writing verb creates or migrates them (after a backup) and uses WAL; a reading verb never creates a
file and leaves none behind.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.errors import NotStored, StaleDatabase, StorageError
from storage import pairs
from storage.corpus.absences import Absences
from storage.corpus.addresses import Addresses
from storage.corpus.articles import Articles
from storage.corpus.captures import Captures
from storage.corpus.coverage import Coverage
from storage.corpus.decisions import Decisions
from storage.corpus.erasure import Erasure
from storage.corpus.last_erasure import LastErasure
from storage.corpus.long_jobs import LongJobs
from storage.corpus.membership import Membership
from storage.corpus.page_facts import PageFactsReader
from storage.corpus.permissions import ArticlePermissions
from storage.corpus.quotations import Quotations
from storage.corpus.redirects import Redirects
from storage.corpus.repeated import RepeatedArticles
from storage.corpus.retention import Retention
from storage.corpus.search import Search
from storage.corpus.statements import Statements
from storage.corpus.stories import Stories
from storage.corpus.verdicts import Verdicts
from storage.corpus.watched_data import WatchedData
from storage.frontier.repositories import CrawlRepositories
from storage.links.relations import Relations
from storage.links.site_boilerplate import SiteBoilerplate
from storage.links.unstored_texts import UnstoredTexts
from storage.private.keys import TOMBSTONE_KEY
from storage.private.repositories import PrivateRepositories
from storage.private.tombstones import Tombstones
from storage.sqlite import connection, integrity, migrations
from storage.sqlite.connection import (
    Database,
    Patience,
    explain_sqlite_errors,
    open_readable,
    open_writable,
)
from storage.sqlite.residual_data import MainResidualData

if TYPE_CHECKING:
    from storage.links.archive import Archive
    from storage.links.bulk import BulkLinks
    from storage.links.candidates import Candidates
    from storage.links.separations import Separations
    from storage.links.signatures import Signatures


ERASURE_SECONDS = 2.0  # between the commits of an erasure in the two files


class Store(PrivateRepositories, CrawlRepositories):
    """Both files, open, and their repositories.

    `private` is None when a reading verb found no private file; the repositories of the private
    file then raise StorageError. The repositories of linking are imported when they are first used:
    they need numpy. Without `uses_archive`, linking neither asks the archive nor writes to it.
    """

    def __init__(
        self, main: Database, private: Database | None, path: Path, *, uses_archive: bool = True
    ) -> None:
        super().__init__(private, path)
        self.main = main
        self.uses_archive = uses_archive

    def close(self) -> None:
        """Close both files."""
        for db in (self.main, self.private):
            if db is not None:
                db.conn.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def check_integrity(self) -> Iterator[integrity.Finding]:
        """Check both files. Nothing is repaired."""
        yield from integrity.check_main(self.main, self.path)
        yield from integrity.check_private(self.private, private_path(self.path))
        if self.private is not None:
            yield from integrity.check_erasures(self.last_erasure.get(), self.erasures.highest_id())

    def has_link_faults(self) -> bool:
        """Returns whether links of articles are missing that every article has."""
        return integrity.has_link_faults(self.main)

    def backup(self, target: Path) -> list[Path]:
        """Copy the main file to `target`, and the private file beside it; returns the new files.

        Raises StorageError when a target exists.
        """
        connection.backup(self.main, target)
        if self.private is None:
            return [target]
        connection.backup(self.private, private_path(target))
        return [target, private_path(target)]

    def set_busy_timeout(self, milliseconds: int) -> None:
        """Set how long a write waits for another process before it raises DatabaseLocked."""
        for db in (self.main, self.private):
            if db is not None:
                db.execute(f"PRAGMA busy_timeout={milliseconds}")

    def wait_patiently(self, patience: Patience) -> None:
        """Let every write wait for other processes until it can be done or `patience` gives up."""
        for db in (self.main, self.private):
            if db is not None:
                connection.wait_patiently(db, patience)

    def knows_all_erasures(self) -> bool:
        """Does the main file know the same erasures as the private one? A restored backup does not."""
        if self.private is None:
            return True
        recorded = self.erasures.highest_id()
        is_recorded = recorded > 0 or self.tombstones.is_empty()
        return is_recorded and self.last_erasure.get() == recorded

    @cached_property
    def articles(self) -> Articles:
        return Articles(self.main)

    @cached_property
    def absences(self) -> Absences:
        return Absences(self.main)

    @cached_property
    def captures(self) -> Captures:
        return Captures(self.main)

    @cached_property
    def addresses(self) -> Addresses:
        return Addresses(self.main, self._read_fingerprint_key)

    @cached_property
    def stories(self) -> Stories:
        return Stories(self.main)

    @cached_property
    def verdicts(self) -> Verdicts:
        return Verdicts(self.main)

    @cached_property
    def membership(self) -> Membership:
        return Membership(self.main, self._read_fingerprint_key)

    def _read_fingerprint_key(self) -> bytes:
        """The key of the fingerprints of texts that are not stored; empty without a private file.

        Raises StorageError when it was lost.
        """
        return self.keys.require_key(TOMBSTONE_KEY) if self.private is not None else b""

    @cached_property
    def long_jobs(self) -> LongJobs:
        return LongJobs(self.main)

    @cached_property
    def decisions(self) -> Decisions:
        return Decisions(self.main)

    @cached_property
    def repeated(self) -> RepeatedArticles:
        return RepeatedArticles(self.main)

    @cached_property
    def coverage(self) -> Coverage:
        return Coverage(self.main)

    @cached_property
    def search(self) -> Search:
        return Search(self.main)

    @cached_property
    def redirects(self) -> Redirects:
        return Redirects(self.main, self._read_fingerprint_key)

    @cached_property
    def signatures(self) -> "Signatures":
        from storage.links.signatures import Signatures

        return Signatures(self.main)

    @cached_property
    def candidates(self) -> "Candidates":
        from storage.links.candidates import Candidates

        return Candidates(self.main)

    @cached_property
    def separations(self) -> "Separations":
        from storage.links.separations import Separations

        return Separations(self.main)

    @cached_property
    def unstored_texts(self) -> UnstoredTexts:
        return UnstoredTexts(self.main)

    @cached_property
    def archive(self) -> "Archive":
        from storage.links.archive import Archive

        return Archive(self.main)

    @cached_property
    def bulk_links(self) -> "BulkLinks":
        from storage.links.bulk import BulkLinks

        return BulkLinks(self.main)

    @cached_property
    def relations(self) -> Relations:
        return Relations(self.main)

    @cached_property
    def site_boilerplate(self) -> SiteBoilerplate:
        return SiteBoilerplate(self.main)

    @cached_property
    def tombstones(self) -> Tombstones:
        return Tombstones(self.main)

    @cached_property
    def erasure(self) -> Erasure:
        return Erasure(self.main)

    @cached_property
    def last_erasure(self) -> LastErasure:
        return LastErasure(self.main)

    @cached_property
    def page_facts(self) -> PageFactsReader:
        return PageFactsReader(self.main)

    @cached_property
    def quotations(self) -> Quotations:
        return Quotations(self.main)

    @cached_property
    def statements(self) -> Statements:
        return Statements(self.main)

    @cached_property
    def retention(self) -> Retention:
        return Retention(self.main)

    @cached_property
    def permissions(self) -> ArticlePermissions:
        return ArticlePermissions(self.main)

    @cached_property
    def residual_data(self) -> MainResidualData:
        return MainResidualData(self.main)

    @cached_property
    def watched_data(self) -> WatchedData:
        return WatchedData(self.main)


def private_path(path: Path) -> Path:
    """The path of the private file of a main file: `aggregator-private.db` beside `aggregator.db`."""
    return path.with_name(f"{path.stem}-private{path.suffix}")


def open_for_writing(path: str | Path, *, create: bool = True, uses_archive: bool = True) -> Store:
    """Open both files, creating or migrating them; a backup is made before a migration.

    Raises StorageError; NotStored without `create` when there is no database.
    """
    path = Path(path)
    if not create:
        _require_file(path)
    with explain_sqlite_errors(path), ExitStack() as undo:
        main = open_writable(path, migrations.main_migrations, undo)
        _refuse_lost_keys(main, path)
        private = open_writable(private_path(path), migrations.private_migrations, undo)
        private_path(path).chmod(0o600)
        store = Store(main, private, path, uses_archive=uses_archive)
        is_new = store.keys.create_if_missing(TOMBSTONE_KEY)
        if is_new or not store.last_erasure.get_private_file():
            pairs.bind(main, private)
        pairs.check_pair(main, private, path, private_path(path))
        undo.pop_all()
    return store


def open_for_reading(path: str | Path) -> Store:
    """Open what exists, refusing every write. Raises NotStored when there is no database."""
    path = Path(path)
    _require_file(path)
    private = private_path(path)
    with explain_sqlite_errors(path), ExitStack() as undo:
        main = open_readable(path, migrations.main_migrations, undo)
        store = Store(
            main,
            open_readable(private, migrations.private_migrations, undo)
            if private.exists()
            else None,
            path,
        )
        _refuse_stale_file(store)
        if store.private is not None and store.keys.count():
            pairs.check_pair(main, store.private, path, private)
        undo.pop_all()
    return store


def _refuse_lost_keys(main: Database, path: Path) -> None:
    """Raises StorageError when the private file was lost: a new one has other keys, and blocks nothing."""
    private = private_path(path)
    if not private.exists() and LastErasure(main).get():
        raise StorageError(
            f"{private} is missing, and without its keys deleted work would come back: restore a backup of it"
        )


def _refuse_stale_file(store: Store) -> None:
    """Raises StaleDatabase when the main file lacks erasures; one that is just being written comes at once."""
    if store.private is None:
        return
    recorded = store.erasures.highest_id()
    end = time.monotonic() + ERASURE_SECONDS
    while store.last_erasure.get() < recorded:
        if time.monotonic() > end:
            raise StaleDatabase(
                f"{store.path} is older than its private file, and would show what was taken down: run a "
                f"command that writes, such as `aggregator --db {store.path} takedown run`, which erases it again"
            )
        time.sleep(0.02)


def _require_file(path: Path) -> None:
    if not path.exists():
        raise NotStored(f"no database at {path}: run `aggregator init --db {path}` first")
