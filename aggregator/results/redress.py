"""Results about what follows a takedown: counter-notices, receipts, what a worker did."""

from typing import Literal

from aggregator.results.base import Result
from aggregator.results.takedowns import CounterStatement

CounterState = Literal[
    "received",  # not forwarded: anybody may have sent it, or the claimant has no mail address
    "forwarded",  # to the claimant, who may file a suit
    "restored",
    "refused",
    "suit",  # the claimant filed one: it stays removed
]


class CounterNoticeRecord(Result, frozen=True):
    """A counter-notice with the fields of 17 USC 512(g)(3), and how far it has come.

    What it names is put back after `restore_after` and by `restore_by`, unless a suit is noted.
    """

    id: int
    number: str  # of the case
    received_at: str
    url: str  # of the item
    name: str
    email: str
    postal_address: str
    phone: str
    reason: str
    statements: tuple[CounterStatement, ...]
    signature: str
    state: CounterState
    restore_after: str | None
    restore_by: str | None
    decided_at: str | None


class ReceiptItem(Result, frozen=True):
    """An item of a case as its receipt names it."""

    url: str
    relation: str
    action: str
    state: str
    reason: str


class VerifiedReceipt(Result, frozen=True):
    """What a receipt is about, and what was checked of it.

    `signer` says whose key signed it: `known` (this installation's, or one that was named) or `unknown`.
    `time_proven` is when its time stamp was made, by `time_authority`; `time_note` says why no time is proven.
    """

    format: str
    software: str
    number: str
    received_at: str
    hidden_at: str | None
    erased_at: str | None
    closed_at: str
    items: tuple[ReceiptItem, ...]
    log: str
    head: str
    signer: Literal["known", "unknown"]
    fingerprint: str
    time_proven: str | None
    time_authority: str | None
    time_note: str


class RedressReport(Result, frozen=True):
    """What one run did besides erasing: numbers."""

    restored: int  # items of counter-notices whose time had come
    alarms: int  # cases
    breaches: int  # cases
    receipts: int  # made
    notices: int  # to recipients, queued
    persons: int  # cases whose personal data was deleted
