"""Single requests that are no crawl: a time stamp, a proof of control, a notice to a recipient.

The rules for addresses hold as in a crawl; redirects are not followed.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from aggregator.config import CrawlConfig
from aggregator.crawl.network import (
    CheckedResolver,
    NetworkRules,
    check_address,
    make_network_rules,
    parse_literal_address,
)
from aggregator.errors import AggregatorError

NO_CRAWL = "a single request, no crawl"  # instead of a contact, which it does not need


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
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise AggregatorError(f"{url} did not answer: {error or type(error).__name__}") from error
    if len(answer.body) > max_bytes:
        raise AggregatorError(f"{url} answered with more than {max_bytes} bytes")
    return answer


async def _request(
    method: str,
    url: str,
    rules: NetworkRules,
    timeout_s: float,
    max_bytes: int,
    data: bytes | None,
    headers: Mapping[str, str] | None,
) -> SingleAnswer:
    split = urlsplit(url)
    host, port = split.hostname or "", split.port or (443 if split.scheme == "https" else 80)
    if address := parse_literal_address(host):  # it never reaches the resolver
        check_address(rules, host, port, address, port)
    connector = aiohttp.TCPConnector(resolver=CheckedResolver(rules))
    limit = aiohttp.ClientTimeout(total=timeout_s)
    async with (
        aiohttp.ClientSession(connector=connector, timeout=limit) as session,
        session.request(method, url, data=data, headers=headers, allow_redirects=False) as response,
    ):
        body = await response.content.read(max_bytes + 1)
        while len(body) <= max_bytes and (more := await response.content.read(max_bytes)):
            body += more
    return SingleAnswer(response.status, body, response.headers.get("Location", ""))
