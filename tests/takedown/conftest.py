"""A database with a work, a copy of it, and thirty other articles."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from tests import takedowns as world


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of that database; copy it, do not write to it."""
    folder = tmp_path_factory.mktemp("made")
    with Aggregator.open(folder / "made.db") as opened:
        world.put_work_and_copy(opened, others=30)
    return folder


@pytest.fixture
def made(made_once: Path, tmp_path: Path) -> Iterator[Aggregator]:
    """A copy of that database, open."""
    for file in made_once.glob("made*.db"):
        shutil.copy(file, tmp_path)
    with Aggregator.open(tmp_path / "made.db") as opened:
        yield opened
