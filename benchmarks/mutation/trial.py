"""Tests run in a copy of the tree: unchanged, to see what they call; and against a mutant."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.mutation.operators import Mutant

LIMIT = 120.0  # seconds that any run may take, beside ten times what its tests took unchanged
FOLDERS = ("aggregator", "spiders", "storage", "benchmarks", "tests", "seeds", "docs")
FILES = ("pyproject.toml", "scrapy.cfg", "README.md", "CHANGELOG.md", "Makefile")
# Tests that measure, or kill processes at many moments: too slow to run for every mutant.
SLOW = ("*_floor.py", "test_erase_crash.py", "test_browser.py", "test_readme.py")


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant, and by which test."""

    # killed, endless, survived, or doubtful (the test is not reliable)
    outcome: str
    test: str = ""

    @property
    def killed(self) -> bool:
        return self.outcome in ("killed", "endless")


@dataclass
class Reach:
    """Which tests of a package call which function, and how long they take."""

    seconds: dict[str, float] = field(default_factory=dict)
    by_function: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    starting_processes: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)

    def list_tests(self, mutant: Mutant) -> list[str]:
        """The tests that a mutant may meet, the quick ones first.

        A constant or a default is met by whatever calls a function of the same file. What no test
        calls, an import may: every test meets it. Tests that start processes come last: they may
        call it there.
        """
        if mutant.in_function:
            names = self.by_function.get(f"{mutant.path} | {mutant.name}", set())
        else:
            mine = [n for n in self.by_function if n.startswith(f"{mutant.path} | ")]
            names = set().union(*(self.by_function[name] for name in mine))
        names = names or set(self.seconds)
        return [*self._sort(names), *self._sort(self.starting_processes - names)]

    def _sort(self, names: set[str]) -> list[str]:
        return sorted(names, key=lambda name: (self.seconds[name], name))


def merge(reaches: Sequence[Reach]) -> Reach:
    """Returns what several runs noted, as one."""
    merged = Reach()
    for reach in reaches:
        merged.seconds |= reach.seconds
        merged.broken += reach.broken
        merged.starting_processes |= reach.starting_processes
        for function, tests in reach.by_function.items():
            merged.by_function[function] |= tests
    return merged


class Copy:
    """A copy of the tree in which tests run."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = folder
        ignored = shutil.ignore_patterns("__pycache__", "*.pyc", ".hypothesis", *SLOW)
        folders = [name for name in FOLDERS if (root / name).is_dir()]
        for name in folders:
            shutil.copytree(root / name, folder / name, ignore=ignored)
        for name in FILES:
            if (root / name).exists():
                shutil.copy(root / name, folder / name)
        compiled = ("-m", "compileall", "-q", "--invalidation-mode", "checked-hash", *folders)
        subprocess.run([sys.executable, *compiled], cwd=folder, check=True)

    def run(self, arguments: Sequence[str], limit: float | None = None) -> tuple[int | None, str]:
        """Returns pytest's exit code and output; no exit code where it did not end in time."""
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p",
             "benchmarks.mutation.reach", *arguments],
            cwd=self.root,
            env={
                **os.environ,
                "PYTHONPATH": str(self.root),  # before the checkout, in processes of tests too
                "PYTHONDONTWRITEBYTECODE": "1",
                "HYPOTHESIS_PROFILE": "unshrunk",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )  # fmt: skip
        try:
            output, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            return None, ""
        finally:
            _end_group(process.pid)
            process.wait()
        return process.returncode, output

    def run_tests(self, names: Sequence[str], limit: float) -> tuple[int | None, str]:
        """Runs these tests in this order until one fails."""
        chosen = self.root / "chosen.json"
        chosen.write_text(json.dumps(names))
        files = dict.fromkeys(name.partition("::")[0] for name in names)
        return self.run(["-x", "--reach-only", str(chosen), *files], limit)

    def measure(self, tests: Sequence[str]) -> Reach:
        """Runs tests (files or folders) unchanged and notes what they call."""
        noted = self.root / "reach.json"
        self.run(["--reach-note", str(noted), "--reach-root", str(self.root), *tests])
        reach = Reach()
        for name, record in json.loads(noted.read_text()).items():
            if record["failed"]:
                reach.broken.append(name)
            if record["failed"] or record["seconds"] is None:  # None: skipped
                continue
            reach.seconds[name] = record["seconds"]
            if record["starts_processes"]:
                reach.starting_processes.add(name)
            for function in record["calls"]:
                reach.by_function[function].add(name)
        return reach

    def judge(self, mutant: Mutant, reach: Reach) -> Verdict:
        """Runs the tests against a mutant, and puts the code back."""
        names = reach.list_tests(mutant)
        path = self.root / mutant.path
        whole = path.read_bytes()
        limit = LIMIT + 10 * sum(reach.seconds[name] for name in names)
        path.write_bytes(mutant.apply(whole))
        try:
            code, output = self.run_tests(names, limit)
            if code == 0:
                return Verdict("survived")
            failed = _failed(output, names)
            again = code is None or self.run_tests(failed, limit)[0] != 0
        finally:
            path.write_bytes(whole)
        passes = self.run_tests(failed, limit)[0] == 0
        outcome = ("endless" if code is None else "killed") if again and passes else "doubtful"
        return Verdict(outcome, failed[0])


def _failed(output: str, names: Sequence[str]) -> list[str]:
    """The test that failed; all of them where none says so: the code could not be imported."""
    found = re.findall(r"^(?:FAILED|ERROR) (\S+::.*?)(?: - .*)?$", output, re.MULTILINE)
    named = [name for name in names if name in found]
    return named[:1] or list(names)


def _end_group(group: int) -> None:
    """Processes that tests left behind end with them."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
