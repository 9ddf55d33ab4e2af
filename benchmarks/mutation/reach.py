"""A pytest plugin that notes which functions each test calls, and later runs only those tests.

    pytest -p benchmarks.mutation.reach --reach-note FILE --reach-root FOLDER
    pytest -p benchmarks.mutation.reach --reach-only FILE

What a shared fixture calls counts for every test that uses the fixture. Calls in other processes
are not seen, so that tests that start processes are marked.
"""

import importlib
import json
import pkgutil
import sys
import threading
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

PACKAGES = ("aggregator", "spiders", "storage")
PROCESS_STARTS = (("subprocess.py", "_execute_child"), ("popen_forkserver.py", "_launch"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--reach-note", help="write what each test calls into this JSON file")
    parser.addoption("--reach-root", help="note only what is defined below this folder")
    parser.addoption("--reach-only", help="run the tests that this JSON file lists, in its order")


def pytest_configure(config: pytest.Config) -> None:
    note = config.getoption("--reach-note")
    if note:
        recorder = Recorder(Path(note), f"{Path(config.getoption('--reach-root')).resolve()}/")
        config.pluginmanager.register(recorder, "reach-recorder")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    only = config.getoption("--reach-only")
    if only:
        rank = {name: n for n, name in enumerate(json.loads(Path(only).read_text()))}
        items[:] = sorted(
            (item for item in items if item.nodeid in rank), key=lambda item: rank[item.nodeid]
        )


class Recorder:
    """What was called since the start of a test or of a fixture that tests share."""

    def __init__(self, note: Path, root: str) -> None:
        self._note = note
        self._root = root
        self._called: set[CodeType] = set()
        self._fixtures: dict[str, set[CodeType]] = defaultdict(set)
        self._tests: dict[str, set[CodeType]] = {}
        self._passed: dict[str, float] = {}
        self._failed: set[str] = set()

    def pytest_sessionstart(self) -> None:
        """Imports everything first, so that no test seems to call what an import calls."""
        for name in PACKAGES:
            if (Path(self._root) / name).is_dir():
                package = importlib.import_module(name)
                for module in pkgutil.walk_packages(package.__path__, f"{name}."):
                    if not module.name.endswith("__main__"):
                        importlib.import_module(module.name)

    def _trace(self, frame: FrameType, _event: str, _arg: Any) -> None:
        self._called.add(frame.f_code)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None]:
        outer, self._called = self._called, set()
        yield
        self._fixtures[fixturedef.argname] |= self._called
        self._called = outer

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None]:
        self._called = set()
        sys.settrace(self._trace)
        threading.settrace(self._trace)
        yield
        sys.settrace(None)
        threading.settrace(None)
        names = getattr(item, "fixturenames", ())
        self._tests[item.nodeid] = self._called.union(*(self._fixtures[name] for name in names))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self._passed[report.nodeid] = report.duration
        elif report.failed:
            self._passed.pop(report.nodeid, None)
            self._failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        record = {
            name: {
                "seconds": self._passed.get(name),
                "failed": name in self._failed,
                "starts_processes": any(map(_starts_process, codes)),
                "calls": sorted(self._functions(codes)),
            }
            for name, codes in self._tests.items()
        }
        self._note.write_text(json.dumps(record))

    def _functions(self, codes: set[CodeType]) -> set[str]:
        """As `path | qualified name`; what is called in a comprehension was called around it."""
        return {
            f"{code.co_filename.removeprefix(self._root)} | {code.co_qualname}"
            for code in codes
            if code.co_filename.startswith(self._root) and not code.co_name.startswith("<")
        }


def _starts_process(code: CodeType) -> bool:
    return (Path(code.co_filename).name, code.co_name) in PROCESS_STARTS
