"""Certificates for the hosts of the world: an authority of its own, good ones, expired ones, ones for another host."""

import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from benchmarks.years.world import World


class Authority:
    """Signs certificates into a folder. `root` is the file that a client has to trust."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root = folder, folder / "root.pem"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name(
            [x509.NameAttribute(x509.NameOID.COMMON_NAME, "Authority of the world")]
        )
        root = self._sign(self._name, self._key, [], is_root=True)
        self.root.write_bytes(root.public_bytes(serialization.Encoding.PEM))

    @cache  # noqa: B019 - an authority lives as long as the run
    def context(self, host: str, expired: bool = False) -> ssl.SSLContext:
        """Returns a server's context with a certificate for this host."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host or "none.example")])
        hosts = [host or "none.example", f"www.{host or 'none.example'}"]
        made = self._sign(name, key, hosts, expired=expired)
        path = self.folder / f"{host or 'none'}-{expired}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _sign(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        hosts: list[str],
        *,
        expired: bool = False,
        is_root: bool = False,
    ) -> x509.Certificate:
        now = datetime.now(UTC)  # OpenSSL compares with the clock of the machine
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + timedelta(days=-1 if expired else 60))
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        )
        if hosts:
            names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, hashes.SHA256())


def certify(world: World, authority: Authority, host: str, hour: float) -> ssl.SSLContext:
    """Returns the context of a host at this hour."""
    site = world.site_of(host)
    if site is None or not world.has_bad_certificate(host, hour):
        return authority.context(host)
    if site.behaviour.name == "tls_expired":
        return authority.context(host, expired=True)
    return authority.context("other-name.example")
