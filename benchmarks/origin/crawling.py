"""The world on a real server, crawled by the shipped crawler under a simulated clock."""

import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aggregator import clock, crawl
from aggregator.config import CrawlConfig
from aggregator.model import Feed, Source
from aggregator.urls import site as site_of
from benchmarks.origin.model import POLLS, SLOW_POLL, Page, Site, time_at
from benchmarks.origin.render import render_feed, render_page
from benchmarks.origin.world import World
from storage.frontier.sources import Sources
from storage.sqlite.connection import transaction
from storage.store import open_for_writing

Answer = tuple[int, dict[str, str], bytes]


@dataclass(slots=True)
class Server:
    """What every address of the world answers at minute `now`."""

    world: World
    now: float = 0.0
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    by_host: defaultdict[str, list[Page]] = field(default_factory=lambda: defaultdict(list))
    sites: dict[str, Site] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sites = {site.host: site for site in self.world.sites}
        for cluster in self.world.clusters:
            for page in cluster.pages:
                self.pages[page.site.host, page.path] = page
                self.by_host[page.site.host].append(page)

    def answer(self, host: str, path: str) -> Answer:
        site = self.sites.get(host)
        if site is None:
            return _text(404, "no such site")
        if site.moved_to and self.now >= site.moved_at:
            return 301, {"Location": f"http://{site.moved_to}{path}"}, b""
        if path == "/feed.xml":
            body = render_feed(site, self.by_host[host], self.now)
            return 200, {"Content-Type": "application/rss+xml"}, body
        if path in ("/trust.txt", "/.well-known/trust.txt") and site.owner_known == "trust.txt":
            return _text(200, self._describe_owner(site))
        page = self.pages.get((host, path))
        if page is None or page.out > self.now:
            return _text(404, "not here")
        body = render_page(
            page, self.world.looks[site.look], self.world.json_ld[site.look], self.now
        )
        return 200, {"Content-Type": "text/html; charset=utf-8"}, body

    def _describe_owner(self, site: Site) -> str:
        """The first site of a group controls the others."""
        head, *others = (s for s in self.world.sites if s.owner == site.owner)
        if site == head:
            return "".join(f"control={other.home}\n" for other in others)
        return f"controlledby={head.home}\n"


def _text(status: int, text: str) -> Answer:
    return status, {"Content-Type": "text/plain; charset=utf-8"}, text.encode()


@contextmanager
def serving(server: Server) -> Iterator[int]:
    """The world on a free port of loopback until the end of the block; yields the port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the name http.server asks for
            host = (self.headers["Host"] or "").partition(":")[0]
            status, headers, body = server.answer(host, self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Threads(ThreadingHTTPServer):
        request_queue_size = 256
        daemon_threads = True

    listener = Threads(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listener.serve_forever, daemon=True)
    thread.start()
    try:
        yield listener.server_port
    finally:
        listener.shutdown()
        listener.server_close()


@contextmanager
def simulated_clock(server: Server) -> Iterator[None]:
    """Sets the program's clock to the minute of the world until the end of the block."""
    real = clock.now
    clock.now = lambda: clock.to_text(time_at(server.now))
    try:
        yield
    finally:
        clock.now = real


def register(path: Path, world: World) -> None:
    """Adds every listed site with its feed, as `source add` would; an owner only where the operator knows it."""
    with open_for_writing(path) as store, transaction(store.main) as db:
        for site in world.sites:
            if not site.listed:
                continue
            owner = site.owner if site.owner_known == "list" else ""
            source = Source(
                site_of(site.home),
                site.name,
                site.home,
                "",
                site.language,
                site.kind,
                owner,
            )
            source_id = Sources(db).upsert(source, clock.now())
            Sources(db).add_feed(Feed(site.feed, source.domain), source_id, clock.now())


def set_due_feeds(path: Path, server: Server) -> None:
    """Makes the feeds due that this poll is for: fast sites at each, slow ones every two hours."""
    is_slow_turn = server.now % SLOW_POLL == 0
    due = [s.feed for s in server.world.sites if is_slow_turn or not s.slow]
    with open_for_writing(path) as store, transaction(store.main) as db:
        db.conn.execute("UPDATE feeds SET next_due = '9999-01-01T00:00:00Z'")
        rows = [(clock.now(), url) for url in due]
        db.conn.executemany("UPDATE feeds SET next_due = ? WHERE url = ?", rows)


def crawl_world(
    path: Path, world: World, report: Callable[[str], None], minutes: Iterable[int] = POLLS
) -> None:
    """Crawls the world into a new database: a poll at each of these minutes.

    Before the first and the last one the owners of the sites are asked for.
    """
    server = Server(world)
    with serving(server) as port, simulated_clock(server):
        register(path, world)
        settings = CrawlConfig(
            contact="bench@origin.example",
            allow_hosts=(f"127.0.0.1:{port}",),
            resolve=(f"*=127.0.0.1:{port}",),
            delay=0.0,
            workers=1,
        )
        asks_owners = any(site.owner_known == "trust.txt" for site in world.sites)
        polls = list(minutes)
        for minute in polls:
            server.now = minute
            if asks_owners and minute in (polls[0], polls[-1]):
                read_owners(path, port)
            set_due_feeds(path, server)
            counts = crawl.run(path, settings, due=True).counts
            report(f"  minute {minute:3}: {counts}")


def read_owners(path: Path, port: int) -> None:
    """Runs `aggregator source ask-owners`, which reads what sites say of their owners."""
    settings = path.with_suffix(".toml")
    settings.write_text(
        '[crawl]\ncontact = "bench@origin.example"\ndelay = 0.0\n'
        f'allow_hosts = ["127.0.0.1:{port}"]\nresolve = ["*=127.0.0.1:{port}"]\n',
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "aggregator", "--db", str(path), "--config", str(settings)]
    done = subprocess.run(
        [*command, "source", "ask-owners"], check=False, capture_output=True, text=True
    )
    if done.returncode not in (0, 3):
        raise SystemExit(f"source ask-owners failed: {done.stderr.strip()}")
