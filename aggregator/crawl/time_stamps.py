"""A request to a time stamping authority (RFC 3161 over HTTP), under the rules for addresses."""

import asyncio
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

MAX_ANSWER = 64 * 1024  # bytes; a time stamp with its certificates has less than ten thousand
NO_CRAWL = "an authority is not crawled"  # instead of a contact, which it does not need


def request_time_stamp(url: str, query: bytes, config: CrawlConfig) -> bytes:
    """Return the answer of an authority to a query; redirects are not followed.

    Raises AddressRefused for a private address, AggregatorError when no answer came.
    """
    rules = make_network_rules(config.allow_hosts, config.resolve, config.contact or NO_CRAWL)
    try:
        return asyncio.run(_post(url, query, rules, config.timeout))
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise AggregatorError(f"{url} did not answer: {error or type(error).__name__}") from error


async def _post(url: str, query: bytes, rules: NetworkRules, timeout_s: float) -> bytes:
    split = urlsplit(url)
    host, port = split.hostname or "", split.port or (443 if split.scheme == "https" else 80)
    if address := parse_literal_address(host):  # it never reaches the resolver
        check_address(rules, host, port, address, port)
    connector = aiohttp.TCPConnector(resolver=CheckedResolver(rules))
    headers = {"Content-Type": "application/timestamp-query"}
    limit = aiohttp.ClientTimeout(total=timeout_s)
    async with (
        aiohttp.ClientSession(connector=connector, timeout=limit) as session,
        session.post(url, data=query, headers=headers, allow_redirects=False) as response,
    ):
        answer = await response.content.read(MAX_ANSWER + 1)
        while len(answer) <= MAX_ANSWER and (more := await response.content.read(MAX_ANSWER)):
            answer += more
    if response.status != 200 or len(answer) > MAX_ANSWER:
        raise AggregatorError(f"{url} did not answer with a time stamp: HTTP {response.status}")
    return answer
