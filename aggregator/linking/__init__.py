"""Article to Story: shingles, signature, verification, relations. Decides, does no I/O.

`sign` makes the two sketches of a text, `sign_all` those of many, `shingles` and `compare` verify two texts exactly, `relate`
names how they relate.
"""

from aggregator.linking.relations import relate
from aggregator.linking.signature import sign, sign_all, sketch_hashes
from aggregator.linking.verify import (
    NOTHING,
    Comparison,
    Mask,
    Runs,
    compare,
    masked,
    passages,
    shingles,
    shingles_all,
)
from aggregator.linking.words import count_tokens, lines, words

__all__ = [
    "NOTHING",
    "Comparison",
    "Mask",
    "Runs",
    "compare",
    "count_tokens",
    "lines",
    "masked",
    "passages",
    "relate",
    "shingles",
    "shingles_all",
    "sign",
    "sign_all",
    "sketch_hashes",
    "words",
]
