"""Takedown cases: their order, their items, and what counts against limits."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from aggregator.results.takedowns import HashProof, MainFileProof, TakedownItem, TakedownScope
from aggregator.takedown.types import NewCase
from storage.private.takedown_cases import TakedownCases
from storage.store import open_for_writing

FIRST, SECOND, THIRD = (f"2026-03-0{day}T06:00:00Z" for day in (1, 2, 3))


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[TakedownCases]:
    with open_for_writing(tmp_path / "aggregator.db") as opened:
        yield opened.takedown_cases


def add(cases: TakedownCases, number: str, deadline: str) -> int:
    scope = TakedownScope("https://wire.example/a", "story 7")
    case = NewCase(FIRST, deadline, scope, "V0", "copyright", "en")
    with cases.transaction():
        return cases.add(case, number)


def item(article_id: int, action: str, state: str) -> TakedownItem:
    url = f"https://wire.example/{article_id}"
    return TakedownItem(article_id, url, "requested", action, state)


def test_the_most_urgent_case_comes_first_and_closed_ones_last(cases: TakedownCases) -> None:
    late, soon, closed = (
        add(cases, f"TD-2026-000{n}", day) for n, day in ((1, THIRD), (2, SECOND), (3, FIRST))
    )
    with cases.transaction():
        cases.update_columns(closed, state="closed", closed_at=FIRST)
    assert [case.id for case in cases.list_by_urgency()] == [soon, late, closed]
    assert [case.id for case in cases.list_by_urgency("received")] == [soon, late]
    assert cases.highest_number("2026") == 3
    assert cases.highest_number("2025") == 0
    assert (cases.number_of(soon), cases.number_of(99)) == ("TD-2026-0002", "case 99")


def test_a_case_is_read_as_it_was_written(cases: TakedownCases) -> None:
    case_id = add(cases, "TD-2026-0001", SECOND)
    proof = {
        "main": MainFileProof(THIRD, 4096, 60, 20, 2, 0, 30),
        "private": HashProof(THIRD, 4096, 50, 0),
    }
    with cases.transaction():
        cases.set_proof(case_id, proof)
    case = cases.get_by_number("TD-2026-0001")
    assert case is not None
    assert case.scope == TakedownScope("https://wire.example/a", "story 7")
    assert (case.proof, case.items, case.confirmed) == (proof, (), False)
    assert cases.get_by_number("TD-2026-0002") is None


def test_new_items_replace_pending_and_listed_ones_and_leave_hidden_ones(
    cases: TakedownCases,
) -> None:
    case_id = add(cases, "TD-2026-0001", SECOND)
    with cases.transaction():
        cases.replace_unhidden_items(
            case_id, [item(1, "hide", "pending"), item(2, "list", "listed")]
        )
        cases.change_item_states(case_id, "pending", "hidden")
        cases.replace_unhidden_items(case_id, [item(3, "list", "listed")])
    states = {row.article_id: row.state for row in cases.list_items(case_id)}
    assert states == {1: "hidden", 3: "listed"}
    assert [row.article_id for row in cases.list_items(case_id, "listed")] == [3]


def test_hidings_of_a_publisher_count_by_reason_after_an_instant(cases: TakedownCases) -> None:
    for number, reason, at in ((1, "asked", FIRST), (2, "asked", SECOND), (3, "person", SECOND)):
        case_id = add(cases, f"TD-2026-000{number}", THIRD)
        with cases.transaction():
            found = replace(item(number, "hide", "hidden"), domain="wire.example", reason=reason)
            cases.replace_unhidden_items(case_id, [found])
            cases.update_columns(case_id, hidden_at=at)
    assert cases.count_hidden_since("wire.example", "asked", "2026-02-28T06:00:00Z") == 2
    assert cases.count_hidden_since("wire.example", "asked", FIRST) == 1
    assert cases.count_hidden_since("other.example", "asked", FIRST) == 0
