"""Requests that are taken back or expire leave nothing hidden and nothing blocked."""

import pytest

from aggregator.api import Aggregator
from aggregator.errors import UsageError
from tests.conftest import Ask
from tests.redress import events, queued
from tests.takedowns import BODY, COPY, WORK, file_case, put

WEEK = 7 * 24 * 3600


def test_a_closed_case_is_taken_back_and_its_addresses_are_due(made: Aggregator) -> None:
    number = file_case(made, email="nora@quint.example").number
    made.takedowns.run()
    case = made.takedowns.rescind(number, "we have found the licence")
    assert (case.state, case.decision_reason) == ("rescinded", "we have found the licence")
    due = "SELECT url FROM frontier WHERE state = 'asked' ORDER BY url"
    assert made.store.main.execute(due).fetchall() == [(COPY,), (WORK,)]
    assert put(made, WORK, BODY).status == "new"
    assert events(made, number)[-1] == "rescinded"
    assert queued(made, "restored") == ["nora@quint.example"]
    with pytest.raises(UsageError, match="rescinded"):
        made.takedowns.rescind(number, "again")


def test_a_hidden_case_is_taken_back_at_once(made: Aggregator) -> None:
    before = made.article(WORK).text
    number = file_case(made).number
    assert made.takedowns.rescind(number, "a mistake").state == "rescinded"
    assert made.article(WORK).text == before
    assert made.takedowns.run() == []
    assert made.article(WORK).text == before
    assert made.store.main.execute("SELECT count(*) FROM frontier").fetchone() == (0,)


def test_a_reason_is_needed(made: Aggregator) -> None:
    number = file_case(made).number
    with pytest.raises(UsageError, match="say why"):
        made.takedowns.rescind(number, " ")


def test_the_command_takes_a_request_back(ask: Ask, made: Aggregator) -> None:
    number = file_case(made).number
    db = ("--db", made.store.path)
    assert ask("takedown", "rescind", number, "--reason", "x", "--dry-run", *db).exit_code == 0
    assert made.takedowns.get(number).state == "hidden"
    done = ask("takedown", "rescind", number, "--reason", "x", *db)
    assert f"{number}: rescinded, 2 items put back" in done.output
