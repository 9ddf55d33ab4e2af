"""Which addresses may be spoken to, judged on the address a name resolves to, when connecting.

Private, loopback and otherwise special addresses are refused unless `allow_hosts` names the host
and port, or the address and port. `resolve` sends a name somewhere else than DNS would; it lifts
nothing.
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
class Rules:
    """Exceptions to the rule, as `host:port`; overrides as `host[:port]` to (address, port)."""

    allowed: frozenset[str] = frozenset()
    overrides: tuple[tuple[str, tuple[str, int]], ...] = ()
    contact: str = ""


def rules(allow_hosts: tuple[str, ...], resolve: tuple[str, ...], contact: str) -> Rules:
    """Rules from settings. Raises ConfigError for an override that is none."""
    overrides = []
    for line in resolve:
        name, _, target = line.partition("=")
        address, _, port = target.rpartition(":")
        if not name or not address or not port.isdecimal():
            raise ConfigError(f"[crawl] resolve {line!r}: expected HOST[:PORT]=ADDRESS:PORT")
        overrides.append((name.lower(), (address.strip("[]"), int(port))))
    return Rules(frozenset(host.lower() for host in allow_hosts), tuple(overrides), contact)


def check(ruled: Rules, host: str, port: int, address: str, at_port: int) -> None:
    """Raise AddressRefused when `host:port`, being `address:at_port`, may not be spoken to.

    Raises UsageError for a public host while nobody is named as contact.
    """
    named = {_spot(host, port), _spot(_bare(address), at_port)}
    if named & ruled.allowed:
        return
    if not _public(address):
        raise AddressRefused(
            f"{host} is at {address}, a private or loopback address: "
            f"--allow-host {_spot(host, port)} allows it"
        )
    if not ruled.contact:
        raise UsageError(NO_CONTACT)


def override(ruled: Rules, host: str, port: int) -> tuple[str, int] | None:
    """Where a name leads by configuration, or by RFC 6761 for names under .localhost."""
    for name, target in ruled.overrides:
        if name in ("*", host, f"{host}:{port}", f"*:{port}"):
            return target
    if host == "localhost" or host.endswith(".localhost"):
        return "127.0.0.1", port
    return None


def literal(host: str) -> str | None:
    """The address when a host is written as one."""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return None


def _public(address: str) -> bool:
    found = ipaddress.ip_address(_bare(address))
    inner = _inner(found)
    if found in LOCAL_NAT64:
        return False
    return found.is_global and inner.is_global and not found.is_multicast


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for: mapped, 6to4 or NAT64 (RFC 6052)."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _spot(host: str, port: int) -> str:
    """`HOST:PORT` as settings write it, IPv6 in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _bare(address: str) -> str:
    return address.partition("%")[0]


class Resolver(AbstractResolver):
    """Names to addresses that were checked; the connection is made to exactly these."""

    def __init__(self, ruled: Rules) -> None:
        self._rules = ruled
        self._dns = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: AddressFamily = AddressFamily.AF_INET
    ) -> list[ResolveResult]:
        target = override(self._rules, host.lower(), port)
        found = [_result(host, *target)] if target else await self._dns.resolve(host, port, family)
        for one in found:
            check(self._rules, host.lower(), port, one["host"], one["port"])
        return found

    async def close(self) -> None:
        await self._dns.close()


def _result(host: str, address: str, port: int) -> ResolveResult:
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
    """Scrapy's aiohttp handler over our resolver; it names its experimental state once, at start."""

    lazy = True
    experimental = False  # the warning is for choosing it unawares

    def __init__(self, crawler: Crawler) -> None:
        BaseStreamingDownloadHandler.__init__(self, crawler)
        self._rules: Rules = crawler.settings["NETWORK_RULES"]
        self._ssl_context = _make_ssl_context(crawler.settings)
        connector = aiohttp.TCPConnector(
            resolver=Resolver(self._rules),
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
        """A host written as an address never reaches the resolver, so it is checked here."""
        split = urlsplit(request.url)
        port = split.port or (443 if split.scheme == "https" else 80)
        address = literal(split.hostname or "")
        if address:
            check(self._rules, split.hostname or "", port, address, port)
        async with super()._make_request(request, timeout) as response:
            yield response
