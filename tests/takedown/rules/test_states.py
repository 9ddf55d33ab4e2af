"""When a case is due, and when a person has to look at it first."""

from aggregator.takedown.rules import states

NOW = "2026-03-01T06:00:00Z"


def test_a_case_is_due_a_day_after_receipt_and_says_how_long_that_is() -> None:
    due = states.compute_deadline(NOW)
    assert due == "2026-03-02T06:00:00Z"
    assert states.hours_left(due, NOW) == 24.0
    assert states.hours_left(due, "2026-03-02T04:30:00Z") == 1.5
    assert states.hours_left(due, "2026-03-02T09:00:00Z") == -3.0
    assert (
        states.describe_urgency("hidden", -3.0, "")
        == "overdue by 3.0 hours, hidden: aggregator takedown run"
    )
    assert "takedown decide" in states.describe_urgency("received", 2.0, "unproven")


def test_numbers_go_up_within_a_year() -> None:
    assert states.format_case_number(NOW, 0) == "TD-2026-0001"
    assert states.format_case_number(NOW, 12345) == "TD-2026-12346"
