"""`backup` checks what it made and deletes only what it made; `restore` refuses files that do not belong together."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import aggregator
from aggregator.api import backups
from storage.store import private_path
from tests import takedowns
from tests.conftest import Ask


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


def other_database(path: Path) -> Path:
    """Another database, of its own key."""
    with aggregator.connect(path) as news:
        takedowns.put(news, takedowns.WORK, takedowns.BODY)
    return path


def test_a_backup_is_checked_when_it_is_made(filled: Path, folder: Path, ask: Ask) -> None:
    done = ask("--db", filled, "backup", folder)
    assert done.exit_code == 0
    assert "(3 articles, checked)" in done.stderr


def test_a_backup_of_a_damaged_database_is_not_kept_and_older_ones_stay(
    filled: Path, folder: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aggregator.clock.now", lambda: "2026-03-01T00:00:00Z")
    assert ask("--db", filled, "backup", folder).exit_code == 0
    monkeypatch.setattr("aggregator.clock.now", lambda: "2026-03-02T00:00:00Z")
    with closing(sqlite3.connect(filled)) as conn:
        conn.execute("DELETE FROM sources WHERE id = 1")  # articles refer to it
        conn.commit()
    done = ask("--db", filled, "backup", "--keep", "1", folder)
    assert done.exit_code == 1
    assert "references in it lead nowhere" in done.stderr
    assert sorted(file.name for file in folder.iterdir()) == [
        "aggregator-2026-03-01T000000Z-private.db",
        "aggregator-2026-03-01T000000Z.db",
    ]


def test_only_older_backups_that_it_made_are_deleted(
    filled: Path, folder: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [folder / "aggregator-2020-01-01T000000Z.db", folder / "notes.txt"]
    for file in others:
        file.write_text("not by this command", encoding="utf-8")
    ask("--db", filled, "backup", folder / "chosen.db")
    for day in (1, 2, 3, 4):
        monkeypatch.setattr("aggregator.clock.now", lambda day=day: f"2026-03-0{day}T00:00:00Z")
        assert ask("--db", filled, "backup", "--keep", "2", folder).exit_code == 0
    left = {file.name for file in folder.iterdir()}
    assert left == {
        "aggregator-2020-01-01T000000Z.db",
        "notes.txt",
        "chosen.db",
        "chosen-private.db",
        *(f"aggregator-2026-03-0{n}T000000Z{end}.db" for n in (3, 4) for end in ("", "-private")),
    }


def test_an_existing_backup_is_checked(filled: Path, folder: Path, ask: Ask) -> None:
    copy = folder / "copy.db"
    ask("--db", filled, "backup", copy)
    assert "is whole" in ask("backup", "--verify", copy).stderr
    private_path(copy).unlink()
    done = ask("backup", "--verify", copy)
    assert done.exit_code == 1
    assert "is missing" in done.stderr
    assert ask("backup", "--verify", folder / "none.db").exit_code == 4


def test_a_backup_with_the_private_file_of_another_database_is_no_backup(
    filled: Path, folder: Path, ask: Ask
) -> None:
    copy, other = folder / "copy.db", folder / "other.db"
    ask("--db", filled, "backup", copy)
    ask("--db", other_database(folder / "theirs.db"), "backup", other)
    private_path(copy).write_bytes(private_path(other).read_bytes())
    done = ask("backup", "--verify", copy)
    assert done.exit_code == 1
    assert "of another database" in done.stderr


def test_a_backup_of_another_database_is_restored_only_if_that_is_said(
    filled: Path, folder: Path, ask: Ask
) -> None:
    theirs = folder / "theirs-copy.db"
    ask("--db", other_database(folder / "theirs.db"), "backup", theirs)
    done = ask("--db", filled, "restore", "--yes", theirs)
    assert done.exit_code == 1
    assert "--unmatched" in done.stderr
    assert len(ask("--db", filled, "export", "articles").stdout.splitlines()) == 3
    assert ask("--db", filled, "restore", "--yes", "--unmatched", theirs).exit_code == 0
    assert ask("--db", filled, "article", takedowns.WORK).exit_code == 0


def test_a_private_file_that_is_older_than_the_backup_is_refused(
    filled: Path, folder: Path, ask: Ask
) -> None:
    copy = folder / "copy.db"
    with aggregator.connect(filled) as news:
        takedowns.put(news, takedowns.WORK, takedowns.BODY)
        news.maintenance.backup(folder / "old.db")
        takedowns.file_case(news)
        news.maintenance.backup(copy)
    private_path(filled).write_bytes(private_path(folder / "old.db").read_bytes())
    done = ask("--db", filled, "restore", "--yes", copy)
    assert done.exit_code == 1
    assert "is older than" in done.stderr


def test_a_database_moves_to_another_machine_as_a_backup(
    filled: Path, folder: Path, ask: Ask
) -> None:
    with aggregator.connect(filled) as news:
        takedowns.put(news, takedowns.WORK, takedowns.BODY)
        takedowns.file_case(news)
        news.takedowns.run()
    copy, there = folder / "copy.db", folder / "there" / "aggregator.db"
    ask("--db", filled, "backup", copy)
    there.parent.mkdir()
    assert ask("--db", there, "restore", copy).exit_code == 0
    assert ask("--db", there, "doctor").exit_code == 0
    with aggregator.connect(there) as news:
        again = takedowns.put(news, "https://again.example/1", takedowns.BODY)
        assert again.status == "tombstoned"


def test_a_backup_that_is_made_while_another_process_writes_is_whole(
    filled: Path, folder: Path
) -> None:
    with aggregator.connect(filled) as news, aggregator.connect(filled) as writer:
        with writer.store.sources.transaction():
            writer.store.main.conn.execute("UPDATE sources SET name = 'half'")
            news.maintenance.backup(folder / "copy.db")
            writer.store.main.conn.execute("UPDATE sources SET name = 'whole'")
    assert backups.verify(folder / "copy.db") == 3
    with aggregator.connect(folder / "copy.db", write=False) as copy:
        assert "half" not in {row.name for row in copy.export("sources")}
