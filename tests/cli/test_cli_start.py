"""Help, settings, backup, doctor: verbs that need no article."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from aggregator import __version__
from storage.store import open_for_reading, open_for_writing, private_path
from tests.conftest import Ask, Run


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "aggregator.db"
    open_for_writing(path).close()
    return path


def test_help_lists_every_verb_by_kind_of_user(ask: Ask) -> None:
    done = ask("--help")
    assert done.exit_code == 0
    for word in ("Operator", "Fact-checker", "Content owner", "trace", "takedown", "--db"):
        assert word in done.stdout


def test_help_imports_no_heavy_library() -> None:
    code = "import sys; sys.argv = ['x', '--help']\nfrom aggregator.cli import main\ntry: main()\nfinally: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    heavy = {
        "scrapy",
        "sqlite_utils",
        "sqlite3",
        "trafilatura",
        "lxml",
        "numpy",
        "rich",
        "starlette",
    }
    assert loaded.isdisjoint(heavy | {"aggregator.config", "msgspec", "multiprocessing"})


def test_the_version_is_printed(run: Run) -> None:
    done = run("--version")
    assert (done.returncode, done.stdout.split()[-1]) == (0, __version__)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tarce", "1"], "did you mean trace"),
        (["xyz"], "aggregator --help"),
        (["trace"], "Missing argument"),
        (["trace", "1", "--jsno"], "No such option"),
    ],
)
def test_a_wrong_call_exits_with_2(ask: Ask, arguments: list[str], message: str) -> None:
    done = ask(*arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stdout == ""


def test_config_show_prints_where_each_value_comes_from(run: Run, tmp_path: Path) -> None:
    (tmp_path / "aggregator.toml").write_text("[crawl]\ndelay = 2.5\n")
    done = run("config", "show", "--json", "--db", "x.db", AGGREGATOR_CRAWL_TIMEOUT="7")
    found = {row["setting"]: row for row in json.loads(done.stdout)}
    assert found["crawl.delay"] == {
        "setting": "crawl.delay", "value": 2.5, "from": "file aggregator.toml",
    }  # fmt: skip
    assert found["crawl.timeout"]["from"] == "environment AGGREGATOR_CRAWL_TIMEOUT"
    assert found["db"] == {"setting": "db", "value": "x.db", "from": "flag"}
    assert found["serve.port"]["from"] == "default"
    assert {file.name for file in tmp_path.iterdir()} == {"aggregator.toml"}


def test_tables_are_tab_separated_unless_on_a_terminal(ask: Ask) -> None:
    lines = ask("config", "show").stdout.splitlines()
    assert lines[0] == "setting\tvalue\tfrom"
    assert "serve.port\t8080\tdefault" in lines
    assert ask("config", "show", "--csv").stdout.splitlines()[0] == "setting,value,from"


def test_lists_and_empty_values_are_printed_in_words(ask: Ask, empty: Path) -> None:
    listed = ask("config", "show", "--db", "x.db").stdout.splitlines()
    assert "crawl.allow_hosts\t\tdefault" in listed
    output = ask("status").stdout
    assert "[]" not in output
    assert "takedowns none" in output.splitlines()


def test_the_option_db_may_precede_or_follow_the_verb(ask: Ask, empty: Path) -> None:
    for arguments in (["--db", "other.db", "search", "x"], ["search", "x", "--db", "other.db"]):
        done = ask(*arguments)
        assert done.exit_code == 4
        assert "other.db" in done.stderr


def test_backup_copies_both_files(ask: Ask, empty: Path, tmp_path: Path) -> None:
    (tmp_path / "safe").mkdir()
    done = ask("backup", "safe/copy.db")
    assert done.exit_code == 0, done.stderr
    with open_for_reading(tmp_path / "safe" / "copy.db") as store:
        assert store.private is not None
    assert (tmp_path / "safe" / "copy-private.db").stat().st_mode & 0o077 == 0
    again = ask("backup", "safe/copy.db")
    assert (again.exit_code, "exists already" in again.stderr) == (1, True)


def test_backup_names_the_copy_by_the_time(ask: Ask, empty: Path, tmp_path: Path) -> None:
    (tmp_path / "safe").mkdir()
    assert ask("backup", "safe").exit_code == 0
    assert len(list((tmp_path / "safe").glob("aggregator-20*Z.db"))) == 1


def levels(stdout: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"ok": [], "warn": [], "fail": []}
    for row in json.loads(stdout):
        found[row["level"]].append(row["says"])
    return found


def test_doctor_finds_a_healthy_database_healthy(ask: Ask, filled: Path) -> None:
    done = ask("doctor", "--json")
    found = levels(done.stdout)
    assert (done.exit_code, found["fail"]) == (0, []), done.stdout
    assert any("3 articles, all in the full-text index" in line for line in found["ok"])
    assert any("no contact" in line for line in found["warn"])


def test_doctor_finds_a_backup_healthy(ask: Ask, empty: Path) -> None:
    """It has no log until it is written to; an operator checks it before restoring it."""
    assert ask("backup", "copy.db").exit_code == 0
    assert ask("doctor", "--db", "copy.db").exit_code == 0


def test_doctor_finds_faults(ask: Ask, filled: Path) -> None:
    with open_for_writing(filled) as store:
        store.main.conn.execute("DELETE FROM signatures WHERE article_id = 1")
        store.main.conn.execute("INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')")
        store.main.conn.commit()
    private_path(filled).chmod(0o644)
    done = ask("doctor", "--json")
    said = " ".join(levels(done.stdout)["fail"])
    assert done.exit_code == 1
    for word in ("without a signature", "full-text index", "chmod 600"):
        assert word in said
    private_path(filled).unlink()
    assert "is missing" in ask("doctor").stdout


def test_doctor_changes_nothing(ask: Ask, filled: Path, tmp_path: Path) -> None:
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert ask("doctor").exit_code == 0
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_database_of_another_program_is_not_changed(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "aggregator.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    before = path.read_bytes()
    for verb in (["doctor"], ["search", "x"], ["backup", "b.db"]):
        done = ask(*verb)
        assert (done.exit_code, "not a database of this program" in done.stderr) == (1, True)
    assert path.read_bytes() == before
