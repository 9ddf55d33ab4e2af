"""Alarms at 4, 12 and 20 hours, and breaches: each once, and no waiting hides a breach."""

import pytest

from aggregator import clock
from aggregator.api import Aggregator
from aggregator.config import TakedownConfig
from aggregator.results.takedowns import TakedownCase
from aggregator.takedown.rules.alarms import find_alarm
from tests.redress import do_due, events, queued
from tests.takedowns import NOW, file_case

CONFIG = TakedownConfig(alarm_to="ops@own.example")


def after(case: TakedownCase, hours: float) -> str:
    return clock.add_seconds(case.received_at, hours * 3600)


@pytest.mark.parametrize(
    ("hours", "raised", "alarm"),
    [(3.9, [], None), (4, [], 4), (5, [4], None), (13, [4], 12), (21, [], 20), (30, [20], None)],
)
def test_the_last_alarm_that_has_passed_is_due_once(
    hours: float, raised: list[int], alarm: int | None
) -> None:
    assert find_alarm(NOW, clock.add_seconds(NOW, hours * 3600), raised) == alarm


def test_a_hidden_case_raises_three_alarms_and_one_breach(made: Aggregator) -> None:
    case = file_case(made)
    for hours in (3, 4, 4.1, 12, 20, 23, 24, 24.1, 30):
        do_due(made, after(case, hours), CONFIG)
    assert events(made, case.number)[2:] == ["alarm", "alarm", "alarm", "breach"]
    assert queued(made, "alarm") == ["ops@own.example"] * 4


def test_the_mails_of_a_run_are_joined_in_one(made: Aggregator) -> None:
    case = file_case(made, "https://other.example/100")
    file_case(made, "https://other.example/101")
    assert do_due(made, after(case, 5), CONFIG).alarms == 2
    assert queued(made, "alarm") == ["ops@own.example"]


def test_without_an_address_alarms_are_logged_only(made: Aggregator) -> None:
    case = file_case(made)
    do_due(made, after(case, 5))
    assert events(made, case.number)[-1] == "alarm"
    assert queued(made, "alarm") == []


def test_waiting_for_a_person_hides_no_breach(made: Aggregator) -> None:
    case = file_case(made, confirmed=False)
    made.store.takedown_cases.update_columns(case.id, grade="V1", waits_for="a person decides")
    made.store.private_file().conn.commit()
    do_due(made, after(case, 25))
    assert made.takedowns.log(case.number)[-1].detail == "it waited for a person"
    report = made.takedowns.transparency()
    assert (report.breaches, report.breaches_for_person) == (1, 1)


def test_a_request_that_nobody_confirmed_raises_nothing(made: Aggregator) -> None:
    case = file_case(made, confirmed=False)
    assert do_due(made, after(case, 25), CONFIG).breaches == 0
    assert queued(made, "alarm") == []


def test_a_case_that_was_closed_late_between_two_runs_is_a_breach(made: Aggregator) -> None:
    case = file_case(made)
    made.takedowns.run()
    made.store.takedown_cases.update_columns(case.id, closed_at=after(case, 24.1))
    made.store.private_file().conn.commit()
    assert do_due(made, after(case, 25)).breaches == 1
    assert do_due(made, after(case, 26)).breaches == 0
