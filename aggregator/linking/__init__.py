"""Compares texts: words, shingles, signatures, relations. Pure functions without I/O (docs/linking.md)."""

from aggregator.linking.comparison import compare, shingles_of_unstored
from aggregator.linking.folding import FOLDING, FORMER_FOLDINGS, fold
from aggregator.linking.marked_shingles import MarkedShingles, distinct_shingles, mark_shingles
from aggregator.linking.relations import relate
from aggregator.linking.signature import (
    containment_sketch,
    hash_shingles,
    make_minhash,
    sign,
    sign_all,
    sketch_hashes,
    sketch_shingles,
)
from aggregator.linking.unstored import make_text_fingerprints
from aggregator.linking.verify import (
    NO_BOILERPLATE,
    Boilerplate,
    Comparison,
    LocatedPassage,
    Shingles,
    find_boilerplate,
    find_passages,
    locate_compared_words,
    overlap,
    reverse_comparison,
    shingles,
    shingles_all,
)
from aggregator.linking.words import count_tokens, lines, words

__all__ = [
    "FOLDING",
    "FORMER_FOLDINGS",
    "NO_BOILERPLATE",
    "Boilerplate",
    "Comparison",
    "LocatedPassage",
    "MarkedShingles",
    "Shingles",
    "compare",
    "containment_sketch",
    "count_tokens",
    "distinct_shingles",
    "find_boilerplate",
    "find_passages",
    "fold",
    "hash_shingles",
    "lines",
    "locate_compared_words",
    "make_minhash",
    "make_text_fingerprints",
    "mark_shingles",
    "overlap",
    "relate",
    "reverse_comparison",
    "shingles",
    "shingles_all",
    "shingles_of_unstored",
    "sign",
    "sign_all",
    "sketch_hashes",
    "sketch_shingles",
    "words",
]
