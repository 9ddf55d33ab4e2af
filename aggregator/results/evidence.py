"""Results about evidence files: a bundle, who signed it, and what a verified one is about."""

from typing import Literal

from aggregator.results.base import Result


class PublicKey(Result, frozen=True):
    """A public key of this installation, in hexadecimal; `fingerprint` is its SHA-256."""

    algorithm: str
    public_key: str
    fingerprint: str
    made_at: str


class EvidencePart(Result, frozen=True):
    """One part of an evidence bundle; `hash` covers its content and the hash before it."""

    part: str
    content: dict[str, object] | list[object]
    hash: str


class EvidenceSignature(Result, frozen=True):
    """The signature of the format and the head; key and value in hexadecimal."""

    algorithm: str
    public_key: str
    value: str


class TimeStamp(Result, frozen=True):
    """The answer of a time stamping authority about the signed bytes, in base64; `kind` is `RFC 3161`."""

    kind: str
    response: str


class EvidenceBundle(Result, frozen=True, omit_defaults=True):
    """Everything that a verdict rests on; `head`, the last hash, covers all parts and is signed.

    Formats 1 and 2 have no signature.
    """

    format: str
    chain: list[EvidencePart]
    head: str
    signature: EvidenceSignature | None = None
    time_stamp: TimeStamp | None = None


class VerifiedEvidence(Result, frozen=True):
    """What an evidence file is about, and what was checked of it.

    `page_checked` is false when it has no page. `signer` says whose key signed it: `known` (this
    installation's, or one that was named), `unknown`, or `none`: it is not signed. `time_proven` is when the
    time stamp was made, by `time_authority`; `time_note` says why no time is proven.
    """

    format: str
    software: str
    as_of: str
    story_id: int
    title: str
    head: str
    page_checked: bool
    signer: Literal["known", "unknown", "none"]
    fingerprint: str | None
    time_proven: str | None
    time_authority: str | None
    time_note: str
