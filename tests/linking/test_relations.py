"""The relation of two texts follows from their shares; each threshold is tested on both sides."""

from dataclasses import replace

import pytest

from aggregator import linking
from aggregator.linking.forms import Form
from aggregator.linking.passages import Passage
from aggregator.linking.relations import MIN_SHINGLES


def scores(a: float, b: float, passage: int = 0, size: int = 200) -> linking.Comparison:
    shared = int(size * max(a, b))
    return linking.Comparison(0.3, a, b, shared, size, size, passage, (Passage(0, 9, 0, 9, 7, ()),))


@pytest.mark.parametrize(
    ("comparison", "same_site", "relation"),
    [
        (scores(0.99, 0.98), False, "identical"),
        (scores(0.99, 0.97), False, "syndicated"),
        (scores(0.85, 0.8), True, "syndicated"),
        (scores(0.8, 0.79), False, "abridged"),
        (scores(0.79, 0.8), False, "wrapped"),
        (scores(0.79, 0.79), False, "edited"),
        (scores(0.9, 0.3), False, "abridged"),
        (scores(0.9, 0.05, passage=180), False, "abridged"),
        (scores(0.3, 0.9), False, "wrapped"),
        (scores(0.6, 0.5), False, "edited"),
        (scores(0.6, 0.49), False, "partial"),
        (scores(0.35, 0.2), False, "partial"),
        (scores(0.2, 0.35), False, "partial"),
        (scores(0.34, 0.34), False, None),
        (scores(0.5, 0.4), True, "partial"),
        (scores(0.49, 0.4), True, "version"),
        (scores(0.25, 0.2), True, "version"),
        (scores(0.2, 0.25), True, "version"),
        (scores(0.24, 0.2), True, None),
        (scores(0.25, 0.2), False, None),
    ],
)
def test_shares_decide_the_relation(
    comparison: linking.Comparison, same_site: bool, relation: str | None
) -> None:
    assert linking.relate(comparison, same_site=same_site) == relation


@pytest.mark.parametrize(
    ("comparison", "relation"),
    [
        (scores(0.6, 0.1, passage=20), "partial"),  # many passages
        (scores(0.6, 0.1, passage=110), "quote"),  # one passage
        (scores(0.6, 0.1, passage=72), "quote"),  # 60 % of the 120 shared shingles
        (scores(0.6, 0.1, passage=71), "partial"),
        (scores(0.6, 0.19, passage=110), "quote"),
        (scores(0.6, 0.2, passage=110), "partial"),  # a fifth of the longer text is no quotation
        (scores(0.19, 0.6, passage=110), "quote"),
        (scores(0.79, 0.1, passage=150), "quote"),
        (scores(0.8, 0.1, passage=150), "abridged"),  # the whole of a text is no quotation
        (scores(0.1, 0.1, passage=12), "quote"),
        (scores(0.1, 0.1, passage=11), None),
    ],
)
def test_a_long_text_that_quotes_a_passage_is_no_copy(
    comparison: linking.Comparison, relation: str | None
) -> None:
    assert linking.relate(comparison, same_site=False) == relation


def test_texts_of_fewer_than_thirty_shingles_have_no_relation() -> None:
    assert MIN_SHINGLES == 30
    assert linking.relate(scores(0.9, 0.9, size=30), same_site=False) == "syndicated"
    assert linking.relate(scores(0.9, 0.9, size=29), same_site=False) is None
    uneven = linking.Comparison(0.3, 0.9, 0.9, 29, 29, 200)
    assert linking.relate(uneven, same_site=False) is None


@pytest.mark.parametrize(
    ("starts", "ends", "share", "relation"),
    [
        ((30, 30), (170, 170), 0.54, "quote"),
        ((30, 30), (170, 170), 0.55, "edited"),  # more than half of a text is no quotation
        ((29, 30), (170, 170), 0.54, "edited"),
        ((30, 29), (170, 170), 0.54, "edited"),
        ((30, 30), (171, 170), 0.54, "edited"),
        ((30, 30), (170, 171), 0.54, "edited"),
    ],
)
def test_what_both_texts_have_in_the_middle_is_a_quotation(
    starts: tuple[int, int], ends: tuple[int, int], share: float, relation: str
) -> None:
    passage = Passage(starts[0], ends[0], starts[1], ends[1], 108, ())
    found = linking.Comparison(0.3, share, share, 108, 200, 200, 12, (passage,))
    assert linking.relate(found, same_site=False) == relation


@pytest.mark.parametrize(
    ("share", "unquoted", "relation"),
    [(0.79, 0.34, "quote"), (0.8, 0.34, "syndicated"), (0.79, 0.35, "edited")],
)
def test_texts_that_share_little_outside_of_quotation_marks_are_no_copies(
    share: float, unquoted: float, relation: str
) -> None:
    found = replace(scores(share, share, passage=12), unquoted=unquoted)
    assert linking.relate(found, same_site=False) == relation


@pytest.mark.parametrize(
    ("form", "share", "relation"),
    [
        ("same", 0.9, "series"),
        ("doubtful", 0.35, "series"),
        ("same", 0.34, None),
        ("different", 0.9, "syndicated"),
    ],
)
def test_texts_of_one_form_are_a_series(form: Form, share: float, relation: str | None) -> None:
    found = replace(scores(share, share), form=form)
    assert linking.relate(found, same_site=False) == relation
