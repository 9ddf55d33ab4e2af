"""The world on loopback: a server on asyncio that writes its own bytes, over TCP and TLS, and notes every request."""

import asyncio
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from benchmarks.years.lateness import LEAST, Late
from benchmarks.years.model import Answer, Asked
from benchmarks.years.world import World

HEAD_LIMIT = 1 << 16
LAG_STEP = 0.02  # seconds between two measurements of how late the server's own loop is


@dataclass(frozen=True, slots=True)
class Seen:
    """A request: `begun` when its head was read, or its connection was made, and `ended` when the answer was written
    or the client had left.

    Both in monotonic seconds. What a client takes to connect must not make the gap to the next request shorter.
    """

    host: str
    path: str
    hour: float
    begun: float
    ended: float
    status: int
    retry_after: str


@dataclass(slots=True)
class Server:
    """What it serves, and what it has seen. `now` returns the hour of the world."""

    world: World
    now: Callable[[], float]
    contexts: Callable[[str, float], ssl.SSLContext] | None = None
    port: int = 0
    tls_port: int = 0
    seen: list[Seen] = field(default_factory=list)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    late: list[Late] = field(default_factory=list)  # how late its own loop woke
    hellos: dict[int, float] = field(default_factory=dict)  # when a TLS connection began, by its id

    async def handle(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, secure: bool
    ) -> None:
        """Answers the requests of a connection until one of both sides ends it."""
        connection = id(writer.get_extra_info("ssl_object"))
        begun: float | None = self.hellos.pop(connection, time.monotonic())
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            while await self._answer_one(reader, writer, secure, begun):
                begun = None
        writer.close()

    async def _answer_one(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        secure: bool,
        connected: float | None,
    ) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        begun = connected or time.monotonic()
        asked = self._read_head(head.decode("latin-1"), secure)
        answer = self.world.answer(asked)
        keep = False
        try:
            if await _wait_for_client(reader, writer, answer.wait):
                keep = await _write(writer, answer)
        finally:
            self._note(asked, answer, begun)
        return keep

    def _read_head(self, head: str, secure: bool) -> Asked:
        first, *lines = head.rstrip("\r\n").split("\r\n")
        headers = {name.title(): value for name, _, value in (x.partition(": ") for x in lines)}
        host = headers.get("Host", "").partition(":")[0].lower()
        path = first.split(" ")[1] if first.count(" ") >= 2 else "/"
        self.asked[host, path] += 1
        return Asked(host, path, headers, self.now(), self.asked[host, path], secure)

    def _note(self, asked: Asked, answer: Answer, begun: float) -> None:
        after = dict(answer.headers).get("Retry-After", "")
        seen = Seen(
            asked.host,
            asked.path,
            asked.hour,
            begun,
            time.monotonic(),
            answer.status,
            after,
        )
        self.seen.append(seen)

    async def measure_lag(self) -> None:
        """Notes how late the loop wakes, until it is cancelled."""
        while True:
            begun = time.monotonic()
            await asyncio.sleep(LAG_STEP)
            now = time.monotonic()
            if now - begun - LAG_STEP > LEAST:
                self.late.append((now, now - begun - LAG_STEP))


async def _wait_for_client(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float
) -> bool:
    """Waits so long; returns False as soon as the client has left."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if reader.at_eof() or writer.is_closing():
            return False
        await asyncio.sleep(min(left, LAG_STEP))
    return True


async def _write(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    """Sends an answer; returns whether the connection stays open."""
    if answer.cut == 0:
        writer.transport.abort()
        return False
    body = answer.make_body()
    if answer.raw:
        writer.write(answer.raw(body))
        await writer.drain()
        return False
    writer.write(_make_head(answer, len(body)))
    if answer.cut is not None:
        writer.write(body[: answer.cut])
        return False
    for part in _split(body, 5 if answer.drip else 1):
        await asyncio.sleep(answer.drip / 5)
        writer.write(part)
        await writer.drain()
    return True


def _split(body: bytes, parts: int) -> list[bytes]:
    size = len(body) // parts + 1
    return [body[n : n + size] for n in range(0, len(body), size)]


def _make_head(answer: Answer, length: int) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} Status"]
    if answer.status not in (304, 204):
        lines += [f"Content-Type: {answer.kind}"] * bool(answer.kind)
        lines += [f"Content-Length: {length}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Serves on free ports of loopback, in a thread, until the end of the block."""
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    thread = threading.Thread(target=_run, args=(loop, server, ready), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def _run(loop: asyncio.AbstractEventLoop, server: Server, ready: threading.Event) -> None:
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_start(server))
    lag = loop.create_task(server.measure_lag())
    loop.call_soon(ready.set)
    loop.run_forever()
    lag.cancel()
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.close()


async def _start(server: Server) -> None:
    plain = await asyncio.start_server(
        lambda r, w: server.handle(r, w, False), "127.0.0.1", 0, limit=HEAD_LIMIT, backlog=512
    )
    server.port = _port_of(plain.sockets[0])
    if server.contexts:
        context = _choose_by_name(server)
        secure = await asyncio.start_server(
            lambda r, w: server.handle(r, w, True), "127.0.0.1", 0, ssl=context, limit=HEAD_LIMIT
        )
        server.tls_port = _port_of(secure.sockets[0])


def _choose_by_name(server: Server) -> ssl.SSLContext:
    """Returns a context that takes the certificate of the host that the client names, at this hour."""
    make = server.contexts
    assert make is not None
    context = make("", 0.0)

    def choose(
        connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext
    ) -> None:
        server.hellos[id(connection)] = time.monotonic()
        connection.context = make(name or "", server.now())

    context.sni_callback = choose
    return context


def _port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])
