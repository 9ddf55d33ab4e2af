"""Sends queued mails: each is written once from its case, then sent until the server takes it, for a day.

No transaction is open while a server is talked to. The Message-ID is stored before the first attempt, so that a
mail that was sent without our noting it comes a second time with the same id, and is one mail to its recipient.
"""

import secrets
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import groupby

from msgspec.structs import replace

from aggregator import clock
from aggregator.config import Config, MailConfig
from aggregator.errors import MailServerError
from aggregator.mail_addresses import is_mail_address
from aggregator.results.takedowns import MailState, SentMails, TakedownMail
from aggregator.takedown.mail.facts import Facts, find_answered_mail, find_language
from aggregator.takedown.mail.header_fields import MESSAGE_ID
from aggregator.takedown.mail.rendering import make_message, write_letter
from aggregator.takedown.repositories import TakedownStore

TIMEOUT_S = 30.0  # of the server, for one answer
MAX_AT_ONCE = 100  # mails of one call
PAUSES_S = (60, 120, 300, 900, 1800, 3600, 7200)  # between attempts; the last one is repeated
LEASE_S = 600  # in which no other process tries a mail that is being sent
GIVE_UP_S = 24 * 3600  # after it was queued
MAX_REFERENCES = 10

# Errors after which the connection can be used for the next mail
_ANSWERS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)

NO_SERVER = "no mail can be sent: set smtp_host and sender in [mail]"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to send, and the row of each case that it is about."""

    mails: tuple[TakedownMail, ...]
    message: EmailMessage

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of its rows."""
        return tuple(mail.id for mail in self.mails)


def send_due(store: TakedownStore, config: Config, now: str) -> SentMails:
    """Send the queued mails whose time has come; returns how many were sent. Safe to run in several processes."""
    if not config.mail.smtp_host or not config.mail.sender:
        return SentMails(waiting=store.mails.count_queued(), problem=NO_SERVER)
    letters, broken = _claim(store, config, now)
    outcomes = [
        _note_outcome(store, letter, error, now) for letter, error in _try_all(letters, config)
    ]
    return SentMails(
        sent=outcomes.count("sent"),
        waiting=store.mails.count_queued(),
        failed=broken + outcomes.count("failed"),
    )


def _try_all(
    letters: Sequence[Letter], config: Config
) -> Iterator[tuple[Letter, Exception | None]]:
    """Yields each mail when it was sent, or with what went wrong.

    Without a connection none is sent; a mail at which the server closes the connection keeps back no other.
    """
    server: smtplib.SMTP | None = None
    unreachable: Exception | None = None
    with ExitStack() as stack:
        for letter in letters:
            try:
                server = server or (
                    None if unreachable else stack.enter_context(open_server(config.mail))
                )
            except (OSError, smtplib.SMTPException) as error:
                unreachable = error
            if server is None:
                yield letter, unreachable
                continue
            try:
                _send(server, letter, config.mail.sender)
            except (OSError, smtplib.SMTPException) as error:
                server = server if isinstance(error, _ANSWERS) else None
                yield letter, error
            else:
                yield letter, None


@contextmanager
def open_server(config: MailConfig) -> Iterator[smtplib.SMTP]:
    """A connection to the server that sends, encrypted and logged in as the settings say."""
    context = ssl.create_default_context()
    host, port = config.smtp_host, config.smtp_port
    connection = (
        smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=context)
        if config.smtp_security == "tls"
        else smtplib.SMTP(host, port, timeout=TIMEOUT_S)
    )
    with connection as server:
        try:
            if config.smtp_security == "starttls":
                server.starttls(context=context)
            if config.smtp_user:
                server.login(config.smtp_user, config.smtp_password)
            yield server
        except BaseException:  # as Ctrl-C before an answer, which would pass for the answer to QUIT
            server.close()
            raise


def _send(server: smtplib.SMTP, letter: Letter, sender: str) -> None:
    server.send_message(letter.message, sender, [letter.mails[0].address])


def send_alone(config: MailConfig, address: str, subject: str, text: str) -> None:
    """Sends a mail that is about no case, to the operator. Raises MailServerError."""
    if not config.smtp_host or not config.sender:
        raise MailServerError(NO_SERVER)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = config.sender, address, subject
    message["Date"] = format_datetime(clock.from_text(clock.now()))
    message["Message-ID"] = _make_message_id(config.sender)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, charset="utf-8")
    try:
        with open_server(config) as server:
            server.send_message(message, config.sender, [address])
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerError(
            f"the mail was not sent ({_describe(error)}): check [mail]"
        ) from error


# Before an attempt


def _claim(store: TakedownStore, config: Config, now: str) -> tuple[list[Letter], int]:
    """Returns the mails to send now, written and kept from other processes; and how many cannot be written."""
    facts = Facts(store, config, now)
    letters, broken = [], 0
    with store.mails.transaction():
        for mails in _group(store, store.mails.list_due(now, MAX_AT_ONCE)):
            try:
                letters.append(_begin(facts, mails))
            except (
                Exception
            ) as error:  # one mail that cannot be written must not keep back the others
                broken += 1
                _give_up(store, mails, f"cannot be written: {type(error).__name__}: {error}", now)
    return letters, broken


def _group(
    store: TakedownStore, mails: Sequence[TakedownMail]
) -> Iterator[tuple[TakedownMail, ...]]:
    """Yields mails that are sent as one: those with one id, or acknowledgements to one address in one language."""

    def key(mail: TakedownMail) -> tuple[str, ...]:
        if mail.message_id:
            return ("written", mail.message_id)
        if mail.kind == "acknowledgement":
            return ("new", mail.address.lower(), find_language(store, mail))
        return ("single", str(mail.id))

    for _, group in groupby(sorted(mails, key=key), key):
        yield tuple(group)


def _begin(facts: Facts, mails: tuple[TakedownMail, ...]) -> Letter:
    """Write a mail unless it was written before, and note that it is being sent."""
    first = mails[0]
    if not is_mail_address(first.address):
        raise ValueError("no mail address that can be sent to")
    if not first.message_id:
        subject, body = write_letter(facts, mails)
        message_id = _make_message_id(facts.config.mail.sender)
        first = replace(first, message_id=message_id, subject=subject, body=body)
    answered = _list_answered(facts.store, first)
    message = make_message(first, facts.config.mail.sender, answered, facts.now)
    _attach_receipt(facts.store, first, message)
    written = first.message_id, first.subject, first.body
    until = clock.add_seconds(facts.now, LEASE_S)
    facts.store.mails.begin_attempt([mail.id for mail in mails], until, written)
    return Letter((first, *mails[1:]), message)


def _attach_receipt(store: TakedownStore, mail: TakedownMail, message: EmailMessage) -> None:
    """Attach the receipt of its case to a mail that is about it: a file can be checked without our pages."""
    if mail.kind != "receipt" or mail.case_id is None:
        return
    if receipt := store.receipts.get(mail.case_id):
        name = f"{store.cases.number_of(mail.case_id)}.json"
        message.add_attachment(receipt.encode(), "application", "json", filename=name)


def _make_message_id(sender: str) -> str:
    return f"<{secrets.token_hex(16)}@{sender.rpartition('@')[2]}>"


def _list_answered(store: TakedownStore, mail: TakedownMail) -> tuple[str, ...]:
    """Returns the ids of the mails before this one in the case, so that mail programs show them as one talk."""
    earlier = [
        each.message_id
        for each in store.mails.list_of_case(mail.case_id)
        if mail.case_id is not None
        and each.state == "sent"
        and each.address.lower() == mail.address.lower()
    ]
    received = find_answered_mail(store, mail)
    answered = received.message_id if received else mail.details.get("in_reply_to", "")
    ids = [*earlier[-MAX_REFERENCES:], answered]
    return tuple(dict.fromkeys(each for each in ids if MESSAGE_ID.fullmatch(each)))


# After an attempt


def _note_outcome(
    store: TakedownStore, letter: Letter, error: Exception | None, now: str
) -> MailState:
    """Note that a mail was sent, queue it for another attempt, or give it up."""
    first = letter.mails[0]
    if error is None:
        with store.mails.transaction():
            store.mails.end_attempt(letter.ids, "sent", None)
        return "sent"
    is_too_late = clock.add_seconds(first.at, GIVE_UP_S) <= now
    if is_too_late or _is_final(error):
        with store.mails.transaction():
            _give_up(store, letter.mails, _describe(error), now)
        return "failed"
    pause = PAUSES_S[min(first.attempts, len(PAUSES_S) - 1)]
    with store.mails.transaction():
        store.mails.end_attempt(
            letter.ids, "queued", clock.add_seconds(now, pause), _describe(error)
        )
    return "queued"


def _give_up(store: TakedownStore, mails: Sequence[TakedownMail], why: str, now: str) -> None:
    store.mails.end_attempt([mail.id for mail in mails], "failed", None, why)
    for mail in mails:
        store.cases.add_log_entry(mail.case_id, now, "system", "mail not sent", mail.kind)


def _is_final(error: Exception) -> bool:
    """Whether the server refuses this recipient or this mail for good (a reply of 5xx to it)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600


def _describe(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
