"""Leaves out what a text quotes of another one, which is in memory or known by its fingerprints only."""

import numpy as np

from aggregator.linking.fingerprints import Flags, Hashes, fingerprint_shingles
from aggregator.linking.passages import SHINGLE_WORDS
from aggregator.linking.unstored import Prints
from aggregator.linking.verify import Shingles
from aggregator.linking.words import hash_words, shingle_hashes, word_spans

MIN_QUOTED_SHINGLES = 4  # in a row, six words: from which words are a quotation
LEFT_OUT = "[…]"


def leave_out_quotations(text: str, quoted: Shingles | Prints) -> str:
    """Returns a text with `[…]` in place of each run of six or more words of another text.

    Of a long text by its fingerprints, a run with four or more of the sampled shingles.
    """
    spans = list(word_spans(text))
    hashes = shingle_hashes(hash_words([word for word, _, _ in spans]), SHINGLE_WORDS)
    found, possible = _find(hashes, quoted)
    kept, at = [], 0
    edges = np.flatnonzero(np.diff(np.concatenate(([0], possible.astype(np.int8), [0]))))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        hits = np.flatnonzero(found[start:end])
        if len(hits) >= MIN_QUOTED_SHINGLES:
            first, last = start + int(hits[0]), start + int(hits[-1]) + SHINGLE_WORDS - 1
            kept.append(text[at : spans[first][1]])
            at = spans[last][2]
    return LEFT_OUT.join([*kept, text[at:]])


def _find(hashes: Hashes, quoted: Shingles | Prints) -> tuple[Flags, Flags]:
    """Returns which shingles the other text has, and which it may have."""
    if isinstance(quoted, Shingles):
        found = np.isin(hashes, quoted.distinct)
        return found, found
    found = np.isin(fingerprint_shingles(quoted.work_key, hashes), quoted.values)
    sampled = quoted.is_sampled(hashes)
    return found & sampled, found | ~sampled
