"""Content-Usage and Content-Signal: preferences by category of use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading.rights.preferences import (
    USAGES,
    read_content_signal,
    read_content_usage,
    split_path,
)
from aggregator.rights.policy import RULES
from tests import cpu_limits

MEMBERS = st.lists(
    st.sampled_from([*USAGES, "=n", "=y", "=?0", '="n"', ",", ";", " ", "x", "=1", "use=full"])
).map("".join)


def usage(value: str) -> list[str]:
    return [
        each.mark.removeprefix("content-usage ") for each in read_content_usage(value, "header")
    ]


def signals(value: str) -> list[str]:
    return [
        each.mark.removeprefix("content-signal ") for each in read_content_signal(value, "header")
    ]


@pytest.mark.parametrize(
    ("value", "marks"),
    [
        ("train-ai=n", ["train-ai=n"]),
        ("train-ai=y, search=n", ["search=n", "train-ai=y"]),
        ("  bots=n ,tdm=n;until=2030", ["bots=n", "tdm=n"]),
        ("train-ai;allow=n, train-ai=y", ["train-ai=y"]),
        ("train-ai=n, train-ai", []),  # the last one counts, and it is a boolean
        ("ai-use=n", ["ai-use=n"]),
        ("train-genai=?0", ["train-genai=n"]),
        ('search="n"', ["search=n"]),
        ("Train-AI = N", ["train-ai=n"]),
        ("unknown=n", []),
        ("train-ai=maybe", []),
        ("", []),
    ],
)
def test_a_preference_is_read_from_a_dictionary(value: str, marks: list[str]) -> None:
    assert usage(value) == marks


@pytest.mark.parametrize(
    ("value", "marks"),
    [
        ("search=yes, ai-train=no", ["ai-train=no", "search=yes"]),
        ("ai-input=no,use=reference", ["ai-input=no", "use=reference"]),
        ("use=anything, ai-train", []),
        ("SEARCH=NO", ["search=no"]),
    ],
)
def test_a_signal_is_read(value: str, marks: list[str]) -> None:
    assert signals(value) == marks


def test_a_signal_that_is_given_twice_says_both() -> None:
    assert signals("search=yes, search=no") == ["search=no", "search=yes"]


def test_a_line_may_begin_with_a_path() -> None:
    assert split_path("/news/ train-ai=n") == ("/news/", "train-ai=n")
    assert split_path("/news/\ttrain-ai=n") == ("/news/", "train-ai=n")
    assert split_path("train-ai=n") == ("/", "train-ai=n")


@given(st.one_of(st.text(), MEMBERS))
def test_any_value_makes_known_marks_only(value: str) -> None:
    said = [*read_content_usage(value, "header"), *read_content_signal(value, "robots_txt")]
    assert {each.mark for each in said} <= set(RULES)


@given(MEMBERS)
def test_of_a_category_one_preference_is_left(value: str) -> None:
    keys = [mark.partition("=")[0] for mark in usage(value)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("part", ["a", "a=", '"', ",", "train-ai=n,", " "])
def test_a_long_value_is_read_at_once(part: str) -> None:
    cpu_limits.check(lambda: read_content_usage(part * 1_000_000, "header"))
