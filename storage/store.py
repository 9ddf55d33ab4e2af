"""The two files of a database, opened safely, with one repository for each subject.

A writing verb creates or migrates them (after a backup) and uses WAL; a reading verb never creates a
file and leaves none behind.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.errors import NotStored, StorageError
from storage.corpus.addresses import Addresses
from storage.corpus.articles import Articles
from storage.corpus.captures import Captures
from storage.corpus.coverage import Coverage
from storage.corpus.decisions import Decisions
from storage.corpus.erasure import Erasure
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
from storage.private.counter_notices import CounterNotices
from storage.private.hidden_articles import HiddenArticles
from storage.private.keys import TOMBSTONE_KEY, Keys
from storage.private.latest_time import LatestTimes
from storage.private.personal_data import PersonalData
from storage.private.recipient_notices import RecipientNotices
from storage.private.takedown_cases import TakedownCases
from storage.private.takedown_log import TakedownLog
from storage.private.takedown_mails import TakedownMails
from storage.private.takedown_proofs import TakedownProofs
from storage.private.takedown_receipts import TakedownReceipts
from storage.private.tombstones import Tombstones
from storage.private.used_tokens import UsedTokens
from storage.private.watches import Watches
from storage.sqlite import connection, integrity, migrations
from storage.sqlite.connection import Database, explain_sqlite_errors, open_readable, open_writable
from storage.sqlite.residual_data import MainResidualData, PrivateResidualData

if TYPE_CHECKING:
    from storage.links.archive import Archive
    from storage.links.bulk import BulkLinks
    from storage.links.candidates import Candidates
    from storage.links.separations import Separations
    from storage.links.signatures import Signatures


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
    def takedown_log(self) -> TakedownLog:
        return TakedownLog(self.private_file())

    @cached_property
    def takedown_receipts(self) -> TakedownReceipts:
        return TakedownReceipts(self.private_file())

    @cached_property
    def counter_notices(self) -> CounterNotices:
        return CounterNotices(self.private_file())

    @cached_property
    def recipient_notices(self) -> RecipientNotices:
        return RecipientNotices(self.private_file())

    @cached_property
    def personal_data(self) -> PersonalData:
        return PersonalData(self.private_file())

    @cached_property
    def latest_time(self) -> LatestTimes:
        return LatestTimes(self.private_file())

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
        undo.pop_all()
    return store


def _require_file(path: Path) -> None:
    if not path.exists():
        raise NotStored(f"no database at {path}: run `aggregator init --db {path}` first")
