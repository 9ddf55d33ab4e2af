"""Dead bytes are found as SQLite itself counts them, and in no damaged file for ever."""

import random
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pytest

from aggregator.errors import StorageError
from storage.sqlite import pages

PAGE_SIZES = (512, 4096, 65536)


def make_file(path: Path, page_size: int, seed: int = 1) -> None:
    """A file with long and short rows of which half were deleted, an index and a table without numbers."""
    chance = random.Random(seed)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(f"PRAGMA page_size={page_size}")
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT)")
        db.execute("CREATE INDEX t_a ON t (a)")
        db.execute("CREATE TABLE w (k TEXT PRIMARY KEY, v) WITHOUT ROWID")
        db.execute("BEGIN")
        for number in range(800):
            text = "".join(chance.choices("abcdefgh", k=chance.choice([5, 50, 500, 9000])))
            db.execute("INSERT INTO t (a, b) VALUES (?, ?)", [text[:300], text])
            db.execute("INSERT OR IGNORE INTO w VALUES (?, ?)", [text[:700], number])
        db.execute("DELETE FROM t WHERE id % 2")
        db.execute("DELETE FROM w WHERE v % 3 = 0")
        db.execute("COMMIT")


def read(path: Path) -> np.ndarray:
    return np.frombuffer(path.read_bytes(), np.uint8).copy()


def list_trees(path: Path) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0").fetchall()
    return [("sqlite_schema", 1), *found]


@pytest.mark.parametrize("page_size", PAGE_SIZES)
def test_the_dead_bytes_of_each_tree_are_those_that_sqlite_counts(
    tmp_path: Path, page_size: int
) -> None:
    """All but up to 60 bytes of fragments a page, and four bytes of each free block, which are structure."""
    path = tmp_path / "a.db"
    make_file(path, page_size)
    file = pages.open_pages(read(path))
    with closing(sqlite3.connect(path)) as db:
        try:
            db.execute("SELECT 1 FROM dbstat LIMIT 1")
        except sqlite3.OperationalError:
            pytest.skip("this SQLite has no table dbstat")
        for name, root in list_trees(path):
            starts, ends = pages.find_dead_ranges_of_tree(file, root)
            query = "SELECT sum(unused), count(*) FROM dbstat WHERE name = ?"
            unused, count = db.execute(query, [name]).fetchone()
            assert 0 <= unused - int((ends - starts).sum()) <= 60 * count + 4 * starts.size


@pytest.mark.parametrize("page_size", PAGE_SIZES)
def test_a_file_whose_dead_bytes_are_overwritten_holds_the_same_rows(
    tmp_path: Path, page_size: int
) -> None:
    path = tmp_path / "a.db"
    make_file(path, page_size)
    with closing(sqlite3.connect(path)) as db:
        before = list(db.iterdump())
    data = read(path)
    file = pages.open_pages(data)
    found = [pages.find_dead_ranges_of_tree(file, root) for _, root in list_trees(path)]
    found.append(pages.find_dead_ranges_of_free_pages(file))
    overwritten = 0
    for ranges in found:
        for start, end in zip(*(each.tolist() for each in ranges), strict=True):
            data[start:end] = 0xFF
            overwritten += end - start
    assert overwritten > data.size // 10
    path.write_bytes(data.tobytes())
    with closing(sqlite3.connect(path)) as db:
        assert list(db.iterdump()) == before
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.execute("INSERT INTO t (a) VALUES ('new')")
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_only_ranges_with_something_in_them_are_selected() -> None:
    data = np.zeros(64, np.uint8)
    data[[3, 17, 40, 63]] = 1
    starts = np.array([0, 4, 5, 18, 24, 41, 47])
    ends = np.array([3, 5, 18, 24, 41, 47, 64])
    found = pages.select_nonzero(data, (starts, ends))
    assert list(zip(*(each.tolist() for each in found), strict=True)) == [
        (5, 18),
        (24, 41),
        (47, 64),
    ]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """The bytes of a file that is not damaged."""
    path = tmp_path_factory.mktemp("whole") / "a.db"
    make_file(path, 512)
    return read(path)


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_file_is_refused_or_read(whole: np.ndarray, seed: int) -> None:
    data = whole.copy()
    chance = random.Random(seed)
    for _ in range(30):
        data[chance.randrange(16, data.size)] = chance.randrange(256)
    with suppress(StorageError):
        file = pages.open_pages(data)
        for root in (1, 2, 3, 4):
            starts, ends = pages.find_dead_ranges_of_tree(file, root)
            assert not starts.size or ends.max() <= data.size
        pages.find_dead_ranges_of_free_pages(file)


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\0", bytes(4096)])
def test_what_is_no_database_is_refused(data: bytes) -> None:
    with pytest.raises(StorageError):
        pages.open_pages(np.frombuffer(data, np.uint8))
