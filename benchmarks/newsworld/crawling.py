"""The generated press on a real server, crawled by the shipped crawler under a simulated clock."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aggregator import clock, crawl
from aggregator.config import CrawlConfig
from aggregator.model import Feed, Source
from newsworld import press
from newsworld.press import START, Cluster, Piece, Site
from storage.frontier.sources import Sources
from storage.sqlite.connection import transaction
from storage.store import open_for_writing

FEED = "/feed.xml"


class Press:
    """The response of every address at the time `now`."""

    def __init__(self, clusters: list[Cluster]) -> None:
        self.now = START
        self.by_site: defaultdict[str, list[Piece]] = defaultdict(list)
        self.sites: dict[str, Site] = {}
        for piece in (p for cluster in clusters for p in (*cluster.pieces, *cluster.apart)):
            self.by_site[piece.site.domain].append(piece)
            self.sites.setdefault(piece.site.domain, piece.site)
        self.pages = {(d, p.path): p for d, pieces in self.by_site.items() for p in pieces}

    def answer(self, host: str, path: str) -> tuple[int, str, bytes]:
        piece = self.pages.get((host, path))
        if piece and piece.out <= self.now:
            return 200, "text/html; charset=utf-8", press.render(piece, self.now)
        if path == FEED and host in self.sites:
            body = press.feed(self.sites[host], self.by_site[host], self.now)
            return 200, "application/rss+xml", body
        return 404, "text/plain", b"not here"


@contextmanager
def serving(world: Press) -> Iterator[int]:
    """A server on a free port of loopback until the end of the block; yields the port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the name http.server asks for
            host = (self.headers["Host"] or "").partition(":")[0]
            status, kind, body = world.answer(host, self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 256
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def simulated_clock(world: Press) -> Iterator[None]:
    """Sets the program's clock to the time of the press until the end of the block."""
    real = clock.now
    clock.now = lambda: clock.to_text(world.now)
    try:
        yield
    finally:
        clock.now = real


def register(path: Path, world: Press) -> None:
    """Every site with its feed, as `source add` would; unlisted ones without kind and group."""
    with open_for_writing(path) as store, transaction(store.main) as db:
        for site in world.sites.values():
            kind, group = (site.kind, site.publisher_group) if site.listed else ("publisher", "")
            source = Source(site.domain, site.name, site.home, "", site.language.code, kind, group)  # type: ignore[arg-type]
            source_id = Sources(db).upsert(source, clock.now())
            Sources(db).add_feed(Feed(f"{site.home}feed.xml", site.domain), source_id, clock.now())


def set_due_feeds(path: Path, world: Press, minutes: int) -> None:
    """Busy papers are due at every crawl, like sites that publish all day; slow ones every four hours.

    The shipped policy would lengthen the interval of these papers, which print six pages a day.
    """
    with open_for_writing(path) as store, transaction(store.main) as db:
        is_slow_turn = (world.now - START) % timedelta(hours=4) < timedelta(minutes=minutes)
        due = [f"{s.home}feed.xml" for s in world.sites.values() if is_slow_turn or not s.slow]
        db.conn.execute("UPDATE feeds SET next_due = '9999-01-01T00:00:00Z'")
        db.conn.executemany(
            "UPDATE feeds SET next_due = ? WHERE url = ?", [(clock.now(), url) for url in due]
        )


def crawl_press(path: Path, world: Press, *, hours: int, minutes: int, progress: bool) -> None:
    """Crawl what is due every so many minutes of the world's time."""
    with serving(world) as port, simulated_clock(world):
        register(path, world)
        settings = CrawlConfig(
            allow_hosts=(f"127.0.0.1:{port}",),
            resolve=(f"*=127.0.0.1:{port}",),
            delay=0.0,
            workers=1,
        )
        end: datetime = START + timedelta(hours=hours)
        while world.now < end:
            set_due_feeds(path, world, minutes)
            report = crawl.run(path, settings, due=True)
            if progress:
                print(f"  {world.now:%d %H:%M} {report.counts}", flush=True)
            world.now += timedelta(minutes=minutes)
