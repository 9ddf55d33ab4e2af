"""Fingerprints of texts that are not stored, together with the key that they were made with."""

from collections.abc import Callable

from aggregator.model import KeyedFingerprints

ReadKey = Callable[[], bytes]


def key_fingerprints(
    article_id: int, data: bytes | None, read_key: ReadKey, sketch: bytes | None = None
) -> KeyedFingerprints | None:
    """Returns stored fingerprints with their key; None without either.

    `read_key` returns the key, empty where there is no private file; it is asked for only where there are fingerprints.
    """
    key = b"" if data is None else read_key()
    return KeyedFingerprints(article_id, data, sketch or b"", key) if data and key else None
