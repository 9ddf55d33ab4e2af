"""Reads the signer's certificate out of a manifest store: JUMBF boxes (ISO 19566-5), in them COSE (RFC 9052).

The library that checks the signature does not return the certificate. What is not exactly as expected
yields no certificate: two readers of one file must not see two signers.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

MAX_DEPTH = 16  # of CBOR values in each other
X5CHAIN = (33, "x5chain")  # header of COSE (RFC 9360), and the name it had before
UUID_AND_TOGGLES = 17  # bytes before the label of a description box


def find_fingerprint(store: bytes, manifest_label: str) -> str:
    """Returns the SHA-256 of the certificate that signed a manifest, in hexadecimal; "" if it is unclear."""
    try:
        signature = _find_box(store, ("c2pa", manifest_label, "c2pa.signature"))
        certificate = _find_certificate(signature)
    except (ValueError, IndexError, TypeError):
        return ""
    return hashlib.sha256(certificate).hexdigest()


def _find_box(data: bytes, path: Sequence[str]) -> bytes:
    """Returns the content of the box at a path of labels. Raises ValueError unless there is exactly one."""
    [content] = [content for label, content in _list_superboxes(data) if label == path[0]]
    if len(path) > 1:
        return _find_box(content, path[1:])
    [value] = [payload for kind, payload in _list_boxes(content) if kind == b"cbor"]
    return value


def _list_superboxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yields the label of each superbox, and the boxes in it."""
    for kind, payload in _list_boxes(data):
        if kind == b"jumb":
            first_kind, description = next(_list_boxes(payload), (b"", b""))
            if first_kind == b"jumd":
                label = description[UUID_AND_TOGGLES:].partition(b"\0")[0]
                yield label.decode("utf-8", "replace"), payload


def _list_boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yields type and payload of each box. Raises ValueError for a size that does not fit."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4])
        if not 8 <= size <= len(data) - at:
            raise ValueError("size of a box")
        yield data[at + 4 : at + 8], data[at + 8 : at + size]
        at += size


def _find_certificate(signature: bytes) -> bytes:
    """Returns the first certificate of a COSE_Sign1. Raises ValueError, IndexError, TypeError."""
    (protected, unprotected, _, _), end = _read_value(signature, 0, 0)
    if end != len(signature):
        raise ValueError("bytes after the signature")
    headers = [_read_value(protected, 0, 0)[0], unprotected]
    [chain] = [header[name] for header in headers for name in X5CHAIN if name in header]
    certificate = chain if isinstance(chain, bytes) else chain[0]
    if not isinstance(certificate, bytes):
        raise TypeError("a certificate is bytes")
    return certificate


def _read_value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """Returns the CBOR value at a place, and where it ends. Raises ValueError, IndexError, TypeError."""
    if depth > MAX_DEPTH:
        raise ValueError("too deep")
    major, argument, at = _read_head(data, at)
    if major in (2, 3):
        if argument > len(data) - at:
            raise ValueError("it ends too early")
        content = data[at : at + argument]
        return content if major == 2 else content.decode(), at + argument
    if major in (4, 5):
        return _read_container(data, at, argument, depth, is_map=major == 5)
    if major == 6:  # a tag: the value follows
        return _read_value(data, at, depth + 1)
    return (-1 - argument if major == 1 else argument if major == 0 else None), at


def _read_head(data: bytes, at: int) -> tuple[int, int, int]:
    """Returns major type, argument and where the head ends; lengths that are not stated are refused."""
    major, argument = data[at] >> 5, data[at] & 31
    at += 1
    if argument < 24:
        return major, argument, at
    if argument > 27:
        raise ValueError("a length that is not stated")
    size = 1 << (argument - 24)
    return major, int.from_bytes(data[at : at + size]), at + size


def _read_container(
    data: bytes, at: int, count: int, depth: int, *, is_map: bool
) -> tuple[Any, int]:
    if count > len(data) - at:
        raise ValueError("it ends too early")
    values: list[Any] = []
    for _ in range(2 * count if is_map else count):
        value, at = _read_value(data, at, depth + 1)
        values.append(value)
    if not is_map:
        return values, at
    pairs = dict(zip(values[::2], values[1::2], strict=True))
    if len(pairs) != count:
        raise ValueError("a key comes twice")
    return pairs, at
