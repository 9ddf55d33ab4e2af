"""The repositories that articles are stored in."""

from dataclasses import dataclass
from pathlib import Path

from aggregator.jobs.permissions import RightsRepositories
from aggregator.stories.repositories import StoryRepositories
from aggregator.takedown.repositories import Blocklist
from storage.corpus.addresses import Addresses
from storage.corpus.articles import Articles
from storage.corpus.repeated import RepeatedArticles
from storage.corpus.verdicts import Verdicts
from storage.frontier.site_parameters import SiteParameters
from storage.frontier.sources import Sources
from storage.store import Store


@dataclass(frozen=True, slots=True)
class IngestRepositories:
    """What storing an article reads and writes."""

    path: Path  # of the main file, for error messages
    articles: Articles
    addresses: Addresses
    repeated: RepeatedArticles
    sources: Sources
    site_parameters: SiteParameters
    verdicts: Verdicts
    stories: StoryRepositories
    blocklist: Blocklist
    rights: RightsRepositories

    @classmethod
    def of(cls, store: Store) -> "IngestRepositories":
        """Returns the repositories of an open database."""
        stories = StoryRepositories.of(store)
        return cls(
            store.path,
            store.articles,
            store.addresses,
            store.repeated,
            store.sources,
            store.site_parameters,
            store.verdicts,
            stories,
            Blocklist.of(store),
            RightsRepositories.of(store),
        )
