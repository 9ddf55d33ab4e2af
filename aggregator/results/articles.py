"""Results about articles: stored ones, their versions, search hits."""

from typing import Literal

import msgspec

from aggregator import clock
from aggregator.model import (
    Confidence,
    Credit,
    ManifestPlace,
    ManifestState,
    Precision,
    Relation,
    Role,
    Verdict,
)
from aggregator.results.base import Result

UnstoredReason = Literal["reserved", "aged"]


class ArticleRow(Result, frozen=True):
    """An exported article. `published` is a claim, `first_seen` our own observation.

    `rights` is what its publisher said of its use. Where the text may not leave, it is empty and `rights` begins with why.
    """

    id: int
    external_id: str | None
    url: str
    canonical_url: str
    source: str
    title: str
    authors: list[str]
    published: str | None
    published_precision: Precision | None
    first_seen: str
    language: str
    story_id: int
    text: str
    rights: list[str]


class RemovedLine(Result, frozen=True):
    """A line that was left out for linking, and why; `repeated`: its site repeats it."""

    text: str
    reason: str


class SourceClaim(Result, frozen=True):
    """What a page says about where its text comes from. `where` is head, top, body, end or feed."""

    kind: str
    phrase: str
    url: str
    name: str
    where: str


class SignedManifest(Result, frozen=True):
    """A signed manifest (C2PA) of a page: where it is, whether it holds, and who signed it.

    `state` is trusted, untrusted (it holds, and the trust list does not name the signer), mismatch (it
    was made for another content) or unreadable. `fingerprint` is the SHA-256 of the certificate.
    """

    place: ManifestPlace
    state: ManifestState
    signer: str
    issuer: str
    fingerprint: str
    signed_at: str | None
    trust_list: str
    title: str
    detail: str


class WebCapture(Result, frozen=True):
    """The first capture of an address by a web archive: not when it was published."""

    archive: str
    url: str
    memento: str
    captured_at: str
    observed_at: str


class NamedOriginal(Result, frozen=True):
    """Whom a verdict names as the origin; `article_id` is null for one outside the corpus."""

    url: str | None = None
    name: str | None = None
    title: str | None = None
    article_id: int | None = None


class ArticleAbsence(Result, frozen=True):
    """A time in which an article was gone from its address: two looks got HTTP 404 or 410 there.

    `last_present` is the last look that found it, `vanished_at` the first one that did not, `confirmed_at`
    the second, `restored_at` the first that found it again.
    """

    last_present: str | None
    vanished_at: str
    status: int
    confirmed_at: str
    restored_at: str | None

    @property
    def described(self) -> str:
        """What was observed, in words."""
        until = f" until {clock.for_people(self.restored_at)}" if self.restored_at else ""
        seen = f", last seen {clock.for_people(self.last_present)}" if self.last_present else ""
        begun = f"{'from' if until else 'since'} {clock.for_people(self.vanished_at)}"
        return f"gone {begun}{until} (HTTP {self.status} at two looks){seen}"


class StoryAbsence(ArticleAbsence, frozen=True):
    """The same with the article that was gone."""

    article_id: int
    url: str
    title: str
    source: str
    source_name: str
    story_id: int


class StoredArticle(ArticleRow, frozen=True):
    """An article with what its page claims, its part in its story, and the verdict on that story.

    `published_offset` is the zone of the claimed date in minutes east of UTC. `last_absent` is when
    its feed was last seen without it. `versions` counts former wordings. `addresses` are those at which
    its text was read, its own first. `absences` are the times in which it was gone from its own. `rights` is what
    its publisher said of its use; `unstored` is why its text is not stored: its publisher reserves it, or it was
    deleted by age.
    """

    source_name: str
    published_offset: int | None
    section: str
    image: str
    modified: str | None
    removed: list[RemovedLine]
    sources: list[SourceClaim]
    flags: list[str]
    last_absent: str | None
    fetched_at: str
    relation: Relation | None
    role: Role | None
    credit: Credit | None
    verdict: Verdict
    confidence: Confidence
    set_by: str | None
    versions: int
    addresses: list[str]
    manifests: list[SignedManifest]
    captures: list[WebCapture]
    original: NamedOriginal
    unstored: UnstoredReason | None
    absences: list[ArticleAbsence] = msgspec.field(default_factory=list)


class ArticleVersion(Result, frozen=True):
    """A former wording of an article, observed from `observed_at` until `replaced_at`."""

    id: int
    observed_at: str
    replaced_at: str
    title: str
    text: str
    published: str | None
    modified: str | None


class SearchHit(Result, frozen=True):
    """An article that holds the words of a query, with a marked snippet of its text."""

    id: int
    url: str
    canonical_url: str
    source: str
    source_name: str
    title: str
    published: str | None
    published_precision: Precision | None
    first_seen: str
    language: str
    story_id: int
    snippet: str
