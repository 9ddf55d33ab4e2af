"""Whether and when a page is fetched again."""

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from aggregator.crawl.polling import RETRY_CAP
from aggregator.crawl.retry import (
    compute_retry_pause,
    explain_error,
    is_temporary,
    is_temporary_status,
)
from aggregator.errors import AggregatorError


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 406, 410, 414, 451, 301, 304])
def test_a_missing_or_forbidden_page_is_not_fetched_again(status: int) -> None:
    assert not is_temporary_status(status)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520])
def test_a_server_error_is_retried(status: int) -> None:
    assert is_temporary_status(status)


@pytest.mark.parametrize(
    "error",
    [CannotResolveHostError(), DownloadTimeoutError(), ResponseDataLossError(), AggregatorError()],
)
def test_temporary_errors_are_retried(error: Exception) -> None:
    assert is_temporary(error)


@pytest.mark.parametrize(
    "error",
    [DownloadCancelledError(), IgnoreRequest(), UnsupportedURLSchemeError(), ValueError()],
)
def test_permanent_errors_are_not_retried(error: Exception) -> None:
    assert not is_temporary(error)


def test_a_page_waits_four_times_as_long_after_each_attempt_and_a_day_at_most() -> None:
    assert [compute_retry_pause(attempts) for attempts in range(4)] == [300, 1200, 4800, 19_200]
    assert compute_retry_pause(9) == RETRY_CAP == 86_400


def test_a_page_waits_as_long_as_retry_after_says() -> None:
    assert compute_retry_pause(0, 7200) == 7200
    assert compute_retry_pause(0, 10) == 300


def test_errors_are_explained_in_one_line_without_objects() -> None:
    assert explain_error(DownloadTimeoutError()) == "no answer in time"
    assert explain_error(AggregatorError("a disk is full")) == "a disk is full"
    assert explain_error(KeyError("x")) == "KeyError: 'x'"
