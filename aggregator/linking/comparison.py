"""Compares two texts, whether they are stored or not: by their words, by fingerprints, or by their sketches."""

from dataclasses import replace

import numpy as np

from aggregator.linking import verify
from aggregator.linking.compare_prints import compare_with_prints
from aggregator.linking.unstored import read_text_fingerprints
from aggregator.linking.verify import Comparison, Shingles, reverse_comparison
from aggregator.model import KeyedFingerprints

# Sketches do not tell a form from copies: where so much is equal, hardly a number or a name differs.
SKETCHED_SHARE = 0.8  # of the sketch of either text, from which it is said what both share
MIN_SKETCHED = 12  # hashes that both have


def compare(a: Shingles, b: Shingles) -> Comparison:
    """Compares two texts by their passages.

    Of a text that is not stored the figures are estimates. Of two such texts, only what hardly differs
    is recognized.
    """
    if a.prints is None and b.prints is None:
        return verify.compare(a, b)
    if b.prints is None:
        return reverse_comparison(compare(b, a))
    if a.prints is None:
        return compare_with_prints(a, b.prints)
    return _compare_sketches(a, b)


def shingles_of_unstored(fingerprints: KeyedFingerprints) -> Shingles:
    """Returns a text that is not stored, as it is compared: without words."""
    nothing = verify.shingles("")
    prints = read_text_fingerprints(fingerprints.key, fingerprints.article_id, fingerprints.data)
    return replace(nothing, prints=prints, sketch=fingerprints.sketch)


def _compare_sketches(a: Shingles, b: Shingles) -> Comparison:
    sizes = (a.prints.size if a.prints else 0), (b.prints.size if b.prints else 0)
    own, others = (np.frombuffer(text.sketch, dtype="<u4") for text in (a, b))
    shared = len(np.intersect1d(own, others))
    a_in_b, b_in_a = shared / max(1, len(own)), shared / max(1, len(others))
    if shared < MIN_SKETCHED or max(a_in_b, b_in_a) < SKETCHED_SHARE:
        return Comparison(0.0, 0.0, 0.0, 0, *sizes)
    return Comparison(
        resemblance=shared / (len(own) + len(others) - shared),
        a_in_b=a_in_b,
        b_in_a=b_in_a,
        shared=round(a_in_b * sizes[0]),
        a_size=sizes[0],
        b_size=sizes[1],
    )
