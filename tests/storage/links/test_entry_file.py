"""Sorted entries in a file without a name."""

import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from aggregator.errors import DiskFull
from storage.links import entry_file
from storage.links.entries import UP, Entries, Hashes, make_entries, merge_in_parts
from storage.links.entry_file import PAGE_ENTRIES, EntryFile

HELD = 50_000


def hashes(count: int, seed: int) -> Hashes:
    return np.sort(np.random.default_rng(seed).integers(0, 1 << 32, count, dtype=np.uint32))


def entries(count: int, number: int = 1) -> Entries:
    return make_entries([(number, hashes(count, number))])


@pytest.fixture
def no_file_can_grow() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_the_entries_of_a_hash_are_found_on_whichever_page_they_are(tmp_path: Path) -> None:
    written = entries(HELD)
    file = EntryFile.write([written], tmp_path)
    for positions in ([0], [HELD - 1], [PAGE_ENTRIES - 1, PAGE_ENTRIES], [*range(0, HELD, 999)]):
        asked = (written[positions] >> UP).astype(np.uint32)
        assert file.look_up(asked).tolist() == written[positions].tolist()
    assert file.look_up(hashes(1000, 5)).tolist() == []


def test_a_hash_whose_entries_fill_pages_has_all_of_them(tmp_path: Path) -> None:
    same = np.array([7], dtype=np.uint32)
    written = make_entries([(number, same) for number in range(3 * PAGE_ENTRIES + 5)])
    file = EntryFile.write([entries(2)[:0], written], tmp_path)
    assert file.look_up(same).tolist() == written.tolist()


def test_an_empty_file_holds_nothing() -> None:
    assert EntryFile().look_up(hashes(10, 1)).tolist() == []
    assert [*EntryFile().read_in_parts()] == []


def test_files_are_merged_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_file, "CHUNK", 700)
    levels = entries(5000, 1), entries(3000, 2)
    files = [EntryFile.write([level], tmp_path) for level in levels]
    merged = EntryFile.write(
        merge_in_parts(files[0].read_in_parts(), files[1].read_in_parts()), tmp_path
    )
    assert np.concatenate([*merged.read_in_parts()]).tolist() == sorted(
        np.concatenate(levels).tolist()
    )
    assert merged.firsts.tolist() == np.sort(np.concatenate(levels))[::PAGE_ENTRIES].tolist()


def test_the_file_has_no_name_and_goes_with_its_last_user(tmp_path: Path) -> None:
    file = EntryFile.write([entries(10)], tmp_path)
    descriptor = file.descriptor
    assert [*tmp_path.iterdir()] == []
    assert os.fstat(descriptor).st_nlink == 0
    del file
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_a_folder_that_cannot_be_written_is_not_needed(tmp_path: Path) -> None:
    assert len(EntryFile.write([entries(10)], tmp_path / "missing")) == 10


@pytest.mark.usefixtures("no_file_can_grow")
def test_a_full_disk_is_said_in_clear_words(tmp_path: Path) -> None:
    assert signal.getsignal(signal.SIGXFSZ) == signal.SIG_IGN  # as Python has it
    with pytest.raises(DiskFull, match="free some space"):
        EntryFile.write([entries(HELD)], tmp_path)
