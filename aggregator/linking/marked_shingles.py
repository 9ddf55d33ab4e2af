"""The 3-shingles of texts as the block on what was taken down compares them."""

from dataclasses import dataclass

import numpy as np

from aggregator.linking.marks import Flags, flag_specifics
from aggregator.linking.passages import SHINGLE_WORDS
from aggregator.linking.verify import Boilerplate, shingles
from aggregator.linking.words import Hashes, hash_text, shingle_hashes, sorted_unique


@dataclass(frozen=True, slots=True, eq=False)
class MarkedShingles:
    """The 3-shingles of a text without boilerplate."""

    hashes: Hashes  # in order of appearance
    specific: Flags  # which of them hold a specific
    tokens: int  # length of the text


def mark_shingles(text: str, boilerplate: Boilerplate) -> MarkedShingles:
    """Returns the 3-shingles of a text, without the boilerplate of its site."""
    compared = shingles(text, boilerplate)
    hashes, tokens = hash_text(compared.text)
    specific = flag_specifics(compared.text, len(hashes))
    if compared.kept is not None:
        specific = specific[compared.kept]
    return MarkedShingles(
        hashes=compared.ordered,
        specific=_flag_shingles(specific, len(compared.ordered)),
        tokens=round(tokens * len(compared.words) / max(1, len(hashes))),
    )


def distinct_shingles(text: str) -> tuple[Hashes, int]:
    """Returns the distinct 3-shingles of a text, sorted, and its length in tokens."""
    words, tokens = hash_text(text)
    return sorted_unique(shingle_hashes(words, SHINGLE_WORDS)), tokens


def _flag_shingles(words: Flags, count: int) -> Flags:
    """Returns for each shingle whether any of its words is flagged."""
    flagged = np.zeros(count, dtype=np.bool_)
    for position in range(SHINGLE_WORDS):
        flagged |= words[position : position + count]
    return flagged
