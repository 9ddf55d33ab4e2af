"""Takes a crawl through the days of the world: a run whenever something is due, and a look at `status` every six hours."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.years.certificates import Authority, certify
from benchmarks.years.lateness import Late
from benchmarks.years.model import DAY, START, time_at
from benchmarks.years.server import Seen, Server, serving
from benchmarks.years.virtual_time import VARIABLE, VirtualTime
from benchmarks.years.world import World

DELAY, TIMEOUT = 0.2, 4.0  # real seconds: between two requests to a host, and for one answer
MAX_BYTES = 8 << 20
STEP, LONGEST = 2.0, 4.0  # hours between two runs: at least, and at most
MOST_ENDED = 20  # runs that an error ended, after which the rest is not worth the time
LOOK = 6.0  # hours between two looks at `status`


@dataclass(slots=True)
class Record:
    """What happened: requests, looks at `status` by hour, runs that an error ended, how late the crawl's process ran, and
    the server's."""

    path: Path
    seen: list[Seen] = field(default_factory=list)
    looks: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    ended: list[tuple[float, str]] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)
    server_late: list[Late] = field(default_factory=list)
    runs: int = 0
    wall: float = 0.0
    cpu: float = 0.0


def crawl_world(world: World, folder: Path, report: Callable[[str], None]) -> Record:
    """Crawls the world into `folder/years.db` from its first hour to its last.

    Ctrl-C ends it earlier: `world.days` is then how far it came.
    """
    path = folder / "years.db"
    for former in folder.glob("*.db*"):
        former.unlink()
    clock = VirtualTime(folder / "clock", START)
    authority = Authority(folder)

    def hour() -> float:
        return (clock.now() - START).total_seconds() / 3600

    server = Server(world, hour, lambda host, at: certify(world, authority, host, at))
    record, begun = Record(path), time.monotonic()
    try:
        with serving(server), crawling(path, folder, server, authority) as command:
            register(path, world, clock)
            _go_through(world, path, clock, command, record, report)
    except KeyboardInterrupt:
        world.days = hour() / DAY
        report(f"stopped in hour {hour():.1f}")
    record.seen, record.server_late = list(server.seen), list(server.late)
    record.wall = time.monotonic() - begun
    return record


def _go_through(
    world: World,
    path: Path,
    clock: VirtualTime,
    command: Callable[..., dict[str, Any]],
    record: Record,
    report: Callable[[str], None],
) -> None:
    begun, now, look_at, end = time.monotonic(), 0.0, LOOK, world.days * DAY
    domains = [site.host for site in world.sites if site.behaviour.notices]
    while now < end:
        clock.jump_to(time_at(now))
        done = command("crawl")
        record.runs += 1
        record.cpu += done.get("cpu", 0.0)
        record.late += [(at, late) for at, late in done.get("late", ())]
        if "ended" in done:
            record.ended.append((now, done["ended"]))
            report(f"hour {now:5.1f}  ended: {done['trace']}")
            if len(record.ended) >= MOST_ENDED:
                raise SystemExit(
                    f"the crawl ended {MOST_ENDED} times, at last with {done['ended']}"
                )
        if now >= look_at:
            record.looks.append((now, command("look", *domains)))
            look_at += LOOK
            report(f"hour {now:5.1f}  {time.monotonic() - begun:5.0f} s  {done.get('counts')}")
        reached = (clock.now() - START).total_seconds() / 3600
        now = max(reached, min(max(now + STEP, find_next_due(path)), now + LONGEST))


def find_next_due(path: Path) -> float:
    """Returns the hour in which something is due next."""
    query = (
        "SELECT min(due) FROM (SELECT min(next_due) AS due FROM feeds UNION ALL "
        "SELECT min(next_due) FROM frontier)"
    )
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        [(due,)] = db.execute(query).fetchall()
    if due is None:
        return 1e9
    from aggregator.clock import from_text

    return (from_text(due) - START).total_seconds() / 3600


@contextmanager
def crawling(
    path: Path, folder: Path, server: Server, authority: Authority
) -> Iterator[Callable[..., dict[str, Any]]]:
    """Starts the process of the crawl; yields what sends it a command and returns its answer."""
    settings = {
        "path": str(path),
        "contact": "bench@years.example",
        "allow_hosts": [f"127.0.0.1:{server.port}", f"127.0.0.1:{server.tls_port}"],
        "resolve": [f"*:80=127.0.0.1:{server.port}", f"*:443=127.0.0.1:{server.tls_port}"],
        "delay": DELAY,
        "timeout": TIMEOUT,
        "max_bytes": MAX_BYTES,
        "workers": 1,
    }
    root = Path(__file__).parents[2]
    environment = {
        **os.environ,
        VARIABLE: str(folder / "clock"),
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent / "site"), str(root)]),
        "SSL_CERT_FILE": str(authority.root),
    }
    with (
        (folder / "crawler.log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.years.crawler", json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=environment,
            text=True,
            cwd=root,
            start_new_session=True,  # Ctrl-C is for the driver
        ) as process,
    ):
        commands, answers = process.stdin, process.stdout
        assert commands is not None
        assert answers is not None

        def command(*words: str) -> dict[str, Any]:
            commands.write(json.dumps(words) + "\n")
            commands.flush()
            line = answers.readline()
            if not line:
                raise SystemExit(f"the crawl ended: see {folder / 'crawler.log'}")
            return dict(json.loads(line))

        try:
            yield command
        except KeyboardInterrupt:
            process.terminate()
            raise
        finally:
            commands.close()
            process.wait(60)


def register(path: Path, world: World, clock: VirtualTime) -> None:
    """Adds every site with its feeds, as `source add` would."""
    from aggregator.clock import to_text
    from aggregator.model import Feed, Source
    from storage.store import open_for_writing

    now = to_text(clock.now())
    with open_for_writing(path) as store, store.sources.transaction():
        for site in world.sites:
            source = Source(site.host, site=f"{site.scheme}://{site.host}/")
            source_id = store.sources.upsert(source, now)
            for url in site.feed_urls():
                store.sources.add_feed(Feed(url, site.host, site.behaviour.kind), source_id, now)
