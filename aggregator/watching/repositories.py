"""The repositories that reports on watches read and write."""

from dataclasses import dataclass

from storage.corpus.absences import Absences
from storage.corpus.articles import Articles
from storage.corpus.stories import Stories
from storage.corpus.watched_data import WatchedData
from storage.frontier.sources import Sources
from storage.private.keys import Keys
from storage.private.tombstones import Tombstones
from storage.private.watches import Watches
from storage.store import Store


@dataclass(frozen=True, slots=True)
class MainRepositories:
    """What reports read from the main file."""

    articles: Articles
    stories: Stories
    sources: Sources
    tombstones: Tombstones
    watched: WatchedData
    absences: Absences

    @classmethod
    def of(cls, store: Store) -> "MainRepositories":
        """Return the repositories of an open database."""
        return cls(
            store.articles,
            store.stories,
            store.sources,
            store.tombstones,
            store.watched_data,
            store.absences,
        )


@dataclass(frozen=True, slots=True)
class PrivateRepositories:
    """What reports read and write in the private file."""

    watches: Watches
    keys: Keys

    @classmethod
    def of(cls, store: Store) -> "PrivateRepositories":
        """Return the repositories of an open database. Raises StorageError without a private file."""
        return cls(store.watches, store.keys)
