"""The vocabulary: frozen types, shared by all packages.

Times are RFC 3339 text in UTC ending in `Z` (see `clock`). Two times are never merged: what we
observed (`first_seen`, an interval with `last_absent`) and what a page claims (`published`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from aggregator.attestations import NO_TRUST as NO_TRUST
from aggregator.attestations import Capture as Capture
from aggregator.attestations import Manifest as Manifest
from aggregator.attestations import ManifestPlace as ManifestPlace
from aggregator.attestations import ManifestState as ManifestState
from aggregator.attestations import TrustList as TrustList
from aggregator.page_parts import PageLine as PageLine
from aggregator.page_parts import Removed as Removed
from aggregator.page_parts import SourceTrace as SourceTrace
from aggregator.statements import Statement as Statement

Verdict = Literal["original_here", "original_outside", "common_source", "contested", "undetermined"]
Confidence = Literal["high", "medium", "low", "none"]
Credit = Literal["exact_link", "site_link", "named", "agency_only", "none"]
Relation = Literal[
    "identical",
    "syndicated",
    "abridged",
    "wrapped",
    "edited",
    "partial",
    "version",
    "quote",
    "collection",
    "series",
]
Role = Literal[
    "original",
    "same_owner",
    "credited_copy",
    "uncredited_copy",
    "partial",
    "version",
    "quote",
    "collection",
    "series",
]
SeparationKind = Literal["collection", "quote", "series"]
Precision = Literal["instant", "local", "day"]
EvidenceClass = Literal["A", "B", "C", "D", "E", "F", "G", "H", "I"]
SourceKind = Literal["publisher", "agency", "aggregator"]

MEMBER_RELATIONS: tuple[Relation, ...] = (
    *("identical", "syndicated", "abridged", "wrapped", "edited", "partial"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher, an agency or an aggregator, known by its registrable domain (or host:port)."""

    domain: str
    name: str = ""
    site: str = ""
    country: str = ""  # ISO 3166-1 alpha-2, upper case
    language: str = ""  # BCP 47
    kind: SourceKind = "publisher"
    publisher_group: str = ""  # publishers of one owner; empty when not known


@dataclass(frozen=True, slots=True)
class Feed:
    """Where new articles of a source are announced."""

    url: str
    source: str  # the source's domain
    kind: str = "feed"  # a kind of `spiders.registry`, such as news_sitemap or section
    title: str = ""
    address: str = ""  # as written, the one that is fetched; empty: the same as `url`


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed or sitemap: a claim by its feed, not yet a page."""

    url: str  # canonical: the one that is compared
    title: str = ""
    published: str | None = None  # as claimed
    authors: tuple[str, ...] = ()
    guid: str = ""
    source_name: str = ""  # RSS <source>, atom:source, via
    source_url: str = ""
    address: str = ""  # as written and absolute, the one that is fetched; empty: the same as `url`
    statements: tuple[Statement, ...] = ()  # what the feed says of the use of the article


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes as fetched, with their provenance."""

    url: str  # as asked for
    body: bytes
    final_url: str = ""  # after redirects; empty: the same as `url`
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()  # lower-case names
    redirects: tuple[str, ...] = ()
    fetched_at: str = ""
    feed: str = ""  # address of the feed that announced it
    entry: Entry | None = None
    last_absent: str | None = None  # the feed was last seen without it at
    found_at: str = ""  # the feed was first seen with it at
    absent_hash: str | None = None  # SHA-256 of the feed as fetched at `last_absent`, hexadecimal
    found_hash: str | None = None  # and at `found_at`
    sha256: str = ""  # of the body as fetched, once the body is dropped


@dataclass(frozen=True, slots=True)
class Record:
    """A page or a text handed in from a file, with what its giver says of it."""

    page: Page  # body is empty when `text` is given
    id: str | int | float | None = None  # as given, with its JSON type
    text: str | None = None
    title: str | None = None
    authors: tuple[str, ...] | None = None
    published: str | None = None
    source: str | None = None  # a domain or a name
    first_seen: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A page that was read."""

    url: str
    canonical_url: str
    title: str
    text: str
    link_text: str
    authors: tuple[str, ...] = ()
    published: str | None = None  # as claimed; RFC 3339 UTC when `instant`
    published_precision: Precision | None = None
    published_offset: int | None = None  # minutes east of UTC as claimed; None: no zone was said
    modified: str | None = None
    language: str = ""
    publisher: str = ""
    section: str = ""
    image: str = ""
    free: bool | None = None  # isAccessibleForFree
    rights: tuple[str, ...] = ()  # noarchive, tdm-reservation, copyright line: from `statements`
    statements: tuple[Statement, ...] = ()  # what the page says of its use; not stored
    withheld: tuple[str, ...] = ()  # lines of `text` that no extract may show; not stored
    removed: tuple[Removed, ...] = ()
    sources: tuple[SourceTrace, ...] = ()
    # field -> where its value came from
    field_origins: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()  # live_blog, teaser
    lines: tuple[PageLine, ...] | None = None  # None: they were not kept
    manifests: tuple[Manifest, ...] = ()
    amp_url: str = ""  # of its AMP page, as the page declares it; not stored


@dataclass(frozen=True, slots=True)
class Rejected:
    """A page that is no article.

    reason: challenge, consent, crashed, empty, error_page, gallery, login, meta_refresh, not_html,
    paywall, section, timeout, too_deep, too_short, unsound (markup no reader could have made), video;
    in a crawl also front_page, other_text, redirected.
    """

    url: str
    reason: str


# Words, shingles, resemblance and containment sketch: what two signatures must agree in.
SIGNATURE_VERSION = "w5/s5/affine32-128-1/f8-128"


@dataclass(frozen=True, slots=True)
class Signature:
    """Two sketches of a text in Broder's terms, comparable only within one `version`."""

    version: str
    tokens: int  # linking tokens of the text
    minhash: bytes  # resemblance: 128 little-endian uint32, scheme named in `version`
    sketch: bytes  # containment: sorted little-endian int64 hashes of word 5-shingles
    short_sketch: bytes = b""  # the same of 3-shingles, for the block; not stored


class ArticleKey(NamedTuple):
    """A stored article without its text: what ranks it, and the story it is in."""

    id: int
    story_id: int
    text_hash: str
    tokens: int


@dataclass(frozen=True, slots=True)
class KeyedFingerprints:
    """By what a text that is not stored is compared, and the key of the private file that it was made with."""

    article_id: int
    data: bytes = field(repr=False)  # see `linking.unstored`
    sketch: bytes = field(repr=False)  # its containment sketch as it is stored
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredText:
    """A stored article as linking needs it."""

    id: int
    story_id: int
    source_id: int
    text: str  # the text that is linked
    text_hash: str
    tokens: int
    first_seen: str
    leads: bool  # its story, or one that was merged into it
    merged: bool = False  # it led a story that was merged into the one it is in now
    fingerprints: KeyedFingerprints | None = (
        None  # of a text that is not stored; `text` is empty then
    )


class MemberRow(NamedTuple):
    """A member's row of the table `copies`, without what attribution writes."""

    article_id: int
    story_id: int
    of_article_id: int | None  # None for the leader
    member: int
    relation: Relation | None
    resemblance: float
    containment: float
    containment_of_original: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation that bears on a verdict."""

    cls: EvidenceClass
    rule: str
    says: str  # one sentence that describes and never accuses
    quote: str = ""
    url: str = ""
    observed_at: str = ""
    article_id: int | None = None  # the member it was observed on
    points_to: str = ""  # the party it names: a member's id as text, or a name or address
    strength: float = 0.0


@dataclass(frozen=True, slots=True)
class Original:
    """What a verdict names: a stored article, or a party outside the corpus."""

    url: str = ""
    name: str = ""
    title: str = ""
    article_id: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One article of a story, as attribution sees it."""

    article_id: int
    url: str
    canonical_url: str
    domain: str
    source_name: str = ""
    source_kind: SourceKind = "publisher"
    publisher_group: str = ""
    title: str = ""
    tokens: int = 0
    published: str | None = None
    published_precision: Precision | None = None
    published_offset: int | None = None
    first_seen: str = ""
    last_absent: str | None = None
    relation: Relation | None = None  # None for the leader
    resemblance: float = 1.0  # with the leader
    containment: float = 1.0  # share of this text found in the leader
    containment_of_original: float = 1.0  # share of the leader found in this text
    text_hash: str = ""
    sources: tuple[SourceTrace, ...] = ()
    lines: tuple[PageLine, ...] | None = None  # None: they were not kept
    manifests: tuple[Manifest, ...] = ()
    captures: tuple[Capture, ...] = ()
    addresses: tuple[str, ...] = ()  # every address at which it was read, or that leads to it
    domains: tuple[str, ...] = ()  # further domains of its source
    redirected_from: tuple[str, ...] = ()  # own addresses of other articles that redirected to it
    language: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The role and the credit of one member of a story."""

    article_id: int
    role: Role | None  # None: the evidence does not decide it
    credit: Credit
    reason: str = ""  # why, a code of `labels.ROLE_REASONS`


@dataclass(frozen=True, slots=True)
class OriginalOverride:
    """The operator's decision that one member is the original of its story."""

    article_id: int
    at: str
    by: str  # name of the person who decided
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Attribution:
    """The verdict on a story, with everything it rests on."""

    verdict: Verdict
    confidence: Confidence
    original: Original = Original()
    evidence: tuple[Evidence, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    set_by: str = ""  # "operator": a person decided, and not the evidence


Row = dict[str, Any]
