"""A small real hub (WebSub) on loopback: it confirms what it is asked, and distributes with signatures."""

import hashlib
import hmac
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode


@dataclass
class Hub:
    """What it was asked, and who is subscribed: secrets by callback."""

    url: str
    status: int = 202
    lease_s: int | None = None  # that it grants; None: what it is asked for
    asked: list[dict[str, str]] = field(default_factory=list)
    subscribed: dict[str, str] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)  # of callbacks to its questions

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://").strip("/")

    def verify(self, asked: dict[str, str]) -> None:
        """Asks the callback whether the request came from there, as the specification says."""
        question = {
            "hub.mode": asked["hub.mode"],
            "hub.topic": asked["hub.topic"],
            "hub.challenge": "a challenge & more",
            "hub.lease_seconds": str(self.lease_s or asked.get("hub.lease_seconds", "")),
        }
        callback = asked["hub.callback"]
        status, body = call(f"{callback}?{urlencode(question)}")
        self.answers.append(status)
        if status != 200 or body != b"a challenge & more":
            return
        if asked["hub.mode"] == "subscribe":
            self.subscribed[callback] = asked["hub.secret"]
        else:
            del self.subscribed[callback]

    def publish(self, body: bytes, algorithm: str = "sha256", secret: str = "") -> list[int]:
        """Sends news to all who are subscribed; returns their answers. `secret`: a wrong one."""
        return [
            call(callback, body, sign(body, secret or own, algorithm))[0]
            for callback, own in self.subscribed.items()
        ]


def sign(body: bytes, secret: str, algorithm: str = "sha256") -> dict[str, str]:
    """The header that a hub signs a body with."""
    digest = hmac.new(secret.encode(), body, getattr(hashlib, algorithm)).hexdigest()
    return {"X-Hub-Signature": f"{algorithm}={digest}", "Content-Type": "application/rss+xml"}


def call(
    url: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """The status and body of an answer."""
    request = urllib.request.Request(url, data=body, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


@contextmanager
def running_hub() -> Iterator[Hub]:
    """A hub until the end of the block. It confirms a request before it answers, which a hub may."""
    hub = Hub("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name that http.server calls
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked = dict(parse_qsl(form))
            hub.asked.append(asked)
            if hub.status == 202:
                hub.verify(asked)
            self.send_response(hub.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
