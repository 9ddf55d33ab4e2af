"""A request to a time stamping authority (RFC 3161 over HTTP), under the rules for addresses."""

from aggregator.config import CrawlConfig
from aggregator.crawl.single_requests import request
from aggregator.errors import AggregatorError

MAX_ANSWER = 64 * 1024  # bytes; a time stamp with its certificates has less than ten thousand


def request_time_stamp(url: str, query: bytes, config: CrawlConfig) -> bytes:
    """Return the answer of an authority to a query; redirects are not followed.

    Raises AddressRefused for a private address, AggregatorError when no answer came.
    """
    headers = {"Content-Type": "application/timestamp-query"}
    answer = request("POST", url, config, max_bytes=MAX_ANSWER, data=query, headers=headers)
    if answer.status != 200:
        raise AggregatorError(f"{url} did not answer with a time stamp: HTTP {answer.status}")
    return answer.body
