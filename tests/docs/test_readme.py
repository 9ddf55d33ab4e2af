"""README: its commands run in order as shown, its quotes are printed, its links lead somewhere."""

import contextlib
import re
import shlex
import signal
import subprocess
import sys
import textwrap
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from aggregator.cli import cli
from tests import corpus
from tests.conftest import HANGS, clean_environment
from tests.site_server import Sites, rss, serving

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SECTIONS = [
    "Two commands",
    "Crawl the real web",
    "Trace a story",
    "Watch a story",
    "Take something down",
    "Where the data is",
    "How it decides",
    "Limits",
]
DEMO = "--db demo.db "


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """The lines that call `aggregator`, in the order of the page."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("aggregator ")]


ON_THE_DEMO = [line for line in commands() if DEMO in line]
ON_THEIR_OWN = [line for line in commands() if DEMO not in line]


def test_the_sections_of_the_page_are_in_order() -> None:
    assert re.findall(r"^## (.*)$", README, re.MULTILINE) == SECTIONS
    assert README.index("](docs/story.png)") < README.index("## Two commands")
    assert len(ON_THEIR_OWN) > 20


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [commands] = [block.split() for block in blocks("sh") if block.startswith("make ")]
    assert commands == ["make", "demo", "make", "test"]
    for line in (" ".join(commands[:2]), " ".join(commands[2:])):
        assert re.search(rf"^{line.removeprefix('make ')}:", makefile, re.MULTILINE), line


@pytest.mark.parametrize("page", DOCS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith(("http:", "https:")):
            continue
        name, _, anchor = target.partition("#")
        there = page.parent / name if name else page
        assert there.exists(), f"{page.name}: {target}"
        if anchor:
            heads = re.findall(r"^#+ (.*)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in [head.lower().replace(" ", "-") for head in heads], target


# The commands


@pytest.fixture
def web() -> Iterator[Sites]:
    """The sites that README names; no other host exists."""
    with serving() as sites:
        storm = "http://wire.example/storm"
        credit = f'<p><a href="{storm}">Read original article here</a></p>'
        title = "Storm closes the harbour of Port Linden"
        sites.pages.update(
            {
                "wire.example/": "<title>Wire</title>",
                "wire.example/feed.xml": rss(storm),
                "wire.example/storm": corpus.page(title, corpus.STORM),
                "digest.example/posts/storm": corpus.page(title, corpus.STORM, credit),
            }
        )
        yield sites


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files that README names."""
    valley = {**corpus.ROWS[2], "url": "https://other.example/bees"}
    corpus.write(tmp_path / "articles.jsonl", valley)
    (tmp_path / "page.html").write_text(corpus.page("A harvest", corpus.BEES[::-1]))
    (tmp_path / "clipping.txt").write_text("\n".join(corpus.STORM[:2]))
    (tmp_path / "feeds.opml").write_text(
        '<opml version="2.0"><body><outline type="rss" text="W" '
        'xmlUrl="http://wire.example/feed.xml"/></body></opml>'
    )
    return tmp_path


def start(line: str, cwd: Path, env: dict[str, str]) -> "subprocess.Popen[str]":
    arguments = shlex.split(line, comments=True)[1:]
    return subprocess.Popen(
        [sys.executable, "-m", "aggregator", *arguments],
        cwd=cwd,
        env={**clean_environment(), **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_line(line: str, cwd: Path, env: dict[str, str]) -> str:
    """Run a shown line; it has to end as shown, with 0 unless a comment says otherwise."""
    if "aggregator serve" in line or f"{DEMO}serve" in line:
        return run_serve(line, cwd, env)
    code, said = run_here(line, cwd, env)
    meant = re.search(r"# ends with (\d+)", line)
    assert code == int(meant[1] if meant else 0), f"{line}\n{said}"
    return said


def run_here(line: str, cwd: Path, env: dict[str, str]) -> tuple[int | None, str]:
    """In this process, which saves the start of another."""
    with contextlib.chdir(cwd):
        done = CliRunner().invoke(cli, shlex.split(line, comments=True)[1:], env=env)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def run_serve(line: str, cwd: Path, env: dict[str, str]) -> str:
    """Look at the pages, then press Ctrl-C."""
    process = start(line, cwd, {**env, "AGGREGATOR_SERVE_PORT": "0"})
    assert process.stderr is not None
    message = process.stderr.readline()
    found = re.search(r"http://\S+", message)
    assert found, message + process.stderr.read()
    with urllib.request.urlopen(found[0]) as answer:
        page = answer.read().decode()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=HANGS)
    assert process.returncode == 130
    return str(page)


def test_every_command_runs_as_shown(web: Sites, folder: Path) -> None:
    env = {
        "AGGREGATOR_CRAWL_RESOLVE": ",".join(web.resolve),
        "AGGREGATOR_CRAWL_ALLOW_HOSTS": ",".join(web.allow),
        "AGGREGATOR_CRAWL_DELAY": "0",
        "AGGREGATOR_CRAWL_TIMEOUT": "60",
    }
    said = {line: run_line(line, folder, env) for line in ON_THEIR_OWN}
    for line, answer in said.items():
        if "trace" in line and "ends with" not in line:
            assert "http://wire.example/storm" in answer, line
    check_python(folder)


def check_python(folder: Path) -> None:
    """README's Python, on a database in which nothing was taken down."""
    corpus.write(
        folder / "again.jsonl",
        *[{**row, "url": str(row["url"]).replace("https:", "http:")} for row in corpus.ROWS[:2]],
    )
    (folder / "python").mkdir()
    run_line("aggregator --db python/aggregator.db ingest again.jsonl", folder, {})
    [code] = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=folder / "python",
        env=clean_environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0].startswith("original_here http")
    assert "credited_copy" in done.stdout


# The demo


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder in which the demo was run, and what it printed."""
    folder = tmp_path_factory.mktemp("demo")
    process = start("aggregator demo", folder, {"COLUMNS": "100"})
    stdout, stderr = process.communicate(timeout=HANGS)
    assert process.returncode == 0, stdout + stderr
    return folder, stdout + stderr


def port(printed: str) -> str:
    found = re.search(r"\.localhost:(\d+)/", printed)
    assert found
    return found[1]


def squeezed(text: str) -> str:
    return re.sub(r"[\s─]+", " ", text).strip()


def test_the_demo_prints_what_is_quoted(toured: tuple[Path, str]) -> None:
    printed = squeezed(toured[1])
    for line in blocks("text")[0].splitlines():
        quoted = squeezed(line).replace(":8765/", f":{port(printed)}/")
        quoted = re.sub(r"TD-\d{4}", re.search(r"TD-\d{4}", printed)[0], quoted)  # type: ignore[index]  # it is there
        if quoted and quoted != "…":
            assert quoted in printed, line


@pytest.mark.parametrize("line", ON_THE_DEMO)
def test_every_command_on_the_demo_runs_as_shown(toured: tuple[Path, str], line: str) -> None:
    folder, printed = toured
    run_line(line.replace(":8765/", f":{port(printed)}/"), folder, {})
