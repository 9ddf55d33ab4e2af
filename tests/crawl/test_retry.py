"""Why a request failed, in words."""

from scrapy.exceptions import DownloadTimeoutError

from aggregator.crawl.retry import explain_error
from aggregator.errors import AggregatorError


def test_errors_are_explained_in_one_line_without_objects() -> None:
    assert explain_error(DownloadTimeoutError()) == "no answer in time"
    assert explain_error(AggregatorError("a disk is full")) == "a disk is full"
    assert explain_error(KeyError("x")) == "KeyError: 'x'"
