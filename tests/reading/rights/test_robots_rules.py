"""Rules of robots meta elements and X-Robots-Tag: for every crawler, for ours, for others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import clock
from aggregator.reading.rights.robots_rules import (
    parse_time,
    read_robots_headers,
    read_robots_metas,
)
from aggregator.rights.policy import RULES
from tests import cpu_limits

OURS = "aggregator"
WORDS = st.lists(
    st.sampled_from(
        [*["noindex", "none", "noarchive", "max-snippet", "unavailable_after", "googlebot", "aggregator", "20", "-1"],
         ":", ",", " ", "1 Jan 2028", "Sat, 01 Jan 2028 00:00:00 GMT", "\n", "="]
    )
).map("".join)  # fmt: skip


def said(*headers: str) -> list[str]:
    return [f"{each.mark} {each.value}".strip() for each in read_robots_headers(headers, OURS)]


@pytest.mark.parametrize(
    ("value", "marks"),
    [
        ("noindex, nofollow", ["noindex"]),
        ("none", ["noindex"]),
        ("NOARCHIVE", ["noarchive"]),
        ("nocache", ["noarchive"]),
        ("nosnippet noai,noimageai", ["noai", "noimageai", "nosnippet"]),
        ("max-snippet:20, max-image-preview:none", ["max-image-preview=none", "max-snippet 20"]),
        ("max-snippet: -1, max-image-preview:large", ["max-snippet -1"]),
        ("max-snippet:0", ["max-snippet 0"]),
        ("max-snippet:much", []),
        ("noimageindex, max-video-preview:-1", ["noimageindex"]),
        ("all", []),
        ("", []),
    ],
)
def test_a_rule_is_a_mark(value: str, marks: list[str]) -> None:
    assert said(value) == marks


@pytest.mark.parametrize(
    ("value", "marks"),
    [
        ("googlebot: noindex, noarchive", []),
        ("BadBot/1.0: none", []),
        ("aggregator: noindex, nosnippet", ["noindex", "nosnippet"]),
        ("Aggregator: noindex", ["noindex"]),
        ("*: noindex", ["noindex"]),
        ("googlebot: noindex, aggregator: noarchive", ["noarchive"]),
        ("noindex, googlebot: noarchive", ["noindex"]),
        ("otherbot: unavailable_after: 1 Jan 2028 00:00:00 GMT", []),
        ("aggregator: max-snippet: 5", ["max-snippet 5"]),
    ],
)
def test_what_stands_behind_the_name_of_another_crawler_is_not_ours(
    value: str, marks: list[str]
) -> None:
    assert said(value) == marks


def test_the_name_of_a_crawler_holds_for_its_own_header_only() -> None:
    assert said("googlebot: noindex", "noarchive") == ["noarchive"]


@pytest.mark.parametrize(
    ("date", "time"),
    [
        ("25 Jun 2010 15:00:00 PST", "2010-06-25T23:00:00Z"),
        ("Fri, 25 Jun 2010 15:00:00 +0200", "2010-06-25T13:00:00Z"),
        ("Saturday, 01-Jan-28 00:00:00 GMT", "2028-01-01T00:00:00Z"),
        ("2028-01-01T10:00:00+02:00", "2028-01-01T08:00:00Z"),
        ("2028-01-01 10:00", "2028-01-01T10:00:00Z"),
        ("2028-01-01", "2028-01-01T00:00:00Z"),
        ("Jan 1, 2028", "2028-01-01T00:00:00Z"),
    ],
)
def test_a_date_of_leaving_is_a_time_in_utc(date: str, time: str) -> None:
    assert parse_time(date) == time
    assert said(f"unavailable_after: {date}") == [f"unavailable_after {time}"]
    assert said(f"unavailable_after: {date}, noindex, nofollow")[0] == "noindex"


def test_a_date_that_is_none_says_nothing() -> None:
    assert said("unavailable_after: soon, noarchive") == ["noarchive"]


def test_elements_for_all_and_for_us_are_read_and_no_others() -> None:
    metas = {
        "robots": ["noarchive"],
        "aggregator": ["nosnippet"],
        "googlebot": ["noindex"],
    }
    marks = [(each.mark, each.place) for each in read_robots_metas(metas, OURS)]
    assert marks == [("noarchive", "meta"), ("nosnippet", "meta")]


def test_the_product_is_the_callers() -> None:
    assert [each.mark for each in read_robots_headers(["paperbot: noai"], "paperbot")] == ["noai"]


@given(st.one_of(st.text(), WORDS))
def test_any_value_makes_known_marks_only(value: str) -> None:
    for each in read_robots_headers([value], OURS):
        assert each.mark in RULES
        if each.mark == "unavailable_after":
            assert clock.to_text(clock.from_text(each.value)) == each.value
        if each.mark == "max-snippet":
            assert str(int(each.value)) == each.value


@given(WORDS)
def test_what_another_crawler_is_told_never_adds_to_what_we_are(value: str) -> None:
    names = value.replace("aggregator", "otherbot")
    assert read_robots_headers([f"googlebot: {names}"], OURS) == ()


@pytest.mark.parametrize("part", ["noindex,", "unavailable_after:", "a:", "a" * 50, " \t", ","])
def test_a_long_value_is_read_at_once(part: str) -> None:
    cpu_limits.check(lambda: read_robots_headers([part * 100_000] * 100, OURS))
