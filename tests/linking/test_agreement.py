"""Which texts of two addresses are one article."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.linking.agreement import agree, is_edited_version
from tests import takedowns

TEXT = takedowns.text(1, 40)
LINES = TEXT.split("\n")
CHINESE = "台风在周二晚间登陆港口城市，两台起重机从轨道上脱落，一艘货船被推向北岸码头。" * 2 + (
    "港务局长说没有人受伤，但第一班渡轮至少要四天后才能再次出发，六百名旅客被安置在学校和体育馆里过夜。"
)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (TEXT, True),
        (TEXT.upper(), True),
        (f"{TEXT}\nPhoto: Mara Lindqvist, 2026", True),  # only one has names that the other lacks
        ("\n".join(LINES[:7]), True),  # seven of ten paragraphs
        ("\n".join(LINES[:4]), False),  # a teaser
        (takedowns.text(2, 40), False),
        (f"{TEXT}\n{takedowns.text(3, 80)}", False),  # a page that holds other texts too
    ],
)
def test_which_texts_agree(other: str, expected: bool) -> None:
    assert agree(TEXT, other) is agree(other, TEXT) is expected


@pytest.mark.parametrize(
    ("one", "other"), [("closed at 4112", "closed at 3987"), ("won by Velo", "won by Karst")]
)
def test_texts_of_one_form_do_not_agree(one: str, other: str) -> None:
    assert not agree(f"{TEXT}\nIt was {one}.", f"{TEXT}\nIt was {other}.")
    assert is_edited_version(f"{TEXT}\nIt was {one}.", f"{TEXT}\nIt was {other}.")


def test_in_a_script_without_capitals_any_word_may_be_a_name() -> None:
    assert agree(CHINESE, f"{CHINESE}记者林文报道。")
    assert not agree(CHINESE, CHINESE.replace("周二", "周五"))


def test_short_texts_do_not_agree() -> None:
    assert not agree("The ferry was late on Monday.", "The ferry was late on Monday.\nMore soon.")


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_agreement_is_symmetric(a: str, b: str) -> None:
    for one, other in ((a, b), (f"{TEXT}\n{a}", f"{TEXT}\n{b}"), (TEXT, f"{TEXT}\n{b}")):
        assert agree(one, other) is agree(other, one)
        assert is_edited_version(one, other) is is_edited_version(other, one)
