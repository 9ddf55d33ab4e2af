"""One HTTP request after another: checked addresses, verified certificates, connections kept open."""

import asyncio
import socket
import ssl
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import SplitResult, urlsplit

from scrapy.exceptions import DownloadTimeoutError, UnsupportedURLSchemeError

from aggregator.crawl.network import (
    NetworkRules,
    check_address,
    find_override,
    parse_literal_address,
)
from aggregator.crawl.transport.answers import AnswerReader, Head
from aggregator.crawl.transport.certificates import make_unverifying_context, make_verifying_context
from aggregator.crawl.transport.connections import Connection, IdleConnections, Origin, connect
from aggregator.crawl.transport.failures import ConnectionLost, make_lookup_error

PORTS = {"http": 80, "https": 443}
LOOKUPS = 32  # names that are looked up at a time: dead ones take their time

Headers = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer as it came, still compressed. `cut`: in words, how it broke off, else empty.

    `sent_at`: when the request was sent, by `time.monotonic`; names and connections may take seconds before.
    """

    head: Head
    body: bytes
    cut: str
    address: str  # that answered; empty when time was up
    sent_at: float


class HttpClient:
    """Sends requests by the network rules. One client belongs to one event loop.

    A host that closed a connection it had left open is asked again after `pause_s` seconds.
    """

    def __init__(self, rules: NetworkRules, pause_s: float = 0.0) -> None:
        self._rules, self._pause_s = rules, pause_s
        self._idle = IdleConnections()
        self._lookups = ThreadPoolExecutor(LOOKUPS, thread_name_prefix="lookup")

    async def fetch(
        self,
        method: str,
        url: str,
        headers: Headers = (),
        body: bytes = b"",
        *,
        timeout_s: float,
        max_bytes: int,
    ) -> HttpAnswer:
        """Returns the answer to a request; redirects are not followed.

        Raises AddressRefused, UsageError (no contact), and Scrapy's download errors in words.
        """
        split = urlsplit(url)
        if split.scheme not in PORTS or not split.hostname:
            raise UnsupportedURLSchemeError("not an http(s) address")
        reader = AnswerReader(method, max_bytes)
        message = make_request(method, split, headers, body)
        try:
            async with asyncio.timeout(timeout_s):
                return await self._exchange(split, message, reader)
        except TimeoutError as error:
            if reader.head is None or not reader.body:
                raise DownloadTimeoutError(f"no answer within {timeout_s:g} s") from error
            reader.break_off(f"no more within {timeout_s:g} s")
            return HttpAnswer(reader.head, bytes(reader.body), reader.cut, "", reader.sent_at)

    def close(self) -> None:
        """Closes connections that are kept open."""
        self._idle.close_all()
        self._lookups.shutdown(wait=False, cancel_futures=True)

    async def _exchange(
        self, split: SplitResult, message: bytes, reader: AnswerReader
    ) -> HttpAnswer:
        host, port = split.hostname or "", split.port or PORTS[split.scheme]
        origin = (split.scheme, host, port)
        if connection := self._idle.take(origin):
            try:
                return await self._exchange_over(connection, origin, message, reader)
            except ConnectionLost:
                if reader.begun:
                    raise  # else the server closed it meanwhile (RFC 9112 §9.3.1)
                await asyncio.sleep(self._pause_s)
        addresses = await self._resolve(host, port)
        context = self._choose_context(host) if split.scheme == "https" else None
        connection = await connect(addresses, host, context)
        return await self._exchange_over(connection, origin, message, reader)

    async def _exchange_over(
        self, connection: Connection, origin: Origin, message: bytes, reader: AnswerReader
    ) -> HttpAnswer:
        try:
            await connection.exchange(message, reader)
        except BaseException:  # cancelled, too: what comes later would be taken for another answer
            connection.abort()
            raise
        assert reader.head
        if reader.leaves_connection_open and connection.is_open:
            self._idle.keep(origin, connection)
        else:
            connection.abort()
        return HttpAnswer(
            reader.head, bytes(reader.body), reader.cut, connection.address, reader.sent_at
        )

    async def _resolve(self, host: str, port: int) -> list[tuple[str, int]]:
        """Returns the addresses of a host, every one checked: connections are made to exactly these."""
        if literal := parse_literal_address(host):
            found = [(literal, port)]
        elif target := find_override(self._rules, host, port):
            found = [target]
        else:
            found = await self._look_up(host, port)
        for address, at_port in found:
            check_address(self._rules, host, port, address, at_port)
        return found

    async def _look_up(self, host: str, port: int) -> list[tuple[str, int]]:
        loop = asyncio.get_running_loop()
        try:
            rows = await loop.run_in_executor(self._lookups, _look_up, host, port)
        except (OSError, UnicodeError) as error:  # UnicodeError: a label that no name has
            raise make_lookup_error(error) from error
        return [(address, port) for address in rows]

    def _choose_context(self, host: str) -> ssl.SSLContext:
        return self._unverifying if self._rules.is_unverified(host) else self._verifying

    @cached_property
    def _verifying(self) -> ssl.SSLContext:
        return make_verifying_context()

    @cached_property
    def _unverifying(self) -> ssl.SSLContext:
        return make_unverifying_context()


def make_request(method: str, split: SplitResult, headers: Headers, body: bytes) -> bytes:
    """Returns a request as it is sent. Raises ValueError for a line break or a blank in the wrong place."""
    path = (split.path or "/") + (f"?{split.query}" if split.query else "")
    lines = [f"{method} {path} HTTP/1.1".encode("ascii"), b"Host: " + _make_host(split)]
    lines += [name + b": " + value for name, value in headers]
    if body or method == "POST":
        lines.append(b"Content-Length: %d" % len(body))
    if any(b"\r" in line or b"\n" in line for line in lines) or lines[0].count(b" ") != 2:
        raise ValueError("a line break or blank in an address or header")
    return b"\r\n".join([*lines, b"", body])


def _make_host(split: SplitResult) -> bytes:
    """Returns the Host header: no user, no port that the scheme implies."""
    host = split.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = split.port if split.port != PORTS[split.scheme] else None
    return (f"{host}:{port}" if port else host).encode("ascii")


def _look_up(host: str, port: int) -> list[str]:
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [str(row[4][0]) for row in rows]
