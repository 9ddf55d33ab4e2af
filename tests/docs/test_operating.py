"""docs/operating.md and docs/deploy: commands that exist, units that systemd accepts, lines of cron that are silent."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
import pytest

from aggregator import config
from aggregator.cli import cli
from aggregator.results.sources import CrawlEventKind
from tests.conftest import clean_environment, require
from tests.site_server import rss, serving, story

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
DEPLOY = ROOT / "docs" / "deploy"
SYSTEMD = DEPLOY / "systemd"
UNITS = sorted(path.name for path in SYSTEMD.glob("aggregator-*.*") if path.is_file())
SERVICES = [name for name in UNITS if name.endswith(".service")]
ENVIRONMENT = "/opt/aggregator/bin/aggregator"
MOST_EXPOSED = 2.0  # of systemd's ten


def read_deployed() -> str:
    files = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


TEXT = f"{PAGE}\n{read_deployed()}"
WORDS = r"(?:(?<=[\s`])|(?<=bin/))(?<!-u )(?<!su )aggregator((?: --?[\w-]+| [a-z][\w-]*)+)"
IN_CONTAINERS = [f" {words.replace(',', '')}" for words in re.findall(r"command: \[(.+)\]", TEXT)]
CALLED = sorted({*re.findall(WORDS, TEXT), *IN_CONTAINERS})


def find_command(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command of these words, and the words that follow it."""
    found: click.Command = cli
    rest = [word for word in words if word != "--quiet"]
    while rest and isinstance(found, click.Group):
        inner = found.get_command(click.Context(found), rest[0])
        if inner is None:
            break
        found = inner
        rest = rest[1:]
    return found, rest


@pytest.mark.parametrize("call", CALLED)
def test_every_command_exists_with_its_options(call: str) -> None:
    words = call.split()
    if words[0] == "--db":
        words = words[2:]
    found, rest = find_command(words)
    if found is cli and rest and not rest[0].startswith("-"):
        pytest.fail(f"no verb: aggregator{call}")
    known = {
        name for option in (*found.params, *cli.params) for name in (*option.opts, *option.secondary_opts)
    }  # fmt: skip
    assert {word for word in rest if word.startswith("--")} <= known | {"--version", "--help"}


def test_settings_that_the_page_shows_exist() -> None:
    [block] = re.findall(r"^```\n(\[alerts\]\n.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    for section, settings in tomllib.loads(block).items():
        assert {f"{section}.{name}" for name in settings} <= set(config.DEFAULTS)


def test_every_event_is_explained() -> None:
    table = PAGE.partition("## What events and findings mean")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(get_args(CrawlEventKind))


# Units


def test_the_page_explains_every_unit() -> None:
    for name in UNITS:
        has_timer = f"{name.removesuffix('.service')}.timer" in UNITS
        assert name in PAGE or has_timer, name
    assert set(re.findall(r"aggregator-[a-z]+\.(?:service|timer)", PAGE)) <= set(UNITS)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with our units, systemd's targets, and programs under the names that units call."""
    require(shutil.which("systemd-analyze"), "systemd-analyze judges the units")
    root = tmp_path_factory.mktemp("root")
    shutil.copytree(SYSTEMD, root / "etc/systemd/system")
    theirs = Path("/usr/lib/systemd/system")
    (root / "usr/lib/systemd/system").mkdir(parents=True)
    for target in [*theirs.glob("*.target"), *theirs.glob("*.slice")]:
        shutil.copy(target, root / "usr/lib/systemd/system")
    for program in (ENVIRONMENT, "/bin/mkdir", "/usr/bin/find"):
        path = root / program.removeprefix("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    return root


def analyze(machine: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        ["systemd-analyze", f"--root={machine}", *arguments], capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_nothing_wrong_with_a_unit(machine: Path, name: str) -> None:
    code, says = analyze(machine, "verify", name)
    assert [line for line in says.splitlines() if "aggregator" in line] == []
    assert code == 0, says


def test_systemd_does_find_a_unit_that_is_wrong(machine: Path) -> None:
    wrong = machine / "etc/systemd/system/aggregator-wrong.service"
    wrong.write_text("[Service]\nExecStart=/opt/missing\nMemoryMaximum=1G\n")
    says = analyze(machine, "verify", wrong.name)[1]
    wrong.unlink()
    assert "MemoryMaximum" in says
    assert "/opt/missing" in says


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_little(machine: Path, name: str) -> None:
    says = analyze(machine, "security", "--offline=yes", "--no-pager", name)[1]
    [level] = re.findall(r"Overall exposure level for \S+: ([\d.]+)", says)
    assert float(level) <= MOST_EXPOSED


# Cron


def read_cron_lines() -> list[str]:
    """The commands of the table, with the environment of this test in place of the installed one."""
    lines = (DEPLOY / "crontab").read_text(encoding="utf-8").splitlines()
    return [line.split(maxsplit=5)[5] for line in lines if re.match(r"[\d*]", line)]


def test_the_page_and_the_file_have_the_same_lines_of_cron() -> None:
    [block] = re.findall(r"^```cron\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    file = (DEPLOY / "crontab").read_text(encoding="utf-8")
    assert [line for line in file.splitlines() if not line.startswith("#")] == block.splitlines()


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Path]:
    """A working folder with settings, and a source on loopback."""
    with serving() as sites:
        sites.pages |= {
            "paper.example/feed": rss("http://paper.example/1"),
            "paper.example/1": story(1),
        }
        (tmp_path / "aggregator.toml").write_text(
            f'[crawl]\nallow_hosts = ["{sites.allow[0]}"]\nresolve = ["{sites.resolve[0]}"]\nworkers = 1\n'
        )
        yield tmp_path


def run_shell(folder: Path, line: str) -> "subprocess.CompletedProcess[str]":
    """A line of cron, with our program under the name that it calls."""
    (folder / "bin").mkdir(exist_ok=True)
    program = folder / "bin" / "aggregator"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m aggregator "$@"\n')
    program.chmod(0o755)
    paths = {
        "PATH": f"{folder / 'bin'}:/usr/bin:/bin",
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
    }
    line = line.replace("/var/lib/aggregator", str(folder)).replace(
        "/opt/aggregator/bin/aggregator", "aggregator"
    )
    return subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env=clean_environment() | paths,
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_lines_of_cron_print_nothing_when_nothing_is_wrong(installed: Path) -> None:
    require(shutil.which("flock"), "flock is in the lines")
    lines = [
        line for line in read_cron_lines() if "ask-owners" not in line
    ]  # asks for a week's sites
    assert len(lines) >= 6
    feed = ("--feed", "http://paper.example/feed")
    run_shell(installed, f"aggregator source add http://paper.example/ {shlex.join(feed)}")
    run_shell(installed, "aggregator crawl --due")
    for line in lines:
        done = run_shell(installed, line)
        assert (line, done.returncode, done.stdout, done.stderr) == (line, 0, "", "")
    assert len(list((installed / "backups").glob("aggregator-*.db"))) == 2  # and the private file


def test_a_line_of_cron_prints_what_is_wrong(installed: Path) -> None:
    (installed / "aggregator.db").write_bytes(b"damaged")
    [line] = [line for line in read_cron_lines() if "crawl --due" in line]
    done = run_shell(installed, line)
    assert done.returncode == 1
    assert "is not a readable SQLite database" in done.stderr


# Containers


def test_the_containers_run_verbs_in_one_folder() -> None:
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    container = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    folders = re.findall(r"state:(\S+?)\"", compose)
    assert folders == re.findall(r"^VOLUME (\S+)", container, re.MULTILINE)
    for name in re.findall(
        r"^!(\S+)", (DEPLOY / "Containerfile.dockerignore").read_text(), re.MULTILINE
    ):
        assert (ROOT / name).exists(), name
    assert "hostname:" not in compose


def find_engine() -> str | None:
    """A program that builds images here, None when there is none that works."""
    for name in ("docker", "podman"):
        if (
            shutil.which(name)
            and subprocess.run([name, "info"], capture_output=True).returncode == 0
        ):
            return name
    return None


@pytest.mark.slow
def test_the_image_is_built_and_runs() -> None:
    engine = find_engine()
    if engine is None:
        pytest.skip("no container engine works here (docker, podman)")
    words = (DEPLOY / "Containerfile").read_text(encoding="utf-8").split()
    base = words[words.index("FROM") + 1]
    if subprocess.run([engine, "pull", base], capture_output=True).returncode != 0:
        pytest.skip(f"{base} cannot be fetched here")
    tag = "aggregator-test"
    built = subprocess.run(
        [engine, "build", "-f", DEPLOY / "Containerfile", "-t", tag, "."],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    for verb in (["--version"], ["init", "--country", "VA"]):
        done = subprocess.run([engine, "run", "--rm", tag, *verb], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
