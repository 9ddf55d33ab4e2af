"""Ed25519 signatures of evidence files, and the public key that others check them with."""

import hashlib

from aggregator.errors import EvidenceError
from aggregator.results.evidence import EvidenceSignature, PublicKey

ALGORITHM = "Ed25519"


def make_public_key(secret: bytes, made_at: str) -> PublicKey:
    """Return the public key of a secret key of 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    public = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    return PublicKey(ALGORITHM, public.hex(), compute_fingerprint(public.hex()), made_at)


def compute_fingerprint(public_key: str) -> str:
    """Return the SHA-256 of a public key, both in hexadecimal. Raises EvidenceError when it is none."""
    return hashlib.sha256(_decode_hex(public_key, 32, "the public key")).hexdigest()


def make_signed_message(format_name: str, head: str) -> bytes:
    """Return the bytes that a signature and a time stamp cover: the format and the head, a line each."""
    return f"{format_name}\n{head}\n".encode()


def sign(secret: bytes, message: bytes) -> EvidenceSignature:
    """Return the signature of a message with a secret key of 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(secret)
    public = key.public_key().public_bytes_raw()
    return EvidenceSignature(ALGORITHM, public.hex(), key.sign(message).hex())


def verify_signature(signature: EvidenceSignature, message: bytes) -> None:
    """Check the signature of a message. Raises EvidenceError."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if signature.algorithm != ALGORITHM:
        raise EvidenceError(f"the signature is none of {ALGORITHM}")
    value = _decode_hex(signature.value, 64, "the signature")
    public = _decode_hex(signature.public_key, 32, "the public key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(value, message)
    except (InvalidSignature, ValueError) as error:
        raise EvidenceError("the signature does not belong to this file") from error


def _decode_hex(text: str, size: int, name: str) -> bytes:
    """Return the bytes of small hexadecimal digits: there is one spelling. Raises EvidenceError."""
    try:
        value = bytes.fromhex(text)
    except ValueError:
        value = b""
    if len(value) != size or value.hex() != text:
        raise EvidenceError(f"{name} has not {size} bytes in hexadecimal")
    return value
