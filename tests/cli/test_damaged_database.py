"""A database with flipped bytes ends a command with one clear line, never with a traceback."""

import random
import shutil
from pathlib import Path

import pytest

from tests.conftest import Ask

VERBS = (["doctor"], ["search", "the"], ["story", "1"], ["article", "1"], ["status"])


def copy_damaged(stored: Path, folder: Path, places: list[tuple[int, int]]) -> Path:
    """A copy of a database in which these (offset, value) are other bytes."""
    path = folder / "damaged.db"
    data = bytearray((stored / "aggregator.db").read_bytes())
    for offset, value in places:
        data[offset] = value
    path.write_bytes(data)
    shutil.copy(stored / "aggregator-private.db", folder / "damaged-private.db")
    return path


@pytest.mark.parametrize("seed", range(6))
def test_any_flipped_bytes_end_a_command_with_a_line(
    stored: Path, tmp_path: Path, ask: Ask, seed: int
) -> None:
    chance = random.Random(seed)
    size = (stored / "aggregator.db").stat().st_size
    places = [(chance.randrange(100, size), chance.randrange(256)) for _ in range(30)]
    path = copy_damaged(stored, tmp_path, places)
    for verb in VERBS:
        done = ask("--db", path, *verb)  # raises what is no exit
        if verb != ["doctor"]:
            assert done.exit_code == 0 or done.stderr.startswith(("error: ", "note: ")), verb


def test_a_text_that_cannot_be_decoded_is_named_by_doctor_and_by_readers(
    stored: Path, tmp_path: Path, ask: Ask
) -> None:
    data = (stored / "aggregator.db").read_bytes()
    start = data.index(b"CREATE TABLE sources") - 10  # the schema itself
    path = copy_damaged(stored, tmp_path, [(start + 15, 0xFF)])
    for verb in VERBS:
        done = ask("--db", path, *verb)
        assert done.exit_code == 1
        assert "restore a backup" in done.stderr
