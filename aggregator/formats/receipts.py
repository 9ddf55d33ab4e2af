"""Format 1 of receipts: what was erased, how that was proven, and what is kept. Frozen.

docs/receipts.md describes it. A field that is added, taken out or renamed here makes a new format. A receipt
holds no words of a work and no names of persons.
"""

import json
from collections.abc import Collection
from typing import Any

import msgspec

from aggregator import __version__
from aggregator.formats import signed_bundles
from aggregator.formats.evidence_format import Setting
from aggregator.results.base import Result, convert, to_json_value
from aggregator.results.evidence import EvidenceBundle
from aggregator.results.redress import ReceiptItem, VerifiedReceipt

FORMAT = "aggregator-receipt-1"
SOFTWARE = f"aggregator {__version__}"
PROVES = "nothing was changed since it was signed: the installation with this key says that it erased these items"
DOES_NOT_PROVE = (
    "not proven by a signature: that what it says is true, that nobody made a copy before, and, without a "
    "time stamp, when it was made"
)


class About(Result, frozen=True):
    """What the file is about, who made it, when and with which software. `signed_by`: fingerprint."""

    format: str
    software: str
    versions: list[Setting]  # of what read and erased
    as_of: str
    number: str
    signed_by: str


class Case(Result, frozen=True):
    """What was asked for, and when it was done."""

    ground: str
    scope: str
    grade: str  # how well the claimant was known
    received_at: str
    deadline: str
    hidden_at: str | None
    erased_at: str | None
    closed_at: str


class Step(Result, frozen=True):
    """An entry of the log of the case, with its hash in the log of all cases."""

    at: str
    actor: str
    event: str
    hash: str


class Search(Result, frozen=True):
    """A search of one store for what was erased. `searched` counts what it was searched for, by kind."""

    store: str
    searched_at: str
    bytes: int
    searched: list[Setting]
    found: int


class Kept(Result, frozen=True):
    """What is kept, and why."""

    what: str
    why: str


class WrittenFile(Result, frozen=True):
    """A file that was written from the database before the erasure: it may hold what was erased."""

    kind: str
    written_at: str
    what: str


class Files(Result, frozen=True):
    """Files outside the database; `backup_days`: how long backups are kept, null where it was not said."""

    written: list[WrittenFile]
    backup_days: int | None


class Log(Result, frozen=True):
    """The newest hash of the log of all cases, and how many entries it covers."""

    log: str
    entries: int


PARTS: dict[str, Any] = {
    "about": About,
    "case": Case,
    "items": list[ReceiptItem],
    "steps": list[Step],
    "searches": list[Search],
    "kept": list[Kept],
    "files": Files,
    "log": Log,
}


def format_receipt(bundle: EvidenceBundle) -> str:
    """Return a receipt as the text of its file."""
    return json.dumps(to_json_value(bundle), ensure_ascii=False, indent=1) + "\n"


def verify_receipt(
    data: bytes, known_keys: Collection[str] = (), roots: bytes | None = None
) -> VerifiedReceipt:
    """Verify a receipt; returns what it is about and who signed it.

    `known_keys`: public keys or fingerprints that are known. `roots`: the certificates, PEM, of
    authorities whose time stamps are trusted. Raises EvidenceError, which says what was changed.
    """
    text = signed_bundles.decode_text(data, "receipt")
    bundle = signed_bundles.read_bundle(text, {FORMAT: PARTS}, "receipt")
    signed_bundles.check_chain(bundle)
    fingerprint = signed_bundles.check_signature(bundle)
    proven = signed_bundles.check_time_stamp(bundle, roots)
    parts: dict[str, Any] = {link.part: link.content for link in bundle.chain}
    public = bundle.signature.public_key if bundle.signature else ""
    known = bool({fingerprint, public} & set(known_keys))
    return convert(
        {
            **{name: parts["about"][name] for name in ("format", "software", "number")},
            **{name: parts["case"][name] for name in ("received_at", "hidden_at", "erased_at")},
            "closed_at": parts["case"]["closed_at"],
            "items": parts["items"],
            "log": parts["log"]["log"],
            "head": bundle.head,
            "signer": "known" if known else "unknown",
            "fingerprint": fingerprint,
            **proven,
        },
        VerifiedReceipt,
    )


def read_receipt(text: str) -> EvidenceBundle:
    """Return the receipt that this installation stored."""
    return msgspec.json.decode(text, type=EvidenceBundle)
