"""Forty damaged databases: every verb ends with a line, and what is undamaged is saved."""

from pathlib import Path

import pytest

from benchmarks import damage


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return damage.make_database(tmp_path_factory.mktemp("damage"), 60)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_database_is_named_and_saved(base: Path, tmp_path: Path, seed: int) -> None:
    result = damage.try_one(base, tmp_path, seed)
    assert (result.tracebacks, result.silent) == ([], [])
    assert result.is_unchanged
    assert result.saved >= damage.LEAST_KEPT * (result.undamaged - result.orphaned)
