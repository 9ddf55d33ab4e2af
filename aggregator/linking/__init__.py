"""Article to Story: shingles, signature, verification, relations. Decides, does no I/O.

`sign` makes the two sketches of a text, `sign_all` those of many, `shingles` and `compare` verify two texts exactly, `relate`
names how they relate.
"""

from aggregator.linking.relations import relate
from aggregator.linking.signature import sign, sign_all, sketch_hashes
from aggregator.linking.verify import (
    NO_BOILERPLATE,
    Boilerplate,
    Comparison,
    Shingles,
    compare,
    find_boilerplate,
    passages,
    shingles,
    shingles_all,
)
from aggregator.linking.words import count_tokens, lines, words

__all__ = [
    "NO_BOILERPLATE",
    "Boilerplate",
    "Comparison",
    "Shingles",
    "compare",
    "count_tokens",
    "find_boilerplate",
    "lines",
    "passages",
    "relate",
    "shingles",
    "shingles_all",
    "sign",
    "sign_all",
    "sketch_hashes",
    "words",
]
