"""The repositories that joining sources reads and writes."""

from dataclasses import dataclass

from storage.corpus.redirects import Redirects
from storage.frontier.source_domains import SourceDomains
from storage.frontier.sources import Sources
from storage.private.hidden_articles import HiddenArticles
from storage.store import Store


@dataclass(frozen=True, slots=True)
class PublisherRepositories:
    """Sources with their domains, what redirects, and the articles that a takedown hid."""

    sources: Sources
    domains: SourceDomains
    redirects: Redirects
    hidden_articles: HiddenArticles

    @classmethod
    def of(cls, store: Store) -> "PublisherRepositories":
        """Returns the repositories of a database that is open for writing."""
        return cls(store.sources, store.source_domains, store.redirects, store.hidden_articles)
