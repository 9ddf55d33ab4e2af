"""Decides how a page relates to a work that is to be taken down, more strictly than linking does.

Linking puts together what belongs together; a takedown hides, without a person, only what certainly is the work:
the page has most of it, or the beginning of it in one piece, and says little else. Thresholds were measured on texts
of known origin (`benchmarks/takedown_reach.py`).
"""

from collections.abc import Iterable

import numpy as np

from aggregator import linking
from aggregator.linking.relations import MEMBER_SHARE
from aggregator.takedown.rules.overlap import (
    HEADLINE,
    Overlap,
    both_introduce,
    flag_equal_words,
    introduces,
    measure_overlap,
)

WHOLE_SHARE = 0.8  # of the words of a text, from which the other one has the whole of it
MIN_PAGE_SHARE = 0.48  # of a page, about half: with less, most of it is others' work
MORE_THAN_QUOTED = 0.66  # of a page
# A part of a work within a wrapper is a copy of it from
MIN_WORK_SHARE = 0.3  # of the work
MIN_WORDS = 100
MAX_BEFORE_SHARE = 0.05  # of the work, or a headline, that may be missing first
MIN_LEAD = 10  # words of a work before what it may quote from a page
MAX_INSERTED = 0.12  # own words of a page between passages: a review has more
# Words in another order are a copy where hardly one of them is changed, and no list of short items.
REARRANGED = 0.85  # share of equal words in order below which a page is rearranged
MIN_REARRANGED_KEPT = 0.95
MIN_REARRANGED_PASSAGE = 24  # words
# Specifics that differ far more often than common words are those of another text of the form.
MIN_CHANGED_SPECIFICS = 6  # of both texts together
CHANGED_SPECIFICS_SHARE = 0.1
TIMES_COMMON = 4.0
# What the work has in common with no other text of its form
MIN_OWN_WORDS = 8
VERBATIM = 0.98  # of words
OWN_WORDS_SHARE = (
    0.6  # of the share of the form's words that a page has: a copy has about as many of both
)

# A text that is the work from beginning to end is a copy of it, although few shingles are unchanged.
REWRITTEN_SHARE = 0.9  # of the words of both
MIN_KEPT = 0.5

NOT_COPIES = frozenset(["series", "collection"])  # relations that linking is certain of


def relate_to_work(
    work: linking.Shingles, page: linking.Shingles, *, same_publisher: bool
) -> str | None:
    """Returns the relation of a page to the work; None where they have none.

    A relation of `scope.CARRYING_RELATIONS` is that of a copy.
    """
    comparison = linking.compare(page, work)
    relation = linking.relate(comparison, same_site=False)
    overlap = measure_overlap(work, page)
    if relation in NOT_COPIES or overlap is None:
        return relation
    shares_little = max(comparison.a_in_b, comparison.b_in_a) < MEMBER_SHARE
    if relation in (None, "quote") and not (shares_little and _is_rewritten(overlap)):
        return relation
    doubt = _find_doubt(work, page, overlap, same_publisher)
    if doubt or relation not in (None, "quote", "partial"):
        return doubt or relation
    return "edited" if min(overlap.work, overlap.page) >= WHOLE_SHARE else "abridged"


def may_show_form(work: linking.Shingles, page: linking.Shingles) -> bool:
    """Returns whether a page has parts of the work in another order: a list of the same form may, or a copy."""
    overlap = measure_overlap(work, page)
    return overlap is not None and overlap.in_order < REARRANGED


def shares_only_form(
    work: linking.Shingles, page: linking.Shingles, others: Iterable[linking.Shingles]
) -> bool:
    """Returns whether a page has of a work only what other texts of its form have too."""
    of_form = np.zeros(len(work.words), dtype=np.bool_)
    for other in others:
        of_form |= flag_equal_words(work, other)
    equal = flag_equal_words(work, page)
    found = np.flatnonzero(equal)
    if not len(found):
        return False
    stretch = slice(found[0], found[-1] + 1)
    form, own = equal[stretch][of_form[stretch]], equal[stretch][~of_form[stretch]]
    if not len(form) or len(own) < MIN_OWN_WORDS:
        return False
    return bool(np.mean(own) < OWN_WORDS_SHARE * np.mean(form))


def has_nothing_of_its_own(work: linking.Shingles, series: Iterable[linking.Shingles]) -> bool:
    """Returns whether all words of a work are in others of its series, as those of a list of set phrases."""
    of_form = np.zeros(len(work.words), dtype=np.bool_)
    for other in series:
        of_form |= flag_equal_words(work, other)
    return int(np.count_nonzero(~of_form)) < MIN_OWN_WORDS


def is_certain_beside_others(work: linking.Shingles, page: linking.Shingles, kind: str) -> bool:
    """Returns whether a page is a copy although third texts separated it from the work, as of this kind.

    The third texts of a quotation may be other copies. A whole work within a page of about as many other
    words may be quoted there, and a collection carries less than the whole of another one.
    """
    overlap = measure_overlap(work, page)
    if overlap is None or kind not in ("quote", "collection"):
        return False
    if kind == "collection":
        return min(overlap.work, overlap.page) >= WHOLE_SHARE
    if overlap.work >= WHOLE_SHARE:
        return overlap.page >= MORE_THAN_QUOTED
    return not both_introduce(work, page)


def is_verbatim(work: linking.Shingles, page: linking.Shingles) -> bool:
    """Returns whether what a page has of a work is unchanged and in order."""
    overlap = measure_overlap(work, page)
    return overlap is not None and min(overlap.kept, overlap.in_order) >= VERBATIM


def _is_rewritten(overlap: Overlap) -> bool:
    """Returns whether a page is the work from beginning to end, with changed words everywhere."""
    is_whole = min(overlap.work, overlap.page, overlap.in_order) >= REWRITTEN_SHARE
    return is_whole and overlap.kept >= MIN_KEPT


def _find_doubt(
    work: linking.Shingles, page: linking.Shingles, overlap: Overlap, same_publisher: bool
) -> str | None:
    """Returns the relation that a person has to judge; None for a page that is certainly a copy."""
    if _is_of_form(overlap):
        return "series"
    changed = overlap.changes.changed_specifics + overlap.changes.changed_common
    if same_publisher and changed:
        return "version"
    if overlap.page < MIN_PAGE_SHARE:
        return "collection" if overlap.work >= WHOLE_SHARE else "partial"
    if overlap.inserted > MAX_INSERTED or _is_excerpt(overlap):
        return "partial"
    if overlap.page < WHOLE_SHARE:
        return "quote" if introduces(page, work) else None
    is_inside = overlap.before >= MIN_LEAD and overlap.in_order >= REARRANGED
    is_inside = is_inside and overlap.work < WHOLE_SHARE
    return "quote" if is_inside and introduces(work, page) else None


def _is_of_form(overlap: Overlap) -> bool:
    """Returns whether the differences are those of two texts of one form."""
    if overlap.in_order < REARRANGED and (
        overlap.kept < MIN_REARRANGED_KEPT or overlap.mean_passage < MIN_REARRANGED_PASSAGE
    ):
        return True
    changes = overlap.changes
    rate = changes.changed_specifics / max(1, changes.specifics)
    common_rate = changes.changed_common / max(1, changes.common)
    many = changes.changed_specifics >= MIN_CHANGED_SPECIFICS
    return many and rate >= max(CHANGED_SPECIFICS_SHARE, TIMES_COMMON * common_rate)


def _is_excerpt(overlap: Overlap) -> bool:
    """Returns whether a page has a part of the work that may be a quotation, as it is short or from its middle."""
    if overlap.work >= WHOLE_SHARE:
        return False
    work_words = overlap.words / overlap.work
    begins = overlap.before <= max(HEADLINE, MAX_BEFORE_SHARE * work_words)
    if not begins and overlap.in_order >= REARRANGED:
        return True
    is_part = overlap.work < MIN_WORK_SHARE or overlap.words < MIN_WORDS
    return overlap.page < WHOLE_SHARE and is_part
