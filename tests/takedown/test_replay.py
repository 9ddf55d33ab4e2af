"""A main file of another age than its private file loses what was taken down since it was made."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

import aggregator
from aggregator.api import Aggregator
from aggregator.cli import cli
from aggregator.errors import DatabaseLocked, NewerDatabase, StaleDatabase, Tombstoned
from storage.store import open_for_reading, private_path
from tests import takedowns as world
from tests.redress import counter_of
from tests.takedowns import COPY, WORK, file_case, put, raw_bytes, traces

LATER = "https://later.example/report"
LATER_TEXT = world.text(7)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a work, its copy and others; a backup of it beside; the work is taken down since."""
    path = tmp_path_factory.mktemp("replay") / "news.db"
    with aggregator.connect(path) as news:
        put(news, WORK, world.BODY, title=world.TITLE, authors=[world.AUTHOR])
        put(news, COPY, world.BODY, title=world.TITLE)
        for seed in range(100, 110):
            put(news, f"https://other.example/{seed}", world.text(seed))
        news.finalize()
    assert run(path, "backup", str(path.with_name("old.db"))).exit_code == 0
    with aggregator.connect(path) as news:
        put(news, LATER, LATER_TEXT)
        for url in (WORK, LATER):
            file_case(news, url)
        assert {case.state for case in news.takedowns.run()} == {"closed"}
    return path


@pytest.fixture
def path(made_once: Path, tmp_path: Path) -> Path:
    """A copy of it, and of the backup."""
    shutil.copytree(made_once.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / made_once.name


def run(path: Path, *arguments: str):  # type: ignore[no-untyped-def]  # click does not export the type
    return CliRunner().invoke(cli, ["--db", str(path), *arguments])


def restore_by_hand(path: Path) -> None:
    """Copy the main file of the backup over the database, as somebody does who knows no better."""
    shutil.copy(path.with_name("old.db"), path)


def assert_gone(path: Path) -> None:
    with Aggregator.open(path) as news:
        for url in (WORK, COPY, LATER):
            with pytest.raises(Tombstoned):
                news.article(url)
        assert put(news, "https://again.example/1", world.BODY).status == "tombstoned"
        assert put(news, "https://again.example/2", LATER_TEXT).status == "tombstoned"
        assert news.takedowns.run() is not None
        assert {case.state for case in news.takedowns.list_cases()} == {"closed"}
    (path.parent / "old.db").unlink()
    private_path(path.parent / "old.db").unlink()
    for former in path.parent.glob("news.db.replaced*"):
        former.unlink()
    assert (
        traces(raw_bytes(path), world.TITLE, *world.BODY.splitlines(), *LATER_TEXT.splitlines())
        == []
    )


def test_an_old_main_file_is_not_read(path: Path) -> None:
    restore_by_hand(path)
    with pytest.raises(StaleDatabase):
        open_for_reading(path)
    result = run(path, "search", "bay")
    assert (result.exit_code, "takedown run" in result.output) == (1, True)
    assert run(path, "doctor").exit_code == 1


def test_a_writing_verb_erases_again_what_an_old_main_file_brings_back(path: Path) -> None:
    restore_by_hand(path)
    with Aggregator.open(path) as news:
        entries = [entry.event for entry in news.takedowns.log("TD-2026-0001")]
    assert "hidden again" in entries
    assert_gone(path)


def test_restore_puts_a_backup_back_without_what_was_taken_down_since(path: Path) -> None:
    result = run(path, "restore", "--yes", str(path.with_name("old.db")))
    assert result.exit_code == 0, result.output
    assert "10 articles, 3 erasures carried out again" in result.output
    assert_gone(path)


def test_no_other_article_gets_the_id_of_one_that_was_taken_down(path: Path) -> None:
    restore_by_hand(path)
    with Aggregator.open(path) as news:
        known = news.store.erasures.highest_article_id()
        put(news, "https://other.example/new", world.text(300))
        assert news.article_id("https://other.example/new") > known


def test_a_case_that_was_rejected_since_is_restored_as_such(path: Path, tmp_path: Path) -> None:
    with Aggregator.open(path) as news:
        number = file_case(news, "https://other.example/105").number
        shutil.copy(path, tmp_path / "hidden.db")
        news.store.residual_data.checkpoint(5)
        shutil.copy(path, tmp_path / "hidden.db")
        news.takedowns.decide(number, accept=False)
    shutil.copy(tmp_path / "hidden.db", path)
    with Aggregator.open(path) as news:
        assert put(news, "https://other.example/105", world.text(105)).status == "new"


def test_a_database_that_is_open_is_not_replaced(path: Path) -> None:
    from aggregator.api.backups import restore

    before = path.read_bytes()
    with Aggregator.open(path) as news, pytest.raises(DatabaseLocked):
        assert news.status().articles
        restore(path.with_name("old.db"), path)
    assert path.read_bytes() == before


def test_a_private_file_that_is_older_is_reported(path: Path, tmp_path: Path) -> None:
    shutil.copy(private_path(tmp_path / "old.db"), private_path(path))
    result = run(path, "doctor")
    assert result.exit_code == 1
    assert "the private file is older than the main file" in result.output


def test_with_an_older_private_file_deleted_work_stays_blocked(path: Path, tmp_path: Path) -> None:
    shutil.copy(private_path(tmp_path / "old.db"), private_path(path))
    result = run(path, "takedown", "run")
    assert result.exit_code == 0, result.output
    with Aggregator.open(path) as news:
        assert put(news, "https://again.example/1", world.BODY).status == "tombstoned"


def test_without_its_private_file_nothing_is_written(path: Path) -> None:
    private_path(path).unlink()
    for _ in range(2):
        result = run(path, "takedown", "run")
        assert result.exit_code == 1
        assert "is missing" in result.output
        assert "restore a backup of it" in result.output
    assert not private_path(path).exists()


def test_files_that_were_written_are_listed_until_they_are_gone(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    assert run(path, "export", "articles", "-o", str(target)).exit_code == 0
    listed = run(path, "takedown", "files", "--csv").stdout
    assert [row.split(",")[1] for row in listed.splitlines()[1:]] == ["backup", "export"]
    target.unlink()
    assert "export" not in run(path, "takedown", "files", "--csv").stdout


def test_what_a_killed_export_left_is_removed_by_the_next_run(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with Aggregator.open(path) as news:
        news.takedowns.note_written_file(target, "export")
        part = tmp_path / "out.jsonl.part"
        part.write_text(world.BODY, encoding="utf-8")
        news.takedowns.run()
    assert not part.exists()


def test_a_backup_that_a_migration_made_is_listed_too(path: Path) -> None:
    backup = path.with_name("news.db.before-2026-11-28T050000Z")
    shutil.copy(path, backup)
    with Aggregator.open(path) as news:
        news.takedowns.run()
        listed = {file.path: file.what for file in news.takedowns.list_written_files()}
    assert listed[str(backup)] == "before a migration"


def test_what_was_put_back_alone_comes_in_again_in_an_older_file(path: Path) -> None:
    with aggregator.connect(path) as news:
        number = next(c.number for c in news.takedowns.list_cases() if c.scope.url == WORK)
        news.takedowns.counter(counter_of(number))
        news.takedowns.decide_counter(number, "restored")
    restore_by_hand(path)
    with aggregator.connect(path) as news:
        assert put(news, "https://again.example/1", world.BODY).status == "tombstoned"
        assert put(news, WORK, world.BODY).status == "tombstoned"
        assert put(news, COPY, world.BODY).status != "tombstoned"


def test_nothing_is_replaced_beside_a_private_file_of_a_newer_version(path: Path) -> None:
    from aggregator.api.backups import restore

    with sqlite3.connect(private_path(path)) as db:
        db.execute("PRAGMA user_version = 999")
    before = path.read_bytes()
    with pytest.raises(NewerDatabase):
        restore(path.with_name("old.db"), path)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*replaced*"))
