"""Residual data: deleted rows are in the bytes of the file until they are purged."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from storage.sqlite import residual_data
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
    return b"".join(opened.store.residual_data.read_chunks(overlap=0))


def test_the_log_is_read_after_the_file_until_a_checkpoint_empties_it(opened: Aggregator) -> None:
    residual, path = opened.store.residual_data, opened.store.path
    log = path.with_name(f"{path.name}-wal")
    assert log.stat().st_size > 0
    assert all_bytes(opened) == path.read_bytes() + log.read_bytes()
    assert residual.checkpoint(seconds=1)
    assert log.stat().st_size == 0
    assert residual.path() == path
    assert residual.size() == path.stat().st_size
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


def test_chunks_overlap_so_that_no_string_is_cut(
    opened: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.store.residual_data.checkpoint(seconds=1)
    data = all_bytes(opened)
    monkeypatch.setattr(residual_data, "CHUNK_BYTES", 1000)
    chunks = list(opened.store.residual_data.read_chunks(overlap=len(RARE)))
    assert len(chunks) == -(-len(data) // 1000)
    strings = [data[i : i + len(RARE)] for i in range(0, len(data) - len(RARE), 7)]
    assert all(any(string in chunk for chunk in chunks) for string in strings[:500])


def test_a_deleted_word_leaves_the_index_when_it_is_merged_and_the_file_when_it_is_rewritten(
    opened: Aggregator,
) -> None:
    residual, db = opened.store.residual_data, opened.store.main
    db.execute("PRAGMA secure_delete=0")
    with db.conn:
        db.execute("DELETE FROM articles WHERE url = ?", [f"{URL}/1"])
    word = f"{RARE}1".lower().encode()[-8:]
    residual.checkpoint(seconds=1)
    assert word in all_bytes(opened).lower()
    residual.merge_full_text_index()
    residual.rewrite_file()
    residual.checkpoint(seconds=1)
    assert word not in all_bytes(opened).lower()


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


def test_the_texts_that_remain_are_those_of_articles_and_of_claimants(opened: Aggregator) -> None:
    world.file_case(opened, f"{URL}/2", confirmed=False)
    texts = "\n".join(opened.store.residual_data.read_texts())
    assert f"{RARE}0" in texts
    assert f"{URL}/1" in texts
    assert "Nora Quint" not in texts
    assert "wire.example" in "\n".join(opened.store.residual_data.read_other_strings())
    private = "\n".join(opened.store.private_residual_data.read_texts())
    assert "Nora Quint" in private
    assert RARE not in private
