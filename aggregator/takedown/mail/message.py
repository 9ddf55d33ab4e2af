"""Reads a mail as it was received. It is hostile until shown otherwise: nothing here costs more than linear time."""

import hashlib
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from aggregator import clock
from aggregator.errors import ReadingError
from aggregator.results.takedowns import Language, ReceivedKind
from aggregator.takedown.mail import authentication, header_fields, kinds
from aggregator.takedown.mail.addresses import MailAddress, find_addresses
from aggregator.takedown.mail.body import MailBody, read_body
from aggregator.takedown.mail.header_fields import HeaderFields, Sender
from aggregator.takedown.mail.languages import guess_language
from aggregator.takedown.rules.states import CASE_NUMBER

MAX_BYTES = 1_000_000  # of a mail that are read: of a longer one the beginning, where its text is


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """A mail as it was read. `problem` says why the rest is empty, where it could not be read."""

    kind: ReceivedKind
    message_id: str
    content_hash: (
        str  # of sender, date, subject and body: another mail with the same id differs in it
    )
    sender: Sender
    subject: str
    date: str
    language: Language
    text: str  # after the subject, where that has an address that the text lacks
    addresses: tuple[MailAddress, ...]
    case_numbers: tuple[str, ...]  # in the subject
    replies_to: tuple[str, ...]  # ids of mails, the nearest one first
    recipients: tuple[str, ...]  # addresses to which it is directed
    signing_domain: str  # proven by a signature (DKIM) that the own server has checked; else empty
    problem: str = ""
    is_answerable: bool = False  # the own server reports that it came from the domain of its sender


def read_message(
    raw: bytes, own_addresses: tuple[str, ...] = (), authserv_id: str = ""
) -> ReceivedMail:
    """Returns what a mail says. Never raises: one that cannot be read has the kind `unreadable`.

    `own_addresses` are mail addresses of ours; `authserv_id` is the name of the own server, whose report on
    signatures is trusted.
    """
    raw = raw[:MAX_BYTES]
    header = header_fields.split_header(raw)
    sender = header_fields.read_sender(header)
    try:
        body, problem = read_body(raw), ""
    except ReadingError as error:
        body, problem = MailBody("", "", ""), str(error)
    kind = kinds.classify(header, sender, body.content_type, own_addresses)
    subject = header_fields.read_subject(header)
    text, addresses = _choose_text(body)
    if is_in_subject := _names_more(subject, addresses):
        text = f"{subject}\n\n{text}"
        addresses = find_addresses(text)
    signing_domain = authentication.find_signing_domain(header, sender, authserv_id)
    return ReceivedMail(
        kind="unreadable" if problem else kind,
        message_id=header_fields.read_message_id(header),
        content_hash=_hash_content(header, raw),
        sender=sender,
        subject=subject,
        date=_read_date(header),
        language=guess_language(text),
        text=text,
        addresses=tuple(addresses),
        case_numbers=_list_case_numbers(header),
        replies_to=header_fields.list_named_mails(header),
        recipients=header_fields.list_recipients(header),
        signing_domain="" if is_in_subject else signing_domain,  # it need not cover the subject
        problem=problem or ("" if kind != "unreadable" else "no sender who can be answered"),
        is_answerable=authentication.is_answerable(header, sender, authserv_id),
    )


def _choose_text(body: MailBody) -> tuple[str, list[MailAddress]]:
    """Returns the plain text with its addresses; those of the HTML where the plain text has none."""
    if addresses := find_addresses(body.plain):
        return body.plain, addresses
    addresses = find_addresses(body.html)
    return body.html if addresses or not body.plain else body.plain, addresses


def _names_more(subject: str, addresses: list[MailAddress]) -> bool:
    """Whether a subject has an address that is not among those of the text."""
    readings = {reading for address in addresses for reading in address.readings}
    return any(readings.isdisjoint(each.readings) for each in find_addresses(subject))


def _list_case_numbers(header: HeaderFields) -> tuple[str, ...]:
    found = CASE_NUMBER.findall(header_fields.read_subject(header))
    return tuple(dict.fromkeys(number.upper() for number in found))


def _read_date(header: HeaderFields) -> str:
    try:
        return clock.to_text(parsedate_to_datetime(header.get("date")))
    except (ValueError, TypeError, OverflowError, IndexError):  # no date, or one without a zone
        return ""


def _hash_content(header: HeaderFields, raw: bytes) -> str:
    """Returns a hash of what the sender wrote: the trace fields of a second delivery do not change it."""
    plain = raw.replace(b"\r\n", b"\n")
    body = plain[plain.find(b"\n\n") :]
    fields = "\n".join(header.get(name) for name in ("from", "date", "subject"))
    return hashlib.sha256(fields.encode() + body).hexdigest()
