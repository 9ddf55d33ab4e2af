"""Which addresses may be connected to, judged by the address that a name resolves to.

Private, loopback and other special addresses are refused unless `allow_hosts` names the host and
port, or the address and port. `resolve` replaces DNS for a name; it allows nothing more.
"""

import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from socket import AF_INET, AF_INET6, AddressFamily
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.core.downloader.handlers._base_streaming import BaseStreamingDownloadHandler
from scrapy.crawler import Crawler
from scrapy.utils.ssl import _make_ssl_context

from aggregator.config import NO_CONTACT
from aggregator.errors import AddressRefused, ConfigError, UsageError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")  # RFC 8215


@dataclass(frozen=True, slots=True)
class NetworkRules:
    """Exceptions as `host:port`; overrides of DNS as `host[:port]` to (address, port)."""

    allowed: frozenset[str] = frozenset()
    overrides: tuple[tuple[str, tuple[str, int]], ...] = ()
    contact: str = ""


def make_network_rules(
    allow_hosts: tuple[str, ...], resolve: tuple[str, ...], contact: str
) -> NetworkRules:
    """Returns the rules of these settings. Raises ConfigError for an override that is not one."""
    overrides = []
    for line in resolve:
        name, _, target = line.partition("=")
        address, _, port = target.rpartition(":")
        if not name or not address or not port.isdecimal():
            raise ConfigError(f"[crawl] resolve {line!r}: expected HOST[:PORT]=ADDRESS:PORT")
        overrides.append((name.lower(), (address.strip("[]"), int(port))))
    return NetworkRules(frozenset(host.lower() for host in allow_hosts), tuple(overrides), contact)


def check_address(rules: NetworkRules, host: str, port: int, address: str, at_port: int) -> None:
    """Raises AddressRefused when `host:port`, resolved to `address:at_port`, may not be connected to.

    Raises UsageError for a public host while no contact is set.
    """
    names = {_format_host_port(host, port), _format_host_port(_strip_zone(address), at_port)}
    if names & rules.allowed:
        return
    if not _is_public(address):
        raise AddressRefused(
            f"{host} is at {address}, a private or loopback address: "
            f"--allow-host {_format_host_port(host, port)} allows it"
        )
    if not rules.contact:
        raise UsageError(NO_CONTACT)


def find_override(rules: NetworkRules, host: str, port: int) -> tuple[str, int] | None:
    """Returns (address, port) of a name by configuration, or by RFC 6761 for names under .localhost."""
    for name, target in rules.overrides:
        if name in ("*", host, f"{host}:{port}", f"*:{port}"):
            return target
    if host == "localhost" or host.endswith(".localhost"):
        return "127.0.0.1", port
    return None


def parse_literal_address(host: str) -> str | None:
    """Returns the address when a host is written as one, else None."""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return None


def _is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(_strip_zone(address))
    embedded = _extract_embedded_ipv4(parsed)
    if parsed in LOCAL_NAT64:
        return False
    return parsed.is_global and embedded.is_global and not parsed.is_multicast


def _extract_embedded_ipv4(address: Address) -> Address:
    """Returns the IPv4 address in an IPv6 one (mapped, 6to4 or NAT64, RFC 6052), else `address`."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _format_host_port(host: str, port: int) -> str:
    """Returns `HOST:PORT` as settings write it, IPv6 in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _strip_zone(address: str) -> str:
    return address.partition("%")[0]


class CheckedResolver(AbstractResolver):
    """Resolves names to addresses that were checked; the connection is made to exactly these."""

    def __init__(self, rules: NetworkRules) -> None:
        self._rules = rules
        self._dns = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: AddressFamily = AddressFamily.AF_INET
    ) -> list[ResolveResult]:
        target = find_override(self._rules, host.lower(), port)
        if target:
            results = [_make_resolve_result(host, *target)]
        else:
            results = await self._dns.resolve(host, port, family)
        for result in results:
            check_address(self._rules, host.lower(), port, result["host"], result["port"])
        return results

    async def close(self) -> None:
        await self._dns.close()


def _make_resolve_result(host: str, address: str, port: int) -> ResolveResult:
    family = AF_INET6 if ":" in address else AF_INET
    return {
        "hostname": host,
        "host": address,
        "port": port,
        "family": family,
        "proto": 0,
        "flags": 0,
    }


class CheckedDownloadHandler(AiohttpDownloadHandler):
    """Scrapy's aiohttp handler with a checked resolver."""

    lazy = True
    experimental = False  # the warning is for choosing it unawares

    def __init__(self, crawler: Crawler) -> None:
        BaseStreamingDownloadHandler.__init__(self, crawler)
        self._rules: NetworkRules = crawler.settings["NETWORK_RULES"]
        self._ssl_context = _make_ssl_context(crawler.settings)
        connector = aiohttp.TCPConnector(
            resolver=CheckedResolver(self._rules),
            use_dns_cache=True,
            limit=self._pool_size_total,
            limit_per_host=self._pool_size_per_host,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=_ClientResponse,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )

    @asynccontextmanager
    async def _make_request(
        self, request: Request, timeout: float
    ) -> AsyncIterator[_ClientResponse]:
        """Checks a host that is written as an address here: it never reaches the resolver."""
        split = urlsplit(request.url)
        port = split.port or (443 if split.scheme == "https" else 80)
        address = parse_literal_address(split.hostname or "")
        if address:
            check_address(self._rules, split.hostname or "", port, address, port)
        async with super()._make_request(request, timeout) as response:
            yield response
