"""The crawl of the world, in a process of its own: reads commands from standard input, writes an answer each.

python -m benchmarks.years.crawler, started by `driver`. One line of JSON each way. The program is imported in functions:
each worker process imports this module again.
"""

import json
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.years.lateness import measuring

if TYPE_CHECKING:
    from aggregator.config import CrawlConfig


def run_due(path: Path, config: "CrawlConfig") -> dict[str, Any]:
    """Crawls what is due; returns the counts, or what ended it."""
    from aggregator import crawl

    begun, cpu = time.monotonic(), time.process_time()
    try:
        with measuring() as late:
            report = crawl.run(path, config, due=True)
    except Exception as error:
        return {"ended": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}
    return {
        "counts": dict(report.counts),
        "wall": time.monotonic() - begun,
        "cpu": time.process_time() - cpu,
        "late": late,
    }


def ask(path: Path, *arguments: str) -> str:
    """Returns what a command of the program prints."""
    from click.testing import CliRunner

    from aggregator.cli import cli

    done = CliRunner().invoke(cli, ["--db", str(path), *arguments])
    return done.output if done.exception is None else f"{done.output}\n{done.exception}"


def look(path: Path, domains: list[str]) -> dict[str, Any]:
    """Returns what an operator sees: the status, and each of these sources."""
    return {
        "status": ask(path, "status"),
        "json": ask(path, "status", "--json"),
        "sources": {domain: ask(path, "source", "show", domain) for domain in domains},
    }


def make_config(settings: dict[str, Any]) -> "CrawlConfig":
    """Returns the settings of the crawl; lists become tuples."""
    from aggregator.config import CrawlConfig

    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in settings.items()
    }
    return CrawlConfig(**values)


def main() -> None:
    settings: dict[str, Any] = json.loads(sys.argv[1])
    path, out = Path(settings.pop("path")), sys.stdout
    config = make_config(settings)
    sys.stdout = sys.stderr  # what the program prints must not come between the answers
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        answer = run_due(path, config) if name == "crawl" else look(path, arguments)
        out.write(json.dumps(answer) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
