"""A real server on loopback that sends exactly the given bytes, well-formed or not; and what a crawl reads of it."""

import asyncio
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from aggregator.config import CrawlConfig
from aggregator.crawl import causes, retry
from aggregator.crawl.settings import make_scrapy_settings

RESET = b"<reset>"  # instead of bytes: the connection is reset
HOLD = b"<hold>"  # instead of bytes: nothing more is sent until the client leaves

Wire = Sequence[bytes] | Callable[[bytes], Sequence[bytes]]  # parts, or by the request


@dataclass
class RawServer:
    """Answers by path; `asked` are the requests as they came."""

    answers: dict[str, Wire] = field(default_factory=dict)
    asked: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def send(self, connection: socket.socket, request: bytes) -> bool:
        """Sends the answer to a request; returns whether the connection stays open."""
        self.asked.append(request)
        wire = self.answers[request.split(b" ")[1].decode()]
        for part in wire(request) if callable(wire) else wire:
            if part == RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif part == HOLD:
                return True
            else:
                connection.sendall(part)
        return False


@contextmanager
def serving_raw(
    answers: Mapping[str, Wire], tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> Iterator[RawServer]:
    """Serves until the end of the block. Each connection answers requests until an answer closes it."""
    raw = RawServer({"/robots.txt": [no_robots()], **answers})

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            raw.connections += 1
            with suppress(OSError):
                connection = (
                    tls.wrap_socket(self.request, server_side=True) if tls else self.request
                )
                while (request := _receive(connection)) and raw.send(connection, request):
                    pass
                connection.close()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 128
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

    server = Server((host, 0), Handler)
    raw.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield raw
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def no_robots() -> bytes:
    return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def _receive(connection: socket.socket) -> bytes:
    request = b""
    while not request.endswith(b"\r\n\r\n"):
        part = connection.recv(65536)
        if not part:
            return b""
        request += part
    return request


@dataclass(frozen=True)
class Got:
    """What a crawl got from an address: a response after all middlewares, or words why there is none."""

    status: int = 0
    body: bytes = b""
    flags: tuple[str, ...] = ()
    words: str = ""
    cause: str = ""


def fetch_all(config: CrawlConfig, urls: Sequence[str], **settings: Any) -> dict[str, Got]:
    """Fetches addresses with the settings of a crawl; returns what came of each."""
    got: dict[str, Got] = {}

    class Fetching(Spider):
        name = "fetching"
        custom_settings = {"EXTENSIONS": {}, **settings}  # noqa: RUF012  # Scrapy's form

        async def start(self) -> AsyncIterator[Request]:
            for url in urls:
                yield Request(
                    url, self.take, errback=self.fail, cb_kwargs={"asked": url}, dont_filter=True
                )

        def take(self, response: Response, asked: str) -> None:
            got[asked] = Got(response.status, response.body, tuple(response.flags))

        def fail(self, failure: Any) -> None:
            error = failure.value
            got[failure.request.cb_kwargs["asked"]] = Got(
                words=retry.explain_error(error), cause=causes.find_cause_of_error(error)
            )

    process = AsyncCrawlerProcess(make_scrapy_settings(config))
    process.crawl(Fetching)
    process.start(install_signal_handlers=False)
    asyncio.set_event_loop(None)
    return got
