"""Sources, their feeds and their domains: added, listed, paused, moved, made one."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from aggregator import clock, urls
from aggregator.api.maintenance import Maintenance
from aggregator.model import Feed, Source
from aggregator.results import (
    AddedSources,
    JoinedSource,
    OwnerSuggestion,
    RemovedSource,
    RetriedSource,
    SourceDetails,
    SourceRow,
)
from storage.sqlite.connection import explain_sqlite_errors
from storage.store import Store

if TYPE_CHECKING:
    from aggregator.publishers.repositories import PublisherRepositories
    from aggregator.results.sources import DomainKind

ListFormat = Literal["opml", "csv", "tsv"]


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

    def count_feeds(self, domain: str) -> int:
        """Return the number of feeds of a domain; 0 also when there is no such source."""
        return self._store.sources.count_feeds(domain)

    def rename(self, text: str, name: str) -> str:
        """Set what a source is called; returns its domain. Raises NotStored."""
        domain = self.find_domain(text)
        self._store.source_changes.rename(domain, name)
        return domain

    def retry(self, text: str) -> RetriedSource:
        """Make the feeds of a source due now, and its pages that brought no article. Raises NotStored."""
        return self._store.source_changes.retry(self.find_domain(text), clock.now())

    def remove(self, text: str, *, dry_run: bool = False) -> RemovedSource:
        """Fetch nothing more from a source and forget its feeds; its articles stay. Raises NotStored."""
        return self._store.source_changes.remove(self.find_domain(text), dry_run=dry_run)

    def set_tls_unverified(self, text: str, unverified: bool) -> str:
        """Fetch a source although its certificates fail, or no more; returns its domain. Raises NotStored.

        A crawl that runs follows it when it is started again.
        """
        domain = self.find_domain(text)
        store = self._store
        with store.sources.transaction():
            store.sources.set_tls_unverified(domain, unverified)
            if unverified:
                source_id = store.sources.source_id(domain)
                detail = "the operator excepted its certificates"
                store.crawl_events.add("tls", clock.now(), source_id=source_id, detail=detail)
        return domain

    def set_contact(self, text: str, contact: str) -> str:
        """Set the mail address where a publisher is written to; returns its domain. Raises NotStored.

        Its owner is written to when somebody else asks to remove a page of it.
        """
        domain = self.find_domain(text)
        self._store.sources.set_contact(domain, contact)
        return domain

    def get_contact(self, text: str) -> str:
        """Return the mail address where a publisher is written to, or nothing. Raises NotStored."""
        return self._store.sources.get_contact(self.find_domain(text))

    def _set_paused(self, text: str, paused: bool) -> str:
        domain = self.find_domain(text)
        self._store.sources.set_paused(domain, paused)
        return domain

    # Publishers and their domains

    def suggest_owners(self) -> list[OwnerSuggestion]:
        """Return pairs of sources that look like one publisher or one owner, the clearest first."""
        from aggregator.publishers import suggestions

        store = self._store
        return suggestions.suggest_owners(store.sources, store.redirects, store.publisher_groups)

    def join_variants(self) -> list[JoinedSource]:
        """Make sources that are proven to be variants of others a part of them; decide their stories again.

        Raises DatabaseLocked while a crawl fetches from one of them.
        """
        from aggregator.publishers import variants

        with explain_sqlite_errors(self._store.path):
            joined = variants.store_variants(
                self._repositories(), self._store.publisher_groups, clock.now()
            )
        if joined:
            Maintenance(self._store).finalize()
        return joined

    def merge(
        self,
        kept: str,
        merged: str,
        *,
        variant: bool = False,
        reason: str = "",
        dry_run: bool = False,
    ) -> JoinedSource:
        """Make the source of the domain `merged` a part of that of `kept`; decide their stories again.

        `variant`: it is another form of it, such as a mobile or regional site. Raises NotStored,
        UsageError when both are one source, DatabaseLocked while a crawl fetches from `merged`.
        """
        from aggregator.publishers import joining

        kept, merged = self.find_domain(kept), self.find_domain(merged)
        if dry_run:
            return joining.preview_merge(self._store.sources, kept, merged)
        kind: DomainKind = "variant" if variant else "merged"
        with explain_sqlite_errors(self._store.path):
            joined = joining.merge_sources(
                self._repositories(), kept, merged, clock.now(), kind=kind, detail=reason
            )
        Maintenance(self._store).finalize()
        return joined

    def move(self, old: str, new: str, *, reason: str = "", dry_run: bool = False) -> JoinedSource:
        """Give a source another domain, its former one stays known; decide its stories again.

        `new` is a domain or the address of the new site. A source with that domain becomes a part of it.
        Raises AddressError, NotStored, UsageError when it is its domain already or one of another source,
        DatabaseLocked while a crawl fetches from that source.
        """
        from aggregator.publishers import joining

        site = urls.join(new if "://" in new else f"https://{new}", "/") or new
        old, domain = self.find_domain(old), urls.site(site)
        if dry_run:
            return joining.preview_move(self._store.sources, old, domain)
        with explain_sqlite_errors(self._store.path):
            joined = joining.move_source(
                self._repositories(), old, domain, site, clock.now(), detail=reason
            )
        Maintenance(self._store).finalize()
        return joined

    def split(self, domain: str, *, dry_run: bool = False) -> JoinedSource:
        """Make a source of a further domain again, with what is at that domain; the undo of merge and move.

        Raises NotStored when no source has it as a further domain.
        """
        from aggregator.publishers import joining

        store = self._store
        if dry_run:
            return joining.preview_split(store.sources, store.source_domains, domain.lower())
        with explain_sqlite_errors(store.path):
            parted = joining.split_source(self._repositories(), domain.lower(), clock.now())
        Maintenance(store).finalize()
        return parted

    def _repositories(self) -> "PublisherRepositories":
        from aggregator.publishers.repositories import PublisherRepositories

        return PublisherRepositories.of(self._store)

    def to_opml(self) -> str:
        """Return every feed with its source as OPML 2.0."""
        return self.to_list("opml")

    def to_list(self, form: ListFormat) -> str:
        """Return every feed with its source as OPML 2.0 or as a table, which `source import` reads."""
        from aggregator.formats import opml, source_tables

        rows = self._store.sources.all_feeds()
        return opml.render_opml(rows) if form == "opml" else source_tables.render_table(rows, form)
