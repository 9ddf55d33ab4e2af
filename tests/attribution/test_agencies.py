"""Agencies are known by their names, marks and sites."""

import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.address_services import RELAY_SITES
from aggregator.attribution.agencies import AGENCIES, find_by_domain, find_by_name
from aggregator.attribution.naming import fold_name
from aggregator.attribution.source_claims import CLAIM_KINDS


def test_the_tables_are_in_order_and_name_each_thing_once() -> None:
    def in_order(names: Sequence[str]) -> bool:
        return list(names) == sorted(names)

    assert in_order([_without_accents(agency.name) for agency in AGENCIES])
    assert in_order(list(CLAIM_KINDS))
    domains = [domain for agency in AGENCIES for domain in agency.domains]
    assert len(domains) == len(set(domains))
    assert not RELAY_SITES.intersection(domains)


def _without_accents(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def test_a_mark_belongs_to_one_agency() -> None:
    by_mark: dict[str, str] = {}
    for agency in AGENCIES:
        for mark in (agency.name, *agency.marks):
            assert by_mark.setdefault(fold_name(mark), agency.name) == agency.name, mark


@given(st.text(max_size=60))
def test_any_name_is_an_agency_or_none(name: str) -> None:
    assert find_by_name(name) is None or find_by_name(name) in AGENCIES


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        ("AP", "Associated Press"),
        ("The Associated Press", "Associated Press"),
        ("dpa/lno", "Deutsche Presse-Agentur"),
        ("新华社", "Xinhua"),
        ("共同", "Kyodo News"),
        ("연합뉴스", "Yonhap"),
        ("ТАСС", "TASS"),
        ("رويترز", "Reuters"),
        ("पीटीआई", "Press Trust of India"),
        ("EUROPA PRESS", "Europa Press"),
        ("BUSINESS WIRE", "Business Wire"),
    ],
)
def test_agencies_are_known_by_their_marks(mark: str, name: str) -> None:
    found = find_by_name(mark)
    assert found is not None
    assert found.name == name


def test_agencies_are_known_by_their_sites() -> None:
    found = find_by_domain("apnews.com")
    assert found is not None
    assert found.name == "Associated Press"
    assert find_by_domain("example.com") is None
