"""A title is separated from the name of its site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading import (
    titles,
)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("Bridge opens | Marl Courier", "Bridge opens"),
        ("Marl Courier - Bridge opens", "Bridge opens"),
        ("Bridge opens – at last – Marl Courier", "Bridge opens – at last"),
        ("Bridge: a view", "Bridge: a view"),
    ],
)
def test_only_the_name_of_the_site_is_removed_from_a_title(shown: str, expected: str) -> None:
    assert titles.remove_site_name(shown, {"marl courier"}, set()) == expected


@given(st.text(max_size=300), st.sets(st.text(min_size=2, max_size=20), max_size=3))
def test_a_title_without_its_site_is_a_part_of_it(title: str, sites: set[str]) -> None:
    result = titles.remove_site_name(title, {titles.fold_title(site) for site in sites}, set())
    assert result in titles.clean_title(title)
