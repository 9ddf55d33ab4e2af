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
from storage.corpus.addresses import Addresses
from storage.corpus.articles import Articles
from storage.corpus.captures import Captures
from storage.corpus.coverage import Coverage
from storage.corpus.decisions import Decisions
from storage.corpus.erasure import Erasure
from storage.corpus.last_erasure import LastErasure
from storage.corpus.membership import Membership
from storage.corpus.quotations import Quotations
from storage.corpus.redirects import Redirects
from storage.corpus.search import Search
from storage.corpus.stories import Stories
from storage.corpus.verdicts import Verdicts
from storage.corpus.watched_data import WatchedData
from storage.frontier.crawl_runs import CrawlRuns
from storage.frontier.publisher_groups import PublisherGroups
from storage.frontier.source_domains import SourceDomains
from storage.frontier.sources import Sources
from storage.frontier.sqlite_frontier import SqliteFrontier
from storage.links.relations import Relations
from storage.links.site_boilerplate import SiteBoilerplate
from storage.private.comments import Comments
from storage.private.erasures import Erasures
from storage.private.hidden_articles import HiddenArticles
from storage.private.keys import TOMBSTONE_KEY, Keys
from storage.private.takedown_cases import TakedownCases
from storage.private.takedown_mails import TakedownMails
from storage.private.takedown_proofs import TakedownProofs
from storage.private.tombstones import Tombstones
from storage.private.used_tokens import UsedTokens
from storage.private.watches import Watches
from storage.private.written_files import WrittenFiles
from storage.sqlite import connection, integrity, migrations
from storage.sqlite.connection import (
    Database,
    explain_sqlite_errors,
    open_backup,
    open_readable,
    open_writable,
)
from storage.sqlite.residual_data import MainResidualData, PrivateResidualData

if TYPE_CHECKING:
    from storage.links.archive import Archive
    from storage.links.bulk import BulkLinks
    from storage.links.candidates import Candidates
    from storage.links.separations import Separations
    from storage.links.signatures import Signatures


ERASURE_SECONDS = 2.0  # between the commits of an erasure in the two files


class Store:
    """Both files, open, and their repositories.

    `private` is None when a reading verb found no private file; the repositories of the private
    file then raise StorageError. The repositories of linking are imported when they are first used:
    they need numpy. Without `uses_archive`, linking neither asks the archive nor writes to it.
    """

    def __init__(
        self,
        main: Database,
        private: Database | None,
        path: Path,
        *,
        uses_archive: bool = True,
    ) -> None:
        self.main = main
        self.private = private
        self.path = path
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

    def private_file(self) -> Database:
        """The private file. Raises StorageError when there is none."""
        if self.private is None:
            raise StorageError(f"no private file beside {self.path}: restore it from a backup")
        return self.private

    @cached_property
    def articles(self) -> Articles:
        return Articles(self.main)

    @cached_property
    def captures(self) -> Captures:
        return Captures(self.main)

    @cached_property
    def addresses(self) -> Addresses:
        return Addresses(self.main)

    @cached_property
    def stories(self) -> Stories:
        return Stories(self.main)

    @cached_property
    def verdicts(self) -> Verdicts:
        return Verdicts(self.main)

    @cached_property
    def membership(self) -> Membership:
        return Membership(self.main)

    @cached_property
    def decisions(self) -> Decisions:
        return Decisions(self.main)

    @cached_property
    def coverage(self) -> Coverage:
        return Coverage(self.main)

    @cached_property
    def search(self) -> Search:
        return Search(self.main)

    @cached_property
    def frontier(self) -> SqliteFrontier:
        return SqliteFrontier(self.main)

    @cached_property
    def sources(self) -> Sources:
        return Sources(self.main)

    @cached_property
    def source_domains(self) -> SourceDomains:
        return SourceDomains(self.main)

    @cached_property
    def redirects(self) -> Redirects:
        return Redirects(self.main)

    @cached_property
    def publisher_groups(self) -> PublisherGroups:
        return PublisherGroups(self.main)

    @cached_property
    def crawl_runs(self) -> CrawlRuns:
        return CrawlRuns(self.main)

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
    def quotations(self) -> Quotations:
        return Quotations(self.main)

    @cached_property
    def residual_data(self) -> MainResidualData:
        return MainResidualData(self.main)

    @cached_property
    def watched_data(self) -> WatchedData:
        return WatchedData(self.main)

    @cached_property
    def keys(self) -> Keys:
        return Keys(self.private_file())

    @cached_property
    def takedown_cases(self) -> TakedownCases:
        return TakedownCases(self.private_file())

    @cached_property
    def takedown_mails(self) -> TakedownMails:
        return TakedownMails(self.private_file())

    @cached_property
    def takedown_proofs(self) -> TakedownProofs:
        return TakedownProofs(self.private_file())

    @cached_property
    def used_tokens(self) -> UsedTokens:
        return UsedTokens(self.private_file())

    @cached_property
    def erasures(self) -> Erasures:
        return Erasures(self.private_file())

    @cached_property
    def written_files(self) -> WrittenFiles:
        return WrittenFiles(self.private_file())

    @cached_property
    def hidden_articles(self) -> HiddenArticles:
        return HiddenArticles(self.private_file())

    @cached_property
    def comments(self) -> Comments:
        return Comments(self.private_file())

    @cached_property
    def watches(self) -> Watches:
        return Watches(self.private_file())

    @cached_property
    def private_residual_data(self) -> PrivateResidualData:
        return PrivateResidualData(self.private_file())


def private_path(path: Path) -> Path:
    """The path of the private file of a main file: `aggregator-private.db` beside `aggregator.db`."""
    return path.with_name(f"{path.stem}-private{path.suffix}")


def restore(backup: Path, path: Path) -> Path | None:
    """Put a backup in place of the main file at `path`; returns where the former file is kept.

    The private file at `path` stays, since it knows what was taken down after the backup was made; the
    backup's is used where there is none. Raises StorageError for a file that is no backup, and
    DatabaseLocked while another process has the database open.
    """
    _require_file(backup)
    if backup.resolve() == path.resolve():
        raise StorageError(f"{backup} is the database itself: name a backup of it")
    with explain_sqlite_errors(backup), ExitStack() as undo:
        source = open_backup(backup, migrations.main_migrations, undo)
        former = _set_aside(path) if path.exists() else None
        connection.backup(source, path)
    own, kept = private_path(path), private_path(backup)
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


def open_for_writing(path: str | Path, *, create: bool = True, uses_archive: bool = True) -> Store:
    """Open both files, creating or migrating them; a backup is made before a migration.

    Raises StorageError; NotStored without `create` when there is no database.
    """
    path = Path(path)
    if not create:
        _require_file(path)
    with explain_sqlite_errors(path), ExitStack() as undo:
        main = open_writable(path, migrations.main_migrations, undo)
        private = open_writable(private_path(path), migrations.private_migrations, undo)
        private_path(path).chmod(0o600)
        store = Store(main, private, path, uses_archive=uses_archive)
        store.keys.create_if_missing(TOMBSTONE_KEY)
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
        undo.pop_all()
    return store


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
