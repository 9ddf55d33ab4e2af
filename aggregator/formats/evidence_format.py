"""Format 3 of evidence files: the fields of each part, and the hashes that chain the parts.

docs/evidence.md describes it for those who write a verifier. A field that is added, taken out or
renamed here makes a new format. There are no numbers but whole ones, so that every JSON
library writes the same bytes.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import msgspec

from aggregator.results.base import Result

FORMAT = "aggregator-evidence-3"


class Setting(Result, frozen=True):
    """A setting or version on which the shares or the verdict depend."""

    name: str
    value: str | int | bool


class About(Result, frozen=True):
    """What the file is about, who made it, when and with which software. `signed_by`: fingerprint."""

    format: str
    software: str
    settings: list[Setting]
    as_of: str
    story_id: int
    title: str
    signed_by: str


class Original(Result, frozen=True):
    """The original as the verdict names it."""

    url: str | None
    name: str | None
    title: str | None


class VerdictPart(Result, frozen=True):
    """The verdict, and in `says` the words for it."""

    verdict: str
    confidence: str
    says: str
    original: Original
    set_by: str | None
    decided_at: str | None


class Interval(Result, frozen=True):
    """When a page was first seen: after `not_before`, unless that is null, and not after `not_after`."""

    not_before: str | None
    not_after: str


class FeedPolls(Result, frozen=True):
    """The feed that announced a page, with the SHA-256 of its bytes without and with the page."""

    url: str
    sha256_not_before: str | None
    sha256_not_after: str | None


class FetchedPage(Result, frozen=True):
    """The page that was read, by the SHA-256 of its bytes."""

    sha256: str
    fetched_at: str


class Line(Result, frozen=True):
    """A line of a page that was looked at for credit."""

    text: str
    url: str
    anchor: str
    place: str


class SignedManifest(Result, frozen=True):
    """A signed manifest (C2PA) of a page, and what checking it showed; `says` is that in words."""

    says: str
    place: str
    state: str
    signer: str
    issuer: str
    fingerprint: str
    signed_at: str | None
    trust_list: str
    title: str
    detail: str


class ArchivedCapture(Result, frozen=True):
    """The first capture of a page by a web archive; `says` is that in words."""

    says: str
    archive: str
    url: str
    memento: str
    captured_at: str
    observed_at: str


class MemberPart(Result, frozen=True):
    """A page of the story. `says` is its role and credit in words, `why` the reason for the role.

    `lines` is null where none were kept, or where the page asks that no copy of it is shown.
    """

    url: str
    addresses: list[str]
    title: str
    source: str
    source_name: str
    domains: list[str]
    relation: str | None
    role: str | None
    credit: str | None
    says: str
    reason: str | None
    why: str
    first_seen: Interval
    feed: FeedPolls | None
    claimed: str | None
    claimed_offset: int | None
    claim_contradicts_observation: bool
    page: FetchedPage | None
    lines: list[Line] | None
    manifests: list[SignedManifest]
    captures: list[ArchivedCapture]


class Piece(Result, frozen=True):
    """A stretch of a text that is compared: how many letters and words, and SHA-256 of the letters."""

    letters: int
    words: int
    sha256: str


class ComparedText(Result, frozen=True):
    """A text that is compared: SHA-256 of all of it, and the pieces of it that are compared."""

    url: str
    sha256: str
    words: int
    pieces: list[Piece]


class Texts(Result, frozen=True):
    """The compared texts, and the letters that are taken for others because they look like them."""

    look_alikes: list[tuple[str, str]]
    texts: list[ComparedText]


class Part(Result, frozen=True):
    """Words of a passage that both texts have, or only one of them (`place`: both, a, b)."""

    place: str
    text: str


class Run(Result, frozen=True):
    """Words in a row that are equal in both texts: the number of the first, from 0, and where the letters are."""

    words: int
    word: int
    start: int
    end: int
    word_there: int
    start_there: int
    end_there: int


class Passage(Result, frozen=True):
    """A stretch that two texts share, small edits bridged. Words are counted from 0, ends exclusive.

    `parts` is empty where a page asks that no copy of it is shown.
    """

    start_word: int
    end_word: int
    start_word_there: int
    end_word_there: int
    quoted: bool
    runs: list[Run]
    parts: list[Part]


class ComparisonPart(Result, frozen=True):
    """What the text at `url` shares with that at `of_url`: `shared` of its `shingles`, and there."""

    url: str
    of_url: str
    relation: str | None
    shared: int
    shingles: int
    shared_there: int
    shingles_there: int
    passages: list[Passage]


class RelatedPart(Result, frozen=True):
    """A text that is related and no copy; `of_url` is the page that it is compared with, if it is."""

    kind: str
    says: str
    url: str
    of_url: str | None
    title: str
    source: str
    source_name: str
    story_id: int
    relation: str
    role: str | None
    credit: str | None


class EvidenceItemPart(Result, frozen=True):
    """An observation; `class` is explained by `kind`."""

    cls: str = msgspec.field(name="class")
    kind: str
    rule: str
    says: str
    quote: str
    url: str
    observed_at: str


class NotCheckedPart(Result, frozen=True):
    """What the verdict does not rest on, and why."""

    what: str
    why: str


class FormerVerdictPart(Result, frozen=True):
    """A verdict of the history, oldest first; the last one is the present verdict."""

    decided_at: str
    verdict: str
    confidence: str
    says: str
    original_url: str | None
    original_name: str | None
    set_by: str | None
    articles: int


PARTS: dict[str, Any] = {
    "about": About,
    "verdict": VerdictPart,
    "members": list[MemberPart],
    "texts": Texts,
    "comparisons": list[ComparisonPart],
    "no_copies": list[RelatedPart],
    "evidence": list[EvidenceItemPart],
    "not_checked": list[NotCheckedPart],
    "would_change": list[str],
    "history": list[FormerVerdictPart],
}


def encode_canonical(value: object) -> bytes:
    """Return canonical JSON (RFC 8785 for what occurs here): sorted names, no white space, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def hash_part(before: str, name: str, content: object) -> str:
    """Return the SHA-256 of the hash before a part, its name and its content, in hexadecimal."""
    return hashlib.sha256(encode_canonical([before, name, content])).hexdigest()


def hash_former_part(before: str, name: str, content: object) -> str:
    """Return the hash of a part as formats 1 and 2 have it: with white space after commas and colons."""
    plain = json.dumps([before, name, content], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def replace_surrogates(value: Any) -> Any:
    """Return a JSON value whose texts hold no lone surrogates, which UTF-8 cannot carry."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {name: replace_surrogates(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [replace_surrogates(inner) for inner in value]
    return value
