"""Measures what the main process of a crawl costs a page, against plain Scrapy fetching the same pages.

    python benchmarks/crawl_cost.py [--rounds N] [--pages N]

Made-up articles of 60 hosts are served on loopback by a process of its own. `aggregator crawl --due`
fetches, schedules and stores them; its workers, which read the pages, are not counted. Plain Scrapy
fetches the same addresses with its own production handler, the asyncio reactor, uvloop, robots.txt
obeyed, no delay, and the same concurrency, and does nothing with them: as it ships, and lean, with all
off that fetching can do without (cookies, retries, statistics, filter of duplicates and others). Of each
only the CPU of the main process counts, less that of a run over one host. Stubs show the cost without
storing: they are fetched, read and rejected. Rounds alternate, medians are reported. Exits 1 when a
figure against Scrapy as it ships is missed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent))
from page_server import SERVE_BODIES

HOSTS = 60
MAX_RATIO = 1.25  # main process with storing, against plain Scrapy as it ships
TICKS = os.sysconf("SC_CLK_TCK")
AGGREGATOR = (sys.executable, "-m", "aggregator")

MAKE_BODIES = """
import random, sys
wanted, hosts, kind = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
frame = "<nav>" + "<a href='/about'>About this newspaper</a>" * 300 + "</nav>"
def article(number):
    if kind == "stub":
        return f"<html><title>{number}</title><body><p>More to follow.</p>{frame}</body></html>".encode()
    draw = random.Random(number)
    words = ["".join(draw.choices("abcdefghijklmnoprstuvw", k=draw.randint(3, 9))) for _ in range(300)]
    parts = [" ".join(draw.choices(words, k=70)).capitalize() + "." for _ in range(6)]
    text = "".join(f"<p>{part}</p>" for part in parts)
    return f"<!doctype html><html lang='en'><title>{words[0]} {words[1]} {number}</title><body>{frame}<article><h1>{words[0]} {words[1]} {number}</h1>{text}</article></body></html>".encode()
bodies = [article(number) for number in range(wanted)]
"""
PLAIN = """
import socket, sys
port, wanted, hosts, step, lean = map(int, sys.argv[1:])
def resolve(host, port, *_, **__):
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
socket.getaddrinfo, socket.gethostbyname = resolve, lambda _: "127.0.0.1"
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
class Plain(Spider):
    name = "plain"
    got = 0
    async def start(self):
        for host in range(hosts):
            yield Request(f"http://s{host}.example:{port}/feed")
        for number in range(0, wanted, step):
            yield Request(f"http://s{number % 60}.example:{port}/p/{number}", dont_filter=bool(lean))
    def parse(self, response):
        Plain.got += response.status == 200
LEAN = {
    "CONCURRENT_ITEMS": 1, "COOKIES_ENABLED": False, "RETRY_ENABLED": False, "METAREFRESH_ENABLED": False,
    "HTTPPROXY_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "DOWNLOADER_STATS": False,
    "SPIDER_MIDDLEWARES_BASE": {}, "EXTENSIONS_BASE": {},
}
process = AsyncCrawlerProcess({
    "ASYNCIO_EVENT_LOOP": "uvloop.Loop", "ROBOTSTXT_OBEY": True, "LOG_LEVEL": "ERROR",
    "CONCURRENT_REQUESTS": 128, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0, **(LEAN if lean else {}),
})
process.crawl(Plain)
process.start()
sys.exit(Plain.got < 0.99 * len(range(0, wanted, step)))  # a few may fail on a busy machine
"""


@dataclass(frozen=True)
class Round:
    """CPU milliseconds of the main process a page."""

    plain: float
    lean: float
    crawl: float

    @property
    def ratio(self) -> float:
        return self.crawl / self.plain

    @property
    def ratio_to_lean(self) -> float:
        return self.crawl / self.lean


class World:
    """Pages of one kind, served by a process that is not measured, and a working folder."""

    def __init__(self, folder: Path, wanted: int, kind: str) -> None:
        self.folder, self.wanted = folder, wanted
        self.server = subprocess.Popen(
            [sys.executable, "-c", MAKE_BODIES + SERVE_BODIES, str(wanted), str(HOSTS), kind],
            stdout=subprocess.PIPE,
        )
        assert self.server.stdout is not None
        self.port = int(self.server.stdout.readline())

    def stop(self) -> None:
        self.server.kill()
        self.server.wait()

    def measure(self, name: str) -> Round:
        few = len(range(0, self.wanted, HOSTS))
        pages = self.wanted - few
        crawl = self._crawl(f"{name}-all", HOSTS) - self._crawl(f"{name}-one", 1)
        plain, lean = (
            self._plain(HOSTS, 1, is_lean) - self._plain(1, HOSTS, is_lean)
            for is_lean in (False, True)
        )
        return Round(1000 * plain / pages, 1000 * lean / pages, 1000 * crawl / pages)

    def _plain(self, hosts: int, step: int, is_lean: bool) -> float:
        numbers = [str(int(number)) for number in (self.port, self.wanted, hosts, step, is_lean)]
        return run([sys.executable, "-c", PLAIN, *numbers], self.folder)

    def _crawl(self, name: str, hosts: int) -> float:
        folder = self.folder / name
        folder.mkdir()
        own = f"127.0.0.1:{self.port}"
        (folder / "aggregator.toml").write_text(
            f'[crawl]\nallow_hosts = ["{own}"]\nresolve = ["*={own}"]\ndelay = 0.0\nworkers = 2\n'
        )
        lines = ["name\tsite\tfeed\tcountry\tlanguage\tkind\torigins"]
        for number in range(hosts):
            host = f"s{number}.example"
            lines.append(f"{host}\t{host}\thttp://{host}/feed\t\t\trss\tbenchmark")
        (folder / "sources.tsv").write_text("\n".join(lines) + "\n")
        subprocess.run([*AGGREGATOR, "source", "import", "sources.tsv"], cwd=folder, check=True)
        return run([*AGGREGATOR, "crawl", "--due"], folder)


def run(command: list[str], folder: Path) -> float:
    """Run a command; returns the CPU seconds of its main process alone, from its last state."""
    process = subprocess.Popen(command, cwd=folder)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    if process.wait():
        raise subprocess.CalledProcessError(process.returncode, command)
    return (int(fields[11]) + int(fields[12])) / TICKS


def compare(folder: Path, kind: str, wanted: int, rounds: int) -> tuple[float, float]:
    """Print the rounds of a kind of page; returns the median ratios to Scrapy as it ships, and lean."""
    folder.mkdir()
    world, measured = World(folder, wanted, kind), list[Round]()
    try:
        for number in range(rounds):
            measured.append(world.measure(str(number)))
            print(
                f"{kind}, round {number + 1}: main process {measured[-1].crawl:.2f} ms a page, "
                f"plain Scrapy {measured[-1].plain:.2f} ms, ratio {measured[-1].ratio:.2f}; "
                f"lean {measured[-1].lean:.2f} ms, ratio {measured[-1].ratio_to_lean:.2f}",
                flush=True,
            )
    finally:
        world.stop()
    return (
        median(each.ratio for each in measured),
        median(each.ratio_to_lean for each in measured),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--data", help="not used: the pages are made up")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crawl-cost-") as name:
        stubs = compare(Path(name) / "stubs", "stub", arguments.pages, arguments.rounds)
        stored = compare(Path(name) / "articles", "article", arguments.pages, arguments.rounds)
    print("main process against plain Scrapy as it ships, and lean")
    print(f"fetched and scheduled: {stubs[0]:.2f}, {stubs[1]:.2f}")
    print(f"stored: {stored[0]:.2f} (at most {MAX_RATIO}), {stored[1]:.2f}")
    return 1 if stored[0] > MAX_RATIO else 0


if __name__ == "__main__":
    sys.exit(main())
