"""Measures the CPU of a crawl relative to trafilatura, its scaling, and its memory.

    python benchmarks/speed.py --data PATH [--rounds N] [--memory-pages N]

Every page of both page sets, and those of `news-dev` a second time under other names, are served on
loopback by a process of its own and crawled by the shipped command. The peer reads the same pages
with `bare_extraction(with_metadata=True, include_comments=False)` in one process. Rounds alternate,
medians are reported, start-up is measured apart and subtracted. Exits 1 when a figure is missed.
"""

import argparse
import json
import lzma
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent))
import process_tree
from page_server import SERVE_BODIES

MAX_RATIO, MIN_SCALING = 1.05, 1.7
MAX_MAIN, MAX_WORKER, MAX_GROWTH = 400.0, 300.0, 1.10  # MB, MB, last fifth against second fifth
MAX_HELP = 0.150  # CPU seconds
HOSTS = 117

MAKE_BODIES = """
import json, sys
with open(sys.argv[1], encoding="utf-8") as lines:
    bodies = [json.loads(line).encode("utf-8", "replace") for line in lines]
wanted, hosts = int(sys.argv[2]), int(sys.argv[3])
"""
PEER = """
import json, sys
from trafilatura import bare_extraction
with open(sys.argv[1], encoding="utf-8") as lines:
    bodies = [json.loads(line) for line in lines]
for body in bodies[: int(sys.argv[2])]:
    bare_extraction(body, with_metadata=True, include_comments=False)
"""


def pages(data: Path) -> list[str]:
    found: list[str] = []
    for name in ("news-dev", "articles-dev", "news-dev"):
        with lzma.open(data / "pages" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            found += [json.loads(line)["html"] for line in lines]
    return found


class World:
    """The pages, served by a process that is not measured, and a working folder."""

    def __init__(self, folder: Path, bodies: list[str], wanted: int) -> None:
        self.folder, self.file, self.wanted = folder, folder / "pages.jsonl", wanted
        self.file.write_text("".join(json.dumps(body) + "\n" for body in bodies), encoding="utf-8")
        self.server = subprocess.Popen(
            [
                sys.executable,
                "-c",
                MAKE_BODIES + SERVE_BODIES,
                str(self.file),
                str(wanted),
                str(HOSTS),
            ],
            stdout=subprocess.PIPE,
        )
        process_tree.exclude(self.server.pid)
        assert self.server.stdout is not None
        self.port = int(self.server.stdout.readline())

    def stop(self) -> None:
        self.server.kill()
        self.server.wait()

    def prepared(self, name: str, workers: int, hosts: int = HOSTS) -> Path:
        """A folder with a database whose feeds are due."""
        folder = self.folder / name
        folder.mkdir()
        own = f"127.0.0.1:{self.port}"
        (folder / "aggregator.toml").write_text(
            f'[crawl]\nallow_hosts = ["{own}"]\nresolve = ["*={own}"]\ndelay = 0.0\nworkers = {workers}\n'
        )
        lines = ["name\tsite\tfeed\tcountry\tlanguage\tkind\torigins"]
        for number in range(hosts):
            host = f"s{number}.example"
            lines.append(f"{host}\t{host}\thttp://{host}/feed\t\t\trss\tbenchmark")
        (folder / "sources.tsv").write_text("\n".join(lines) + "\n")
        subprocess.run([*AGGREGATOR, "source", "import", "sources.tsv"], cwd=folder, check=True)
        return folder


AGGREGATOR = (sys.executable, "-m", "aggregator")


def crawl(world: World, name: str, workers: int, *, watch: bool = False) -> process_tree.Cost:
    folder = world.prepared(name, workers)
    return process_tree.run([*AGGREGATOR, "crawl", "--due"], folder, watch=watch)


def start_up(world: World, name: str) -> process_tree.Cost:
    """A crawl of one site with few pages: the start-up cost."""
    folder = world.prepared(name, 2, hosts=1)
    return process_tree.run([*AGGREGATOR, "crawl", "--due"], folder)


def peer(world: World, count: int) -> float:
    command = [sys.executable, "-c", PEER, str(world.file), str(count)]
    return process_tree.run(command, world.folder).cpu


def compare(bodies: list[str], rounds: int, folder: Path) -> list[str]:
    """CPU against trafilatura, and two workers against one."""
    world = World(folder, bodies, len(bodies))
    ratios, scalings = [], []
    try:
        for number in range(rounds):
            idle = start_up(world, f"start-{number}")
            theirs = peer(world, len(bodies)) - peer(world, 1)
            two = crawl(world, f"two-{number}", 2)
            one = crawl(world, f"one-{number}", 1)
            share = len(range(0, len(bodies), HOSTS)) / len(bodies)  # the pages of the idle run
            ours = (two.cpu - idle.cpu) / (1 - share)
            ratios.append(ours / theirs)
            scalings.append((one.wall - idle.wall) / (two.wall - idle.wall))
            print(
                f"round {number + 1}: {len(bodies)} pages; crawl {1000 * ours / len(bodies):.2f} ms CPU a page, "
                f"trafilatura {1000 * theirs / len(bodies):.2f} ms, ratio {ratios[-1]:.3f}; "
                f"wall {two.wall:.1f} s with two workers, {one.wall:.1f} s with one, {scalings[-1]:.2f} times",
                flush=True,
            )
    finally:
        world.stop()
    print(f"crawl against trafilatura, CPU: {median(ratios):.3f} (at most {MAX_RATIO})")
    print(f"two workers against one: {median(scalings):.2f} times (at least {MIN_SCALING})")
    missed = [f"CPU ratio {median(ratios):.3f}"] * (median(ratios) > MAX_RATIO)
    return missed + [f"scaling {median(scalings):.2f}"] * (median(scalings) < MIN_SCALING)


def memory(bodies: list[str], wanted: int, folder: Path) -> list[str]:
    """Resident memory over many pages."""
    world = World(folder, bodies, wanted)
    try:
        spent = crawl(world, "memory", 2, watch=True)
    finally:
        world.stop()
    fifth = max(1, len(spent.series) // 5)
    growth = median(spent.series[-fifth:]) / median(spent.series[fifth : 2 * fifth])
    main, worker = spent.peaks["main"], spent.peaks["worker"]
    print(
        f"memory over {wanted} pages: crawl process {main:.0f} MB (at most {MAX_MAIN:.0f}), worker "
        f"{worker:.0f} MB (at most {MAX_WORKER:.0f}), last fifth {growth:.2f} times the second"
    )
    missed = [f"crawl process {main:.0f} MB"] * (main > MAX_MAIN)
    missed += [f"worker {worker:.0f} MB"] * (worker > MAX_WORKER)
    return missed + [f"memory grew {growth:.2f} times"] * (growth > MAX_GROWTH)


def help_page(folder: Path) -> list[str]:
    took = median(process_tree.run([*AGGREGATOR, "--help"], folder).cpu for _ in range(9))
    print(f"aggregator --help: {1000 * took:.0f} ms CPU (at most {1000 * MAX_HELP:.0f})")
    return [f"--help {1000 * took:.0f} ms"] * (took > MAX_HELP)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory-pages", type=int, default=10_000)
    arguments = parser.parse_args()
    bodies = pages(arguments.data)
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="speed-") as name:
        folder = Path(name)
        (folder / "compare").mkdir()
        (folder / "memory").mkdir()
        missed += help_page(folder)
        missed += compare(bodies, arguments.rounds, folder / "compare")
        if arguments.memory_pages:
            missed += memory(bodies, arguments.memory_pages, folder / "memory")
    print("missed: " + "; ".join(missed) if missed else "every figure reached")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
