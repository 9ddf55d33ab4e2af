"""Time stamps of evidence files (RFC 3161): the request, and the check of an answer without network."""

import base64
import binascii
from itertools import pairwise
from typing import TYPE_CHECKING

from aggregator import clock
from aggregator.errors import EvidenceError, UsageError
from aggregator.results.evidence import TimeStamp

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

KIND = "RFC 3161"
NO_ROOTS = "the time stamp was not checked: set timestamp_roots under [evidence]"


def make_request(message: bytes) -> bytes:
    """Return a request for a time stamp over the SHA-256 of a message, with the authority's certificates."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    builder = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256)
    return builder.build().as_bytes()


def read_answer(answer: bytes, message: bytes) -> TimeStamp:
    """Return an authority's answer as a time stamp. Raises EvidenceError when it is none of this message."""
    import hashlib

    response = _decode_response(answer)
    if response.tst_info.message_imprint.message != hashlib.sha256(message).digest():
        raise EvidenceError("the time stamping authority answered for other bytes")
    return TimeStamp(KIND, base64.b64encode(answer).decode())


def verify_time_stamp(stamp: TimeStamp, message: bytes, roots: bytes) -> tuple[str, str]:
    """Return when a message was stamped, and the name of the authority.

    `roots` are the trusted certificates, PEM. Raises EvidenceError when the stamp does not hold, UsageError
    when there are no certificates.
    """
    from cryptography.x509 import load_pem_x509_certificates
    from rfc3161_client import VerificationError, VerifierBuilder

    if stamp.kind != KIND:
        raise EvidenceError(f"the time stamp is none of {KIND}")
    response = _decode_response(_decode_base64(stamp.response))
    try:
        trusted = load_pem_x509_certificates(roots)
    except ValueError as error:
        raise UsageError("[evidence] timestamp_roots holds no certificates in PEM") from error
    try:
        verifier = VerifierBuilder(roots=trusted).build()
        verifier.verify_message(response, message)
        authority = _find_signer(response)
    except (VerificationError, ValueError) as error:
        raise EvidenceError(f"the time stamp does not hold: {error}") from error
    return clock.to_text(response.tst_info.gen_time), authority


def _decode_base64(text: str) -> bytes:
    try:
        value = base64.b64decode(text, validate=True)
    except binascii.Error:
        value = b""
    if base64.b64encode(value).decode() != text or not value:
        raise EvidenceError("the time stamp is not in base64")
    return value


def _decode_response(answer: bytes) -> "TimeStampResponse":
    from rfc3161_client import decode_timestamp_response

    try:
        response = decode_timestamp_response(_sort_certificates(answer))
        if response.status > 1:  # neither granted nor granted with changes
            raise ValueError(f"status {response.status}")
    except ValueError as error:
        raise EvidenceError(f"no time stamp: {error}") from error
    return response


def _sort_certificates(answer: bytes) -> bytes:
    """Return an answer with its certificates in the order of DER, as rfc3161-client requires it.

    Many authorities, openssl among them, send them in another one. No signature covers their order.
    """
    try:
        [(_, start, end)] = _read_items(answer, 0, len(answer))
        _, (_, start, end) = _read_items(answer, start, end)  # status, token
        _, (_, start, end) = _read_items(answer, start, end)  # type, signed data
        [(_, start, end)] = _read_items(answer, start, end)
        [(start, end)] = [
            place[1:] for place in _read_items(answer, start, end) if place[0] == 0xA0
        ]
        ends = [place[2] for place in _read_items(answer, start, end)]
    except ValueError:  # no such structure: what decodes it says why
        return answer
    certificates = sorted(answer[a:b] for a, b in pairwise([start, *ends]))
    return answer[:start] + b"".join(certificates) + answer[end:]


def _read_items(data: bytes, start: int, end: int) -> list[tuple[int, int, int]]:
    """Return the tag and the start and end of the content of each DER item. Raises ValueError."""
    items = []
    while start < end:
        header = data[start : start + 2]
        if len(header) < 2:
            raise ValueError("cut short")
        more = header[1] & 0x7F if header[1] & 0x80 else 0  # bytes that hold the length
        content = start + 2 + more
        size = int.from_bytes(data[start + 2 : content]) if more else header[1]
        start = content + size
        if start > end or more > 4:
            raise ValueError("longer than what holds it")
        items.append((header[0], content, start))
    return items


def _find_signer(response: "TimeStampResponse") -> str:
    """Return the subject of the certificate that signed a response. Raises ValueError."""
    from cryptography.x509 import load_der_x509_certificate

    [signer] = response.signed_data.signer_infos
    certificates: list[Certificate] = [
        load_der_x509_certificate(each) for each in response.signed_data.certificates
    ]
    for each in certificates:
        if (each.issuer, each.serial_number) == (signer.issuer, signer.serial_number):
            return each.subject.rfc4514_string()
    raise ValueError("it holds no certificate of its signer")
