"""A small real web server on loopback: sites by host name, responses by path; it records every request."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aggregator.reading.rights.site_files import SITE_FILES


@dataclass(frozen=True)
class Answer:
    """What the server sends. `wait` in seconds before it does; `more` are headers that may repeat a name."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    more: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Asked:
    """A request as it came, and when it was answered."""

    host: str
    path: str
    headers: Mapping[str, str]
    begun: float
    ended: float


Page = Answer | str | bytes | Callable[[Mapping[str, str]], Answer]


@dataclass
class Sites:
    """Answers by `host/path` (host without port); robots.txt is missing unless added."""

    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    is_down: bool = False  # connections are closed without an answer

    @property
    def allow(self) -> tuple[str, ...]:
        """The exception that lets a crawl connect to this server, under every name."""
        return (f"127.0.0.1:{self.port}",)

    @property
    def resolve(self) -> tuple[str, ...]:
        """Every name resolves to this server."""
        return (f"*=127.0.0.1:{self.port}",)

    def paths(self, host: str) -> list[str]:
        """The paths requested of a host, in order, without those for files in which sites speak of use."""
        return [a.path for a in self.asked if a.host == host and a.path not in SITE_FILES]

    def answer(self, host: str, path: str, headers: Mapping[str, str]) -> Answer:
        page = self.pages.get(host + path, Answer(b"not here", "text/plain", 404))
        if callable(page):
            return page(headers)
        if isinstance(page, Answer):
            return page
        return Answer(page if isinstance(page, bytes) else page.encode())


@contextmanager
def holding_answers() -> Iterator[Page]:
    """A page that is not answered before the end of the block."""
    released = threading.Event()

    def answer(_headers: Mapping[str, str]) -> Answer:
        released.wait()
        return Answer(b"late")

    try:
        yield answer
    finally:
        released.set()


@contextmanager
def serving() -> Iterator[Sites]:
    """Serves on a free port until the end of the block."""
    sites = Sites(0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the name that http.server calls
            if sites.is_down:
                self.close_connection = True
                return
            begun = time.monotonic()
            host = (self.headers["Host"] or "").split(":")[0]
            answer = sites.answer(host, self.path, dict(self.headers.items()))
            time.sleep(answer.wait)
            ended = time.monotonic()
            sites.asked.append(Asked(host, self.path, dict(self.headers.items()), begun, ended))
            self.send_response(answer.status)
            headers = {"Content-Type": answer.kind, **answer.headers}.items()
            for name, value in [*headers, *answer.more]:
                self.send_header(name, value)
            if "Content-Length" not in answer.headers:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

        def handle(self) -> None:
            with suppress(ConnectionError):  # the client has gone
                super().handle()

    class Server(ThreadingHTTPServer):
        request_queue_size = 256  # many sites are one here; by default a sixth connection waits
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    sites.port = server.server_port
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield sites
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def rss(*links: str, title: str = "News") -> Answer:
    """A feed that lists these addresses."""
    items = "".join(f"<item><title>{link}</title><link>{link}</link></item>" for link in links)
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'
    return Answer(text.encode(), "application/rss+xml")


def story(number: int, *, end: str = "", head: str = "") -> str:
    """An article page with a text that no other number has."""
    words = [f"word{number}x{index}" for index in range(40)]
    body = "".join(
        f"<p>In town {number} the council said on day {part} that {' '.join(words[part * 8 : part * 8 + 8])} "
        f"would be looked at again, and that nobody in street {number * 7 + part} need fear for the "
        f"{words[part]} bridge, whose {number + part} arches were mended in the spring.</p>"
        for part in range(5)
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Council of town {number} '
        f"speaks of its bridge</title>{head}</head><body><article><h1>Council of town {number} speaks of its "
        f"bridge</h1>{body}</article>{end}</body></html>"
    )
