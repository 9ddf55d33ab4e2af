"""Leaves out what a text quotes of another one."""

import numpy as np

from aggregator.linking.passages import SHINGLE_WORDS
from aggregator.linking.verify import Shingles
from aggregator.linking.words import hash_words, shingle_hashes, word_spans

MIN_QUOTED_WORDS = 6  # in a row, from which words are a quotation
LEFT_OUT = "[…]"


def leave_out_quotations(text: str, quoted: Shingles) -> str:
    """Returns a text with `[…]` in place of each run of MIN_QUOTED_WORDS or more words of another text."""
    spans = list(word_spans(text))
    if len(spans) < MIN_QUOTED_WORDS:
        return text
    hashes = shingle_hashes(hash_words([word for word, _, _ in spans]), SHINGLE_WORDS)
    found = np.isin(hashes, quoted.distinct)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], found.astype(np.int8), [0]))))
    kept, at = [], 0
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        last = end + SHINGLE_WORDS - 2  # the last word of the run
        if last - start + 1 >= MIN_QUOTED_WORDS:
            kept.append(text[at : spans[start][1]])
            at = spans[last][2]
    return LEFT_OUT.join([*kept, text[at:]])
