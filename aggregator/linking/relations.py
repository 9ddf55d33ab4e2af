"""Names the relation of two texts from their comparison. Thresholds were measured on texts of known
origin (benchmarks/README.md)."""

from aggregator.linking.verify import WHOLE_SHARE, Comparison
from aggregator.model import Relation

# Shares of 3-shingles
IDENTICAL_SHARE = 0.98  # of both texts: identical
EDITED_SHARE = 0.50  # of both texts: the same text, edited
MEMBER_SHARE = 0.35  # of either text: both belong to one story
VERSION_SHARE = 0.25  # of either text, on one site: another version of it
MIN_SHINGLES = 30  # of the smaller text; smaller texts are linked only when they are identical
QUOTE_LENGTH = 12  # consecutive shingles from which a text quotes another
# A long text that quotes a short one is no copy of it: at least QUOTE_PART of what they share is one
# run of words, and it is less than QUOTE_SHARE of one text.
QUOTE_PART = 0.60
QUOTE_SHARE = 0.20
# What has words of their own around it in both texts, and is about half of either at most, is a quotation too.
INSERTED_SHARE = 0.55
MIN_OWN_WORDS = 30  # before it, and after it


def relate(comparison: Comparison, *, same_site: bool) -> Relation | None:
    """Returns the relation of text a (the copy) to text b (the leader); None when they have none."""
    if min(comparison.a_size, comparison.b_size) < MIN_SHINGLES:
        return None
    share = max(comparison.a_in_b, comparison.b_in_a)
    if comparison.form != "different" and share >= MEMBER_SHARE:
        return "series"
    if share >= MEMBER_SHARE and not _is_quote(comparison):
        if same_site and share < EDITED_SHARE:
            return "version"
        return member_relation(comparison.a_in_b, comparison.b_in_a)
    if same_site and VERSION_SHARE <= share < MEMBER_SHARE:
        return "version"
    return "quote" if comparison.longest_passage >= QUOTE_LENGTH else None


def _is_quote(comparison: Comparison) -> bool:
    """Whether what two texts share is a quotation: one passage of a long text, or in quotation marks."""
    smaller, larger = sorted((comparison.a_in_b, comparison.b_in_a))
    one_run = comparison.longest_passage >= QUOTE_PART * comparison.shared
    is_long_quote = smaller < QUOTE_SHARE and larger < WHOLE_SHARE and one_run
    in_marks = smaller < WHOLE_SHARE and comparison.unquoted < MEMBER_SHARE
    return is_long_quote or in_marks or (larger < INSERTED_SHARE and _is_inserted(comparison))


def _is_inserted(comparison: Comparison) -> bool:
    """Whether both texts have words of their own before the first passage and after the last."""
    passages = comparison.passages
    starts = min(each.a for each in passages), min(each.b for each in passages)
    ends = max(each.a_end for each in passages), max(each.b_end for each in passages)
    rests = comparison.a_size - ends[0], comparison.b_size - ends[1]
    return min(*starts, *rests) >= MIN_OWN_WORDS


def member_relation(copy: float, leader: float) -> Relation:
    """Returns the relation of two members, given the share of each that is in the other."""
    if min(copy, leader) >= IDENTICAL_SHARE:
        return "identical"
    if min(copy, leader) >= WHOLE_SHARE:
        return "syndicated"
    if copy >= WHOLE_SHARE:
        return "abridged"
    if leader >= WHOLE_SHARE:
        return "wrapped"
    return "edited" if min(copy, leader) >= EDITED_SHARE else "partial"
