"""A database with a work, a copy of it, and thirty other articles."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from tests import takedowns as world


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Aggregator]:
    with Aggregator.open(tmp_path / "made.db") as opened:
        world.put(opened, world.WORK, world.BODY, title=world.TITLE, authors=[world.AUTHOR])
        world.put(opened, world.COPY, world.BODY, title=world.TITLE)
        for seed in range(100, 130):
            world.put(opened, f"https://other.example/{seed}", world.text(seed))
        opened.finalize()
        yield opened
