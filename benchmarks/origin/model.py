"""The parts of the world: sites, pages with their truth, texts with their origin, clusters."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias

START = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
POLL = 10  # minutes between two polls of a fast site
SLOW_POLL = 120  # minutes between two polls of a slow site
DAY = 480  # minutes that the world is watched
POLLS = range(0, DAY + 1, POLL)


SiteKind: TypeAlias = Literal["publisher", "agency"]


def time_at(minutes: float) -> datetime:
    """Returns the time so many minutes after the start."""
    return START + timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True)
class Site:
    """One host with a feed, a name and the look of its pages."""

    host: str
    name: str
    language: str
    look: int  # number of its chrome
    slow: bool = False
    kind: SiteKind = "publisher"
    owner: str = ""  # sites of one owner have the same
    owner_known: str = (
        ""  # "" nobody says so, "list" the operator knows, "trust.txt" the sites say so
    )
    listed: bool = True  # whether a crawler has its feed from the start
    moved_to: str = ""  # the host that its addresses redirect to from `moved_at` on
    moved_at: int = 0  # minutes

    @property
    def home(self) -> str:
        return f"http://{self.host}/"

    @property
    def feed(self) -> str:
        return f"http://{self.host}/feed.xml"


@dataclass(frozen=True, slots=True)
class Update:
    """What a page is from a minute on."""

    at: int
    paragraphs: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as served, and what is true of it."""

    site: Site
    path: str
    title: str
    paragraphs: tuple[str, ...]
    out: int  # minutes after the start at which it is there and in the feed
    text: str  # the id of its text
    role: str
    credit: tuple[str, ...] = (
        "none",
    )  # the levels that are right; several where readers may differ
    credits: str = ""  # the address that its credit leads to, when it is not the origin of the text
    claimed: datetime | None = None
    back_dated: bool = False
    language: str = "en"
    parts: tuple[tuple[str, str], ...] = ()  # place and HTML of credit lines, captions, tips
    canonical: str = ""  # when it is not its own address
    feed_source: tuple[str, str] | None = None  # address and name in the entry of the feed
    updates: tuple[Update, ...] = ()

    @property
    def url(self) -> str:
        return f"http://{self.site.host}{self.path}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text comes from: pages of the world (several addresses of one publisher), or a name outside."""

    text: str
    urls: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # of an agency or publisher, in the forms that it is known by
    hosts: tuple[str, ...] = ()
    claimable: bool = True  # whether the pages or the clock say it at all
    common: bool = False  # whether `common_source` without a name is right as well


@dataclass(frozen=True, slots=True)
class Cluster:
    """Pages that belong together, by their text or by what a careless system takes for it."""

    id: str
    kind: str
    pages: tuple[Page, ...]
    origins: tuple[Origin, ...] = field(default=())
