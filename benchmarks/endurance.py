"""Troubles that last: does a crawl lose an article, store one twice, or end?

    python benchmarks/endurance.py [--only kills,lock,locks,disk,outage,suspended,clock,memory] [--kills 100]
      [--lock-seconds 600] [--articles 100000] [--keep FOLDER]

A real server on loopback, `aggregator crawl --watch` as a process with its workers, and a real trouble each: kill -9 at
random moments, the write lock of the database, a limit on the size of its files (the disk is full), a server that closes every
connection for twelve virtual hours, SIGSTOP with an hour that passes outside, a clock that is set by 400 days, forward and back.
New articles come before and in each trouble. Exits 1 when a figure is missed.
"""

import argparse
import json
import os
import random
import resource
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from aggregator import clock
from benchmarks.locks import MOST_SECONDS, run_jobs
from benchmarks.years.virtual_time import VARIABLE, VirtualTime
from tests.crawling import World
from tests.site_server import Answer, rss, serving, story

ROOT = Path(__file__).parents[1]
DAY = 86_400
PATIENCE = 900.0  # real seconds that a trial waits for what has to come
HOSTS = 20
MEMORY_HOSTS, MEMORY_EACH = 250, 8  # each site is asked every two seconds at most
LISTED = 50  # latest articles that a feed lists
PAUSE = 0.2  # between two looks
MOST_GROWTH_MB = 10.0


@dataclass(frozen=True)
class Outcome:
    """What a trouble cost."""

    name: str
    articles: int
    lost: int
    doubled: int
    ended: int
    note: str = ""
    missed: bool = False

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.articles} articles, lost {self.lost}, doubled {self.doubled}, "
            f"crawl ended {self.ended}{'; ' if self.note else ''}{self.note}"
        )


class Trial:
    """Sites, a database, and a crawl of them as a process."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.links: set[str] = set()
        self.time: VirtualTime | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.listed: dict[str, list[str]] = {}
        self.ended: int | None = None  # 1: before it was asked to
        (folder / "aggregator.toml").write_text(
            f'[crawl]\nallow_hosts = ["{world.sites.allow[0]}"]\nresolve = ["{world.sites.resolve[0]}"]\n'
            "delay = 0.0\nworkers = 1\n"
        )

    def publish(self, each: int, hosts: int = HOSTS, wait: float = 0.02) -> None:
        """Each site publishes so many articles; feeds are due."""
        for number in range(hosts):
            host = f"paper{number}.example"
            is_new = host not in self.listed
            mine = self.listed.setdefault(host, [])
            for _ in range(each):
                text = story(len(self.links)).encode()
                link = f"http://{host}/{len(mine)}.html"
                self.world.sites.pages[link.removeprefix("http://")] = Answer(text, wait=wait)
                mine.append(link)
                self.links.add(link)
            self.world.sites.pages[f"{host}/feed"] = rss(*mine[-LISTED:])
            if is_new:
                self.world.source(host, f"http://{host}/feed")
        self.make_feeds_due()

    def make_feeds_due(self) -> None:
        with sqlite3.connect(self.world.path, timeout=60) as db:
            db.execute("UPDATE feeds SET next_due = '2001-01-01T00:00:00Z'")

    def use_virtual_time(self) -> VirtualTime:
        self.time = VirtualTime(self.folder / "clock", clock.from_text(clock.now()))
        return self.time

    def start(self) -> "subprocess.Popen[bytes]":
        virtual = {VARIABLE: str(self.folder / "clock")} if self.time else {}
        paths = [str(ROOT / "benchmarks" / "years" / "site"), str(ROOT)]
        with (self.folder / "crawl.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "aggregator", "crawl", "--watch"],
                cwd=self.folder,
                env={**os.environ, **virtual, "PYTHONPATH": os.pathsep.join(paths)},
                stdout=log,
                stderr=log,
            )
        return self.process

    def stored(self) -> int:
        return int(self.world.one("SELECT count(*) FROM articles"))

    def wait_for_more(self, number: int) -> None:
        wanted = self.stored() + number
        wait_until(lambda: self.stored() >= wanted)

    def wait_for_all(self, step: Callable[[], None] = lambda: None) -> None:
        """Waits until every link is stored, or no longer than PATIENCE."""
        end = time.monotonic() + PATIENCE
        while not self.links <= self.world.stored() and time.monotonic() < end:
            step()
            time.sleep(PAUSE)

    def stop(self) -> None:
        """Ends the crawl, unless it has ended."""
        assert self.process
        self.ended = int(self.process.poll() is not None)
        if not self.ended:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def finish(self, name: str, note: str = "", *, missed: bool = False) -> Outcome:
        """Ends the crawl, and counts."""
        if self.ended is None:
            self.stop()
        stored = self.world.rows("SELECT url FROM articles")
        doubled = len(stored) - len({url for (url,) in stored} & self.links)
        lost = len(self.links - {url for (url,) in stored})
        return Outcome(name, len(self.links), lost, doubled, self.ended or 0, note, missed)


@contextmanager
def trial(folder: Path, name: str) -> Iterator[Trial]:
    own = folder / name
    own.mkdir(parents=True)
    with serving() as sites:
        made = Trial(World(sites, own / "aggregator.db"), own)
        try:
            yield made
        finally:
            if made.process and made.process.poll() is None:
                made.process.kill()
                made.process.wait()


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(PAUSE)


def kills(folder: Path, times: int) -> Outcome:
    """Kill -9 at random moments after the first request of each crawl."""
    chance = random.Random(13)
    with trial(folder, "kills") as made:
        made.publish(each=5)
        for kill in range(times):
            if kill % 10 == 5:
                made.publish(each=1)
            made.make_feeds_due()
            asked = len(made.world.sites.asked)
            process = made.start()
            wait_until(
                lambda: len(made.world.sites.asked) > asked or process.poll() is not None  # noqa: B023  # called at once
            )
            time.sleep(chance.uniform(0.0, 5.0))
            process.kill()
            process.wait()
        made.make_feeds_due()
        made.start()
        made.wait_for_all()
        twice = len(made.world.sites.asked)
        runs, closed = made.world.rows("SELECT count(*), sum(killed) FROM crawl_runs")[0]
        return made.finish(
            f"kill -9, {times} times",
            f"{twice} requests; {closed} of {runs} runs killed in the log",
        )


def lock(folder: Path, seconds: float) -> Outcome:
    """Another process holds the write lock."""
    with trial(folder, "lock") as made:
        made.publish(each=10)
        made.start()
        made.wait_for_more(20)
        other = sqlite3.connect(made.world.path, isolation_level=None, timeout=60)
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        other.rollback()
        other.close()
        made.publish(each=2)
        made.wait_for_all()
        made.stop()
        failed = count_failures(made)
        return made.finish(f"write lock held {seconds:.0f} s", f"{failed} failures counted")


def disk(folder: Path, seconds: float = 30.0) -> Outcome:
    """No file may grow any more."""
    with trial(folder, "disk") as made:
        made.publish(each=10)
        process = made.start()
        made.wait_for_more(20)
        largest = max(file.stat().st_size for file in made.folder.glob("aggregator*"))
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
        time.sleep(seconds)
        before = made.stored()
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        made.wait_for_all()
        return made.finish(
            f"disk full for {seconds:.0f} s",
            f"{before} of {len(made.links)} stored while it was full",
        )


def outage(folder: Path, hours: int = 12) -> Outcome:
    """Every connection is closed without an answer, for so many virtual hours."""
    with trial(folder, "outage") as made:
        virtual = made.use_virtual_time()
        made.publish(each=5)
        made.start()
        made.wait_for_all()
        made.world.sites.is_down = True
        asked = made.world.sites.asked[:]
        made.publish(each=3)
        wait_until(lambda: made.world.rows("SELECT 1 FROM crawl_events WHERE kind = 'outage'"))
        for _ in range(hours * 12):
            move(virtual, 300)
            time.sleep(PAUSE)
        made.world.sites.is_down = False
        made.wait_for_all(lambda: move(virtual, 30))
        made.stop()
        events = made.world.rows("SELECT kind, ended_at IS NOT NULL FROM crawl_events")
        note = f"{count_failures(made)} failures counted, events {events}, {len(asked)} requests before"
        return made.finish(
            f"network gone {hours} h (virtual)", note, missed=events != [("outage", 1)]
        )


def suspended(folder: Path) -> Outcome:
    """The process is stopped while an hour passes outside."""
    with trial(folder, "suspended") as made:
        virtual = made.use_virtual_time()
        made.publish(each=10, wait=0.3)
        process = made.start()
        made.wait_for_more(20)
        process.send_signal(signal.SIGSTOP)
        move(virtual, 3600)
        time.sleep(1.0)
        process.send_signal(signal.SIGCONT)
        made.wait_for_all()
        made.stop()
        return made.finish("suspended 1 h (virtual)", f"{count_failures(made)} failures counted")


def jumping(folder: Path, days: int) -> Outcome:
    """The clock is set by so many days, later it is true again."""
    with trial(folder, f"clock{days}") as made:
        made.use_virtual_time()
        made.publish(each=4)
        made.start()
        made.wait_for_all()
        set_clock(made.folder / "clock", days * DAY)
        made.publish(each=3)
        made.wait_for_all()
        set_clock(made.folder / "clock", 0)
        made.publish(each=3)
        made.wait_for_all()
        wrong = count_wrong_times(made)
        return made.finish(
            f"clock {days:+d} days", f"{wrong} times off by more than a day", missed=bool(wrong)
        )


def memory(folder: Path, articles: int) -> Outcome:
    """Resident memory of the main process while so many articles come, in 48 virtual hours."""
    with trial(folder, "memory") as made:
        virtual = made.use_virtual_time()
        made.publish(each=1, hosts=MEMORY_HOSTS, wait=0.0)
        process = made.start()
        made.wait_for_all()
        rounds = max(articles // (MEMORY_HOSTS * MEMORY_EACH), 1)
        series = []
        for _ in range(rounds):
            made.publish(each=MEMORY_EACH, hosts=MEMORY_HOSTS, wait=0.0)
            move(virtual, 48 * 3600 / rounds)
            wait_until(lambda: made.stored() >= len(made.links))
            series.append((made.stored(), read_resident_mb(process.pid)))
            print(f"{series[-1][0]} articles: {series[-1][1]:.1f} MB", flush=True)
        tenth = series[len(series) // 10][1]
        growth = series[-1][1] - tenth
        note = f"{tenth:.0f} MB after a tenth, {growth:+.1f} MB until the end (at most {MOST_GROWTH_MB:.0f})"
        return made.finish("memory of 48 h (virtual)", note, missed=growth > MOST_GROWTH_MB)


def locks(folder: Path, articles: int = 20_000) -> Outcome:
    """Long jobs beside another writer, see `locks.py`."""
    own = folder / "locks"
    own.mkdir(parents=True)
    longest = max(each.longest for each in run_jobs(own, articles))
    note = f"another writer waited {longest:.2f} s at most (at most {MOST_SECONDS:.0f})"
    return Outcome("long jobs", articles, 0, 0, 0, note, missed=longest > MOST_SECONDS)


def read_resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def move(virtual: VirtualTime, seconds: float) -> None:
    virtual.jump_to(virtual.now() + timedelta(seconds=seconds))


def set_clock(path: Path, seconds: float) -> None:
    """Sets the clock of the crawl to the true time plus so many seconds; what passes for it stays the same."""
    with path.open("r+b") as file:
        file.write(struct.pack("<dd", seconds, seconds))


def count_failures(made: Trial) -> int:
    """How many failures of feeds and pages the crawl has counted."""
    counts = [json.loads(row[0]) for row in made.world.rows("SELECT counts FROM crawl_runs")]
    return int(sum(each.get("feeds_failed", 0) + each.get("failed", 0) for each in counts))


def count_wrong_times(made: Trial) -> int:
    """How many articles and feeds have a time that is more than a day from now."""
    now = clock.now()
    bounds = [clock.add_seconds(now, -DAY), clock.add_seconds(now, DAY)]
    articles = made.world.one(
        "SELECT count(*) FROM articles WHERE first_seen NOT BETWEEN ? AND ?", *bounds
    )
    late = made.world.one(
        "SELECT count(*) FROM feeds WHERE next_due > ?", clock.add_seconds(now, 2 * DAY)
    )
    return int(articles + late)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="not needed")
    parser.add_argument("--only", default="kills,lock,locks,disk,outage,suspended,clock,memory")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--lock-seconds", type=float, default=600.0)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="endurance-") as temporary:
        folder = options.keep or Path(temporary)
        trials: dict[str, list[Callable[[], Outcome]]] = {
            "kills": [lambda: kills(folder, options.kills)],
            "lock": [lambda: lock(folder, options.lock_seconds)],
            "locks": [lambda: locks(folder)],
            "disk": [lambda: disk(folder)],
            "outage": [lambda: outage(folder)],
            "suspended": [lambda: suspended(folder)],
            "clock": [lambda: jumping(folder, 400), lambda: jumping(folder, -400)],
            "memory": [lambda: memory(folder, options.articles)],
        }
        outcomes = []
        for name in options.only.split(","):
            for run in trials[name]:
                outcomes.append(run())
                print(outcomes[-1], flush=True)
    bad = [each for each in outcomes if each.lost or each.doubled or each.ended or each.missed]
    for each in bad:
        print(f"missed: {each.name}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
