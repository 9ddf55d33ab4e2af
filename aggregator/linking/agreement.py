"""Whether two texts that were read at different addresses are one article.

A wrong yes lets one article overwrite another; a wrong no leaves two articles in one story. So it
is a yes only when hardly anything is missing and nothing specific was replaced.
"""

from aggregator.linking.compare_prints import is_specific_replaced
from aggregator.linking.comparison import compare, shingles_of_unstored
from aggregator.linking.relations import EDITED_SHARE, MIN_SHINGLES
from aggregator.linking.verify import WHOLE_SHARE, Shingles, shingles
from aggregator.linking.words import word_spans
from aggregator.model import KeyedFingerprints

Wording = str | KeyedFingerprints  # a text, or by what it is compared where it is not stored

CONTAINED_SHARE = 0.95  # of one text, that the other one has as well


def agree(a: Wording, b: Wording) -> bool:
    """Returns whether two wordings are of one article: one has the other, with at most as much again.

    Texts of one form, such as daily reports, do not agree: each has numbers or names that the
    other lacks. Texts too short to be compared do not agree either, nor do two that are not stored.
    """
    left, right = _read(a), _read(b)
    scores = compare(left, right)
    if min(scores.a_size, scores.b_size) < MIN_SHINGLES:
        return False
    smaller, larger = sorted((scores.a_in_b, scores.b_in_a))
    if larger < CONTAINED_SHARE or smaller < EDITED_SHARE:
        return False
    if isinstance(a, str) and isinstance(b, str):
        return not _is_specific_replaced(a, b)
    text, prints = (left, right.prints) if isinstance(a, str) else (right, left.prints)
    return prints is not None and text.prints is None and not is_specific_replaced(text, prints)


def is_edited_version(a: Wording, b: Wording) -> bool:
    """Returns whether one of two texts is an edited version of the other: what an update leaves."""
    scores = compare(_read(a), _read(b))
    smaller, larger = sorted((scores.a_in_b, scores.b_in_a))
    return smaller >= EDITED_SHARE or larger >= WHOLE_SHARE


def find_kept_share(a: Wording, b: Wording) -> float:
    """Returns the share of the shingles of b that a has."""
    return compare(_read(a), _read(b)).b_in_a


def _read(wording: Wording) -> Shingles:
    return shingles(wording) if isinstance(wording, str) else shingles_of_unstored(wording)


def _is_specific_replaced(a: str, b: str) -> bool:
    """Whether each text has a specific word that is nowhere in the other one."""
    words_of_a, words_of_b = (dict(_words_and_spellings(text)) for text in (a, b))
    return _has_specific_beside(words_of_a, words_of_b) and _has_specific_beside(
        words_of_b, words_of_a
    )


def _has_specific_beside(own: dict[str, str], others: dict[str, str]) -> bool:
    return any(_is_specific(own[word]) for word in own.keys() - others.keys())


def _words_and_spellings(text: str) -> list[tuple[str, str]]:
    return [(word, text[start:end]) for word, start, end in word_spans(text)]


def _is_specific(spelling: str) -> bool:
    """Whether a word is a number, a name, or of a script without capitals, where it may be one."""
    return spelling != spelling.lower() or spelling.lower() == spelling.upper()
