"""Results about sources, feeds, crawls and ingests, and about the state of the database."""

from typing import Literal, TypeAlias

from aggregator.model import SourceKind
from aggregator.results.base import Result

DomainKind: TypeAlias = Literal["former", "variant", "merged"]
CrawlEventKind: TypeAlias = Literal[
    "alert_sent",  # what needs a person was sent to the operator
    "clock_jump",  # the clock of this machine jumped
    "cut",  # a listing was longer than what is read of it
    "feed_moved",
    "feed_retired",  # it answers 410
    "gap",  # articles may have been listed and dropped between two polls
    "learning",  # what a site repeats changed: its stories are linked again
    "linking",  # everything is linked again, because an operator wants it
    "outage",  # nothing could be fetched: our own network
    "restored",  # a feed that was retired answers again
    "signing",  # everything is signed and linked again, by new rules
    "tls",  # fetched although its certificate fails
    "trap",  # endless addresses were left out
    "validators",  # they lie: the feed is fetched without them
]
DomainBasis: TypeAlias = Literal["redirects", "canonical", "feed", "operator"]


class SourceRow(Result, frozen=True):
    """A source with the state of its feeds."""

    domain: str
    name: str
    site: str
    country: str
    language: str
    kind: SourceKind
    publisher_group: str
    paused: bool
    feeds: int
    last_polled: str | None
    failures: int
    articles: int


class FeedState(Result, frozen=True):
    """A feed and how its requests went; `interval_s` is the polling interval in seconds."""

    url: str
    kind: str
    title: str
    interval_s: int
    next_due: str
    last_polled: str | None
    last_changed: str | None
    failures: int
    last_status: str | None
    last_error: str | None


class SourceDomain(Result, frozen=True):
    """A further domain of a source: `former`, a `variant` (mobile, regional), or of a source `merged` into it.

    `basis` is what shows that it is one: `redirects`, `canonical`, `feed`, or `operator`.
    """

    domain: str
    kind: DomainKind
    basis: DomainBasis
    added_at: str
    detail: str


class FurtherDomain(Result, frozen=True):
    """A `SourceDomain` with the present domain of its source."""

    domain: str
    source: str
    kind: DomainKind
    basis: DomainBasis
    added_at: str
    detail: str


class JoinedSource(Result, frozen=True):
    """What became of a `source merge`, `source move` or `source split`: the source with this domain
    has, or has lost, the further domain with so many articles and feeds."""

    source: str
    domain: str
    articles: int
    feeds: int


class OwnerSuggestion(Result, frozen=True):
    """Two sources that look like one publisher, or like two of one owner, with the reasons, the strongest
    first, and the command that says so."""

    a: str
    b: str
    looks_like: Literal["moved", "one_publisher", "one_owner"]
    reasons: list[str]
    command: str


class SourceDetails(Result, frozen=True):
    """A source like `SourceRow`, with its feeds in place of their number, and its further domains."""

    domain: str
    name: str
    site: str
    country: str
    language: str
    kind: SourceKind
    publisher_group: str
    paused: bool
    feeds: list[FeedState]
    last_polled: str | None
    failures: int
    articles: int
    domains: list[SourceDomain]


class RemovedSource(Result, frozen=True):
    """How many feeds and addresses without an article a removed source had; its `articles` stay."""

    feeds: int
    pages: int
    articles: int


class RetriedSource(Result, frozen=True):
    """How many feeds and pages of a source are due again."""

    feeds: int
    pages: int


class AddedSources(Result, frozen=True):
    """How many sources and feeds of a list were new."""

    sources: int
    feeds: int


class FailingFeed(Result, frozen=True):
    """A feed whose last requests failed; `failures` counts them."""

    url: str
    failures: int
    last_error: str | None
    next_due: str


class FeedHealth(Result, frozen=True):
    """How many feeds are known, due and failing, and how many pages wait to be fetched."""

    known: int
    due: int
    failing: int
    pages_waiting: int
    worst: list[FailingFeed]


class CrawlEvent(Result, frozen=True):
    """Something that an operator may have to know; `ended_at` is null for what did not last, or lasts."""

    happened_at: str
    ended_at: str | None
    kind: CrawlEventKind
    source: str | None  # domain
    feed: str | None  # address
    detail: str


class CrawlRun(Result, frozen=True):
    """A crawl run; `ended_at` is null while it runs. `counts` are numbers by outcome, and under `cpu`
    the seconds of processor time by step, as of `counted_at`. A run that was `killed` wrote no end."""

    id: int
    started_at: str
    ended_at: str | None
    what: str
    counts: dict[str, int | dict[str, float]]
    counted_at: str | None = None
    killed: bool = False


class IngestResult(Result, frozen=True):
    """What became of the ingested records. `reasons` counts the rejected ones by reason, `errors`
    says why records were unreadable (the first hundred)."""

    new: int
    changed: int
    known: int
    rejected: int
    tombstoned: int
    unreadable: int
    reasons: dict[str, int]
    errors: list[str]


class Finding(Result, frozen=True):
    """One check of the database files."""

    level: Literal["ok", "warn", "fail"]
    says: str


class Recovery(Result, frozen=True):
    """What was saved of a damaged database: `path` is the new main file, `says` a sentence on each part."""

    path: str
    rows: int
    says: tuple[str, ...]
