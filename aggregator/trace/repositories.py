"""The repositories that answering a question reads."""

from dataclasses import dataclass

from aggregator.takedown.repositories import Blocklist
from storage.corpus.absences import Absences
from storage.corpus.addresses import Addresses
from storage.corpus.articles import Articles
from storage.corpus.coverage import Coverage
from storage.corpus.decisions import Decisions
from storage.corpus.membership import Membership
from storage.corpus.search import Search
from storage.corpus.stories import Stories
from storage.corpus.verdicts import Verdicts
from storage.frontier.sources import Sources
from storage.links.archive import Archive
from storage.links.candidates import Candidates
from storage.links.relations import Relations
from storage.links.site_boilerplate import SiteBoilerplate
from storage.private.tombstones import Tombstones
from storage.store import Store


@dataclass(frozen=True, slots=True)
class LookupRepositories:
    """What it takes to find a stored article or story, or to say why there is none."""

    articles: Articles
    addresses: Addresses
    stories: Stories
    tombstones: Tombstones
    blocklist: Blocklist

    @classmethod
    def of(cls, store: Store) -> "LookupRepositories":
        """Return the repositories of an open database."""
        return cls(
            store.articles,
            store.addresses,
            store.stories,
            store.tombstones,
            Blocklist.of(store),
        )


@dataclass(frozen=True, slots=True)
class TraceRepositories:
    """What it takes to answer where a text comes from."""

    lookup: LookupRepositories
    absences: Absences
    verdicts: Verdicts
    decisions: Decisions
    sources: Sources
    search: Search
    candidates: Candidates
    archive: Archive
    membership: Membership
    relations: Relations
    boilerplate: SiteBoilerplate
    coverage: Coverage

    @classmethod
    def of(cls, store: Store) -> "TraceRepositories":
        """Return the repositories of an open database."""
        return cls(
            LookupRepositories.of(store),
            store.absences,
            store.verdicts,
            store.decisions,
            store.sources,
            store.search,
            store.candidates,
            store.archive,
            store.membership,
            store.relations,
            store.site_boilerplate,
            store.coverage,
        )
