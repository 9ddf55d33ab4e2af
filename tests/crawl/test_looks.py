"""When an address that brought no article is looked at again, and why it brought none."""

import re
import ssl
from itertools import pairwise

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)

import aggregator
from aggregator import clock, crawl_labels
from aggregator.crawl import causes, looks
from aggregator.crawl.looks import DAY, HOUR, MINUTE, OLD, WEEK, find_next_look
from aggregator.crawl.robots_errors import RobotsUnreachable
from aggregator.errors import AddressRefused, RobotsRefused

NOW = "2026-11-28T10:00:00Z"


def list_looks(cause: str, first_tried: str = NOW) -> list[str]:
    """The times of all looks, each at once when it is due."""
    times = [first_tried]
    while (following := find_next_look(cause, len(times) - 1, first_tried, times[-1])) is not None:
        times.append(following)
    return times


def test_a_missing_page_is_looked_at_after_minutes_hours_days_and_a_week() -> None:
    pauses = [clock.seconds_between(a, b) for a, b in pairwise(list_looks("not_found"))]
    assert pauses[:5] == [5 * MINUTE, 20 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR]
    assert pauses[5:9] == [DAY, 2 * DAY, 4 * DAY, WEEK]
    assert set(pauses[9:]) == {WEEK}


@pytest.mark.parametrize("cause", crawl_labels.PAGE_CAUSES)
def test_no_cause_is_a_verdict_and_all_end_when_the_first_look_is_long_ago(cause: str) -> None:
    times = list_looks(cause)
    pauses = [clock.seconds_between(a, b) for a, b in pairwise(times)]
    assert pauses == sorted(pauses)
    assert max(pauses) <= WEEK
    assert OLD <= clock.seconds_between(NOW, times[-1]) <= OLD + WEEK


def test_every_cause_has_words_and_a_schedule_in_alphabetical_order() -> None:
    assert [*crawl_labels.PAGE_CAUSES] == sorted(crawl_labels.PAGE_CAUSES) == sorted(looks.PAUSES)


def test_every_reason_of_a_rejection_is_a_cause() -> None:
    """The reasons are those that the docstring of `Rejected` lists."""
    listed = re.search(r"reason: ([^.]*)\.", aggregator.model.Rejected.__doc__ or "")
    assert listed
    reasons = re.sub(r"\([^)]*\)|in a crawl also", "", listed[1])
    assert {word.strip() for word in re.split("[,;]", reasons)} <= set(crawl_labels.PAGE_CAUSES)


def test_robots_txt_is_asked_again_once_a_day() -> None:
    pauses = {clock.seconds_between(a, b) for a, b in pairwise(list_looks("robots"))}
    assert pauses == {DAY}


def test_a_page_waits_as_long_as_retry_after_says_and_a_week_at_most() -> None:
    assert find_next_look("server_error", 0, NOW, NOW, 7200) == clock.add_seconds(NOW, 7200)
    assert find_next_look("server_error", 0, NOW, NOW, 10) == clock.add_seconds(NOW, 300)
    assert find_next_look("server_error", 0, NOW, NOW, 10**9) == clock.add_seconds(NOW, WEEK)


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (404, "not_found"),
        (410, "gone"),
        (403, "forbidden"),
        (401, "login"),
        (429, "too_many"),
        (418, "client_error"),
        (503, "server_error"),
        (302, "bad_address"),
    ],
)
def test_a_status_has_a_cause(status: int, cause: str) -> None:
    assert causes.find_cause_of_status(status) == cause


def test_every_status_of_the_registry_has_a_cause_with_words() -> None:
    assert {causes.find_cause_of_status(status) for status in range(300, 600)} <= set(
        crawl_labels.PAGE_CAUSES
    )


@pytest.mark.parametrize(
    ("error", "cause", "state"),
    [
        (RobotsRefused("no"), "robots", "refused"),
        (AddressRefused("no"), "address_refused", "refused"),
        (RobotsUnreachable("later"), "robots_unreachable", "failed"),
        (CannotResolveHostError(), "no_host", "failed"),
        (DownloadTimeoutError(), "no_answer", "failed"),
        (DownloadCancelledError(), "too_large", "failed"),
        (IgnoreRequest("max redirections reached"), "redirect_loop", "failed"),
        (UnsupportedURLSchemeError(), "bad_address", "failed"),
    ],
)
def test_an_error_has_a_cause(error: Exception, cause: str, state: str) -> None:
    assert causes.find_cause_of_error(error) == cause
    assert causes.find_state(cause, was_read=False) == state


def test_a_bad_certificate_is_found_behind_the_error_that_it_caused() -> None:
    error = DownloadFailedError("no connection")
    error.__cause__ = ssl.SSLCertVerificationError("expired")
    assert causes.find_cause_of_error(error) == "tls"
