"""Opening the two files: what is created, refused, and left behind."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from aggregator.errors import (
    DatabaseLocked,
    DiskFull,
    NewerDatabase,
    NotOurDatabase,
    NotStored,
    StorageError,
)
from storage.sqlite import connection
from storage.sqlite.repository import Repository
from storage.store import open_for_reading, open_for_writing, private_path


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    open_for_writing(path).close()
    return path


def files(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def test_a_new_database_has_two_files_and_only_its_user_can_read_the_private_one(
    made: Path,
) -> None:
    assert files(made.parent) == {"news.db", "news-private.db"}
    mode = private_path(made).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_every_connection_overwrites_deleted_data(made: Path) -> None:
    with open_for_writing(made) as store:
        for db in (store.main, store.private):
            assert db is not None
            assert db.execute("PRAGMA secure_delete").fetchone()[0] == 1
            assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
            assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_private_tables_are_not_in_the_main_file(made: Path) -> None:
    with open_for_writing(made) as store:
        assert store.private is not None
        private = set(store.private.table_names()) - {"_sqlite_migrations", "sqlite_sequence"}
        assert private.isdisjoint(store.main.table_names())
        assert {"takedown_cases", "hidden_articles", "comments", "keys"} <= private


def test_reading_a_missing_database_creates_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotStored, match="aggregator init"):
        open_for_reading(tmp_path / "none.db")
    assert files(tmp_path) == set()


def test_reading_leaves_no_side_files_and_refuses_to_write(made: Path) -> None:
    before = files(made.parent)
    with (
        open_for_reading(made) as store,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        store.main.execute("INSERT INTO stories (created_at) VALUES ('x')")
    assert files(made.parent) == before


def test_reading_sees_what_a_writer_has_just_committed(made: Path) -> None:
    with open_for_writing(made) as writer:
        with connection.transaction(writer.main) as db:
            db.execute("INSERT INTO stories (created_at) VALUES ('2026-01-01T00:00:00Z')")
        with open_for_reading(made) as reader:
            assert reader.main.execute("SELECT count(*) FROM stories").fetchone()[0] == 1


def test_an_immutable_file_is_read_where_nothing_may_be_written(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # as on a read-only mount
    before = files(made.parent)
    with open_for_reading(made) as store:
        assert store.main.execute("SELECT count(*) FROM articles").fetchone()[0] == 0
        assert files(made.parent) == before


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    for opening in (open_for_writing, open_for_reading):
        with pytest.raises(NotOurDatabase, match=r"other\.db"):
            opening(path)
    check = sqlite3.connect(path)
    assert [row[0] for row in check.execute("SELECT name FROM sqlite_master")] == ["theirs"]
    check.close()


def test_a_file_that_is_no_database_is_refused_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear editor, " * 100)
    for opening in (open_for_writing, open_for_reading):
        with pytest.raises(NotOurDatabase):
            opening(path)
    assert path.read_text().startswith("Dear editor")


def test_a_file_that_is_refused_is_not_kept_open(made: Path) -> None:
    descriptors = Path("/proc/self/fd")
    raw = sqlite3.connect(made)
    raw.execute("PRAGMA user_version=999")
    raw.close()
    for opening in (open_for_writing, open_for_reading):
        with pytest.raises(NewerDatabase) as caught:
            opening(made)
        assert caught.value  # a reference to the error keeps no reference to the file
        assert not [link for link in descriptors.iterdir() if leads_to(link, made)]


def leads_to(link: Path, path: Path) -> bool:
    try:
        return link.resolve() == path.resolve()
    except OSError:
        return False


def test_a_folder_and_a_missing_folder_have_different_errors(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="is a folder"):
        open_for_writing(tmp_path)
    with pytest.raises(StorageError, match="create it first"):
        open_for_writing(tmp_path / "no" / "news.db")


def test_a_transaction_that_fails_leaves_nothing(made: Path) -> None:
    with open_for_writing(made) as store:
        with pytest.raises(RuntimeError), connection.transaction(store.main) as db:
            db.execute("INSERT INTO stories (created_at) VALUES ('x')")
            raise RuntimeError("half-way")
        assert store.main.execute("SELECT count(*) FROM stories").fetchone()[0] == 0


def test_a_nested_transaction_that_fails_undoes_itself_alone(made: Path) -> None:
    with open_for_writing(made) as store:
        with connection.transaction(store.main) as db:
            db.conn.execute("INSERT INTO stories (created_at) VALUES ('first')")
            with connection.transaction(store.main):
                db.conn.execute("INSERT INTO stories (created_at) VALUES ('second')")
                with pytest.raises(ZeroDivisionError), connection.transaction(store.main):
                    db.conn.execute("INSERT INTO stories (created_at) VALUES ('third')")
                    1 / 0  # noqa: B018  # any error
        stored = db.conn.execute("SELECT created_at FROM stories ORDER BY id").fetchall()
    assert stored == [("first",), ("second",)]


def test_a_single_statement_is_committed_alone_or_undone_with_its_transaction(made: Path) -> None:
    add = "INSERT INTO stories (created_at) VALUES (?)"
    with open_for_writing(made) as store:
        repository = Repository(store.main)
        repository.write_one(add, ["alone"])
        assert not store.main.conn.in_transaction
        with pytest.raises(KeyError), repository.transaction():
            repository.write_one(add, ["within"])
            raise KeyError
        rows = store.main.execute("SELECT created_at FROM stories")
        assert rows.fetchall() == [("alone",)]


def test_a_locked_database_is_reported_in_one_line(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    with open_for_writing(made) as holder:
        holder.main.conn.execute("BEGIN IMMEDIATE")
        with open_for_writing(made) as second:
            with (
                pytest.raises(DatabaseLocked, match="in use by another process"),
                connection.explain_sqlite_errors(made),
                connection.transaction(second.main),
            ):
                pass
        holder.main.conn.rollback()


def test_a_full_disk_is_reported_and_stored_data_is_kept(made: Path) -> None:
    with open_for_writing(made) as store:
        pages = store.main.execute("PRAGMA page_count").fetchone()[0]
        store.main.execute(f"PRAGMA max_page_count={pages + 5}")
        insert = "INSERT INTO stories (created_at) VALUES (?)"
        with connection.transaction(store.main) as db:
            db.execute(insert, ["kept"])
        with (
            pytest.raises(DiskFull, match="free some space"),
            connection.explain_sqlite_errors(made),
            connection.transaction(store.main) as db,
        ):
            db.execute(insert, ["x" * 200_000])
        rows = store.main.execute("SELECT created_at FROM stories").fetchall()
        assert rows == [("kept",)]


def test_a_backup_is_complete_and_never_overwrites(made: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    with open_for_writing(made) as store:
        store.main.execute("INSERT INTO stories (created_at) VALUES ('kept')")
        store.main.conn.commit()
        connection.backup(store.main, target)
        with pytest.raises(StorageError, match="exists already"):
            connection.backup(store.main, target)
    with open_for_reading(target) as copy:
        assert copy.main.execute("SELECT created_at FROM stories").fetchall() == [("kept",)]
