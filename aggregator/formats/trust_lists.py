"""Lists of certificates that the operator trusts to sign content (C2PA): a file in PEM."""

from pathlib import Path

from aggregator.errors import ConfigError
from aggregator.model import NO_TRUST, TrustList

MAX_BYTES = 4 * 1024 * 1024  # of the file; the list of the C2PA has some 200,000


def read_trust_list(path: str) -> TrustList:
    """Returns the trust list in a file; without a path, one that trusts nobody. Raises ConfigError."""
    if not path:
        return NO_TRUST
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"[provenance] trust_list {path}: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise ConfigError(f"[provenance] trust_list {path}: more than {MAX_BYTES >> 20} MiB")
    return TrustList(Path(path).name, _keep_certificates(path, content))


def _keep_certificates(path: str, content: bytes) -> str:
    """Returns the certificates of a file as PEM, without the texts around them. Raises ConfigError."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        certificates = x509.load_pem_x509_certificates(content)
    except (ValueError, x509.InvalidVersion) as error:
        raise ConfigError(
            f"[provenance] trust_list {path}: no certificates in PEM: {error}"
        ) from error
    return "".join(each.public_bytes(Encoding.PEM).decode() for each in certificates)
