"""Sources and their feeds: added, listed, paused."""

from collections.abc import Iterable, Iterator

from aggregator.model import Feed, Source
from aggregator.results import AddedSources, SourceDetails, SourceRow
from storage.store import Store


class Sources:
    """Sources of an open database: `Aggregator.sources`.

    >>> [(source.domain, source.articles) for source in news.sources.all()]
    [('digest.example', 1), ('valley.example', 1), ('wire.example', 1)]
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self, listed: Iterable[tuple[Source, tuple[Feed, ...]]], *, overwrite: bool = False
    ) -> AddedSources:
        """Add sources with their feeds; what is known already stays, unless `overwrite`."""
        from aggregator.formats import source_lists

        added = source_lists.store_sources(self._store.sources, listed, overwrite=overwrite)
        return AddedSources(added.sources, added.feeds)

    def find_domain(self, text: str) -> str:
        """Return the stored domain that `text`, a domain or an address, names. Raises NotStored."""
        from aggregator.formats import source_lists

        return source_lists.find_domain(self._store.sources, text)

    def get(self, text: str) -> SourceDetails:
        """Return the source of a domain, or of the address of a page. Raises NotStored."""
        source = self._store.sources.get_with_feeds(self.find_domain(text))
        assert source is not None, "find_domain returns stored domains only"
        return source

    def all(self) -> Iterator[SourceRow]:
        """Return every source with the state of its feeds, by domain."""
        return self._store.sources.all_with_state()

    def pause(self, text: str) -> str:
        """Leave a source out of crawls; returns its domain. Raises NotStored."""
        return self._set_paused(text, True)

    def resume(self, text: str) -> str:
        """Crawl a paused source again; returns its domain. Raises NotStored."""
        return self._set_paused(text, False)

    def _set_paused(self, text: str, paused: bool) -> str:
        domain = self.find_domain(text)
        self._store.sources.set_paused(domain, paused)
        return domain

    def to_opml(self) -> str:
        """Return every feed with its source as OPML 2.0."""
        from aggregator.formats import opml

        return opml.render_opml(self._store.sources.all_feeds())
