"""Connections to addresses that were checked, and which of them are kept open for the next request."""

import asyncio
import ssl
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import cast

from aggregator.crawl.transport.answers import AnswerReader
from aggregator.crawl.transport.certificates import explain_certificate, make_unverifying_context
from aggregator.crawl.transport.failures import make_connection_error

MORE_SECONDS = 1.0  # that a server gets to send more than it said it would
CONNECT_SECONDS = 10.0  # for one of several addresses of a host
IDLE_SECONDS = 15.0  # that a connection is kept open; most servers close it then
MOST_IDLE = 128

Origin = tuple[str, str, int]  # scheme, host, port


class Connection(asyncio.Protocol):
    """One connection: what comes goes to the reader of the request in progress."""

    def __init__(self) -> None:
        self.is_open = False
        self.address = ""  # of the server
        self._transport: asyncio.Transport | None = None
        self._reader: AnswerReader | None = None
        self._answered: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self.is_open = cast("asyncio.Transport", transport), True
        self.address = (transport.get_extra_info("peername") or ("",))[0]

    async def exchange(self, request: bytes, reader: AnswerReader) -> None:
        """Sends a request and feeds its answer to `reader`, to the end. Raises what the reader raises."""
        assert self._transport
        self._reader, self._answered = reader, asyncio.get_running_loop().create_future()
        reader.sent_at = time.monotonic()
        self._transport.write(request)
        try:
            await self._answered
        finally:
            self._reader = self._answered = None
            self._stop_timer()

    def data_received(self, data: bytes) -> None:
        if self._reader is None or self._reader.complete:
            self.abort()  # nobody asked: it would be taken for the next answer
            return
        try:
            self._reader.feed(data)
        except Exception as error:  # of the reader, for whoever waits
            self._finish(error)
            return
        if self._reader.complete:
            self._finish()
        elif self._reader.enough:
            self._stop_timer()
            self._timer = asyncio.get_running_loop().call_later(MORE_SECONDS, self._end_answer)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        self._end_answer("reset" if isinstance(exc, ConnectionError) else "closed")

    def abort(self) -> None:
        """Cuts the connection."""
        self.is_open = False
        if self._transport:
            self._transport.abort()

    def get_certificate(self) -> bytes | None:
        """Returns the certificate of the server in DER."""
        tls = self._transport.get_extra_info("ssl_object") if self._transport else None
        certificate: bytes | None = tls.getpeercert(binary_form=True) if tls else None
        return certificate

    def _end_answer(self, why: str = "closed") -> None:
        if self._reader is None:
            return
        try:
            self._reader.feed_end(why)
        except Exception as error:  # of the reader, for whoever waits
            self._finish(error)
        else:
            self._finish()

    def _finish(self, error: Exception | None = None) -> None:
        if self._answered is None or self._answered.done():
            return
        if error:
            self._answered.set_exception(error)
        else:
            self._answered.set_result(None)

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None


class IdleConnections:
    """Connections that wait for the next request to their origin, the oldest closed first."""

    def __init__(self) -> None:
        self._idle: OrderedDict[Origin, tuple[Connection, asyncio.TimerHandle]] = OrderedDict()

    def take(self, origin: Origin) -> Connection | None:
        """Returns an open connection to an origin, which is no longer idle then."""
        connection, timer = self._idle.pop(origin, (None, None))
        if timer:
            timer.cancel()
        return connection if connection and connection.is_open else None

    def keep(self, origin: Origin, connection: Connection) -> None:
        """Keeps a connection for a while, one per origin."""
        self._close(origin)
        timer = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._close, origin)
        self._idle[origin] = (connection, timer)
        if len(self._idle) > MOST_IDLE:
            self._close(next(iter(self._idle)))

    def close_all(self) -> None:
        """Closes every connection."""
        for origin in list(self._idle):
            self._close(origin)

    def _close(self, origin: Origin) -> None:
        connection, timer = self._idle.pop(origin, (None, None))
        if connection and timer:
            timer.cancel()
            connection.abort()


async def connect(
    addresses: list[tuple[str, int]], host: str, context: ssl.SSLContext | None
) -> Connection:
    """Returns a connection to the first of the addresses that answers.

    Raises Scrapy's download errors in words.
    """
    for number, (address, port) in enumerate(addresses):
        is_last = number == len(addresses) - 1
        try:
            async with asyncio.timeout(None if is_last else CONNECT_SECONDS):
                return await _connect(address, port, host, context)
        except ssl.SSLCertVerificationError as error:
            certificate = await _fetch_certificate(address, port, host)
            raise explain_certificate(error, certificate) from error
        except TimeoutError:
            if is_last:
                raise
        except OSError as error:
            if is_last:
                raise make_connection_error(error) from error
    raise AssertionError("a host has at least one address")


async def _connect(
    address: str, port: int, host: str, context: ssl.SSLContext | None
) -> Connection:
    loop = asyncio.get_running_loop()
    make: Callable[[], Connection] = Connection
    name = host if context else None
    _, connection = await loop.create_connection(
        make, address, port, ssl=context, server_hostname=name
    )
    return connection


async def _fetch_certificate(address: str, port: int, host: str) -> bytes | None:
    """Returns the certificate that was refused: only it knows its dates and names."""
    try:
        connection = await _connect(address, port, host, make_unverifying_context())
    except OSError:
        return None
    try:
        return connection.get_certificate()
    finally:
        connection.abort()
