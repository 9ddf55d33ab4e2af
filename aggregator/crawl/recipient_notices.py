"""Sends notices of what was removed or put back to recipients of the data, with growing pauses.

The body is JSON without words of a work. Its signature, by the key of evidence files, is in a header.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator import clock
from aggregator.config import CrawlConfig
from aggregator.crawl.single_requests import request
from aggregator.errors import AggregatorError
from aggregator.formats import evidence_signing
from aggregator.takedown.types import RecipientNotice
from storage.private.keys import SIGNING_KEY, Keys
from storage.private.recipient_notices import RecipientNotices

MAX_NOTICES = 100  # of one round
MAX_ANSWER = 64 * 1024  # bytes; nothing is read from it
MINUTE, HOUR = 60, 3600
# Seconds until the next attempt, by the number of those that failed; after the last one it is given up
PAUSES = (MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR)
SIGNATURE_HEADER = "Aggregator-Signature"  # Ed25519 over the body, in hexadecimal
KEY_HEADER = "Aggregator-Key"  # fingerprint of the public key


@dataclass(frozen=True, slots=True)
class SentNotices:
    """How many notices were accepted, and how many not; `given_up` are those that are not tried again."""

    sent: int
    failed: int
    given_up: int


def send_due(notices: RecipientNotices, keys: Keys, config: CrawlConfig, now: str) -> SentNotices:
    """Send the notices whose time has come. Blocks; nothing is locked while a server is asked.

    A recipient that did not answer is asked once in a round.
    """
    due = notices.list_due(now, MAX_NOTICES)
    if not due:
        return SentNotices(0, 0, 0)
    keys.create_if_missing(SIGNING_KEY)
    secret = keys.require_key(SIGNING_KEY)
    sent, failures = 0, []
    unreachable: dict[str, str] = {}
    for notice in due:
        error = unreachable.get(notice.address) or _post(notice, secret, config)
        if not error:
            notices.mark_sent(notice.id)
            sent += 1
            continue
        unreachable[notice.address] = error
        failures.append(_note_failure(notices, notice, error, now))
    return SentNotices(sent, len(failures), failures.count(None))


def _post(notice: RecipientNotice, secret: bytes, config: CrawlConfig) -> str:
    """Send one notice; returns why it was not accepted, or nothing."""
    body = notice.content.encode()
    headers = make_headers(body, secret)
    try:
        answer = request(
            "POST", notice.address, config, max_bytes=MAX_ANSWER, data=body, headers=headers
        )
    except AggregatorError as error:
        return str(error)
    return "" if 200 <= answer.status < 300 else f"HTTP {answer.status}"


def make_headers(body: bytes, secret: bytes) -> dict[str, str]:
    """Returns the headers of a notice: the signature of its body, and which key made it."""
    signature = evidence_signing.sign(secret, body)
    return {
        "Content-Type": "application/json",
        SIGNATURE_HEADER: signature.value,
        KEY_HEADER: evidence_signing.compute_fingerprint(signature.public_key),
    }


def _note_failure(
    notices: RecipientNotices, notice: RecipientNotice, error: str, now: str
) -> str | None:
    """Note a failed attempt; returns when the next one is due, None when it was the last."""
    next_attempt = compute_next_attempt(notice.attempts, now, PAUSES)
    notices.mark_failed(notice, error, next_attempt)
    return next_attempt


def compute_next_attempt(failed_before: int, now: str, pauses: Sequence[int]) -> str | None:
    """Returns when to try again after a failure; None after the last attempt."""
    if failed_before >= len(pauses):
        return None
    return clock.add_seconds(now, pauses[failed_before])
