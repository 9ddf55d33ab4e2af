"""The types that the rules of takedown, its steps and storage exchange."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from aggregator.model import Confidence, Manifest, PageLine, Removed, Row, SourceTrace, Verdict
from aggregator.results.takedowns import (
    Capacity,
    Channel,
    CounterStatement,
    Grade,
    Ground,
    Language,
    ScopeKind,
    State,
    Statement,
    TakedownScope,
)

# Where the token of a proof is looked for at a domain: a label of DNS, the path of a file, the name of a meta tag
PROOF_PLACES: Mapping[str, str] = {
    "dns": "_aggregator-challenge",
    "file": "/.well-known/aggregator-takedown.txt",
    "meta": "aggregator-takedown",
}


@dataclass(frozen=True, slots=True)
class TakedownRequest:
    """What a claimant asks for; names either the address of an article or the id of a story."""

    claimant: str
    reason: str
    url: str | None = None
    story: int | None = None
    email: str = ""
    work_url: str = ""  # the claimant's own publication
    confirmed: bool = True  # the operator filed it: hide at once
    channel: Channel = "command"
    postal_address: str = ""
    phone: str = ""
    capacity: Capacity = ""
    statements: tuple[Statement, ...] = ()
    signature: str = ""
    client: str = ""  # network address that posted it, as a keyed hash
    language: Language = "en"
    ground: Ground = "copyright"
    scope: TakedownScope | None = None  # None: the text of `url` or `story`, wherever it is copied
    at_once: bool = False  # erase as soon as it is hidden, where the claimant proves control
    source_url: str = ""  # primary source that the page of a removed article may link


# How a counter-notice came: by the link that was mailed to the publisher, entered by the operator, or by anybody
CounterChannel = Literal["link", "command", "form"]


@dataclass(frozen=True, slots=True)
class CounterNotice:
    """What the owner of something that was removed by mistake sends (17 USC 512(g)(3))."""

    number: str  # of the case; empty: it is found by the address
    url: str  # where the material was before it was removed
    name: str
    email: str
    postal_address: str
    phone: str
    reason: str
    statements: tuple[CounterStatement, ...]
    signature: str
    channel: CounterChannel = "form"


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case as it is filed."""

    received_at: str
    deadline: str
    scope: TakedownScope
    grade: Grade
    ground: Ground
    language: Language
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class RequestCounts:
    """The sender of a request (a keyed hash), and how many requests are like it."""

    sender: str
    of_sender: int
    with_words: int  # senders


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request as it is added to a case."""

    received_at: str
    channel: Channel
    claimant: str
    email: str
    postal_address: str
    phone: str
    capacity: Capacity
    reason: str
    work_url: str
    statements: tuple[Statement, ...]
    signature: str
    client: str
    scope: TakedownScope
    at_once: bool
    sender: str  # keyed hash of the mail address, see `rules.limits`
    sender_domain: str  # keyed hash of its domain; empty: a free mailbox


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the main file says of a page, as far as standing depends on it. Times are ours, but for the claim."""

    article_id: int
    url: str
    source: str  # present domain of its source
    source_since: str  # when we first knew the source
    contact: str  # mail address of its publisher
    first_seen: str
    last_absent: str | None
    text_since: str  # since when we know its present text there
    published: str | None  # as it claims
    published_precision: str | None
    story_id: int
    others_first_seen: str  # when we first saw the text at another source; empty: nowhere else
    publishers: int  # sources in the story
    verdict: Verdict
    confidence: Confidence
    original_id: int | None
    is_set: bool  # an operator set the original
    is_settled: bool  # the verdict knows all pages of the story
    names_pages: frozenset[int]  # that it names and links as the source of its text
    alarms: frozenset[str]  # rules of evidence on it that contradict it


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """An address of an article. `claimed`: no page was read there, and no other article claims it."""

    url: str
    basis: Literal["own", "agreed", "former", "claimed"]  # see storage/corpus/addresses.py


@dataclass(frozen=True, slots=True)
class HiddenArticle:
    """What only an article's own rows say; everything else is derived from it."""

    row: Row  # every column of `articles`
    versions: tuple[Row, ...]  # rows of `article_versions`, with every column
    addresses: tuple[KnownAddress, ...]
    rights: Row = field(
        default_factory=dict
    )  # what was said of its use, see storage/corpus/kept_rights.py


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is kept of a deleted article, beside keyed hashes: numbers only.

    Tombstones of former versions have no fingerprints.
    """

    case_id: int
    article_id: int
    story_id: int
    since: str
    shingles: int  # shingle hashes that are kept
    sampled_shingles: int  # of these, those that the sketch of any text would keep
    is_complete: bool  # a short text: all of its shingles are kept
    folding: int  # the version of folding that its shingles were made with
    tokens: int = 0  # length of the work, without boilerplate
    fingerprints: bytes | None = None  # see `linking.fingerprints`
    case_number: str = ""
    source_url: str = (
        ""  # primary source that the page of the article links, by the owner's consent
    )


@dataclass(frozen=True, slots=True)
class ArticleClaims:
    """The columns of an article that may quote another article or name its address."""

    article_id: int
    story_id: int
    url: str
    canonical_url: str
    removed: tuple[Removed, ...]
    sources: tuple[SourceTrace, ...]
    lines: tuple[PageLine, ...] | None
    manifests: tuple[Manifest, ...]
    provenance: str  # JSON


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clocks of a machine show."""

    clock: str
    uptime_s: float | None = None  # since its start, suspension included; None: it does not say
    boot: str = ""  # which start


@dataclass(frozen=True, slots=True)
class LatestTime:
    """The latest time of cases, and what the clocks showed then."""

    at: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class RecipientNotice:
    """A notice that is to be sent to a recipient of the data."""

    id: int
    case_id: int
    address: str
    content: str  # JSON
    attempts: int


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """One field of a database file; `key` is the number of the row, or the columns of its primary key."""

    table: str
    key: tuple[str, ...]
    column: str


@dataclass(frozen=True, slots=True)
class CountedCase:
    """A case as it is counted in public."""

    ground: Ground
    scope: ScopeKind
    grade: Grade
    outcome: State
    channel: Channel  # of the first request
    requests: int
    articles: int  # hidden or erased
    restored: int  # articles that were put back
    counter_notices: int
    received_at: str
    hidden_at: str | None
    erased_at: str | None
    breach: str  # why it was open after its deadline; empty when it was not
