"""Single requests that are no crawl: a time stamp, a proof of control, a notice to a recipient.

The rules for addresses hold as in a crawl; redirects are not followed.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from scrapy.exceptions import DownloadCancelledError, UnsupportedURLSchemeError

from aggregator import __version__
from aggregator.config import CrawlConfig
from aggregator.crawl.network import NetworkRules, make_network_rules
from aggregator.crawl.transport.client import HttpAnswer, HttpClient
from aggregator.crawl.transport.failures import FAILURES
from aggregator.errors import AggregatorError

NO_CRAWL = "a single request, no crawl"  # instead of a contact, which it does not need
AGENT = f"aggregator/{__version__}"


@dataclass(frozen=True, slots=True)
class SingleAnswer:
    """What a server answered; `location` is where it redirects to, or empty."""

    status: int
    body: bytes
    location: str = ""


def request(
    method: str,
    url: str,
    config: CrawlConfig,
    *,
    max_bytes: int,
    data: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> SingleAnswer:
    """Returns the answer to one request. Blocks.

    Raises AddressRefused for a private address, AggregatorError when no answer came or it is longer
    than `max_bytes`.
    """
    rules = make_network_rules(config.allow_hosts, config.resolve, config.contact or NO_CRAWL)
    try:
        answer = asyncio.run(_request(method, url, rules, config.timeout, max_bytes, data, headers))
    except DownloadCancelledError as error:
        raise AggregatorError(f"{url} answered with more than {max_bytes} bytes") from error
    except (
        *FAILURES,
        UnsupportedURLSchemeError,
        ValueError,
    ) as error:  # or an address that is none
        raise AggregatorError(f"{url} did not answer: {error}") from error
    if answer.cut:
        raise AggregatorError(f"{url} did not answer: {answer.cut}")
    location = next((v for k, v in answer.head.headers if k.lower() == b"location"), b"")
    return SingleAnswer(answer.head.status, answer.body, location.decode("utf-8", "replace"))


async def _request(
    method: str,
    url: str,
    rules: NetworkRules,
    timeout_s: float,
    max_bytes: int,
    data: bytes | None,
    headers: Mapping[str, str] | None,
) -> HttpAnswer:
    sent = {"User-Agent": AGENT, "Accept": "*/*", **(headers or {})}
    client = HttpClient(rules)
    try:
        return await client.fetch(
            method,
            url,
            [(name.encode(), value.encode()) for name, value in sent.items()],
            data or b"",
            timeout_s=timeout_s,
            max_bytes=max_bytes,
        )
    finally:
        client.close()
