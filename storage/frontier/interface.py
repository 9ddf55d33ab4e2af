"""The frontier as the scheduler uses it: what is due is taken by lease, an outcome ends the lease.

`Frontier` is a protocol because crawlers on several machines will share one that is not SQLite.
tests/storage/frontier/test_frontier_contract.py holds for every implementation.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from aggregator.model import Entry, Row

LEASE_SECONDS = 900
MOST_OF_SOURCE = 8  # rows of one source that are taken at a time
ATTEMPTS = 4  # of one page before it is given up

PageState = Literal["done", "rejected", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class LeasedFeed:
    """A feed to fetch, with what its last answer left for a conditional request."""

    id: int
    source_id: int
    source: str  # domain
    url: str
    kind: str
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    interval_s: int
    failures: int  # in a row
    last_polled: str | None


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page of a source whose feeds are not known yet. It has no lease."""

    source_id: int
    source: str  # domain
    url: str
    kind: Literal["home"] = "home"
    etag: None = None
    last_modified: None = None


@dataclass(frozen=True, slots=True)
class LeasedPage:
    """A page to fetch, with what its feed says about it."""

    id: int
    source_id: int | None
    url: str
    feed: str
    found_at: str
    last_absent: str | None
    attempts: int
    known: bool  # an article has this address already
    entry: Entry | None
    absent_hash: str | None = None  # SHA-256 of the feed as fetched at `last_absent`
    found_hash: str | None = None  # and at `found_at`


@dataclass(frozen=True, slots=True)
class CrawlScope:
    """What a crawl may take: everything, or named sources and addresses; one of n parts of it."""

    sources: tuple[str, ...] = ()  # domains
    urls: tuple[str, ...] = ()  # in every part
    everything: bool = True
    shard: tuple[int, int] = (0, 1)  # index and number of parts, split by site


class Frontier(Protocol):
    """The feeds and pages of all crawls. Times are RFC 3339 in UTC."""

    def transaction(self) -> AbstractContextManager[object]:
        """Everything written inside is written together, or not at all."""
        ...

    def lease_due_feeds(
        self,
        holder: str,
        scope: CrawlScope,
        *,
        now: str,
        due_by: str,
        busy: Collection[int] = (),
        limit: int,
    ) -> list[LeasedFeed]:
        """Leases feeds that were due at `due_by` for LEASE_SECONDS; no one else gets them.

        Leaves out sources that are paused or `busy` (ids); at most MOST_OF_SOURCE of each.
        """
        ...

    def lease_due_pages(
        self,
        holder: str,
        scope: CrawlScope,
        *,
        now: str,
        busy: Collection[int] = (),
        limit: int,
    ) -> list[LeasedPage]:
        """Leases pages that are due, in the same way."""
        ...

    def list_due_home_pages(self, scope: CrawlScope, *, now: str, limit: int) -> list[HomePage]:
        """Returns home pages of sources without a feed that are due. To fetch one twice does no harm."""
        ...

    def renew_leases(self, holder: str, now: str) -> None:
        """Prolongs all leases of a holder to LEASE_SECONDS from now."""
        ...

    def release_leases(self, holder: str) -> None:
        """Ends all leases of a holder without an outcome: they are due as they were."""
        ...

    def list_lease_holders(self) -> list[str]:
        """Returns who holds leases, also such as have run out."""
        ...

    def select_neither_queued_nor_stored(self, addresses: Iterable[str]) -> set[str]:
        """Returns those addresses that are neither in the frontier nor of a stored article."""
        ...

    def add_pages(
        self,
        entries: Sequence[Entry],
        *,
        feed_id: int | None,
        source_id: int | None,
        last_absent: str | None,
        now: str,
        absent_hash: str | None = None,
        found_hash: str | None = None,
    ) -> None:
        """Adds pages, due now; known addresses stay as they are.

        `last_absent`: when the feed was last fetched without these entries. `absent_hash` is the
        SHA-256 of the feed as fetched then, `found_hash` as fetched now.
        """
        ...

    def make_page_due(self, url: str, now: str) -> None:
        """Makes one page due now with all its attempts, also one that was fetched before."""
        ...

    def make_source_due(self, domain: str, now: str) -> int:
        """Makes all feeds of a source due now, or its home page when it has none.

        Returns the number of feeds.
        """
        ...

    def finish_page(self, page_id: int, state: PageState, outcome: str = "") -> None:
        """Writes the final outcome of a page and ends its lease."""
        ...

    def delete_page(self, page_id: int) -> None:
        """Deletes a page: it was taken down, and its address may not stay."""
        ...

    def retry_page(self, page: LeasedPage, outcome: str, next_due: str) -> bool:
        """Makes a page due again at `next_due` and ends its lease.

        Returns False, and the page has failed, after the last of ATTEMPTS.
        """
        ...

    def postpone_source(self, source_id: int, until: str) -> None:
        """Makes no page of a source that waits due before `until`; leased pages stay leased."""
        ...

    def finish_feed(
        self,
        feed_id: int,
        validators: Row,
        *,
        changed: bool,
        interval_s: int,
        next_due: str,
        status: str,
        now: str,
    ) -> None:
        """Writes that a feed was fetched and when it is due again, and ends its lease."""
        ...

    def fail_feed(self, feed_id: int, error: str, next_due: str, status: str = "") -> None:
        """Writes that a feed could not be fetched or parsed, and ends its lease."""
        ...

    def schedule_discovery(self, source_id: int, when: str | None) -> None:
        """Makes the home page of a source due at `when`, or never (None)."""
        ...
