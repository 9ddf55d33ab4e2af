"""What spiders and the crawl share: listings and their parsers, pages that are due, the scheduler."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Protocol

from aggregator.model import Entry, Feed
from aggregator.poll_hints import NO_HINTS
from aggregator.poll_hints import PollHints as PollHints

if TYPE_CHECKING:
    from scrapy.http import Response  # parsers run in processes that need no Scrapy


@dataclass(frozen=True, slots=True)
class Listing:
    """What an answer lists: articles, further sitemaps, feeds, claims of ownership, a capture."""

    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[str, ...] = ()
    feeds: tuple[Feed, ...] = ()
    claims: tuple[tuple[str, str], ...] = ()  # of ownership: see reading/trust_txt.py
    first_capture: tuple[str, str] | None = None  # address and time: see reading/timemaps.py
    title: str = ""
    cut: int = 0  # entries or sitemaps that a cap left out
    hints: PollHints = NO_HINTS


# Key of a request's meta: what answers is a feed or another listing, and no page.
IS_LISTING = "is_listing"
Parse = Callable[[bytes, str, str], Listing]  # body, address, content type


class ListingParser:
    """One kind of listing, or the listings of one special site. A subclass is one file in `spiders/`.

    `spiders.registry` finds every subclass by its class attributes. `kind` is the word that a feed
    is stored with (`feeds.kind`); a parser with `sites` reads the listings of these registrable
    domains, whatever their kind.
    """

    kind: ClassVar[str] = ""
    sites: ClassVar[frozenset[str]] = frozenset()
    headers: ClassVar[Mapping[str, str]] = MappingProxyType({})  # of each request for a listing

    @classmethod
    def parse(cls, body: bytes, url: str, content_type: str) -> Listing:
        """Returns what an answer lists. Raises ReadingError when it is no such listing.

        It runs in a process of its own, so it can neither stop nor slow down the crawl.
        """
        raise NotImplementedError


class DueFeed(Protocol):
    """A feed, sitemap, section or home page that is to be fetched now."""

    @property
    def url(self) -> str: ...
    @property
    def fetched_url(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def etag(self) -> str | None: ...
    @property
    def last_modified(self) -> str | None: ...
    @property
    def is_asked_whole(self) -> bool: ...


class DuePage(Protocol):
    """A page that is to be fetched now, with what its feed says about it."""

    @property
    def url(self) -> str: ...
    @property
    def fetched_url(self) -> str: ...
    @property
    def entry(self) -> Entry | None: ...
    @property
    def feed(self) -> str: ...
    @property
    def found_at(self) -> str: ...
    @property
    def last_absent(self) -> str | None: ...
    @property
    def absent_hash(self) -> str | None: ...
    @property
    def found_hash(self) -> str | None: ...


class Scheduler(Protocol):
    """Returns what is due and takes the answers of feeds. Pages come back as items."""

    def finished(self) -> bool:
        """Returns whether nothing is due, being fetched or expected."""
        ...

    def due_feeds(self) -> Iterable[DueFeed]:
        """Returns the feeds to fetch now; none when there are none at the moment."""
        ...

    def due_pages(self) -> Iterable[DuePage]:
        """Returns the pages to fetch now."""
        ...

    def handle_feed_answer(
        self, feed: DueFeed, response: "Response", parse: Parse
    ) -> Awaitable[None]:
        """Takes an answer of any status; `parse` runs in another process."""
        ...

    def handle_failed_feed(self, feed: DueFeed, error: BaseException) -> None:
        """Takes the error when no answer came."""
        ...

    def handle_failed_page(self, page: DuePage, error: BaseException) -> None:
        """Takes the error when no answer came."""
        ...
