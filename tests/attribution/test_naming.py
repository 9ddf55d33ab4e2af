"""Names of parties are brought to one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.attribution.naming import (
    MAX_NAME_LENGTH,
    domain_label,
    fold_name,
    make_initials,
    parse_domain_in_name,
    site_of,
    split_joint_name,
)


@given(st.text(max_size=60))
def test_names_of_any_kind_can_be_folded_and_split(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(fold_name(fold_name(name)))
    assert all(split_joint_name(name)) or not name.strip()
    assert isinstance(parse_domain_in_name(name) + make_initials(name) + domain_label(name), str)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Guardian", "guardian"),
        ("Le Monde", "LE MONDE"),
        ("El País", "el  país"),
        ("ＡＦＰ", "AFP"),
        ("dpa-AFX", "DPA AFX"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_names_written_as_domains_are_sites() -> None:
    assert [parse_domain_in_name(name) for name in ("www.ft.com", "https://news.bbc.co.uk/", "U.S. News", "c.localhost:8080")] == [
        "ft.com", "bbc.co.uk", "", "c.localhost:8080",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("AFP/Reuters", ["AFP/Reuters", "AFP", "Reuters"]),
        ("dpa und AFP", ["dpa und AFP", "dpa", "AFP"]),
        ("The  Linden\nPaper", ["The Linden Paper"]),
        ("Andover News", ["Andover News"]),
        ("", []),
        ("x" * (MAX_NAME_LENGTH + 1), ["x" * MAX_NAME_LENGTH]),
    ],
)
def test_a_joint_credit_is_split_into_its_names(name: str, parts: list[str]) -> None:
    assert split_joint_name(name) == parts


def test_initials_are_those_of_at_least_two_words() -> None:
    assert make_initials("Northern Wire Agency") == "nwa"
    assert make_initials("Bank of the North") == "bn"
    assert make_initials("Reuters") == ""


def test_the_first_label_of_a_domain_stands_for_its_name() -> None:
    assert domain_label("daily-news.co.uk") == "dailynews"
    assert domain_label("wire.example:80") == "wire"


def test_text_that_is_no_address_has_no_site() -> None:
    assert site_of("https://www.ft.com/x") == "ft.com"
    assert site_of("no address") == ""
