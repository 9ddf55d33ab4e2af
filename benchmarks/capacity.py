"""Measures what crawling costs an article and a poll: bytes on the wire, CPU, growth of the database.

    python benchmarks/capacity.py --data FOLDER [--pages N]

Real pages are served on loopback by 40 hosts with a feed each, compressed as sites do, and `aggregator
crawl --due` fetches, reads, links and stores them. Then the same feeds are polled again, answered whole and
with 304. CPU is that of the crawl with its workers, less that of a crawl with nothing to do. The size of a
feed is the mean of the real feeds in the data. At the end these are multiplied to 1,000 feeds and a year.
"""

import argparse
import gzip
import io
import json
import lzma
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import process_tree

from storage.sqlite.packing import add_functions

HOSTS = 40
AGGREGATOR = (sys.executable, "-m", "aggregator")
ARTICLES_A_FEED_DAY = 20  # assumed
POLLS_A_FEED_DAY = 28  # the most that the simulation of polling allows
LOOKS_AN_ARTICLE = 8  # at the page, the first one included
DAYS, FEEDS = 365, 1000


@dataclass
class Traffic:
    """What the server counted."""

    requests: int = 0
    asked: int = 0  # bytes
    answered: int = 0  # bytes


class Web(ThreadingHTTPServer):
    """Feeds and pages of made-up hosts; counts requests and bytes."""

    request_queue_size = 256
    daemon_threads = True

    def __init__(self, pages: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages = [gzip.compress(page, 6) for page in pages]
        self.traffic, self.lock, self.unchanged = Traffic(), threading.Lock(), False

    def count(self, asked: int, answered: int) -> None:
        with self.lock:
            self.traffic.requests += 1
            self.traffic.asked += asked
            self.traffic.answered += answered

    def take(self) -> Traffic:
        """Returns what was counted since the last call."""
        with self.lock:
            taken, self.traffic = self.traffic, Traffic()
        return taken


class Handler(BaseHTTPRequestHandler):
    server: Web
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        host = str(self.headers["Host"]).partition(":")[0]
        status, kind, body = self.find(host)
        head = [
            f"Content-Type: {kind}",
            f"Content-Length: {len(body)}",
            'ETag: "1"',
            "Server: nginx",
        ]
        head += ["Content-Encoding: gzip"] * bool(body) + ["Date: Sat, 28 Nov 2026 09:00:00 GMT"]
        answer = "\r\n".join([f"HTTP/1.1 {status}", *head, "", ""]).encode() + body
        asked = len(self.raw_requestline) + len(str(self.headers).encode()) + 2
        self.wfile.write(answer)
        self.server.count(asked, len(answer))

    def find(self, host: str) -> tuple[str, str, bytes]:
        if self.path == "/feed":
            if self.server.unchanged and self.headers.get("If-None-Match"):
                return "304 Not Modified", "application/rss+xml", b""
            return "200 OK", "application/rss+xml", gzip.compress(self.make_feed(host))
        if self.path.startswith("/p/"):
            return "200 OK", "text/html; charset=utf-8", self.server.pages[int(self.path[3:])]
        return "404 Not Found", "text/plain", gzip.compress(b"not here")

    def make_feed(self, host: str) -> bytes:
        numbers = range(int(host[1:].partition(".")[0]), len(self.server.pages), HOSTS)
        items = "".join(
            f"<item><title>{n}</title><link>http://{host}/p/{n}</link></item>" for n in numbers
        )
        return f"<rss version='2.0'><channel><title>{host}</title><link>http://{host}/</link><description/>{items}</channel></rss>".encode()

    def log_message(self, *_: object) -> None:
        pass


def read_pages(data: Path, wanted: int) -> Iterator[bytes]:
    """Yields real pages: all news pages first, then article pages of other kinds."""
    for name in ("news-dev", "articles-dev"):
        with lzma.open(data / "pages" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                if wanted == 0:
                    return
                wanted -= 1
                yield json.loads(line)["html"].encode()


def measure_feeds(data: Path) -> float:
    """Returns the mean size of real feeds as they are sent, in bytes."""
    with tarfile.open(data / "feeds" / "real-feeds-dev.tar.xz") as feeds:
        sizes = [
            len(gzip.compress(io.BytesIO(file.read()).getvalue(), 6))
            for member in feeds
            if member.isfile() and (file := feeds.extractfile(member))
        ]
    return sum(sizes) / len(sizes)


def crawl(folder: Path) -> float:
    """Crawl what is due; returns the CPU seconds of the crawl with its workers."""
    return process_tree.run([*AGGREGATOR, "--quiet", "crawl", "--due"], folder).cpu


def prepare(folder: Path, port: int) -> None:
    own = f"127.0.0.1:{port}"
    (folder / "aggregator.toml").write_text(
        f'[crawl]\ncontact = "ops@example.org"\nallow_hosts = ["{own}"]\nresolve = ["*={own}"]\ndelay = 0.0\n'
    )
    lines = ["name\tsite\tfeed\tcountry\tlanguage\tkind\torigins"]
    for number in range(HOSTS):
        host = f"s{number}.example"
        lines.append(f"{host}\t{host}\thttp://{host}/feed\t\t\trss\tbenchmark")
    (folder / "sources.tsv").write_text("\n".join(lines) + "\n")
    subprocess.run(
        [*AGGREGATOR, "--quiet", "source", "import", "sources.tsv"], cwd=folder, check=True
    )


def change(folder: Path, statement: str) -> None:
    """Change the database as time would."""
    with sqlite3.connect(folder / "aggregator.db") as db:
        db.execute(statement)


def measure_size(folder: Path) -> int:
    """Returns the bytes of the main file, its write-ahead log emptied."""
    with sqlite3.connect(folder / "aggregator.db") as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (folder / "aggregator.db").stat().st_size


FEEDS_DUE = "UPDATE feeds SET next_due = '2001-01-01T00:00:00Z'"
PAGES_LATER = "UPDATE frontier SET next_due = NULL"


def run(folder: Path, web: Web, feed_bytes: float) -> None:
    prepare(folder, web.server_port)
    change(folder, "UPDATE feeds SET next_due = '2099-01-01T00:00:00Z'")
    idle, empty = crawl(folder), measure_size(folder)
    change(folder, FEEDS_DUE)
    spent = crawl(folder) - idle
    first = web.take()
    with sqlite3.connect(folder / "aggregator.db") as db:
        add_functions(db)
        query = "SELECT count(*), avg(length(unpack(text))) FROM articles"
        stored, words = db.execute(query).fetchone()
    grown = (measure_size(folder) - empty) / stored
    pages = len(web.pages)
    page_bytes = (first.asked + first.answered) / pages
    print(f"{pages} pages, {stored} stored; {first.requests} requests with robots.txt and feeds")
    print(
        f"a page: {first.asked / first.requests:.0f} bytes asked, {first.answered / pages:,.0f} answered"
    )
    print(f"a page: {1000 * spent / pages:.0f} ms CPU, read, linked and stored")
    print(f"an article: {grown:,.0f} bytes of the database, {words:,.0f} characters of text")
    polls = {}
    for name in ("whole", "unchanged"):
        web.unchanged = name == "unchanged"
        change(folder, PAGES_LATER)
        change(folder, FEEDS_DUE)
        polls[name] = (crawl(folder) - idle) / HOSTS
        taken = web.take()
        print(
            f"a poll, {name}: {1000 * polls[name]:.0f} ms CPU, {taken.asked / HOSTS:.0f} bytes asked, "
            f"{taken.answered / HOSTS:.0f} answered, robots.txt included"
        )
    print(f"a real feed: {feed_bytes:,.0f} bytes compressed")
    extrapolate(page_bytes, feed_bytes, spent / pages, polls["whole"], grown)


def extrapolate(page: float, feed: float, cpu: float, poll_cpu: float, grown: float) -> None:
    """Print what 1,000 feeds and a year make of it."""
    articles = FEEDS * ARTICLES_A_FEED_DAY * DAYS
    polls = FEEDS * POLLS_A_FEED_DAY * DAYS
    traffic = articles * LOOKS_AN_ARTICLE * page + polls * feed
    seconds = articles * LOOKS_AN_ARTICLE * cpu + polls * poll_cpu
    print(
        f"{FEEDS} feeds, {ARTICLES_A_FEED_DAY} articles and {POLLS_A_FEED_DAY} polls a feed-day, "
        f"{LOOKS_AN_ARTICLE} looks an article, a year: {articles / 1e6:.1f} million articles, "
        f"{articles * grown / 1e9:.0f} GB of the database, {traffic / 1e12:.1f} TB received, "
        f"{8 * traffic / (DAYS * 86_400) / 1e6:.1f} Mbit/s on average, "
        f"{seconds / (DAYS * 86_400):.2f} cores on average"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    web = Web(list(read_pages(arguments.data, arguments.pages)))
    threading.Thread(target=web.serve_forever, daemon=True).start()
    try:
        with tempfile.TemporaryDirectory(prefix="capacity-") as name:
            run(Path(name), web, measure_feeds(arguments.data))
    finally:
        web.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
