"""The transparency report: counts and times, no names."""

import json

from aggregator.api import Aggregator
from aggregator.takedown.rules.transparency import make_report
from aggregator.takedown.types import CountedCase
from tests.conftest import Ask
from tests.takedowns import NOW, WORK, file_case


def count(
    outcome: str, hidden_at: str | None, erased_at: str | None, breach: str = ""
) -> CountedCase:
    return CountedCase(
        ground="copyright",
        scope="text",
        grade="V3",
        outcome=outcome,  # type: ignore[arg-type]  # of its values
        channel="mail",
        requests=2,
        articles=3,
        restored=0,
        counter_notices=1,
        received_at=NOW,
        hidden_at=hidden_at,
        erased_at=erased_at,
        breach=breach,
    )


def test_cases_are_counted_by_group_with_median_and_worst_hours() -> None:
    cases = [
        count("closed", "2026-03-01T06:30:00Z", "2026-03-01T07:00:00Z"),
        count("closed", "2026-03-01T07:00:00Z", "2026-03-01T10:00:00Z"),
        count("closed", "2026-03-01T09:00:00Z", "2026-03-02T08:00:00Z", "it waited for a person"),
        count("rejected", None, None),
    ]
    report = make_report(cases, NOW, "ff" * 32)
    assert (report.cases, report.requests, report.joined_requests) == (4, 8, 4)
    assert (report.breaches, report.breaches_for_person, report.counter_notices) == (1, 1, 4)
    closed, rejected = report.groups
    assert (closed.outcome, closed.cases, closed.articles) == ("closed", 3, 9)
    assert closed.hours_to_hide
    assert (closed.hours_to_hide.median, closed.hours_to_hide.worst) == (1.0, 3.0)
    assert closed.hours_to_erase
    assert (closed.hours_to_erase.median, closed.hours_to_erase.worst) == (4.0, 26.0)
    assert (rejected.outcome, rejected.hours_to_hide) == ("rejected", None)
    assert report.log == "ff" * 32


def test_the_report_of_a_year_has_the_cases_received_in_it(made: Aggregator) -> None:
    case = file_case(made)
    year = int(case.received_at[:4])
    assert made.takedowns.transparency(year).cases == 1
    assert made.takedowns.transparency(year - 1).cases == 0


def test_the_newest_hash_is_that_of_the_log(made: Aggregator) -> None:
    number = file_case(made).number
    assert made.takedowns.transparency().log == made.takedowns.log(number)[-1].hash


def test_the_command_writes_it_without_names(ask: Ask, made: Aggregator) -> None:
    file_case(made, email="nora@quint.example")
    made.takedowns.run()
    db = ("--db", made.store.path)
    newest = made.takedowns.log()[-1].hash
    shown = json.loads(ask("takedown", "report", "--json", *db).stdout)
    assert (shown["cases"], shown["log"]) == (1, newest)
    for options in (("--json",), ("--csv",), ()):
        done = ask("takedown", "report", *options, *db)
        assert done.exit_code == 0
        for name in ("Nora", "quint", WORK, "wire.example"):
            assert name not in done.output
    lines = ask("takedown", "report", "--csv", *db).stdout.splitlines()
    assert len(lines) == 3
    assert newest in lines[1]
    assert lines[1].startswith("all,all,all,all,all,")
    assert lines[2].startswith("copyright,text,command,V4,closed,")
