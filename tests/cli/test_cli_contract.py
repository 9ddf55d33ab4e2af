"""The contract for scripts: exit codes, formats, and files that a verb leaves behind."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import clock
from aggregator.api import Aggregator
from tests import corpus, takedowns
from tests.conftest import Ask, Run, clean_environment, require

READING = [
    ["trace", corpus.DIGEST],
    ["trace", corpus.DIGEST, "--json"],
    ["trace", "clipping.txt"],
    ["compare", "1", "2"],
    ["story", "1"],
    ["article", "1"],
    ["article", corpus.WIRE, "--versions"],
    ["search", "harbour"],
    ["search", "harbour", "--csv"],
    ["status"],
    ["source", "list"],
    ["source", "show", "wire.example"],
    ["source", "owners"],
    ["source", "merge", "wire.example", "digest.example", "--dry-run"],
    ["source", "move", "wire.example", "new-wire.example", "--dry-run"],
    ["source", "export"],
    ["export", "articles"],
    ["export", "copies", "--format", "csv"],
    ["export", "stories", "--since", "2026-01-01", "--rights", "headline"],
    ["takedown", "list"],
    ["comment", "list"],
    ["doctor"],
    ["config", "show"],
    ["config", "new-key", "--dry-run"],
    ["ingest", "page.jsonl", "--dry-run"],
    ["recluster", "--dry-run"],
    ["captures", "1", "--dry-run"],
    ["takedown", "mails"],
    ["takedown", "run", "--dry-run"],
    ["takedown", "send-mail", "--dry-run"],
    ["takedown", "file", "--url", corpus.WIRE, "--claimant", "x", "--reason", "y", "--dry-run"],
]


@pytest.fixture
def folder(filled: Path) -> Path:
    """The filled database with the data that the reading verbs need."""
    (filled.parent / "clipping.txt").write_text("\n".join(corpus.STORM[:2]))
    corpus.write(filled.parent / "page.jsonl", corpus.ROWS[2])
    return filled.parent


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        file.name: (file.stat().st_mtime_ns, file.read_bytes())
        for file in folder.iterdir()
        if file.is_file()
    }


@pytest.mark.parametrize("verb", READING, ids=" ".join)
def test_a_reading_verb_changes_no_file_and_leaves_none_behind(
    ask: Ask, folder: Path, verb: list[str]
) -> None:
    before = state(folder)
    done = ask(*verb)
    assert done.exit_code in (0, 6), done.output
    assert state(folder) == before


@pytest.mark.parametrize(
    "verb", [v for v in READING if v[0] != "config" and v[0] != "ingest"], ids=" ".join
)
def test_a_reading_verb_creates_no_database(ask: Ask, tmp_path: Path, verb: list[str]) -> None:
    (tmp_path / "clipping.txt").write_text("some words")
    before = state(tmp_path)
    done = ask(*verb)
    assert done.exit_code == 4
    assert "no database at aggregator.db" in done.stderr
    assert done.stdout == ""
    assert state(tmp_path) == before


@pytest.fixture
def locked_folder(filled: Path) -> Iterator[Path]:
    """A folder whose files may be read and not written."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in filled.parent.glob("aggregator*.db"):
            shutil.copy(file, folder)
            (folder / file.name).chmod(0o400)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


ONE_AFTER_ANOTHER = """import json, sys
from click.testing import CliRunner
from aggregator.cli import cli
for verb in json.loads(sys.argv[1]):
    done = CliRunner().invoke(cli, verb)
    print(json.dumps([done.exit_code, done.stdout, done.stderr]))
"""


def bound_by_modes(folder: Path, *verbs: list[str]) -> list[tuple[int, str, str]]:
    """Run verbs in one process so that file modes bind root too; the exit code and output of each."""
    bounds = ["setpriv", "--bounding-set=-dac_override"] if os.getuid() == 0 else []
    done = subprocess.run(
        [*bounds, sys.executable, "-c", ONE_AFTER_ANOTHER, json.dumps(verbs)],
        cwd=folder,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def test_reading_verbs_work_in_a_read_only_folder(locked_folder: Path) -> None:
    require(os.getuid() or shutil.which("setpriv"), "as root this needs setpriv")
    before = sorted(os.listdir(locked_folder))
    reading = (["trace", corpus.DIGEST], ["search", "harbour"], ["export", "copies"], ["doctor"])
    for code, said, complaint in bound_by_modes(locked_folder, *reading):
        assert code == 0, said + complaint
    assert sorted(os.listdir(locked_folder)) == before
    [(code, _, complaint)] = bound_by_modes(locked_folder, ["takedown", "run"])
    assert code == 1
    assert complaint.startswith("error: cannot open")


@pytest.mark.parametrize(
    ("code", "verb"),
    [
        (0, ["trace", corpus.DIGEST]),
        (0, ["search", "nothing-like-this"]),
        (2, ["search"]),
        (2, ["trace", "no-such-file"]),
        (2, ["compare", "1", "clipping.txt"]),
        (2, ["ingest", "no-such-file"]),
        (2, ["ingest", "."]),
        (2, ["ingest", "clipping.txt"]),
        (2, ["ingest", "clipping.txt", "--url", "ftp://x.example/"]),
        (2, ["ingest", "clipping.txt", "page.jsonl", "--url", "https://x.example/"]),
        (2, ["crawl"]),
        (2, ["crawl", "--url", "not an address"]),
        (2, ["crawl", "--url", "javascript:alert(1)"]),
        (2, ["crawl", "--url", "https://x.example/"]),
        (2, ["takedown", "file", "--claimant", "x", "--reason", "y"]),
        (2, ["takedown", "poll-mail"]),
        (2, ["export", "everything"]),
        (2, ["serve", "--port", "70000"]),
        (2, ["serve", "--port", "many"]),
        (4, ["trace", "https://nowhere.example/"]),
        (4, ["trace", "99"]),
        (4, ["article", "99"]),
        (4, ["article", "9" * 40]),
        (4, ["article", "0"]),
        (4, ["story", "99"]),
        (4, ["story", "9" * 40]),
        (4, ["compare", "1", "99"]),
        (4, ["source", "show", "nowhere.example"]),
        (4, ["source", "pause", "nowhere.example"]),
        (4, ["comment", "approve", "99"]),
        (4, ["takedown", "mails", "TD-1999-0001"]),
        (4, ["takedown", "mails", "--show", "99"]),
        (4, ["takedown", "show", "TD-1999-0001"]),
        (4, ["takedown", "file", "--url", "https://nowhere.example/", "--claimant", "x", "--reason", "y", "--yes"]),
        (6, ["trace", "unknown.txt"]),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else str(value),
)  # fmt: skip
def test_exit_codes_are_those_of_the_contract(
    ask: Ask, folder: Path, code: int, verb: list[str]
) -> None:
    (folder / "unknown.txt").write_text("Words that nobody stored. " * 20)
    done = ask(*verb)
    assert done.exit_code == code, done.output
    if code in (1, 2, 3, 4, 5):
        last = done.stderr.strip().splitlines()[-1]
        assert last.lower().startswith("error: ")
        assert done.stdout == ""


def test_a_taken_down_article_is_refused_with_5(ask: Ask, folder: Path) -> None:
    filed = ask(
        "takedown", "file", "--url", corpus.WIRE, "--claimant", "W", "--reason", "ours", "--yes"
    )
    assert filed.exit_code == 0, filed.output
    assert ask("article", "1").exit_code == 5
    assert ask("story", "1").exit_code in (4, 5)
    again = corpus.write(folder / "again.jsonl", corpus.ROWS[0])
    counts = json.loads(ask("ingest", again, "--json").stdout)
    assert (counts["tombstoned"], counts["new"]) == (1, 0)


def test_data_goes_to_stdout_and_messages_to_stderr(ask: Ask, folder: Path) -> None:
    done = ask("export", "articles", "-o", "out.jsonl")
    assert done.stdout == ""
    assert "3 articles in out.jsonl" in done.stderr
    assert (
        ask("search", "nothing-like-this", "--json").stdout == "[\n]\n"
        or json.loads(ask("search", "nothing-like-this", "--json").stdout) == []
    )


@pytest.mark.parametrize(
    "verb",
    [
        ["search", "harbour"],
        ["source", "list"],
        ["takedown", "list"],
        ["comment", "list"],
        ["config", "show"],
    ],
    ids=" ".join,
)
def test_every_listing_can_be_json_or_csv(ask: Ask, folder: Path, verb: list[str]) -> None:
    rows = json.loads(ask(*verb, "--json").stdout)
    assert isinstance(rows, list)
    csv_lines = ask(*verb, "--csv").stdout.splitlines()
    assert len(csv_lines) >= len(rows)
    if rows:
        assert csv_lines[0].split(",") == list(rows[0])


def test_trace_returns_json_as_the_contract_requires(ask: Ask, folder: Path) -> None:
    found = json.loads(ask("trace", corpus.DIGEST, "--json").stdout)
    assert set(found) >= {
        "query",
        "verdict",
        "confidence",
        "original",
        "evidence",
        "copies",
        "not_checked",
    }
    assert set(found["original"]) == {"url", "name", "title", "article_id"}
    assert found["original"]["url"] == corpus.WIRE
    for item in found["evidence"]:
        assert list(item) == ["class", "rule", "says", "quote", "url", "observed_at"]
    for item in found["copies"]:
        assert list(item)[:10] == [
            "article_id", "url", "source", "relation", "role", "credit", "containment",
            "containment_of_original", "first_seen", "published",
        ]  # fmt: skip
    for item in found["not_checked"]:
        assert set(item) == {"what", "why"}


DRY = [
    ["backup", "copy.db"],
    ["comment", "approve", "1"],
    ["comment", "hide", "1"],
    ["crawl", "--due", "--source", "wire.example", "--contact", "ops@paper.example"],
    ["ingest", "corpus.jsonl"],
    ["init", "--country", "KE", "--contact", "ops@paper.example"],
    ["publish", "edition.db"],
    ["recluster"],
    ["retain"],
    ["source", "add", "https://new.example"],
    ["source", "import", "table.tsv"],
    ["source", "pause", "wire.example"],
    ["source", "resume", "wire.example"],
    ["takedown", "decide", "TD-{year}-0001", "--accept"],
    ["takedown", "file", "--url", corpus.WIRE, "--claimant", "A", "--reason", "B"],
    ["takedown", "run"],
]


@pytest.mark.parametrize("verb", DRY, ids=" ".join)
def test_a_dry_run_prints_what_would_be_done_and_writes_nothing(
    ask: Ask, filled: Path, verb: list[str]
) -> None:
    with Aggregator.open(filled) as opened:
        takedowns.file_case(opened, corpus.WIRE, confirmed=False)
        assert opened.store.private is not None
        opened.store.comments.add(1, "A", "", "B", clock.now())
    (filled.parent / "table.tsv").write_text("name\tsite\nNew\thttps://new.example/\n")
    corpus.write(filled.parent / "corpus.jsonl")
    before = {file.name: file.read_bytes() for file in filled.parent.iterdir()}
    done = ask(*(word.format(year=clock.now()[:4]) for word in verb), "--dry-run")
    assert done.exit_code == 0, done.output
    assert done.output
    assert {file.name: file.read_bytes() for file in filled.parent.iterdir()} == before


def test_a_page_cannot_send_control_characters_to_the_terminal(ask: Ask, tmp_path: Path) -> None:
    row = {**corpus.ROWS[2], "title": "\x1b[2J\x1b]0;owned\x07Honey\u202e\x9b31m"}
    assert ask("ingest", corpus.write(tmp_path / "c.jsonl", row)).exit_code == 0
    for verb in (
        ["search", "acacia"],
        ["article", "1"],
        ["story", "1"],
        ["search", "acacia", "--json"],
        ["export", "articles"],
    ):
        out = ask(*verb).output
        assert "Honey" in out
        assert not STEERING.search(out)


STEERING = re.compile("[\x1b\x07\x9b\u202e]")


@pytest.mark.parametrize(
    "verb", [("export", "articles", "--format", "csv"), ("search", "acacia", "--csv")]
)
def test_csv_holds_no_control_characters_in_a_file_and_on_a_terminal(
    ask: Ask, tmp_path: Path, verb: tuple[str, ...]
) -> None:
    title = "\x1b[2J\x9b31mHoney\u202e"
    row = {**corpus.ROWS[2], "title": title, "authors": ["A\u202eB"]}
    assert ask("ingest", corpus.write(tmp_path / "c.jsonl", row)).exit_code == 0
    written = ask(*verb).stdout
    assert "Honey" in written
    assert not STEERING.search(written)
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "aggregator", *verb]
    subprocess.run(command, cwd=tmp_path, env=clean_environment(), stdout=theirs, check=True)
    os.close(theirs)
    shown = os.read(ours, 1 << 20).decode()
    os.close(ours)
    assert "Honey" in shown
    assert not STEERING.search(shown)


@pytest.mark.slow
def test_help_is_printed_quickly(run: Run) -> None:
    """A ceiling far above the aim of 150 ms of CPU; the measured figure is in the benchmarks."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(5):
        assert run("--help").returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent / 5 < 0.6


def test_the_private_file_can_be_read_by_its_user_only(folder: Path) -> None:
    mode = stat.S_IMODE((folder / "aggregator-private.db").stat().st_mode)
    assert mode & 0o077 == 0
