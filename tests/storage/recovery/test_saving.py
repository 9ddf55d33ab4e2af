"""What can be read of a damaged file is saved into a new one, whose rows agree with one another."""

import gzip
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from aggregator.errors import NotOurDatabase
from benchmarks import damage
from storage.recovery.saving import save_readable
from storage.sqlite import migrations
from storage.sqlite.migrations import main_migrations
from storage.sqlite.packing import unpack
from storage.store import private_path


@pytest.fixture
def whole(filled: Path) -> Path:
    """A database without a log beside it."""
    for file in (filled, private_path(filled)):
        with closing(sqlite3.connect(file)) as conn:
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return filled


def read_rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(query).fetchall()


def roots(path: Path) -> Iterator[tuple[str, int]]:
    """The first page of each table that is saved row by row."""
    query = "SELECT name, rootpage FROM sqlite_master WHERE type = 'table' AND rootpage > 1"
    for name, page in read_rows(path, query):
        if not str(name).startswith(damage.NOT_COUNTED):
            yield str(name), int(str(page))


def save_changed(path: Path, data: bytes) -> Path:
    """Save what can be read of these bytes; returns the new file."""
    damaged, target = path.with_name("damaged.db"), path.with_name("saved.db")
    damaged.write_bytes(data)
    save_readable(damaged, target, main_migrations)
    assert read_rows(target, "PRAGMA integrity_check") == [("ok",)]
    assert read_rows(target, "PRAGMA foreign_key_check") == []
    return target


def test_an_undamaged_file_is_saved_row_by_row(whole: Path) -> None:
    saved = save_changed(whole, whole.read_bytes())
    for name, _ in roots(whole):
        rows = f'SELECT * FROM "{name}" ORDER BY 1, 2'
        assert read_rows(saved, rows) == read_rows(whole, rows), name


def test_without_a_header_and_without_any_way_to_its_tables_a_file_is_saved(whole: Path) -> None:
    data = bytearray(whole.read_bytes())
    data[:4096] = bytes(4096)  # the header, and the page that leads to the schema
    saved = save_changed(whole, bytes(data))
    for table in ("articles", "copies", "url_aliases", "signatures", "evidence"):
        rows = f"SELECT * FROM {table} ORDER BY 1, 2"
        assert read_rows(saved, rows) == read_rows(whole, rows), table


def test_a_lost_source_is_made_up_from_its_articles(whole: Path) -> None:
    data = bytearray(whole.read_bytes())
    page = dict(roots(whole))["sources"]
    data[(page - 1) * 4096 : page * 4096] = bytes(4096)
    saved = save_changed(whole, bytes(data))
    rows = "SELECT id, domain FROM sources WHERE id IN (SELECT source_id FROM articles) ORDER BY id"
    assert read_rows(saved, rows) == read_rows(whole, rows)
    assert len(read_rows(saved, "SELECT 1 FROM articles")) == 3


def test_rows_of_a_lost_article_are_left_out(whole: Path) -> None:
    data = bytearray(whole.read_bytes())
    page = dict(roots(whole))["articles"]
    data[(page - 1) * 4096 : page * 4096] = bytes(4096)
    saved = save_changed(whole, bytes(data))
    articles = read_rows(saved, "SELECT id FROM articles")
    assert read_rows(saved, "SELECT article_id FROM signatures") == articles


@pytest.mark.parametrize("seed", range(3))
def test_of_flipped_bytes_every_undamaged_row_is_saved(whole: Path, seed: int) -> None:
    result = damage.Result(seed, "flip")
    damaged = damage.damage(whole.read_bytes(), "flip", random.Random(seed))
    damage.count_saved(result, whole, damaged, main_migrations)
    assert result.undamaged > 5
    assert result.saved >= 0.99 * (result.undamaged - result.orphaned)


def test_a_value_that_nothing_can_read_is_left_out(whole: Path) -> None:
    with closing(sqlite3.connect(whole)) as conn:
        conn.execute(
            "UPDATE articles SET provenance = x'ff01ffffff', first_seen = '20X6', authors = '[7'"
        )
        conn.execute("PRAGMA journal_mode=DELETE")
        conn.commit()
    saved = save_changed(whole, whole.read_bytes())
    assert read_rows(saved, "SELECT DISTINCT provenance, authors FROM articles") == [("{}", "[]")]
    assert read_rows(saved, "SELECT DISTINCT length(first_seen) FROM articles") == [(20,)]


def test_a_packed_text_with_a_changed_byte_is_left_out(whole: Path) -> None:
    [(packed, hash_of_text)] = read_rows(whole, "SELECT text, text_hash FROM articles WHERE id = 1")
    assert isinstance(packed, bytes)
    changed = next(
        packed[:at] + bytes([packed[at] ^ 1]) + packed[at + 1 :]
        for at in range(20, len(packed))
        if _unpacks_to_another_text(packed, at)
    )
    saved = save_changed(whole, whole.read_bytes().replace(packed[:60], changed[:60]))
    rows = read_rows(saved, "SELECT text, text_hash FROM articles WHERE id = 1")
    assert rows == [("", hash_of_text)]


def _unpacks_to_another_text(packed: bytes, at: int) -> bool:
    try:
        unpack(packed[:at] + bytes([packed[at] ^ 1]) + packed[at + 1 :])
    except ValueError:
        return False
    return True


def test_a_file_of_an_older_version_is_saved_with_its_schema(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    stored = Path(__file__).parents[2] / "databases" / "v9.db.gz"
    path.write_bytes(gzip.decompress(stored.read_bytes()))
    saved = save_readable(path, tmp_path / "saved.db", main_migrations)
    assert saved.version == 9 < migrations.current_version(main_migrations)
    rows = "SELECT * FROM articles ORDER BY id"
    assert read_rows(saved.path, rows) == read_rows(path, rows) != []
    assert read_rows(saved.path, "PRAGMA user_version") == [(9,)]


def test_of_a_file_that_holds_nothing_nothing_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "noise.db"
    path.write_bytes(random.Random(1).randbytes(40_000))
    with pytest.raises(NotOurDatabase, match="restore a backup"):
        save_readable(path, tmp_path / "saved.db", main_migrations)
    assert not (tmp_path / "saved.db").exists()
