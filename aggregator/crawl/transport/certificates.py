"""The certificates of servers: verified, and why one does not hold, in words."""

import ssl

from cryptography import x509
from cryptography.x509.oid import ExtensionOID, NameOID

from aggregator.crawl.transport.failures import CertificateFailure

# Results of X509_verify_cert (openssl/x509_vfy.h), and what they mean.
VERIFY_CODES: dict[int, str] = {
    7: "certificate was not signed by its authority",
    9: "certificate is not valid yet",
    10: "certificate expired",
    18: "certificate is signed by itself",
    19: "certificate is signed by an authority of its own",
    20: "certificate is signed by an unknown authority",
    21: "certificate came without that of its authority",
    23: "certificate was revoked",
    62: "certificate is for another host",
    64: "certificate is for another address",
    66: "certificate has too short a key",
    68: "certificate is signed by too weak a method",
}
NOT_YET, EXPIRED, OTHER_HOST, OTHER_ADDRESS = 9, 10, 62, 64
MOST_NAMES = 3  # that a message lists


def make_verifying_context() -> ssl.SSLContext:
    """Returns a context that verifies with the trust store of the system, or of SSL_CERT_FILE."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def make_unverifying_context() -> ssl.SSLContext:
    """Returns a context that takes every certificate, for sources that the operator named."""
    context = make_verifying_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def explain_certificate(
    error: ssl.SSLCertVerificationError, certificate: bytes | None
) -> CertificateFailure:
    """Returns why a certificate does not hold. `certificate`: in DER, None when it is not known."""
    code = error.verify_code
    words = VERIFY_CODES.get(code) or f"certificate does not hold: {error.verify_message}"
    if certificate is None:
        return CertificateFailure(words)
    try:
        parsed = x509.load_der_x509_certificate(certificate)
        return CertificateFailure(_add_detail(code, words, parsed))
    except ValueError:  # from a hostile certificate
        return CertificateFailure(words)


def _add_detail(code: int, words: str, certificate: x509.Certificate) -> str:
    if code == EXPIRED:
        return f"certificate expired on {certificate.not_valid_after_utc:%Y-%m-%d}"
    if code == NOT_YET:
        return f"certificate is not valid before {certificate.not_valid_before_utc:%Y-%m-%d}"
    if code in (OTHER_HOST, OTHER_ADDRESS) and (names := _list_names(certificate)):
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        return f"certificate is for {', '.join(names[:MOST_NAMES])}{more}"
    return words


def _list_names(certificate: x509.Certificate) -> list[str]:
    """Returns the names that a certificate is for."""
    try:
        extension = certificate.extensions.get_extension_for_oid(
            ExtensionOID.SUBJECT_ALTERNATIVE_NAME
        )
    except x509.ExtensionNotFound:
        return [
            str(name.value)
            for name in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        ]
    assert isinstance(extension.value, x509.SubjectAlternativeName)
    return [str(name.value) for name in extension.value]
