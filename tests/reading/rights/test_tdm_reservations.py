"""TDMRep: a page's fields and elements, and the file of a site."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading.rights import combine
from aggregator.reading.rights.path_rules import find_statements
from aggregator.reading.rights.tdm import read_page, read_tdmrep_json
from aggregator.rights.policy import RULES
from aggregator.statements import Statement
from tests import cpu_limits

FILE = "https://paper.example/.well-known/tdmrep.json"
BASE = "https://paper.example/news/bees"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["location", "tdm-reservation", "tdm-policy"]), inner),
    max_leaves=10,
)  # fmt: skip


def marks(said: tuple[Statement, ...]) -> list[str]:
    return [f"{each.mark} {each.value}".strip() for each in said]


def of_path(rules: object, path: str) -> list[str]:
    return marks(
        find_statements(read_tdmrep_json(json.dumps(rules), FILE), f"https://paper.example{path}")
    )


def test_a_header_reserves_and_names_a_policy() -> None:
    fields = {"tdm-reservation": "1", "tdm-policy": "/policies/tdm.json"}
    said = read_page({}, fields, BASE)
    assert marks(said) == ["tdm-reservation", "tdm-policy https://paper.example/policies/tdm.json"]
    assert {each.place for each in said} == {"header"}


def test_an_element_counts_before_a_header() -> None:
    assert marks(read_page({"tdm-reservation": ["0"]}, {"tdm-reservation": "1"}, BASE)) == ["tdm-reservation=0"]  # fmt: skip
    assert read_page({"tdm-reservation": ["1"]}, {"tdm-reservation": "0"}, BASE)[0].place == "meta"


@pytest.mark.parametrize(
    ("value", "mark"),
    [("1, 1", "tdm-reservation"), ("0, 1", "tdm-reservation"), ("0, 0", "tdm-reservation=0")],
)
def test_a_header_that_is_sent_twice_is_read(value: str, mark: str) -> None:
    twice = "https://p.example/a,b, https://p.example/a,b"
    said = marks(read_page({}, {"tdm-reservation": value, "tdm-policy": twice}, BASE))
    assert said[0] == mark
    assert said[1:] in ([], ["tdm-policy https://p.example/a,b"])


@pytest.mark.parametrize("value", ["", "2", "yes", "01"])
def test_other_values_say_nothing(value: str) -> None:
    assert read_page({}, {"tdm-reservation": value, "tdm-policy": "https://p.example/"}, BASE) == ()


def test_a_policy_without_a_reservation_says_nothing() -> None:
    assert read_page({}, {"tdm-policy": "https://p.example/"}, BASE) == ()


def test_a_location_is_the_start_of_paths() -> None:
    rules = [{"location": "/news/", "tdm-reservation": 1, "tdm-policy": "https://p.example/x"}]
    assert of_path(rules, "/news/bees") == ["tdm-reservation", "tdm-policy https://p.example/x"]
    assert of_path(rules, "/sport/") == []


def test_a_location_may_have_wildcards_and_an_end() -> None:
    rules = [{"location": "/*.html$", "tdm-reservation": 1}]
    assert of_path(rules, "/a/b.html") == ["tdm-reservation"]
    assert of_path(rules, "/a/b.html?x=1") == []


def test_the_first_rule_that_matches_decides() -> None:
    rules = [{"location": "/open/", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]
    assert of_path(rules, "/open/a") == ["tdm-reservation=0"]
    assert of_path(rules, "/a") == ["tdm-reservation"]


def test_one_rule_without_a_list_and_a_number_as_text_are_read() -> None:
    assert of_path({"location": "/", "tdm-reservation": "1"}, "/a") == ["tdm-reservation"]


def test_what_a_page_says_replaces_what_the_file_says() -> None:
    site = (Statement("tdm-reservation", "", "tdm_file"), Statement("noai", "", "robots_txt"))
    page = (Statement("tdm-reservation=0", "", "meta"),)
    assert marks(combine(page, site)) == ["tdm-reservation=0", "noai"]
    assert marks(combine((), site)) == ["tdm-reservation", "noai"]


@given(JSON)
def test_any_json_is_read(parsed: object) -> None:
    said = find_statements(read_tdmrep_json(json.dumps(parsed), FILE), BASE)
    assert {each.mark for each in said} <= set(RULES)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    read_tdmrep_json(text, FILE)


@pytest.mark.parametrize(
    "part", ["[", '{"location":', "9", '{"location":"/*a","tdm-reservation":1},']
)
def test_a_large_file_is_read_at_once(part: str) -> None:
    cpu_limits.check(lambda: read_tdmrep_json(part * (1_000_000 // len(part)), FILE))
