"""A time stamping authority (RFC 3161) on loopback: openssl answers, with certificates made for the test."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SETTINGS = """
[ tsa ]
default_tsa = authority
[ authority ]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
certs = {folder}/chain.pem
"""


@dataclass
class Authority:
    """Answers at `url`; `roots` are the certificates to trust. `answer` replaces what it answers."""

    url: str
    folder: Path
    answer: tuple[int, bytes] | None = None
    asked: int = 0

    @property
    def roots(self) -> Path:
        return self.folder / "roots.pem"

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://").removesuffix("/")


@contextmanager
def serving_time_stamps(folder: Path) -> Iterator[Authority]:
    """A running authority whose certificates come from a root by way of an intermediate."""
    make_certificates(folder)
    authority = Authority("", folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            authority.asked += 1
            status, body = authority.answer or (200, stamp(folder, query))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    authority.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def stamp(folder: Path, query: bytes) -> bytes:
    """The answer to a query, made by openssl."""
    (folder / "query.der").write_bytes(query)
    command = [
        "openssl",
        "ts",
        "-reply",
        "-config",
        folder / "tsa.cnf",
        "-queryfile",
        folder / "query.der",
    ]
    command += ["-inkey", folder / "key.pem", "-signer", folder / "signer.pem"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def make_certificates(folder: Path) -> None:
    """Write a root, an intermediate and a signer with its key, and the settings of openssl."""
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(3)]
    names = ["Root of the test", "Intermediate of the test", "Time stamps of the test"]
    certificates = [
        make_certificate(names[i], names[max(i - 1, 0)], keys[i], keys[max(i - 1, 0)], is_ca=i < 2)
        for i in range(3)
    ]
    pem = [each.public_bytes(serialization.Encoding.PEM) for each in certificates]
    (folder / "roots.pem").write_bytes(pem[0])
    (folder / "chain.pem").write_bytes(pem[1])
    (folder / "signer.pem").write_bytes(pem[2])
    (folder / "key.pem").write_bytes(
        keys[2].private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (folder / "serial").write_text("01")
    (folder / "tsa.cnf").write_text(SETTINGS.format(folder=folder))


def make_certificate(
    subject: str,
    issuer: str,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    is_ca: bool,
) -> x509.Certificate:
    """A certificate that is valid today."""
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(make_name(subject))
        .issuer_name(make_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(is_ca, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not is_ca:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def make_name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
