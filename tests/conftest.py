"""Fixtures and helpers of all tests."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests import corpus

if TYPE_CHECKING:
    from click.testing import Result
    from starlette.testclient import TestClient

    from aggregator.api import Aggregator

# No deadlines: a busy machine is no fault of the code. The same examples in each run, so that a
# failure can be repeated; `HYPOTHESIS_PROFILE=explore make test` looks for new ones.
settings.register_profile(
    "repeatable",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "explore", settings.get_profile("repeatable"), derandomize=False, database=None
)
settings.register_profile(
    "unshrunk",  # for mutants: that an example fails is enough
    settings.get_profile("repeatable"),
    phases=(Phase.explicit, Phase.generate),
    database=None,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

HANGS = 300.0  # seconds after which a test stops waiting for a process or an event

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Ask = Callable[..., "Result"]


def require(condition: object, reason: str) -> None:
    """Skip the test when a requirement is missing; fail when all requirements must be there."""
    if condition:
        return
    if os.environ.get("AGGREGATOR_REQUIRE_ALL") == "1":
        pytest.fail(f"required here: {reason}")
    pytest.skip(reason)


def pytest_configure() -> None:
    """A shell starts background jobs with Ctrl-C ignored, and the commands under test inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests too")


def pytest_collection_modifyitems(config: pytest.Config, items: Sequence[pytest.Item]) -> None:
    if config.getoption("--slow"):
        return
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="slow: make test SLOW=1"))


@pytest.fixture(scope="session")
def bench_data() -> Path:
    """The folder of the data sets, where there is one."""
    named = os.environ.get("AGGREGATOR_BENCH_DATA", "")
    require(named and Path(named).is_dir(), "set AGGREGATOR_BENCH_DATA to the data sets' folder")
    return Path(named)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command as a process of its own, in an empty folder, with a bare environment."""

    def start(
        *arguments: str | Path, given: str | bytes = "", cwd: Path = tmp_path, **env: str
    ) -> "subprocess.CompletedProcess[str]":
        data = given if isinstance(given, bytes) else given.encode()
        done = subprocess.run(
            [sys.executable, "-m", "aggregator", *map(str, arguments)],
            input=data,
            cwd=cwd,
            env={**clean_environment(), **env},
            capture_output=True,
            timeout=HANGS,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    return start


def alive(pid: int) -> bool:
    """Whether any thread of a process runs; until then its files are open. A zombie does not run."""
    try:
        states = [
            (thread / "stat").read_text().rpartition(")")[2].split()[0]
            for thread in Path(f"/proc/{pid}/task").iterdir()
        ]
    except OSError:  # it ended, or a thread of it did meanwhile
        return Path(f"/proc/{pid}").exists() and alive(pid)
    return any(state not in "ZX" for state in states)


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Wait for an event, however busy the machine is; only a test that would hang fails."""
    end = time.monotonic() + HANGS
    while not condition():
        assert time.monotonic() < end, f"never happened: {what}"
        time.sleep(0.05)


def clean_environment() -> dict[str, str]:
    """The environment without settings of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AGGREGATOR_")}


@pytest.fixture(autouse=True)
def no_settings_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test must not see the user's own database or contact."""
    kept = ("AGGREGATOR_REQUIRE_ALL", "AGGREGATOR_BENCH_DATA")
    for name in list(os.environ):
        if name.startswith("AGGREGATOR_") and name not in kept:
            monkeypatch.delenv(name)


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """The command inside this process, in an empty folder: quick, without start-up."""
    from click.testing import CliRunner

    from aggregator.cli import cli

    monkeypatch.chdir(tmp_path)

    def start(*arguments: str | Path, given: str | bytes = "") -> "Result":
        done = CliRunner().invoke(cli, [str(argument) for argument in arguments], input=given)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return start


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a database that holds the small corpus; copy it, do not write to it."""
    import aggregator
    from aggregator.formats import records

    folder = tmp_path_factory.mktemp("stored")
    with aggregator.connect(folder / "aggregator.db") as opened:
        report = opened.ingest(
            records.read_records(corpus.write(folder / "corpus.jsonl")), workers=1
        )
    assert (report.new, report.unreadable, report.reasons) == (3, 0, {})
    return folder


@pytest.fixture
def filled(stored: Path, tmp_path: Path) -> Path:
    """A copy of that database as `aggregator.db` in this test's folder."""
    for file in stored.glob("aggregator*.db"):
        shutil.copy(file, tmp_path)
    return tmp_path / "aggregator.db"


@pytest.fixture
def opened(filled: Path) -> Iterator["Aggregator"]:
    """That copy, open."""
    import aggregator

    with aggregator.connect(filled) as found:
        yield found


@pytest.fixture
def client(opened: "Aggregator") -> "TestClient":
    """A reader of its pages, with comments on."""
    from starlette.testclient import TestClient

    from aggregator.config import ServeConfig
    from aggregator.web.app import create_app

    return TestClient(create_app(opened, ServeConfig(comments=True)))
