"""The mailbox for requests, by IMAP: read only. Nothing is moved, deleted or marked as seen."""

import imaplib
import ssl
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from aggregator.config import MailConfig
from aggregator.errors import MailServerError, UsageError
from aggregator.takedown.mail.message import MAX_BYTES

TIMEOUT_S = 30.0  # of the server, for one answer
NO_MAILBOX = "no mailbox is set: set imap_host and imap_user in [mail]"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An open mailbox. `name` changes when the server numbers its mails again."""

    connection: BaseMailBox
    name: str

    def list_new(self, processed: Set[str]) -> list[str]:
        """Returns the numbers of the mails that are not among the processed ones, oldest first."""
        with explain_mail_errors():
            return [uid for uid in self.connection.uids("ALL", None) if uid not in processed]

    def fetch_beginning(self, uid: str) -> bytes:
        """Returns the first bytes of a mail, however long it is; empty when it is gone."""
        with explain_mail_errors():
            _, parts = self.connection.client.uid("fetch", uid, f"(BODY.PEEK[]<0.{MAX_BYTES}>)")
        return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), b"")

    def wait(self, seconds: float) -> bool:
        """Wait until something changes, at most this long; returns False where the server cannot say (no IDLE)."""
        if "IDLE" not in self.connection.client.capabilities:
            return False
        with explain_mail_errors():
            self.connection.idle.wait(seconds)
        return True

    def keep_alive(self) -> None:
        """Ask the server for news, so that the next list has them. Raises MailServerError."""
        with explain_mail_errors():
            self.connection.client.noop()


@contextmanager
def open_mailbox(config: MailConfig) -> Iterator[Mailbox]:
    """Connect, log in and open the folder for reading. Raises MailServerError, UsageError without settings."""
    if not config.imap_host or not config.imap_user:
        raise UsageError(NO_MAILBOX)
    with explain_mail_errors():
        connection = _connect(config)
    try:
        with explain_mail_errors():
            connection.login(config.imap_user, config.imap_password, None)
            connection.folder.set(config.imap_folder, readonly=True)
            status = connection.folder.status(config.imap_folder, ["UIDVALIDITY"])
        validity = status.get("UIDVALIDITY", 0)
        yield Mailbox(connection, f"{config.imap_host}/{config.imap_folder}/{validity}")
    finally:
        with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
            connection.logout()


def _connect(config: MailConfig) -> BaseMailBox:
    host, port, context = config.imap_host, config.imap_port, ssl.create_default_context()
    if config.imap_security == "none":
        return MailBoxUnencrypted(host, port, TIMEOUT_S)
    if config.imap_security == "starttls":
        return MailBoxStartTls(host, port, TIMEOUT_S, context)
    return MailBox(host, port, TIMEOUT_S, ssl_context=context)


@contextmanager
def explain_mail_errors() -> Iterator[None]:
    """Turn errors of the server and of the network into a MailServerError."""
    try:
        yield
    except (OSError, imaplib.IMAP4.error, ImapToolsError, UnicodeError) as error:
        says = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise MailServerError(f"the mail server cannot be used ({says}): check [mail]") from error
