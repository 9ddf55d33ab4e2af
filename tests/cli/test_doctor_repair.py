"""`doctor --repair` makes derived tables again, and saves what can be read of damaged files."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import aggregator
from storage.store import open_for_writing, private_path
from tests import takedowns
from tests.conftest import Ask

DERIVED = {
    "INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')": "full-text index: made again for 3",
    "DELETE FROM url_aliases": "addresses: 3",
    "DELETE FROM signatures": "signatures and index entries: 3",
    "DELETE FROM index_entries": "signatures and index entries: 2",
    "DELETE FROM copies": "all articles were linked again",
    "UPDATE stories SET verdict = 'undetermined', dirty = 0": "decided again for 2 stories",
}


def make_whole(path: Path) -> None:
    """Move the logs of both files into them."""
    for file in (path, private_path(path)):
        with closing(sqlite3.connect(file)) as conn:
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def flip_header(path: Path) -> bytes:
    """Damage the header of a file; returns what it holds now."""
    data = b"\xff" * 100 + path.read_bytes()[100:]
    path.write_bytes(data)
    return data


@pytest.mark.parametrize("loss", DERIVED)
def test_a_lost_derived_table_is_made_again(filled: Path, ask: Ask, loss: str) -> None:
    with open_for_writing(filled) as store:
        store.main.conn.execute(loss)
        store.main.conn.commit()
    done = ask("--db", filled, "doctor", "--repair")
    assert DERIVED[loss] in done.stderr
    assert done.exit_code == 0, done.stdout
    with aggregator.connect(filled, write=False) as news:
        assert len(list(news.search("storm"))) == 2
        assert news.story(1).verdict == "original_here"


def test_a_damaged_database_is_saved_into_new_files_and_stays_as_it_is(
    filled: Path, ask: Ask
) -> None:
    make_whole(filled)
    files = {file: flip_header(file) for file in (filled, private_path(filled))}
    done = ask("--db", filled, "doctor", "--repair")
    assert done.exit_code == 3
    assert "is damaged and stays as it is" in done.stderr
    assert {file: file.read_bytes() for file in files} == files
    [saved] = filled.parent.glob("aggregator.recovered-*Z.db")
    assert private_path(saved).stat().st_mode & 0o777 == 0o600
    assert ask("--db", saved, "doctor").exit_code == 0
    assert "storm" in ask("--db", saved, "search", "storm").stdout


def test_what_was_taken_down_is_not_in_the_saved_file(filled: Path, ask: Ask) -> None:
    with aggregator.connect(filled) as news:
        takedowns.put(news, takedowns.WORK, takedowns.BODY, title=takedowns.TITLE)
        news.maintenance.backup(filled.with_name("old.db"))
        takedowns.file_case(news)
        news.takedowns.run()
    make_whole(filled)
    filled.write_bytes(filled.with_name("old.db").read_bytes())  # the work is in it again
    flip_header(filled)
    done = ask("--db", filled, "doctor", "--repair")
    assert "1 articles went by them" in done.stderr
    [saved] = filled.parent.glob("aggregator.recovered-*Z.db")
    assert ask("--db", saved, "article", takedowns.WORK).exit_code == 5
    assert takedowns.traces(saved.read_bytes(), takedowns.BODY) == []


def test_a_broken_chain_of_the_log_stays_broken_in_the_saved_file(filled: Path, ask: Ask) -> None:
    with aggregator.connect(filled) as news:
        takedowns.put(news, takedowns.WORK, takedowns.BODY)
        takedowns.file_case(news)
        news.takedowns.run()
    make_whole(filled)
    private = private_path(filled)
    private.write_bytes(private.read_bytes().replace(b"hidden", b"hXdden"))
    flip_header(filled)
    ask("--db", filled, "doctor", "--repair")
    [saved] = filled.parent.glob("aggregator.recovered-*Z.db")
    done = ask("--db", saved, "doctor")
    assert done.exit_code == 1
    assert "its chain breaks at entry" in done.stdout


def test_without_a_readable_private_file_nothing_is_saved(filled: Path, ask: Ask) -> None:
    make_whole(filled)
    flip_header(filled)
    private_path(filled).write_bytes(bytes(8192))
    done = ask("--db", filled, "doctor", "--repair")
    assert done.exit_code == 1
    assert "restore a backup of it" in done.stderr
    assert not list(filled.parent.glob("aggregator.recovered-*"))
