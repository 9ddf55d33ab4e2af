"""`status` for people, monitors and cron; what `source list` and `source show` say of health."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from aggregator import clock
from aggregator.cli.output import choose_columns
from storage.store import open_for_writing
from tests.cli.troubled import make_troubled
from tests.conftest import HANGS, Ask, clean_environment

TIME = re.compile(r"(\d{4}-\d\d-\d\d )?\d\d:\d\d UTC")
ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
SCREEN = """\
stored    0 articles in 0 stories
crawl     last one TIME to TIME (everything that is due): 12 feeds,
          301 new
feeds     4 known, 0 due, 2 failing; 5 pages wait; last answer TIME
disk      N MiB free, database N MiB
takedowns none
sources   3 need a person
  missing0.example: the feed is not found: https://missing0.example/feed.xml
      at the last 4 polls: HTTP 404; last good answer TIME
    -> look for its new address at the site
  missing1.example: the feed is not found: https://missing1.example/feed.xml
      at the last 4 polls: HTTP 404; last good answer TIME
    -> look for its new address at the site
  shut.example: its pages are forbidden: none of the 5 pages announced since
      TIME is stored: 5 × the server forbids it (HTTP 403)
    -> ask the publisher to let the crawler in, or pause the source
"""


def on_terminal(folder: Path, columns: int, *arguments: str) -> str:
    """What a verb shows on a terminal of this width."""
    ours, theirs = pty.openpty()
    environment = {**clean_environment(), "COLUMNS": str(columns), "TERM": "xterm", "NO_COLOR": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "aggregator", *arguments],
        stdout=theirs, stderr=subprocess.DEVNULL, cwd=folder, env=environment,
    ) as process:  # fmt: skip
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:  # the other end is closed
            pass
        process.wait(HANGS)
    os.close(ours)
    return ESCAPES.sub("", shown.decode()).replace("\r\n", "\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_troubled(tmp_path / "aggregator.db")
    return tmp_path


def test_status_is_one_screen_with_what_needs_a_person(ask: Ask, folder: Path) -> None:
    shown = TIME.sub("TIME", " ".join(ask("status").stdout.split()))
    assert re.sub(r"\d[\d,]* MiB", "N MiB", shown) == " ".join(SCREEN.split())


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_the_screen_has_24_lines_of_80_columns_at_most(tmp_path: Path, columns: int) -> None:
    make_troubled(tmp_path / "aggregator.db", missing=30)
    lines = on_terminal(tmp_path, columns, "status").splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= min(columns, 80)
    left = 31 - sum("-> look for" in line for line in lines)
    assert lines[-1].strip() == f"and {left} more: `aggregator source list --needs-person`"


def test_status_as_json_has_every_finding(ask: Ask, folder: Path) -> None:
    health = json.loads(ask("status", "--json").stdout)["health"]
    found = {source["source"]: source for source in health["sources"]}
    assert list(found) == ["missing0.example", "missing1.example", "shut.example"]
    assert found["shut.example"]["causes"] == {"forbidden": 5}
    assert [finding["code"] for finding in found["shut.example"]["findings"]] == [
        "pages_forbidden", "cut",
    ]  # fmt: skip


def test_a_check_ends_with_1_when_something_needs_a_person(ask: Ask, folder: Path) -> None:
    done = ask("status", "--check")
    assert done.exit_code == 1
    assert done.stdout.startswith("sources   3 need a person\n  missing0.example: ")


def test_a_check_prints_nothing_and_ends_with_0_when_all_is_well(ask: Ask, tmp_path: Path) -> None:
    make_troubled(tmp_path / "aggregator.db", missing=0)
    ask("source", "pause", "shut.example")
    done = ask("status", "--check")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")


def test_a_check_ends_with_3_for_a_warning(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "aggregator.db"
    open_for_writing(path).close()
    with open_for_writing(path) as store:
        store.crawl_events.add("clock_jump", clock.now(), detail="2 hours ahead")
    done = ask("status", "--check")
    assert done.exit_code == 3
    assert "the clock jumped" in done.stdout


def test_a_check_without_a_database_fails(ask: Ask) -> None:
    assert ask("status", "--check").exit_code == 4


def test_source_show_has_causes_findings_and_events(ask: Ask, folder: Path) -> None:
    shown = " ".join(ask("source", "show", "shut.example").stdout.split())
    assert "its pages are forbidden: none of the 5 pages announced" in shown
    assert "150 of 2,150 entries left out" in shown
    report = json.loads(ask("source", "show", "shut.example", "--json").stdout)
    assert report["health"]["causes"] == {"forbidden": 5}
    assert [event["kind"] for event in report["events"]] == ["cut"]


def test_sources_that_fail_are_listed_with_words(ask: Ask, folder: Path) -> None:
    rows = json.loads(ask("source", "list", "--failing", "--json").stdout)
    assert [(row["source"], row["code"]) for row in rows] == [
        ("missing0.example", "feed_missing"),
        ("missing1.example", "feed_missing"),
        ("shut.example", "pages_forbidden"),
        ("shut.example", "cut"),
    ]
    rows = json.loads(ask("source", "list", "--needs-person", "--json").stdout)
    assert [row["code"] for row in rows] == ["feed_missing", "feed_missing", "pages_forbidden"]


@pytest.mark.parametrize("verb", [("list",), ("list", "--needs-person")])
def test_source_list_fits_60_columns_and_cuts_no_domain(
    folder: Path, verb: tuple[str, ...]
) -> None:
    lines = on_terminal(folder, 60, "source", *verb).splitlines()
    assert max(map(len, lines)) <= 60
    assert any("missing1.example" in line for line in lines)


def test_a_wide_terminal_has_every_column(folder: Path) -> None:
    head = on_terminal(folder, 140, "source", "list")
    assert all(name in head for name in ("domain", "country", "language", "kind", "paused"))


def test_columns_are_left_out_the_less_important_first() -> None:
    widths = {"domain": 20, "name": 20, "kind": 9, "feeds": 5}
    assert choose_columns(widths, ("kind", "name"), 80) == [*widths]
    assert choose_columns(widths, ("kind", "name"), 60) == ["domain", "name", "feeds"]
    assert choose_columns(widths, ("kind", "name"), 40) == ["domain", "feeds"]
    assert choose_columns(widths, ("kind", "name"), 10) == ["domain", "feeds"]


def test_a_missing_private_file_is_one_line_for_monitors(ask: Ask, tmp_path: Path) -> None:
    open_for_writing(tmp_path / "aggregator.db").close()
    private = tmp_path / "aggregator-private.db"
    private.unlink()
    checked = ask("status", "--check")
    assert checked.exit_code == 1
    assert " ".join(checked.stdout.split()) == (
        "needs you the private file is missing: aggregator-private.db -> restore a backup of it: "
        "without it no takedown, key or watch is known"
    )
    assert not private.exists()
