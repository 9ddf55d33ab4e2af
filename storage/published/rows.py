"""Rows of the main file of which the published edition is made, and rows of the edition."""

from typing import NamedTuple


class UnlistedArticle(NamedTuple):
    """An article that is left out, as far as rows of others could show that it exists."""

    id: int
    story_id: int
    url: str
    canonical_url: str
    domain: str
    name: str  # of its source


class StoredArticle(NamedTuple):
    """An article as it is stored. `rights` is a JSON list of words."""

    id: int
    headline: str
    source_id: int
    url: str
    published: str | None
    published_precision: str | None
    first_seen: str
    last_absent: str | None
    language: str
    story_id: int
    rights: str
    text: str


class EditionArticle(NamedTuple):
    """A row of the table `articles` of the edition."""

    id: int
    headline: str
    source_id: int
    url: str
    published: str | None
    published_precision: str | None
    first_seen: str
    last_absent: str | None
    language: str
    story_id: int
    rights: str
    extract: str


class StoryRow(NamedTuple):
    """A story of both files, without its counts."""

    id: int
    verdict: str | None
    confidence: str | None
    original_article_id: int | None
    original_name: str | None
    original_url: str | None
    decided_at: str | None


class StoredCopy(NamedTuple):
    """A relation as it is stored. `reason` is a code."""

    article_id: int
    story_id: int
    compared_with: int | None
    member: int
    role: str | None
    credit: str | None
    relation: str | None
    share_of_its_text: float | None
    share_of_the_original: float | None
    reason: str | None
    original_name: str | None
    verdict: str


class EditionCopy(NamedTuple):
    """A row of the table `copies` of the edition. `reason` is a sentence."""

    article_id: int
    story_id: int
    compared_with: int | None
    member: int
    role: str | None
    credit: str | None
    relation: str | None
    share_of_its_text: float | None
    share_of_the_original: float | None
    reason: str


class StoredEvidence(NamedTuple):
    """An item of evidence as it is stored."""

    id: int
    story_id: int
    article_id: int | None
    cls: str
    says: str
    quote: str
    url: str
    observed_at: str
    points_to: str
    rule: str


class EditionEvidence(NamedTuple):
    """A row of the table `evidence` of the edition."""

    id: int
    story_id: int
    article_id: int | None
    cls: str
    says: str
    quote: str
    url: str
    observed_at: str
