"""The sites of the miniature world, on one real HTTP server at 127.0.0.1."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from aggregator.demo import rendering
from aggregator.demo.rendering import RenderedPosting
from aggregator.demo.world import Posting, Site, World

PORT = 8765  # when it is free, so that addresses are the same each time
TDM_FILE = "/.well-known/tdmrep.json"
HTML, JSON, XML = "text/html; charset=utf-8", "application/feed+json", "application/xml"


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes
    content_type: str = "text/plain"


@dataclass(slots=True)
class Newsroom:
    """The published editions, and the requests that came in."""

    world: World
    port: int
    edition_times: list[datetime] = field(default_factory=list)  # when each edition appeared
    requests: list[tuple[str, str]] = field(default_factory=list)  # (site, path)

    @property
    def edition(self) -> int:
        return len(self.edition_times)

    def publish_edition(self) -> None:
        """Publish the next edition on every site, at the start of a second: times are whole seconds."""
        time.sleep(1 - time.time() % 1)
        self.edition_times.append(datetime.now(UTC).replace(microsecond=0))

    def site_url(self, site: Site) -> str:
        return f"http://{site.key}.localhost:{self.port}"

    def posting_url(self, post: Posting) -> str:
        return self.site_url(post.site) + post.path

    def respond(self, key: str, path: str) -> Response:
        """Return the response of the site `key` to a path."""
        self.requests.append((key, path))
        site = self._sites.get(key)
        if site is None:
            return Response(404, b"no such site")
        if path == "/robots.txt":
            return Response(200, site.robots.encode())
        if path == TDM_FILE and site.reserves:
            return Response(200, site.reserves.encode(), "application/json")
        if path == "/news.xml" or path == site.feed:
            return self._render_announcement(site, path)
        listed = self.visible_postings(key)
        if path == "/" or path in listed:
            body = rendering.render_page(
                site, self.site_url(site), list(listed.values()), listed.get(path)
            )
            return Response(200, body, HTML)
        return Response(404, b"not here")

    def visible_postings(self, key: str) -> dict[str, RenderedPosting]:
        """Return what a site shows now, by path, newest first."""
        posts = reversed(self.world.visible_postings(self._sites[key], self.edition))
        return {post.path: self._prepare_posting(post) for post in posts}

    @property
    def _sites(self) -> dict[str, Site]:
        return {site.key: site for site in self.world.sites}

    def _render_announcement(self, site: Site, path: str) -> Response:
        base = self.site_url(site)
        if path == site.feed and site.announced_by == "news_sitemap":
            return Response(200, rendering.render_sitemap_index(base, "/news.xml"), XML)
        body = rendering.render_feed(site, base, list(self.visible_postings(site.key).values()))
        return Response(200, body, {"json": JSON, "": HTML}.get(site.form, XML))

    def _prepare_posting(self, post: Posting) -> RenderedPosting:
        began = self.edition_times[0].replace(second=0)
        source = self.world.credited_posting(post)
        return rendering.prepare_posting(
            post, source, self.posting_url, began, self.edition_times[post.edition - 1]
        )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    newsroom: Newsroom
    timeout = 30

    def do_GET(self) -> None:
        key = (self.headers.get("Host") or "").partition(".localhost")[0]
        answer = self.newsroom.respond(key, self.path.partition("?")[0])
        etag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
        if answer.status == 200 and self.headers.get("If-None-Match") == etag:
            answer = Response(304, b"", answer.content_type)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # named by the base class
        """Write nothing: the tour prints what was requested."""


@contextmanager
def serve_world(world: World) -> Iterator[Newsroom]:
    """Serve all sites until the end of the block, with the first edition published."""
    server = _bind_server()
    newsroom = Newsroom(world, server.server_address[1])
    newsroom.publish_edition()
    server.RequestHandlerClass = type("Handler", (_Handler,), {"newsroom": newsroom})
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield newsroom
    finally:
        server.shutdown()
        server.server_close()


def _bind_server() -> ThreadingHTTPServer:
    try:
        return _Server(("127.0.0.1", PORT), _Handler)
    except OSError:
        return _Server(("127.0.0.1", 0), _Handler)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
