"""Keyed hashes that keep a deleted work from coming back, and the rule by which they match.

The hashes are keyed BLAKE2b of 64 bits. Without the key, which is in the private file, nobody can
test a hash against guesses; a lost key loses the blocks. A sketch holds either every five-word
shingle of a text or a fixed share of them (see `aggregator.linking.signature`), so that texts of
any length can be compared.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b

from aggregator import urls
from aggregator.errors import AddressError

MIN_SHARE = 0.5  # share of one text's shingles that the other text holds
MIN_PART_SHINGLES = 48  # common shingles: refuses a part of a work, or a work inside another text
MIN_COPY_SHINGLES = 12  # the same where both shares are high: a short text, posted again
MIN_SEEN_SHINGLES = 4  # common shingles of the sketches themselves, before they are scaled up


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two sketches have in common, in shingles."""

    shared: int
    new_text: int  # shingles in the sketch of the text that comes in
    work: int  # shingles in the sketch of the work that was taken down
    scale: int = 1  # shingles of the texts that one shingle of the sketches represents


def hash_address(key: bytes, url: str) -> int:
    """Returns the keyed hash of an address: the same with http or https, with or without `www.`."""
    with suppress(AddressError):  # an address that we would not store has a hash of its own too
        url = urls.canonical(url)
    _, _, rest = url.partition("://")
    return _keyed_hash(key, b"url", rest.removeprefix("www.").encode("utf-8", "surrogatepass"))


def hash_shingles(key: bytes, shingles: Iterable[int]) -> list[int]:
    """Returns keyed hashes of the shingle hashes of a sketch, in the same order."""
    return [
        _keyed_hash(key, b"shingle", value.to_bytes(8, "little", signed=True)) for value in shingles
    ]


def hash_short_shingles(key: bytes, shingles: Iterable[int]) -> list[int]:
    """Returns keyed hashes of the three-word shingles of a sketch, in the same order."""
    return [
        _keyed_hash(key, b"short shingle", value.to_bytes(8, "little", signed=True))
        for value in shingles
    ]


def carries_work(overlap: Overlap) -> bool:
    """Is the new text the work, a part of it, or a wrapper around it? A short quotation is not."""
    seen = overlap.shared
    if not seen or seen < min(MIN_SEEN_SHINGLES, overlap.work, overlap.new_text):
        return False
    shares = seen / overlap.new_text, seen / overlap.work
    common_shingles = seen * overlap.scale
    if min(shares) >= MIN_SHARE:
        return common_shingles >= MIN_COPY_SHINGLES
    return max(shares) >= MIN_SHARE and common_shingles >= MIN_PART_SHINGLES


def _keyed_hash(key: bytes, purpose: bytes, data: bytes) -> int:
    digest = blake2b(data, key=key, digest_size=8, person=purpose).digest()
    return int.from_bytes(digest, "little", signed=True)
