"""The block: which case took down an address or a text that comes in again."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aggregator import linking
from aggregator.linking import fingerprints
from aggregator.linking.signature import SKETCH_SCALE
from aggregator.model import Signature
from aggregator.takedown.repositories import Blocklist
from aggregator.takedown.rules import keys
from aggregator.takedown.rules.fingerprints import carries_work
from aggregator.takedown.types import Tombstone
from storage.private.keys import TOMBSTONE_KEY
from storage.private.tombstones import MAX_HOLDERS, Tombstones

_SAMPLED_BELOW = (1 << 64) // SKETCH_SCALE
MIN_COMMON_HASHES = 3  # short shingles that the sketch of a text has in common with that of a work
MAX_COMPARED = 8  # works whose fingerprints are compared with a text
MAX_FREQUENT = 2  # works that are compared for phrases that many works hold
MIN_FREQUENT_SHARE = 0.15  # of the sketch of the text, which such phrases must be


@dataclass(frozen=True, slots=True)
class BlockedWork:
    """A work that a case takes down, and the addresses at which it was read."""

    case_id: int
    case_number: str
    article_id: int
    story_id: int
    text: str
    addresses: Sequence[str]
    boilerplate: linking.Boilerplate  # of its site


def find_blocking_case(
    blocklist: Blocklist,
    addresses: Iterable[str],
    text: str = "",
    signature: Signature | None = None,
) -> str:
    """Returns the number of the case that took down an address or a text; empty when none did.

    `signature` is that of `text` as `linking.sign` makes it; without them only the addresses are
    compared. When it is the text that matches, these addresses are added to the tombstone, so that
    the next crawl refuses them unread: name only those at which the text was read, none that a page
    declares, and call it within the transaction that would have stored the text. Raises StorageError
    when the key is lost.
    """
    tombstones, private = blocklist.tombstones, blocklist.private
    if private is None or tombstones.is_empty():
        return ""
    key = private.keys.require_key(TOMBSTONE_KEY)
    hashes = [keys.hash_address(key, url) for url in addresses]
    tombstone_id = tombstones.find_by_address(hashes)
    if tombstone_id is None and signature:
        excepted = tombstones.find_excepted_cases(hashes)
        tombstone_id = _find_carried_work(tombstones, key, text, signature, excepted)
        if tombstone_id is None:
            tombstone_id = _find_former_tombstone(tombstones, key, text, signature, excepted)
        if tombstone_id is not None:
            tombstones.add_addresses(tombstone_id, hashes)
    if tombstone_id is None:
        return ""
    return private.cases.number_of(tombstones.get(tombstone_id).case_id)


@dataclass(frozen=True, slots=True)
class Hashes:
    """The keyed hashes of a tombstone."""

    addresses: list[int]
    shingles: list[int]  # of five words
    short_shingles: list[int]  # of three


def add_tombstone(tombstones: Tombstones, key: bytes, work: BlockedWork, now: str) -> None:
    """Block a work and its addresses from now on, within a transaction on the main file."""
    tombstone, hashes = make_tombstone(key, work, now)
    tombstones.add(tombstone, hashes.addresses, hashes.shingles, hashes.short_shingles)


def make_tombstone(key: bytes, work: BlockedWork, now: str) -> tuple[Tombstone, Hashes]:
    """Returns the tombstone of a work and its keyed hashes."""
    sketch = linking.sketch_shingles(work.text, linking.FOLDING)
    shingles = _without(sketch.tolist(), work.boilerplate)
    marked = linking.mark_shingles(work.text, work.boilerplate)
    work_id = _name_work(work.case_id, work.article_id)
    tombstone = Tombstone(
        case_id=work.case_id,
        article_id=work.article_id,
        story_id=work.story_id,
        since=now,
        shingles=len(shingles),
        sampled_shingles=sum(map(is_in_every_sketch, shingles)),
        is_complete=not all(map(is_in_every_sketch, sketch.tolist())),
        folding=linking.FOLDING,
        tokens=marked.tokens,
        fingerprints=fingerprints.make_fingerprints(key, work_id, marked.hashes, marked.specific),
        case_number=work.case_number,
    )
    return tombstone, Hashes(
        addresses=[keys.hash_address(key, url) for url in work.addresses],
        shingles=keys.hash_shingles(key, shingles),
        short_shingles=keys.hash_short_shingles(
            key, linking.containment_sketch(marked.hashes).tolist()
        ),
    )


def lift(tombstones: Tombstones, case_id: int) -> int:
    """Lift the block of a case, within a transaction on the main file; returns how many works it blocked.

    Their addresses and texts may come in again. What other cases took down stays blocked.
    """
    return tombstones.delete_of_case(case_id)


def _without(sketch: list[int], boilerplate: linking.Boilerplate) -> list[int]:
    repeated = set(boilerplate.shingles.view("int64").tolist())
    return [shingle for shingle in sketch if shingle not in repeated]


def _name_work(case_id: int, article_id: int) -> str:
    return f"{case_id} {article_id}"


def _find_carried_work(
    tombstones: Tombstones,
    key: bytes,
    text: str,
    signature: Signature,
    excepted: frozenset[int],
) -> int | None:
    """The tombstone of a work that a text carries, by its fingerprints; not of excepted cases."""
    sketch = linking.sketch_hashes(signature.short_sketch).tolist()
    candidates = _find_candidates(tombstones, keys.hash_short_shingles(key, sketch))
    if not candidates:
        return None
    shingles, tokens = linking.distinct_shingles(text)
    for tombstone_id in candidates:
        tombstone = tombstones.get(tombstone_id)
        if tombstone.case_id in excepted:
            continue
        work = fingerprints.read_fingerprints(tombstone.fingerprints or b"", tombstone.tokens)
        work_id = _name_work(tombstone.case_id, tombstone.article_id)
        if carries_work(fingerprints.compare(key, work_id, work, shingles, tokens)):
            return tombstone_id
    return None


def _find_candidates(tombstones: Tombstones, hashes: Sequence[int]) -> list[int]:
    """The tombstones that share most with a text, by phrases that few works hold, then by the others.

    What many works hold tells them not apart: the wording of a series, or a text that was taken down often.
    """
    rare, frequent = Counter[int](), Counter[int]()
    for holders in tombstones.find_short_shingle_holders(hashes):
        (rare if len(holders) < MAX_HOLDERS else frequent).update(holders)
    least = max(MIN_COMMON_HASHES, MIN_FREQUENT_SHARE * len(hashes))
    found = [key for key, count in rare.most_common(MAX_COMPARED) if count >= MIN_COMMON_HASHES]
    found += [key for key, count in frequent.most_common(MAX_FREQUENT) if count >= least]
    return list(dict.fromkeys(found))


# Tombstones of former versions: hashes of 5-shingles, without fingerprints


def _find_former_tombstone(
    tombstones: Tombstones,
    key: bytes,
    text: str,
    signature: Signature,
    excepted: frozenset[int],
) -> int | None:
    """The tombstone of a former version whose work a text carries.

    Each folding may be compared with all tombstones: shingles that no folding changes have the same hash in all.
    """
    foldings = tombstones.foldings_of_former()
    if not foldings:
        return None
    found = _find_tombstone_of_sketch(
        tombstones, key, linking.sketch_hashes(signature.sketch).tolist(), excepted
    )
    for folding in linking.FORMER_FOLDINGS:
        if found is None and folding in foldings:
            shingles = linking.sketch_shingles(text, folding).tolist()
            found = _find_tombstone_of_sketch(tombstones, key, shingles, excepted)
    return found


def _find_tombstone_of_sketch(
    tombstones: Tombstones, key: bytes, shingles: Sequence[int], excepted: frozenset[int]
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
        if tombstone.fingerprints is not None or tombstone.case_id in excepted:
            continue
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
