"""Real mail servers on loopback: Dovecot for IMAP, aiosmtpd for SMTP, and a receiving server that checks signatures.

`dovecot` runs Dovecot as a process of its own over a Maildir; `smtp` receives what is sent to it;
`receiving_server` checks DKIM signatures against a name server on loopback, writes Authentication-Results as a mail
server does (RFC 8601), and delivers to a Maildir.
"""

import asyncio
import base64
import contextlib
import grp
import mailbox
import os
import pwd
import secrets
import shutil
import smtplib
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path

import dkim
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from aggregator.config import MailConfig
from tests.conftest import require, wait_until

USER = "requests"
PASSWORD = "a-password-of-a-test"
OWN_ADDRESS = "takedown@aggregator.example"
AUTHSERV_ID = "mx.aggregator.example"

DOVECOT_CONF = """\
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
{users}
mail_location = maildir:{folder}/Maildir
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 0
first_valid_gid = 0
mailbox_list_index = no
maildir_very_dirty_syncs = no
{capability}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
# Without root, Dovecot cannot change to the users of its package
OWN_USERS = """\
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
"""


# Below the ports that the system gives to whoever asks for any, so that none is taken before it is
# used. Each process of the tests has its own, and takes each once.
_PORTS = iter(range(10_000 + os.getpid() % 100 * 200, 30_000))


def free_port() -> int:
    """A port on loopback that nothing listens on."""
    for port in _PORTS:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def accepts(port: int) -> bool:
    """Whether a server accepts connections on a port."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@dataclass(frozen=True)
class ImapServer:
    """A running Dovecot with one mailbox."""

    port: int
    maildir: Path

    def deliver(self, raw: bytes) -> str:
        """Deliver a mail as a mail server does: into `new`, atomically; returns its name."""
        name = f"{time.time_ns()}.{secrets.token_hex(8)}.localhost"
        (self.maildir / "tmp" / name).write_bytes(raw)
        (self.maildir / "tmp" / name).chmod(0o644)
        (self.maildir / "tmp" / name).rename(self.maildir / "new" / name)
        return name

    def clear(self) -> None:
        """Remove every mail."""
        for path in [*(self.maildir / "new").iterdir(), *(self.maildir / "cur").iterdir()]:
            path.unlink()

    def flags(self) -> dict[str, str]:
        """The flags of each mail, by name."""
        box = mailbox.Maildir(self.maildir, create=False)
        return {key: message.get_flags() for key, message in box.items()}

    def settings(self, **more: object) -> MailConfig:
        """The settings that read this mailbox."""
        return MailConfig(
            imap_host="127.0.0.1",
            imap_port=self.port,
            imap_security="none",
            imap_user=USER,
            imap_password=PASSWORD,
            **more,  # type: ignore[arg-type]  # the other fields, by name
        )


@contextmanager
def dovecot(*, idle: bool = True, port: int = 0) -> Iterator[ImapServer]:
    """Dovecot on this or a free port, with an empty mailbox, until the end of the block."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    require(program, "Dovecot is missing: apt-get install dovecot-imapd")
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), port or free_port()
        (folder / "dovecot.conf").write_text(_write_conf(folder, port, idle))
        server = subprocess.Popen([str(program), "-F", "-c", str(folder / "dovecot.conf")])
        try:
            wait_until(lambda: accepts(port) or server.poll() is not None, "Dovecot listens")
            assert server.poll() is None, (folder / "dovecot.log").read_text()
            yield ImapServer(port, folder / "Maildir")
        finally:
            server.terminate()
            server.wait()


def _write_conf(folder: Path, port: int, idle: bool) -> str:
    """The settings; makes the folders of the mailbox, which Dovecot never serves as root."""
    is_root = os.getuid() == 0
    owner = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.getuid())
    folder.chmod(0o755)
    for each in ("", "cur", "new", "tmp"):
        (folder / "Maildir" / each).mkdir(parents=True, exist_ok=True)
        if is_root:
            os.chown(folder / "Maildir" / each, owner.pw_uid, owner.pw_gid)
    group = grp.getgrgid(owner.pw_gid).gr_name
    return DOVECOT_CONF.format(
        folder=folder,
        user=owner.pw_name,
        group=group,
        port=port,
        password=PASSWORD,
        capability="" if idle else "imap_capability = IMAP4rev1",
        users="" if is_root else OWN_USERS.format(user=owner.pw_name, group=group),
    )


@dataclass
class SmtpServer:
    """A running SMTP server and what it received. `answers` are replies to give instead of 250, in order."""

    port: int
    received: list[bytes] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    def take(self, raw: bytes, sender: str = "nora@wire.example") -> None:
        """Hand a mail over, as the server of the sender does."""
        with smtplib.SMTP("127.0.0.1", self.port) as client:
            client.sendmail(sender, [OWN_ADDRESS], raw)

    def mails(self) -> list[EmailMessage]:
        """The mails that were received, parsed."""
        parsed = [message_from_bytes(raw, policy=policy.default) for raw in self.received]
        return [mail for mail in parsed if isinstance(mail, EmailMessage)]

    def settings(self) -> dict[str, object]:
        """The settings that send to this server."""
        return {
            "smtp_host": "127.0.0.1",
            "smtp_port": self.port,
            "smtp_security": "none",
            "sender": OWN_ADDRESS,
        }


class _Collector:
    """What aiosmtpd calls for each mail."""

    def __init__(self, server: SmtpServer, deliver: Callable[[Envelope], None]) -> None:
        self._server = server
        self._deliver = deliver

    async def handle_DATA(  # noqa: N802  the name that aiosmtpd calls
        self, _: SMTP, __: Session, envelope: Envelope
    ) -> str:
        if self._server.answers and (answer := self._server.answers.pop(0)):
            return answer
        await asyncio.get_running_loop().run_in_executor(None, self._deliver, envelope)
        return "250 taken"


@contextmanager
def smtp(certificate: Path | None = None) -> Iterator[SmtpServer]:
    """An SMTP server that keeps what it receives, on a free port until the end of the block.

    With a certificate (PEM, with its key) it takes mail after STARTTLS only.
    """
    server = SmtpServer(free_port())

    def keep(envelope: Envelope) -> None:
        server.received.append(bytes(envelope.content or b""))

    with _running(server, keep, certificate):
        yield server


@contextmanager
def _running(
    server: SmtpServer, deliver: Callable[[Envelope], None], certificate: Path | None = None
) -> Iterator[None]:
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    controller = Controller(
        _Collector(server, deliver),
        hostname="127.0.0.1",
        port=server.port,
        tls_context=context,
        require_starttls=context is not None,
    )
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@contextmanager
def receiving_server(to: ImapServer, name_server: int) -> Iterator[SmtpServer]:
    """The own mail server: it checks the signature of each mail by this name server, and delivers to the Maildir."""
    server = SmtpServer(free_port())

    def deliver(envelope: Envelope) -> None:
        raw = _remove_results(bytes(envelope.content or b""))
        server.received.append(raw)
        to.deliver(_write_results(raw, name_server) + raw)

    with _running(server, deliver):
        yield server


def _remove_results(raw: bytes) -> bytes:
    """Remove Authentication-Results in our name, which a sender wrote (RFC 8601, section 5)."""
    mail = message_from_bytes(raw, policy=policy.compat32)
    kept = [
        value for value in mail.get_all("Authentication-Results", []) if AUTHSERV_ID not in value
    ]
    if len(kept) == len(mail.get_all("Authentication-Results", [])):
        return raw  # as it was signed
    del mail["Authentication-Results"]
    for value in kept:
        mail["Authentication-Results"] = value
    return mail.as_bytes()


def _write_results(raw: bytes, name_server: int) -> bytes:
    signature = message_from_bytes(raw, policy=policy.compat32).get("DKIM-Signature")
    if signature is None:
        return f"Authentication-Results: {AUTHSERV_ID}; dkim=none\r\n".encode()
    tags = dict(part.strip().split("=", 1) for part in signature.split(";") if "=" in part)
    passed = dkim.verify(raw, dnsfunc=_make_lookup(name_server))
    result = "pass" if passed else "fail"
    domain = "".join(tags.get("d", "").split())
    return f"Authentication-Results: {AUTHSERV_ID}; dkim={result} header.d={domain}\r\n".encode()


def _make_lookup(port: int) -> Callable[..., bytes | None]:
    """The look-up of TXT records that dkimpy calls, at a name server on loopback."""
    import dns.exception
    import dns.resolver

    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], port

    def look_up(name: bytes, timeout: float = 5) -> bytes | None:
        try:
            records = resolver.resolve(name.decode(), "TXT", lifetime=timeout)
        except dns.exception.DNSException:
            return None
        return b"".join(next(iter(records)).strings)

    return look_up


def settings_section(imap: ImapServer, smtp: SmtpServer) -> str:
    """The section of a settings file that reads from one server and sends through the other."""
    return f"""[mail]
imap_host = "127.0.0.1"
imap_port = {imap.port}
imap_security = "none"
imap_user = "{USER}"
imap_password = "{PASSWORD}"
smtp_host = "127.0.0.1"
smtp_port = {smtp.port}
smtp_security = "none"
sender = "{OWN_ADDRESS}"
authserv_id = "{AUTHSERV_ID}"
"""


def write_certificate(path: Path) -> Path:
    """Write a new certificate of 127.0.0.1 and its key, as one PEM file; it is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@dataclass(frozen=True)
class SigningKey:
    """A DKIM key of a domain: the private half in PEM, and its TXT record."""

    domain: str
    private: bytes
    record: str
    selector: str = "mail"

    @property
    def name(self) -> str:
        """Where the record is looked up."""
        return f"{self.selector}._domainkey.{self.domain}"

    def sign(self, raw: bytes) -> bytes:
        """The mail with its DKIM-Signature on top."""
        headers = [b"from", b"to", b"subject", b"message-id"]
        signature = dkim.sign(
            raw, self.selector.encode(), self.domain.encode(), self.private, include_headers=headers
        )
        return bytes(signature) + raw


def make_signing_key(domain: str) -> SigningKey:
    """A new DKIM key for a domain."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return SigningKey(domain, private, f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}")


def text_of(mail: EmailMessage) -> str:
    """Returns the text of a mail, without what is attached and with the line ends of this system."""
    body = mail.get_body(("plain",))
    return str(body.get_content()).replace("\r\n", "\n") if body else ""


def make_mail(
    text: str,
    *,
    sender: str = "Nora Quint <nora@wire.example>",
    subject: str = "Removal",
    message_id: str = "<1@wire.example>",
    headers: str = "",
) -> bytes:
    """A plain mail as it is received; `headers` are further lines, each ending in a newline, at the top."""
    lines = [
        f"From: {sender}",
        f"To: {OWN_ADDRESS}",
        f"Subject: {subject}",
        "Date: Sun, 01 Mar 2026 06:00:00 +0000",
        *([f"Message-ID: {message_id}"] if message_id else []),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    head = headers + "\n".join(lines)
    return f"{head}\n\n{text}\n".replace("\n", "\r\n").encode()
