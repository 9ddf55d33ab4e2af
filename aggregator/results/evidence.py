"""Results about evidence files: a bundle, and what a verified one is about."""

from aggregator.results.base import Result


class EvidencePart(Result, frozen=True):
    """One part of an evidence bundle; `hash` covers its content and the hash before it."""

    part: str
    content: dict[str, object] | list[object]
    hash: str


class EvidenceBundle(Result, frozen=True):
    """Everything that a verdict rests on; `head`, the last hash, covers all parts."""

    format: str
    chain: list[EvidencePart]
    head: str


class VerifiedEvidence(Result, frozen=True):
    """What an evidence file is about. `page_checked` is false when only its data was checked."""

    format: str
    software: str
    as_of: str
    story_id: int
    title: str
    head: str
    page_checked: bool
