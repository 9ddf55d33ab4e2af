"""What a spider needs from whoever keeps the frontier."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from aggregator.model import Entry, Feed, Page

if TYPE_CHECKING:
    from scrapy.http import Response  # readers run in processes that need no Scrapy


@dataclass(frozen=True, slots=True)
class Announced:
    """What an answer announces: articles, further sitemaps, feeds, owners."""

    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[str, ...] = ()
    feeds: tuple[Feed, ...] = ()
    claims: tuple[tuple[str, str], ...] = ()  # of ownership: see reading/trust_txt.py
    title: str = ""
    ttl_s: int | None = None


class DueFeed(Protocol):
    """A feed, sitemap, section or home page whose time has come."""

    @property
    def url(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def etag(self) -> str | None: ...
    @property
    def last_modified(self) -> str | None: ...


class DuePage(Protocol):
    """A page whose time has come, with what its feed says of it."""

    @property
    def url(self) -> str: ...
    @property
    def entry(self) -> Entry | None: ...
    @property
    def feed(self) -> str: ...
    @property
    def found_at(self) -> str: ...
    @property
    def last_absent(self) -> str | None: ...


Reader = Callable[[bytes, str, str], Announced]  # body, address, content type


class Desk(Protocol):
    """Gives out what is due and takes back what came of it."""

    def finished(self) -> bool:
        """Whether nothing is due, on its way or expected."""
        ...

    def due_feeds(self) -> Iterable[DueFeed]:
        """What to look at now; empty when there is nothing at the moment."""
        ...

    def due_pages(self) -> Iterable[DuePage]:
        """What to fetch now."""
        ...

    def feed_answered(self, feed: DueFeed, response: "Response", reader: Reader) -> Awaitable[None]:
        """Take an answer of any status; `reader` is called where it can do no harm."""
        ...

    def feed_failed(self, feed: DueFeed, error: BaseException) -> None:
        """Take the news that no answer came."""
        ...

    def page_answered(self, page: DuePage, fetched: Page) -> Awaitable[None]:
        """Take a page of any status."""
        ...

    def page_failed(self, page: DuePage, error: BaseException) -> None:
        """Take the news that no answer came."""
        ...
