"""Why no answer came, in words for a person; the classes are Scrapy's, which the retry rules know."""

import errno
import os
import socket
import ssl

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)

# What a client of this package raises for a request that got no answer; the message is for a person.
FAILURES = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)

# Reasons of OpenSSL (openssl/sslerr.h) that a person cannot read.
TLS_REASONS: dict[str, str] = {
    "BAD_SIGNATURE": "the server's signature is wrong",
    "DH_KEY_TOO_SMALL": "the server's key is too short",
    "HTTP_REQUEST": "the server speaks HTTP without TLS",
    "INTERNAL_ERROR": "the server failed",
    "NO_PROTOCOLS_AVAILABLE": "the server's version of TLS is too old",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "the server refuses",
    "TLSV1_ALERT_INTERNAL_ERROR": "the server failed",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the server's version of TLS is too old",
    "TLSV1_UNRECOGNIZED_NAME": "the server does not know this host",
    "UNEXPECTED_EOF_WHILE_READING": "the server closed the connection",
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": "the server's version of TLS is too old",
    "UNSUPPORTED_PROTOCOL": "the server's version of TLS is too old",
    "WRONG_VERSION_NUMBER": "the server does not speak TLS there",
}

_NO_SUCH_HOST = frozenset({socket.EAI_NONAME, socket.EAI_NODATA})


class BrokenAnswer(DownloadFailedError):
    """What came is no HTTP answer."""


class CertificateFailure(DownloadFailedError):
    """The certificate of the server does not hold; the operator may allow it for a source."""


class ConnectionLost(DownloadFailedError):
    """The connection ended before an answer came."""


def describe_size(number: int) -> str:
    """Returns a size in bytes, or in KB from 1,000 bytes on."""
    return f"{number:,} bytes" if number < 1000 else f"{round(number / 1000):,} KB"


def make_lookup_error(error: OSError | UnicodeError) -> CannotResolveHostError:
    """Returns why the address of a host was not found."""
    if isinstance(error, UnicodeError) or error.errno in _NO_SUCH_HOST:
        return CannotResolveHostError("no such host")
    return CannotResolveHostError("names cannot be looked up: the name server does not answer")


def make_connection_error(error: OSError) -> Exception:
    """Returns why there is no connection; certificates are `certificates.explain_certificate`'s."""
    if isinstance(error, ConnectionRefusedError):
        return DownloadConnectionRefusedError("no connection: no server answers there")
    if isinstance(error, ssl.SSLError):
        reason = error.reason or "the handshake failed"
        words = TLS_REASONS.get(reason, reason.replace("_", " ").lower())
        return DownloadFailedError(f"no TLS connection: {words}")
    if isinstance(error, ConnectionError):
        return ConnectionLost("connection reset before it was made")
    known = error.errno is not None and error.errno in errno.errorcode
    name = os.strerror(error.errno or 0).lower() if known else str(error)
    return DownloadFailedError(f"no connection: {name}")
