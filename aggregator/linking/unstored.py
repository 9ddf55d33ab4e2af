"""What is kept of a text that may not be stored, or no longer, so that other texts are compared with it.

That are keyed fingerprints of its 3-shingles (see `fingerprints`), without its boilerplate, and a few
numbers. Of a long text it is a sample of the shingles, which is taken of another text in the same way.
"""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aggregator.linking.fingerprints import (
    MAX_FINGERPRINTS,
    STRETCH,
    Flags,
    Hashes,
    Values,
    WorkKey,
    derive_work_key,
    fingerprint_shingles,
)
from aggregator.linking.marks import flag_quoted, flag_specifics
from aggregator.linking.passages import MIN_OVERLAPPING_SHINGLES, MIN_RUN_SHINGLES, SHINGLE_WORDS
from aggregator.linking.verify import Boilerplate, flag_compared_words, shingles

MAX_OF_AGED = 256  # fingerprints of a text that was deleted by age: 788 bytes
MAX_STRETCHES = 64
BYTES = 3  # of a fingerprint
_FORMAT = 1
_HEADER = struct.Struct("<BBHIII")
_OVERLAP = 1  # flag: words of the text overlap, see `verify.Shingles.min_shingles`
_VALUE_BITS, _SPECIFIC, _QUOTED, _STRETCH_SHIFT = 0xFFFF, 1 << 16, 1 << 17, 18
_SAMPLE_SHIFT = np.uint64(48)  # the highest bits of a shingle decide whether it is in a sample


@dataclass(frozen=True, slots=True, eq=False)
class Prints:
    """The fingerprints of a text, of its distinct shingles that are in the sample."""

    work_key: WorkKey
    values: Values
    specific: Flags  # of shingles with a number or a name
    quoted: Flags  # of shingles with a word within quotation marks
    stretch: NDArray[np.intp]  # in which of `stretches` of the text each is
    stretches: int
    below: int  # the sample has shingles whose 16 highest bits are below it; 0: all
    size: int  # shingles of the text
    distinct: int
    unquoted: int  # words outside of quotation marks
    min_shingles: int  # of a passage

    def is_sampled(self, shingles: Hashes) -> Flags:
        """Returns which shingles would be in the sample."""
        if not self.below:
            return np.ones(len(shingles), dtype=np.bool_)
        sampled: Flags = (shingles >> _SAMPLE_SHIFT) < np.uint64(self.below)
        return sampled


def make_text_fingerprints(
    key: bytes, article_id: int, text: str, boilerplate: Boilerplate, *, is_aged: bool = False
) -> bytes:
    """Returns by what the text of an article is compared once it is not stored: 1.6 KB at most.

    `key`: of the tombstones. `boilerplate`: of its site. `is_aged`: it is deleted by age; a smaller
    sample is kept then, 0.8 KB at most.
    """
    compared = shingles(text, boilerplate)
    limit = MAX_OF_AGED if is_aged else MAX_FINGERPRINTS
    below = _sample_below(compared.distinct, limit)
    distinct, first = np.unique(compared.ordered, return_index=True)
    if below:
        sampled = (distinct >> _SAMPLE_SHIFT) < np.uint64(below)
        distinct, first = distinct[sampled], first[sampled]
    values = fingerprint_shingles(_work_key(key, article_id), distinct).astype(np.uint32)
    specific, quoted = (
        flag_compared_words(compared, flag) for flag in (flag_specifics, flag_quoted)
    )
    size = len(compared.ordered)
    values |= _flag_shingles(specific, size)[first] * np.uint32(_SPECIFIC)
    values |= _flag_shingles(quoted, size)[first] * np.uint32(_QUOTED)
    values |= (first * _count_stretches(size) // max(1, size)).astype(np.uint32) << np.uint32(
        _STRETCH_SHIFT
    )
    flags = _OVERLAP if compared.min_shingles == MIN_OVERLAPPING_SHINGLES else 0
    unquoted = int(np.count_nonzero(~quoted))
    header = _HEADER.pack(_FORMAT, flags, below, size, len(compared.distinct), unquoted)
    return header + _pack(values)


def read_text_fingerprints(key: bytes, article_id: int, data: bytes) -> Prints | None:
    """Returns what `make_text_fingerprints` kept; None where it cannot be read."""
    if len(data) < _HEADER.size or (len(data) - _HEADER.size) % BYTES or data[0] != _FORMAT:
        return None
    _, flags, below, size, distinct, unquoted = _HEADER.unpack_from(data)
    values = _unpack(data[_HEADER.size :])
    stretches = _count_stretches(size)
    return Prints(
        work_key=_work_key(key, article_id),
        values=(values & np.uint32(_VALUE_BITS)).astype(np.uint16),
        specific=(values & np.uint32(_SPECIFIC)) > 0,
        quoted=(values & np.uint32(_QUOTED)) > 0,
        stretch=np.minimum(values >> np.uint32(_STRETCH_SHIFT), stretches - 1).astype(np.intp),
        stretches=stretches,
        below=below,
        size=size,
        distinct=distinct,
        unquoted=unquoted,
        min_shingles=MIN_OVERLAPPING_SHINGLES if flags & _OVERLAP else MIN_RUN_SHINGLES,
    )


def _work_key(key: bytes, article_id: int) -> WorkKey:
    return derive_work_key(key, f"text {article_id}")


def _count_stretches(size: int) -> int:
    return max(1, min(MAX_STRETCHES, round(size / STRETCH)))


def _sample_below(distinct: Hashes, limit: int) -> int:
    """Returns below which 16 highest bits at most `limit` of these sorted shingles are; 0: all are few enough."""
    if len(distinct) <= limit:
        return 0
    return max(1, int(distinct[limit] >> _SAMPLE_SHIFT))


def _flag_shingles(words: Flags, count: int) -> NDArray[np.uint32]:
    """Returns 1 for each shingle of which any word is flagged, and 0 for others."""
    flagged = np.zeros(count, dtype=np.uint32)
    for position in range(SHINGLE_WORDS):
        flagged |= words[position : position + count]
    return flagged


def _pack(values: NDArray[np.uint32]) -> bytes:
    """Returns sorted values with 3 bytes each."""
    sorted_values = np.sort(values).astype("<u4")
    return sorted_values.view(np.uint8).reshape(-1, 4)[:, :BYTES].tobytes()


def _unpack(data: bytes) -> NDArray[np.uint32]:
    padded = np.zeros((len(data) // BYTES, 4), dtype=np.uint8)
    padded[:, :BYTES] = np.frombuffer(data, dtype=np.uint8).reshape(-1, BYTES)
    return padded.view("<u4").ravel().astype(np.uint32)
