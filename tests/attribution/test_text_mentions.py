"""A page whose own lines name the original is not called a copy without credit."""

from dataclasses import replace

import pytest

from aggregator.attribution import attribute, list_unconfirmed, withdraw_where_named
from aggregator.model import Attribution, Member
from tests.attribution.members import page

PAPER = page(1, "paper.example", source_name="Linden Paper", first_seen="2026-03-03T06:00:00Z")
COPY = page(
    2,
    "copy.example",
    relation="identical",
    lines=(),
    first_seen="2026-03-03T08:00:00Z",
    last_absent="2026-03-03T07:00:00Z",
)
OWN = "The ferry sails again.\nMore than forty people came to the quay, the Linden Paper saw."


@pytest.fixture
def verdict() -> Attribution:
    return attribute(MEMBERS)


MEMBERS: list[Member] = [replace(PAPER, last_absent="2026-03-03T05:00:00Z"), COPY]


def role_with(verdict: Attribution, text: str) -> tuple[str | None, str]:
    checked = withdraw_where_named(verdict, MEMBERS, {1: OWN, 2: text})
    return checked.assessments[1].role, checked.assessments[1].reason


def test_the_silent_copy_is_checked(verdict: Attribution) -> None:
    assert list_unconfirmed(verdict) == [2]


@pytest.mark.parametrize(
    "line", ["As the Linden Paper had it on Monday, when the quay was full", "Linden Paper //"]
)
def test_a_line_that_names_the_original_withdraws_the_role(verdict: Attribution, line: str) -> None:
    assert role_with(verdict, f"{line}\n{OWN}") == (None, "mentioned_only")


def test_what_came_with_the_text_shows_nothing(verdict: Attribution) -> None:
    edited = OWN.replace("More than forty", "Some forty")
    assert role_with(verdict, edited) == ("uncredited_copy", "nothing_found")
    assert role_with(verdict, "The ferry sails again.") == ("uncredited_copy", "nothing_found")
