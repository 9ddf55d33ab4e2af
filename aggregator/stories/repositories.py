"""The repositories that stories are read from and written to."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from storage.corpus.addresses import Addresses
from storage.corpus.decisions import Decisions
from storage.corpus.long_jobs import LongJobs
from storage.corpus.membership import Membership
from storage.corpus.stories import Stories
from storage.links.archive import Archive
from storage.links.bulk import BulkLinks
from storage.links.candidates import Candidates
from storage.links.relations import Relations
from storage.links.separations import Separations
from storage.links.signatures import Signatures
from storage.links.site_boilerplate import SiteBoilerplate
from storage.store import Store


@dataclass(frozen=True, slots=True)
class StoryRepositories:
    """What linking reads and writes, all of one connection."""

    stories: Stories
    membership: Membership
    decisions: Decisions
    addresses: Addresses
    signatures: Signatures
    candidates: Candidates
    relations: Relations
    boilerplate: SiteBoilerplate
    bulk: BulkLinks
    archive: Archive
    separations: Separations
    jobs: LongJobs
    uses_archive: bool = True  # False: nothing is asked of it, and nothing added

    @classmethod
    def of(cls, store: Store) -> "StoryRepositories":
        """Returns the repositories of an open database."""
        return cls(
            store.stories,
            store.membership,
            store.decisions,
            store.addresses,
            store.signatures,
            store.candidates,
            store.relations,
            store.site_boilerplate,
            store.bulk_links,
            store.archive,
            store.separations,
            store.long_jobs,
            store.uses_archive,
        )

    def transaction(self) -> AbstractContextManager[object]:
        """Returns a write transaction; nested ones are savepoints."""
        return self.stories.transaction()

    def load_indexes(self) -> None:
        """Read what candidates are found by into memory: within a transaction that would hold the lock for long."""
        self.candidates.index()
        if self.uses_archive:
            self.archive.load_filter()
