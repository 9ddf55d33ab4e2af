"""The files of a published edition: whole or not there, never in place of another file, written beside a crawl."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import aggregator
from aggregator.api import Aggregator
from aggregator.errors import UsageError
from aggregator.publishing.files import metadata_path
from storage.published.queries import QUERIES
from storage.sqlite.packing import add_functions
from tests import corpus
from tests.conftest import HANGS, Ask, clean_environment
from tests.killing import killed_after


def publish_at(path: Path) -> None:
    """Write the edition of the database beside it."""
    with aggregator.connect(path.parent / "aggregator.db", write=False) as news:
        news.maintenance.publish(path)


def test_the_command_says_what_is_in_the_file_and_how_to_open_it(ask: Ask, filled: Path) -> None:
    done = ask("publish", "edition.db")
    assert done.exit_code == 0, done.output
    assert "3 articles, 2 stories" in done.stderr
    assert "datasette edition.db -m edition.db.metadata.json" in done.stderr
    assert done.stdout == ""


def test_the_command_says_the_numbers_as_json(ask: Ask, filled: Path) -> None:
    found = json.loads(ask("publish", "edition.db", "--json").stdout)
    assert (found["articles"], found["left_out"], found["without_extract"]) == (3, 0, 0)


def test_the_file_is_noted_as_one_to_delete_after_a_takedown(ask: Ask, filled: Path) -> None:
    assert ask("publish", "edition.db").exit_code == 0
    with Aggregator.open(filled) as news:
        [file] = news.store.written_files.list_all()
    assert (Path(file.path).name, file.what) == ("edition.db", "published edition")


def test_an_edition_is_replaced_by_a_newer_one(ask: Ask, filled: Path, tmp_path: Path) -> None:
    assert ask("publish", "edition.db").exit_code == 0
    first = (tmp_path / "edition.db").read_bytes()
    row = {**corpus.ROWS[2], "url": "https://late.example/1", "id": 9, "title": "Late news"}
    assert ask("ingest", corpus.write(tmp_path / "more.jsonl", row)).exit_code == 0
    assert ask("publish", "edition.db").exit_code == 0
    assert (tmp_path / "edition.db").read_bytes() != first


@pytest.mark.parametrize("name", ["aggregator.db", "aggregator-private.db", "notes.txt"])
def test_a_file_that_is_no_edition_is_never_replaced(
    ask: Ask, filled: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "notes.txt").write_text("my notes")
    before = (tmp_path / name).read_bytes()
    done = ask("publish", name)
    assert done.exit_code == 2
    assert f"{name} was not written by `aggregator publish`" in done.stderr
    assert (tmp_path / name).read_bytes() == before


def test_metadata_of_another_hand_is_never_replaced(opened: Aggregator, tmp_path: Path) -> None:
    metadata_path(tmp_path / "edition.db").write_text('{"title": "Mine"}')
    with pytest.raises(UsageError, match="was not written by"):
        opened.maintenance.publish(tmp_path / "edition.db")
    assert not (tmp_path / "edition.db").exists()


def test_a_folder_is_no_place_for_the_file(opened: Aggregator, tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "none" / "edition.db"):
        with pytest.raises(UsageError, match="no place for a file"):
            opened.maintenance.publish(target)


@pytest.mark.parametrize("steps", [20, 100, 300])
def test_killed_in_the_middle_the_former_edition_stays(filled: Path, steps: int) -> None:
    target = filled.parent / "edition.db"
    publish_at(target)
    before = target.read_bytes(), metadata_path(target).read_bytes()
    assert killed_after(steps, publish_at, target)
    assert (target.read_bytes(), metadata_path(target).read_bytes()) == before
    publish_at(target)  # what the killed one left is no obstacle
    assert not [*filled.parent.glob("*.part")]


INTERRUPTED = """import os, signal, aggregator
from pathlib import Path
with aggregator.connect("aggregator.db", write=False) as news:
    news.maintenance.publish(Path("edition.db"), lambda done: os.kill(os.getpid(), signal.SIGINT))
"""


def test_ctrl_c_leaves_nothing(filled: Path) -> None:
    before = sorted(os.listdir(filled.parent))
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED],
        cwd=filled.parent,
        env=clean_environment(),
        capture_output=True,
        timeout=HANGS,
    )
    assert done.returncode in (-signal.SIGINT, 1), done.stderr
    assert b"KeyboardInterrupt" in done.stderr
    assert sorted(os.listdir(filled.parent)) == before


def test_others_write_meanwhile_and_the_edition_is_of_one_state(
    filled: Path, tmp_path: Path
) -> None:
    def write(_: int) -> None:
        with closing(sqlite3.connect(filled, timeout=0)) as other:
            add_functions(other)
            other.execute("UPDATE articles SET title = 'Later ' || title")
            other.execute("UPDATE stories SET verdict = 'contested'")
            other.commit()

    with aggregator.connect(filled, write=False) as news:
        news.maintenance.publish(tmp_path / "edition.db", write)
    with closing(sqlite3.connect(tmp_path / "edition.db")) as db:
        assert db.execute(
            "SELECT count(*) FROM articles WHERE headline LIKE 'Later%'"
        ).fetchone() == (0,)
        assert db.execute(
            "SELECT count(*) FROM stories WHERE verdict = 'contested'"
        ).fetchone() == (0,)


def test_metadata_names_columns_that_exist_and_queries_that_run(
    opened: Aggregator, tmp_path: Path
) -> None:
    target = tmp_path / "edition.db"
    opened.maintenance.publish(target)
    described = json.loads(metadata_path(target).read_text())["databases"]["edition"]
    with closing(sqlite3.connect(target)) as db:
        for table, shown in described["tables"].items():
            columns = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
            names = [shown.get(key) for key in ("sort", "sort_desc", "label_column")]
            assert {name for name in (*names, *shown.get("facets", ())) if name} <= columns, table
        for name, _, _, sql in QUERIES:
            given = {"publisher": "wire", "words": "harbour storm", "story": "1"}
            assert described["queries"][name]["sql"] == sql
            assert isinstance(db.execute(sql, given).fetchall(), list)
        first = next(sql for name, _, _, sql in QUERIES if name == "who_was_first")
        found = db.execute(first, {"words": 'harbour "storm'}).fetchall()
    assert [row[1] for row in found] == ["wire.example", "digest.example"]
