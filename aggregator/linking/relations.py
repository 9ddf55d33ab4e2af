"""How two texts relate, from the text alone."""

from aggregator.linking.verify import WHOLE_SHARE, Comparison
from aggregator.model import Relation

# Shares of three-word runs. Measured on texts with known origin (see benchmarks/README.md).
SAME = 0.98  # both ways: identical
EDITED = 0.50  # both ways: the same text, edited
MEMBER = 0.35  # the larger share: belongs to the story
VERSION = 0.25  # the larger share, same site: another version of it
FEWEST = 30  # runs of the smaller text: below that only identical texts are linked
QUOTE_LENGTH = 12  # runs in a row from which a text quotes another
ONE_PIECE = 0.60  # of what is shared is one passage, and
SMALL_PART = 0.20  # the smaller share: a long text quotes from a short one, and is no copy of it


def relate(found: Comparison, *, same_site: bool) -> Relation | None:
    """The relation of text a (the copy) to text b (the leader), or None when there is none."""
    if min(found.a_size, found.b_size) < FEWEST:
        return None
    share = max(found.a_in_b, found.b_in_a)
    if share >= MEMBER and not _quotes(found):
        return "version" if same_site and share < EDITED else _member(found.a_in_b, found.b_in_a)
    if same_site and VERSION <= share < MEMBER:
        return "version"
    return "quote" if found.longest_passage >= QUOTE_LENGTH else None


def _quotes(found: Comparison) -> bool:
    smaller, larger = sorted((found.a_in_b, found.b_in_a))
    one_piece = found.longest_passage >= ONE_PIECE * found.shared
    return smaller < SMALL_PART and larger < WHOLE_SHARE and one_piece


def _member(copy: float, leader: float) -> Relation:
    if min(copy, leader) >= SAME:
        return "identical"
    if min(copy, leader) >= WHOLE_SHARE:
        return "syndicated"
    if copy >= WHOLE_SHARE:
        return "abridged"
    if leader >= WHOLE_SHARE:
        return "wrapped"
    return "edited" if min(copy, leader) >= EDITED else "partial"
