"""Where each relation begins: at its share, and not a little below it."""

import pytest

from aggregator.linking.relations import relate
from aggregator.linking.verify import Comparison
from aggregator.model import Relation


def scores(a_in_b: float, b_in_a: float, *, size: int = 1000, passage: int = 0) -> Comparison:
    """A comparison of two texts, of which the one with the smaller share has `size` shingles more."""
    shared = round(max(a_in_b, b_in_a) * size)
    return Comparison(0.0, a_in_b, b_in_a, shared, size, size, passage)


@pytest.mark.parametrize(
    ("shares", "relation"),
    [
        ((0.98, 0.98), "identical"),
        ((0.98, 0.979), "syndicated"),
        ((0.80, 0.80), "syndicated"),
        ((0.80, 0.799), "abridged"),
        ((0.799, 0.80), "wrapped"),
        ((0.50, 0.799), "edited"),
        ((0.499, 0.799), "partial"),
        ((0.35, 0.34), "partial"),
        ((0.34, 0.35), "partial"),
        ((0.349, 0.349), None),
    ],
)
def test_shares_name_the_relation(shares: tuple[float, float], relation: Relation | None) -> None:
    assert relate(scores(*shares), same_site=False) == relation


@pytest.mark.parametrize(
    ("share", "relation"),
    [(0.50, "edited"), (0.499, "version"), (0.35, "version"), (0.25, "version"), (0.249, None)],
)
def test_on_one_site_less_than_half_is_a_version(share: float, relation: Relation | None) -> None:
    assert relate(scores(share, share), same_site=True) == relation


@pytest.mark.parametrize(("size", "relation"), [(30, "identical"), (29, None)])
def test_a_text_of_fewer_than_thirty_shingles_has_no_relation(
    size: int, relation: Relation | None
) -> None:
    assert relate(scores(1.0, 1.0, size=size), same_site=False) == relation


@pytest.mark.parametrize(("passage", "relation"), [(12, "quote"), (11, None)])
def test_a_quotation_begins_at_twelve_shingles(passage: int, relation: Relation | None) -> None:
    assert relate(scores(0.1, 0.1, passage=passage), same_site=False) == relation


@pytest.mark.parametrize(
    ("shares", "passage", "relation"),
    [
        ((0.199, 0.50), 300, "quote"),  # three fifths of what they share, of a fifth of one text
        ((0.199, 0.50), 299, "partial"),  # in several places
        ((0.20, 0.50), 300, "partial"),  # a fifth of the longer text is more than a quotation
        ((0.199, 0.80), 480, "wrapped"),  # the whole text is there
        ((0.50, 0.199), 300, "quote"),
    ],
)
def test_a_long_text_that_quotes_a_short_one_is_no_copy(
    shares: tuple[float, float], passage: int, relation: Relation
) -> None:
    assert relate(scores(*shares, passage=passage), same_site=False) == relation
