"""The frontier as the scheduler uses it: hosts are leased, and with a host what is due there.

A feed or page that was taken is not taken again by the same holder until its outcome is written, or it
is given back. Another process has the host only after the lease ends: then all is due as it was.
`Frontier` is a protocol because crawlers on several machines will share one that is not SQLite.
tests/storage/frontier/test_frontier_contract.py holds for every implementation.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from aggregator.model import Entry, Row

LEASE_SECONDS = 900
MOST_OF_HOST = 4  # feeds, and pages, of one host that are taken at a time

PageState = Literal["due", "asked", "done", "known", "rejected", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class HostLease:
    """A host: whether the holder that asked has it, and when it may be asked for something."""

    id: int
    name: str
    is_held: bool
    free_at: str | None  # another process asked it last: not before
    paused_until: str | None
    pause_reason: str = ""


@dataclass(frozen=True, slots=True)
class FeedPolling:
    """What earlier polls left: the rhythm, hints, and sightings of a move, an end, or bad validators."""

    rhythm: str | None = None  # JSON, see crawl/polling
    hints: str | None = None  # JSON of `spiders.interface.PollHints`
    moved_to: str | None = None
    moved_sightings: int = 0
    moved_since: str | None = None
    former_url: str | None = None
    gone_sightings: int = 0
    gone_since: str | None = None
    retired_at: str | None = None
    checked_whole_at: str | None = None
    validators_distrusted_at: str | None = None


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
    host_id: int = 0
    address: str | None = None  # as written, which is fetched; None: the same as `url`
    state: FeedPolling = field(default_factory=FeedPolling)
    is_asked_whole: bool = False  # without validators

    @property
    def fetched_url(self) -> str:
        """Returns the address that is fetched."""
        return self.address or self.url


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page of a source whose feeds are not known yet. It has no lease."""

    source_id: int
    source: str  # domain
    url: str
    kind: Literal["home"] = "home"
    etag: None = None
    last_modified: None = None
    is_asked_whole: bool = True

    @property
    def fetched_url(self) -> str:
        """Returns the address that is fetched."""
        return self.url


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
    host_id: int = 0
    address: str | None = None  # as written, which is fetched; None: the same as `url`
    state: PageState = "due"  # what the last look showed
    looks: int = 0  # re-visits since it was stored
    first_tried_at: str | None = None

    @property
    def fetched_url(self) -> str:
        """Returns the address that is fetched."""
        return self.address or self.url


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """What the last look at an address showed, and when the next one is; None: none is planned."""

    state: PageState
    cause: str  # a code of crawl_labels.PAGE_CAUSES
    outcome: str  # in words
    next_due: str | None
    tried_at: str | None


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
        self, holder: str, scope: CrawlScope, *, now: str, due_by: str, limit: int
    ) -> list[LeasedFeed]:
        """Takes feeds that were due at `due_by`, and leases their hosts for LEASE_SECONDS.

        Leaves out sources and hosts that are paused; at most MOST_OF_HOST of each host, and no more
        before all of them have an outcome.
        """
        ...

    def lease_due_pages(
        self, holder: str, scope: CrawlScope, *, now: str, limit: int
    ) -> list[LeasedPage]:
        """Takes pages that are due, in the same way."""
        ...

    def give_back_feed(self, feed_id: int) -> None:
        """Makes a feed that was taken due as it was."""
        ...

    def give_back_page(self, page_id: int) -> None:
        """Makes a page that was taken due as it was."""
        ...

    def acquire_host(self, holder: str, url: str, now: str) -> HostLease:
        """Leases the host of one address; `is_held` is false while another process has it."""
        ...

    def is_host_elsewhere(self, url: str, holder: str, now: str) -> bool:
        """Returns whether another process has the host of an address that is in the frontier."""
        ...

    def release_hosts(self, holder: str, hosts: Collection[int], free_at: str) -> None:
        """Ends the leases of some hosts; another process asks them from `free_at` on."""
        ...

    def list_held_hosts(self, holder: str) -> dict[int, str]:
        """Returns the names of the hosts that a holder has, by id."""
        ...

    def list_taken(self, holder: str) -> set[tuple[str, int]]:
        """Returns ("feeds" or "frontier", id) of what a holder has taken and no outcome is written of."""
        ...

    def list_busy_hosts(self, holder: str) -> set[int]:
        """Returns the hosts of what a holder has taken and no outcome is written of."""
        ...

    def pause_host(self, host_id: int, until: str, reason: str) -> None:
        """Makes nothing of a host due before `until`: it asked for a pause. A longer pause stays."""
        ...

    def list_due_home_pages(self, scope: CrawlScope, *, now: str, limit: int) -> list[HomePage]:
        """Returns home pages of sources without a feed that are due. To fetch one twice does no harm."""
        ...

    def renew_leases(self, holder: str, now: str) -> None:
        """Prolongs all leases of a holder to LEASE_SECONDS from now."""
        ...

    def release_leases(self, holder: str, free_at: str | None = None) -> None:
        """Ends all leases of a holder without an outcome: all is due as it was.

        Another process asks the hosts from `free_at` on.
        """
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
        is_due: bool = True,
    ) -> None:
        """Adds pages, due now; known addresses stay as they are.

        `last_absent`: when the feed was last fetched without these entries. `absent_hash` is the
        SHA-256 of the feed as fetched then, `found_hash` as fetched now. Not `is_due`: the pages are
        known and not fetched.
        """
        ...

    def make_page_due(self, url: str, now: str, address: str = "") -> None:
        """Makes one page due now, also one that was stored before: a person asks for it.

        `address` is what is fetched, empty for what is known already, or the same as `url`.
        """
        ...

    def keep_looking(self, addresses: Iterable[str], now: str) -> None:
        """Plans a look at those of these addresses that brought no article and whose looks have ended.

        It is due a week after the last one: a feed still lists them.
        """
        ...

    def look_at_further_addresses(self, article_id: int, url: str, now: str) -> bool:
        """Returns whether an article was read at other addresses than `url` when they were looked at last.

        Those of them that have no look planned are due now.
        """
        ...

    def postpone_page(self, page_id: int, next_due: str) -> None:
        """Gives a page back that was taken, due later."""
        ...

    def select_hosts_with_new_pages(self, hosts: Collection[int], now: str) -> set[int]:
        """Returns those of these hosts that have pages due that nobody has looked at yet."""
        ...

    def get_page_outcome(self, url: str) -> PageOutcome | None:
        """Returns what the last look at an address showed; None for one that is not known."""
        ...

    def make_source_due(self, domain: str, now: str) -> int:
        """Makes all feeds of a source due now, or its home page when it has none.

        Returns the number of feeds.
        """
        ...

    def finish_page(
        self,
        page_id: int,
        state: PageState,
        *,
        now: str,
        cause: str = "",
        outcome: str = "",
        next_due: str | None = None,
    ) -> None:
        """Writes what a look at a page showed, and when the next one is (None: never)."""
        ...

    def delete_page(self, page_id: int) -> None:
        """Deletes a page: it was taken down, and its address may not stay."""
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
        state: FeedPolling | None = None,
    ) -> None:
        """Writes that a feed was fetched and when it is due again; with `state`, what is known of its polling."""
        ...

    def fail_feed(
        self,
        feed_id: int,
        error: str,
        next_due: str,
        status: str = "",
        state: FeedPolling | None = None,
    ) -> None:
        """Writes that a feed could not be fetched or parsed, and when it is due again."""
        ...

    def move_feed(self, feed_id: int, url: str) -> bool:
        """Changes the address of a feed; returns False when another feed has or had it."""
        ...

    def schedule_discovery(self, source_id: int, when: str | None) -> None:
        """Makes the home page of a source due at `when`, or never (None)."""
        ...
