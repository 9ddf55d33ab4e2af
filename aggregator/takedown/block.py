"""The block: which case took down an address or a text that comes in again."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from aggregator import linking
from aggregator.linking.signature import SKETCH_SCALE
from aggregator.takedown.repositories import Blocklist
from aggregator.takedown.rules import keys
from aggregator.takedown.types import Tombstone
from storage.private.keys import TOMBSTONE_KEY
from storage.private.tombstones import Tombstones

_SAMPLED_BELOW = (1 << 64) // SKETCH_SCALE


def find_blocking_case(
    blocklist: Blocklist, addresses: Iterable[str], text: str = "", sketch: bytes = b""
) -> str:
    """Returns the number of the case that took down an address or a text; empty when none did.

    `sketch` is the containment sketch of `text`; without them only the addresses are compared. When
    it is the text that matches, its addresses are added to the tombstone, so that the next crawl
    refuses them unread: call it within the transaction that would have stored the text. Raises
    StorageError when the key is lost.
    """
    tombstones, private = blocklist.tombstones, blocklist.private
    if private is None or tombstones.is_empty():
        return ""
    key = private.keys.require_key(TOMBSTONE_KEY)
    hashes = [keys.hash_address(key, url) for url in addresses]
    tombstone_id = tombstones.find_by_address(hashes)
    if tombstone_id is None and sketch:
        sketches = _make_sketches(tombstones, text, sketch)
        found = (_find_tombstone_of_sketch(tombstones, key, shingles) for shingles in sketches)
        tombstone_id = next((each for each in found if each is not None), None)
        if tombstone_id is not None:
            tombstones.add_addresses(tombstone_id, hashes)
    if tombstone_id is None:
        return ""
    return private.cases.number_of(tombstones.get(tombstone_id).case_id)


def _make_sketches(tombstones: Tombstones, text: str, sketch: bytes) -> Iterator[list[int]]:
    """Yields the sketch of a text, and its sketch by each former folding that tombstones were made with.

    Each may be compared with all tombstones: shingles that no folding changes have the same hash in all.
    """
    yield linking.sketch_hashes(sketch).tolist()
    for folding in linking.FORMER_FOLDINGS:
        if tombstones.has_folding(folding):
            yield linking.sketch_shingles(text, folding).tolist()


def _find_tombstone_of_sketch(
    tombstones: Tombstones, key: bytes, shingles: Sequence[int]
) -> int | None:
    """The tombstone of a work that a text with these shingles in its sketch carries."""
    hashes = keys.hash_shingles(key, shingles)
    sampled = {
        value
        for value, shingle in zip(hashes, shingles, strict=True)
        if is_in_every_sketch(shingle)
    }
    matches = tombstones.find_shingle_matches(hashes)
    shared = Counter(tombstone_id for _, tombstone_id in matches)
    shared_sampled = Counter(tombstone_id for value, tombstone_id in matches if value in sampled)
    for tombstone_id, count in shared.most_common():
        tombstone = tombstones.get(tombstone_id)
        if tombstone.is_complete and len(sampled) < len(shingles):
            overlap = keys.Overlap(count, len(shingles), tombstone.shingles)
        else:
            overlap = _estimate_overlap(shared_sampled[tombstone_id], len(sampled), tombstone)
        if keys.carries_work(overlap):
            return tombstone_id
    return None


def _estimate_overlap(shared: int, sampled: int, tombstone: Tombstone) -> keys.Overlap:
    return keys.Overlap(shared, sampled, tombstone.sampled_shingles, scale=SKETCH_SCALE)


def is_in_every_sketch(shingle: int) -> bool:
    """Is a shingle hash so low that the sketch of a text of any length keeps it?"""
    return shingle % (1 << 64) < _SAMPLED_BELOW
