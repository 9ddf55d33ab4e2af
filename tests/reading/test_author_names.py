"""Author names are parsed from fields of any shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading import (
    author_names,
)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("Jane Doe and Ana Brod", ("Jane Doe", "Ana Brod")),
        ("von Ilse Tamm, Leo Fink", ("Ilse Tamm", "Leo Fink")),
        ("Jane Doe; Jane Doe", ("Jane Doe",)),
        ("https://paper.example/jane", ()),
        ("admin", ()),
        ("July 22", ()),
        ("Written by", ()),
    ],
)
def test_only_names_are_read_from_an_author_field(field: str, expected: tuple[str, ...]) -> None:
    assert author_names.parse_author_field([field]) == expected


@given(st.lists(st.text(max_size=200), max_size=5))
def test_any_author_field_has_few_short_names(fields: list[str]) -> None:
    result = author_names.parse_author_field(fields)
    assert len(result) <= author_names.MAX_AUTHORS
    assert all(1 < len(name) <= author_names.MAX_NAME for name in result)
    assert len({name.casefold() for name in result}) == len(result)
