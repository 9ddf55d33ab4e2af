"""Keyed hashes that keep a deleted work from coming back, and the rule by which they match.

Without the key (it lies in the private file) a hash cannot be tested against guesses; losing the
key loses the blocks. A sketch holds either every five-word run of a text or a fixed share of them
(see `aggregator.linking.signature`), so that texts of any length can be compared.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b

from aggregator import urls
from aggregator.errors import AddressError

ALIKE = 0.5  # share of one text's runs that the other holds
PART = 48  # runs in common from which a part of a work, or a work inside another, is refused
SAME = 12  # the same where the shares are high both ways: a short text, posted again
SEEN = 4  # runs that must really have been seen, however many each stands for


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of two sketches is the same; each run seen stands for `each` runs of the text."""

    shared: int
    ours: int
    theirs: int
    each: int = 1


def address_hash(key: bytes, url: str) -> int:
    """Keyed hash of an address: the same with http or https, with or without `www.`."""
    with suppress(AddressError):  # an address that we would not store is still told from others
        url = urls.canonical(url)
    _, _, rest = url.partition("://")
    return _keyed(key, b"url", rest.removeprefix("www.").encode("utf-8", "surrogatepass"))


def run_hashes(key: bytes, runs: Iterable[int]) -> list[int]:
    """Keyed hashes of the hashed five-word runs of a sketch, in the same order."""
    return [_keyed(key, b"shingle", run.to_bytes(8, "little", signed=True)) for run in runs]


def carries(found: Overlap) -> bool:
    """Is one the other, a part of it, or a wrapper around it? A short quotation is neither."""
    if found.shared < min(SEEN, found.theirs, found.ours) or not found.shared:
        return False
    ours, theirs = found.shared / found.ours, found.shared / found.theirs
    runs = found.shared * found.each
    if min(ours, theirs) >= ALIKE:
        return runs >= SAME
    return max(ours, theirs) >= ALIKE and runs >= PART


def _keyed(key: bytes, what: bytes, data: bytes) -> int:
    digest = blake2b(data, key=key, digest_size=8, person=what).digest()
    return int.from_bytes(digest, "little", signed=True)
