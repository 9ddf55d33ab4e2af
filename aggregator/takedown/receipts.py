"""Receipts: what was erased for a case, how that was proven, and what is kept, as a signed file.

Closing a case notes that it needs one, within the transaction that closes it; `issue_due` makes it, so that
a time stamp can be asked for while nothing is locked. Without words of a work and without persons.
"""

import platform
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec

from aggregator.errors import StorageError
from aggregator.formats import receipts as formats
from aggregator.formats import signed_bundles
from aggregator.formats.evidence_format import Setting
from aggregator.formats.evidence_signing import make_public_key
from aggregator.results.evidence import EvidenceBundle
from aggregator.results.redress import ReceiptItem
from aggregator.results.takedowns import FileProof, SearchProof, TakedownCase, TakedownCaseItems
from aggregator.takedown.rules.answers import select_answered
from storage.private.keys import SIGNING_KEY, Keys
from storage.private.takedown_cases import TakedownCases
from storage.private.takedown_log import TakedownLog
from storage.private.takedown_mails import TakedownMails
from storage.private.takedown_proofs import TakedownProofs
from storage.private.takedown_receipts import TakedownReceipts
from storage.private.written_files import WrittenFiles
from storage.store import Store

Stamp = Callable[[EvidenceBundle], EvidenceBundle]  # adds a time stamp, or does not

NOT_COUNTS = ("bytes", "found", "searched_at")  # fields of a proof that are no counts of strings


@dataclass(frozen=True, slots=True)
class ReceiptStore:
    """What receipts are made from, in the private file."""

    cases: TakedownCases
    keys: Keys
    log: TakedownLog
    mails: TakedownMails
    proofs: TakedownProofs
    receipts: TakedownReceipts
    written_files: WrittenFiles

    @classmethod
    def of(cls, store: Store) -> "ReceiptStore":
        """Returns the repositories of an open database. Raises StorageError without a private file."""
        return cls(
            cases=store.takedown_cases,
            keys=store.keys,
            log=store.takedown_log,
            mails=store.takedown_mails,
            proofs=store.takedown_proofs,
            receipts=store.takedown_receipts,
            written_files=store.written_files,
        )


def after_close(receipts: TakedownReceipts, case: TakedownCase) -> None:
    """Note that a case needs a receipt, within the transaction that closes it."""
    receipts.add_due(case.id)


def issue_due(store: ReceiptStore, backup_days: int, now: str, stamp: Stamp | None = None) -> int:
    """Make the receipts of closed cases, and queue the mails with them; returns their number.

    `backup_days`: how long backups are kept, 0 where nothing is said. `stamp` may use the network:
    nothing is locked meanwhile.
    """
    due = store.receipts.list_due()
    for number in due:
        case = store.cases.get_by_number(number)
        if case is None or case.closed_at is None:
            continue
        bundle = make_receipt(store, case, backup_days, now)
        if stamp:
            bundle = stamp(bundle)
        _keep_and_send(store, case, bundle, now)
    return len(due)


def _keep_and_send(
    store: ReceiptStore, case: TakedownCaseItems, bundle: EvidenceBundle, now: str
) -> None:
    with store.cases.transaction():
        store.receipts.write(case.id, formats.format_receipt(bundle), now)
        store.cases.add_log_entry(case.id, now, "system", "receipt made", bundle.head)
        requests = store.cases.list_requests(case.id)
        for address in select_answered(requests, store.proofs.list_of_case(case.id)):
            store.mails.queue("receipt", address, now, case_id=case.id)


def make_receipt(
    store: ReceiptStore, case: TakedownCaseItems, backup_days: int, now: str
) -> EvidenceBundle:
    """Returns the signed receipt of a closed case. Raises StorageError without a key that signs."""
    secret = _require_secret(store.keys)
    fingerprint = make_public_key(secret, now).fingerprint
    versions = [
        Setting("python", platform.python_version()),
        Setting("sqlite", sqlite3.sqlite_version),
    ]
    about = formats.About(formats.FORMAT, formats.SOFTWARE, versions, now, case.number, fingerprint)
    parts: dict[str, object] = {
        "about": about,
        "case": _describe_case(case),
        "items": [
            ReceiptItem(item.url, item.relation, item.action, item.state, item.reason)
            for item in case.items
        ],
        "steps": [
            formats.Step(entry.at, entry.actor, entry.event, entry.hash)
            for entry in store.cases.list_log_entries(case.id)
        ],
        "searches": [_describe_search(name, proof) for name, proof in (case.proof or {}).items()],
        "kept": list(_describe_kept(case)),
        "files": _describe_files(store, case, backup_days),
        "log": formats.Log(store.log.newest_hash(), store.log.count()),
    }
    return signed_bundles.sign_parts(formats.FORMAT, parts, secret)


def _require_secret(keys: Keys) -> bytes:
    """The key that signs evidence files and receipts; made when there is none."""
    keys.create_if_missing(SIGNING_KEY)
    return keys.require_key(SIGNING_KEY)


def _describe_case(case: TakedownCase) -> formats.Case:
    if case.closed_at is None:
        raise StorageError(f"{case.number} is not closed: it has no receipt yet")
    return formats.Case(
        ground=case.ground,
        scope=case.scope.kind,
        grade=case.grade,
        received_at=case.received_at,
        deadline=case.deadline,
        hidden_at=case.hidden_at,
        erased_at=case.erased_at,
        closed_at=case.closed_at,
    )


def _describe_search(name: str, proof: FileProof) -> formats.Search:
    counts = [
        Setting(field, value)
        for field, value in msgspec.structs.asdict(proof).items()
        if isinstance(value, int) and field not in NOT_COUNTS
    ]
    return formats.Search(f"{name} file", proof.searched_at, proof.bytes, counts, proof.found)


def _describe_kept(case: TakedownCaseItems) -> Iterator[formats.Kept]:
    yield formats.Kept(
        "the addresses of the items, in the private file",
        "so that it is known what the case was about",
    )
    yield formats.Kept(
        "hashes with a secret key of addresses and word sequences",
        "so that the work is recognised and refused when it comes again; it cannot be read from them",
    )
    yield formats.Kept("the log of the case", "states, counts and times, without words of the work")
    yield formats.Kept(
        "what the claimant wrote and proved, until its own date of erasure",
        "to answer a claim for a wrongful request or removal",
    )
    for name, proof in (case.proof or {}).items():
        kept = proof.kept if isinstance(proof, SearchProof) else {}
        for reason, count in kept.items():
            yield formats.Kept(f"{count} words or phrases in rows of the {name} file", reason)
    listed = sum(item.state == "listed" for item in case.items)
    if listed:
        yield formats.Kept(
            f"{listed} articles that are listed above and were not removed",
            "they share words of the work, quote it, or carry it among others: a person decides on each",
        )


def _describe_files(store: ReceiptStore, case: TakedownCase, backup_days: int) -> formats.Files:
    erased_at = case.erased_at or case.closed_at or ""
    written = [
        formats.WrittenFile(each.kind, each.written_at, each.what)
        for each in store.written_files.list_all()
        if each.written_at <= erased_at
    ]
    return formats.Files(written, backup_days or None)
