"""Long texts are stored packed, and read as they were."""

import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from aggregator.errors import StorageError
from storage.sqlite import packing
from storage.sqlite.connection import explain_sqlite_errors
from tests import takedowns as world

URL = "https://wire.example/lanterns"


@pytest.mark.parametrize(
    "text", [world.text(1), "Łódź 東京 नमस्ते\n" * 40, "a" * 100_000, "short", ""]
)
def test_a_text_is_read_as_it_was_packed(text: str) -> None:
    assert packing.unpack(packing.pack(text)) == text


def test_a_long_text_takes_less_room_than_half() -> None:
    text = " ".join(world.text(seed) for seed in range(4))
    packed = packing.pack(text)
    assert isinstance(packed, bytes)
    assert len(packed) < len(text) / 2


def test_a_short_text_and_none_stay_as_they_are() -> None:
    assert packing.pack("short") == "short"
    assert packing.pack(None) is None


def test_the_dictionary_never_changes() -> None:
    digest = "1f2ffed9682093d5caca7afab6fc886d15de7c83e4b75235dd1308a257dc7b81"
    assert sha256(packing.DICTIONARY.read_bytes()).hexdigest() == digest


def test_rows_of_older_versions_are_read_beside_packed_ones(tmp_path: Path) -> None:
    with Aggregator.open(tmp_path / "made.db") as opened:
        world.put(opened, f"{URL}/1", world.text(1))
        world.put(opened, f"{URL}/2", world.text(2))
        db = opened.store.main
        with db.conn:
            db.execute("UPDATE articles SET text = unpack(text) WHERE id = ?", [1])
        kinds = db.execute("SELECT typeof(text) FROM articles ORDER BY id").fetchall()
        assert kinds == [("text",), ("blob",)]
        texts = opened.store.watched_data.get_texts([1, 2])
        assert texts == {1: world.text(1), 2: world.text(2)}


def test_a_damaged_text_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    with Aggregator.open(path) as opened:
        world.put(opened, URL, world.text(1))
        with opened.store.main.conn as conn:
            conn.execute("DROP TRIGGER articles_au")
            conn.execute("UPDATE articles SET text = ?", [packing.MARK + b"\x07\x07"])
        with pytest.raises(StorageError, match="packed text"), explain_sqlite_errors(path):
            opened.article(1)


def test_the_words_of_packed_texts_are_in_the_index_but_not_in_the_table(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    with Aggregator.open(path) as opened:
        world.put(opened, URL, world.text(1))
        opened.store.residual_data.checkpoint(1)
    with sqlite3.connect(path) as db:
        [stored] = db.execute("SELECT text FROM articles").fetchone()
        assert world.text(1).encode()[:40] not in stored
        ask = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
        words = world.text(1).split()
        assert db.execute(ask, [f'"{words[0]} {words[1]} {words[2]}"']).fetchone() == (1,)
