"""The block: which case took down an address or a text that comes in again."""

from collections import Counter
from collections.abc import Iterable, Sequence

from aggregator import linking
from aggregator.linking.signature import SKETCH_SCALE
from aggregator.takedown.rules import keys
from storage.private.takedown_cases import TakedownCases
from storage.private.tombstones import Tombstones
from storage.sqlite.connection import Database
from storage.store import Store

_SAMPLED_BELOW = (1 << 64) // SKETCH_SCALE


def blocking_case(store: Store, addresses: Iterable[str], sketch: bytes = b"") -> str:
    """Returns the number of the case that took down an address or a text; empty when none did.

    `sketch` is the containment sketch of the text. When it is the text that matches, its addresses
    are added to the tombstone, so that the next crawl refuses them unread: call it within the
    transaction that would have stored the text.
    """
    if Tombstones(store.main).none() or store.private is None:
        return ""
    key = TakedownCases(store.private).key()
    hashes = [keys.hash_address(key, url) for url in addresses]
    tombstone_id = _tombstone_of_address(store.main, hashes)
    if tombstone_id is None and sketch:
        tombstone_id = _tombstone_of_text(store.main, key, sketch)
        if tombstone_id is not None:
            Tombstones(store.main).learn(tombstone_id, hashes)
    if tombstone_id is None:
        return ""
    case_id = Tombstones(store.main).tombstone(tombstone_id)["case_id"]
    return TakedownCases(store.private).number_of(case_id)


def _tombstone_of_address(db: Database, hashes: Sequence[int]) -> int | None:
    return next((key for _, key in Tombstones(db).matching("url", hashes)), None)


def _tombstone_of_text(db: Database, key: bytes, sketch: bytes) -> int | None:
    """The tombstone of a work that a text of this sketch carries."""
    shingles = linking.sketch_hashes(sketch).tolist()
    hashes = keys.hash_shingles(key, shingles)
    sampled = {
        value for value, shingle in zip(hashes, shingles, strict=True) if is_sampled(shingle)
    }
    matches = list(Tombstones(db).matching("shingle", hashes))
    shared = Counter(tombstone_id for _, tombstone_id in matches)
    shared_sampled = Counter(tombstone_id for value, tombstone_id in matches if value in sampled)
    for tombstone_id, count in shared.most_common():
        tombstone = Tombstones(db).tombstone(tombstone_id)
        if tombstone["whole"] and len(sampled) < len(shingles):
            overlap = keys.Overlap(count, len(shingles), tombstone["runs"])
        else:
            overlap = keys.Overlap(
                shared_sampled[tombstone_id], len(sampled), tombstone["sampled"], scale=SKETCH_SCALE
            )
        if keys.carries_work(overlap):
            return tombstone_id
    return None


def is_sampled(shingle: int) -> bool:
    """Is a shingle hash so low that the sketch of a text of any length keeps it?"""
    return shingle % (1 << 64) < _SAMPLED_BELOW
