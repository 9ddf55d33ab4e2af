"""Residual data: deleted rows are in the bytes of the file until they are purged."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from aggregator.errors import StorageError
from aggregator.model import Feed
from storage.sqlite import dead_space, residual_data
from tests import takedowns as world

URL = "https://wire.example/lanterns"
RARE = "Quintessenzbibliothek"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Aggregator]:
    with Aggregator.open(tmp_path / "made.db") as aggregator:
        for seed in range(3):
            world.put(aggregator, f"{URL}/{seed}", f"{RARE}{seed} {world.text(seed)}")
        yield aggregator


def all_bytes(opened: Aggregator) -> bytes:
    path = opened.store.path
    return path.read_bytes() + path.with_name(f"{path.name}-wal").read_bytes()


def test_a_checkpoint_empties_the_log(opened: Aggregator) -> None:
    residual, path = opened.store.residual_data, opened.store.path
    log = path.with_name(f"{path.name}-wal")
    assert log.stat().st_size > 0
    assert residual.checkpoint(seconds=1)
    assert log.stat().st_size == 0
    assert residual.path() == path
    assert RARE.encode() in all_bytes(opened)


def test_a_reader_prevents_the_checkpoint(opened: Aggregator) -> None:
    opened.store.main.execute("PRAGMA busy_timeout=100")
    reader = sqlite3.connect(opened.store.path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM articles").fetchone()
    world.put(opened, f"{URL}/late", world.text(9))
    assert not opened.store.residual_data.checkpoint(seconds=0.1)
    reader.close()
    assert opened.store.residual_data.checkpoint(seconds=1)


def test_a_deleted_word_leaves_the_index_when_it_is_merged_and_the_file_when_it_is_cleared(
    opened: Aggregator,
) -> None:
    residual, db = opened.store.residual_data, opened.store.main
    db.execute("PRAGMA secure_delete=0")
    with db.conn:
        db.execute("DELETE FROM articles WHERE url = ?", [f"{URL}/1"])
    word = f"{RARE}1".lower().encode()[-8:]
    residual.checkpoint(seconds=1)
    assert word in all_bytes(opened).lower()
    assert residual.merge_full_text_index()
    spaces = dead_space.clear_in_own_process([opened.store.path], seconds=5)
    assert spaces
    [space] = spaces
    assert space.size == opened.store.path.stat().st_size
    assert 0 < space.cleared < space.dead < space.size
    assert word not in all_bytes(opened).lower()
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_writer_that_holds_the_lock_prevents_clearing(opened: Aggregator) -> None:
    paths = [opened.store.path]
    with opened.store.residual_data.transaction():
        assert dead_space.clear_in_own_process(paths, seconds=0.1) is None
    assert dead_space.clear_in_own_process(paths, seconds=5)


def test_the_log_of_another_process_is_not_deleted_by_clearing(opened: Aggregator) -> None:
    """Also where that process lost its locks, as when it reads the file by itself."""
    path = opened.store.path
    path.read_bytes()
    assert dead_space.clear_in_own_process([path], seconds=5)
    world.put(opened, f"{URL}/late", world.text(9))
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM articles").fetchone() == (4,)


def test_a_damaged_file_is_not_cleared(opened: Aggregator) -> None:
    path = opened.store.path
    opened.store.residual_data.checkpoint(seconds=1)
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096)
    with pytest.raises(StorageError, match="damaged"):
        dead_space.clear_in_own_process([path], seconds=5)


def test_the_index_is_merged_in_steps_until_one_piece_is_left_and_no_longer(
    opened: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    residual, db = opened.store.residual_data, opened.store.main
    for seed in range(10, 22):
        world.put(opened, f"{URL}/{seed}", world.text(seed))
    pieces = "SELECT count(DISTINCT segid) FROM articles_fts_idx"
    assert db.execute(pieces).fetchone()[0] > 2
    monkeypatch.setattr(residual_data, "MERGE_PAGES", 1)
    statements: list[str] = []
    db.conn.set_trace_callback(statements.append)
    residual.merge_full_text_index()
    db.conn.set_trace_callback(None)
    assert db.execute(pieces).fetchone() == (1,)
    assert 2 < sum("'merge'" in statement for statement in statements) < 100


def read_all(residual: residual_data.ResidualData, table: str) -> dict[tuple[str, ...], bytes]:
    return dict(row for batch in residual.read_rows(table) for row in batch.split())


def test_every_table_of_both_files_is_read_but_those_of_the_index(opened: Aggregator) -> None:
    db = opened.store.main
    db.execute("CREATE TABLE forgotten (words)")
    for residual in (opened.store.residual_data, opened.store.private_residual_data):
        names = residual._db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        expected = {name for (name,) in names.fetchall()}
        assert set(residual.list_tables()) == {"sqlite_master", *expected} - set(
            residual_data.INDEX_TABLES
        )
    assert "forgotten" in opened.store.residual_data.list_tables()


def test_texts_are_read_wherever_they_are_and_each_row_can_be_found_again(
    opened: Aggregator,
) -> None:
    """Also a text in a column for numbers, and after a zero byte."""
    db, residual = opened.store.main, opened.store.residual_data
    with db.conn:
        opened.store.sources.add_feed(Feed("http://f.example", "paper.example"), 1, "")
        db.execute("UPDATE feeds SET failures = 'hidden words', title = char(0) || 'late'")
    [(key, data)] = read_all(residual, "feeds").items()
    assert b"hidden words" in data
    assert b"\0late" in data
    assert residual.read_row("feeds", key)["failures"] == "hidden words"
    for key in read_all(residual, "url_aliases"):
        assert residual.read_row("url_aliases", key)["url"] == key[0]


def test_the_texts_of_articles_are_asked_of_the_index(opened: Aggregator) -> None:
    residual = opened.store.residual_data
    assert RARE.encode() not in b"".join(read_all(residual, "articles").values())
    assert residual.is_said(f"{RARE.upper()}2")
    assert not residual.is_said(f"{RARE}3")
    assert not residual.is_said('"quoted" AND')


def test_bytes_are_read_apart_from_texts(opened: Aggregator) -> None:
    residual = opened.store.residual_data
    sketches = [sketch for (sketch,) in opened.store.main.execute("SELECT sketch FROM signatures")]
    rows = [row for batch in residual.read_blobs("signatures") for row in batch.split()]
    assert len(rows) == 3
    assert all(sketch in data for sketch, (_, data) in zip(sketches, rows, strict=True))
