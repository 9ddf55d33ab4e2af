"""When a case is due, and when a person has to look at it first."""

import pytest

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
    assert "takedown decide" in states.describe_urgency("received", 2.0, "it is named")


def test_the_quota_of_requests_without_review_counts_one_day() -> None:
    assert states.compute_quota_start(NOW) == "2026-02-28T06:00:00Z"


def test_numbers_go_up_within_a_year() -> None:
    assert states.format_case_number(NOW, 0) == "TD-2026-0001"
    assert states.format_case_number(NOW, 12345) == "TD-2026-12346"


def test_an_article_that_a_verdict_names_as_the_original_needs_a_person() -> None:
    assert states.reason_for_review([1, 2], [], 0) == ""
    assert "article 2," in states.reason_for_review([1, 2], [2, 7], 0)


@pytest.mark.parametrize(
    ("to_hide", "hidden_within_quota", "passes"),
    [(20, 0, True), (2, 18, True), (21, 0, False), (1, 20, False)],
)
def test_twenty_articles_a_day_pass_without_review(
    to_hide: int, hidden_within_quota: int, passes: bool
) -> None:
    reason = states.reason_for_review(range(to_hide), [], hidden_within_quota)
    assert (reason == "") is passes
    assert passes or "21 articles" in reason
