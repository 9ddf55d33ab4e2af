"""The figures that linking must reach, on the data sets and on made-up texts (`benchmarks/README.md`)."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import collection_pages, folding, linking, quotations, reprints, series
from tests.conftest import clean_environment

ROOT = Path(__file__).resolve().parents[2]
HANGS = 1800  # seconds
WITH_DATA = {
    "linking": (),
    "arrival_order": (),
    "series": (),
    "quotations": (),
    "collection_pages": (),
    "folding": (),
    "reprints": ("--articles", "1600"),
}
MADE_UP = {
    "forms that were held back": ("series", "--forms", "held"),
    "orders of arrival": ("order", "--first", "30", "--crowds", "1"),
}


def run_benchmark(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, f"benchmarks/{name}.py", *arguments],
        cwd=ROOT,
        env={**clean_environment(), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=HANGS,
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_DATA)
def test_every_figure_is_reached_on_the_data_sets(name: str, bench_data: Path) -> None:
    done = run_benchmark(name, "--data", str(bench_data), *WITH_DATA[name])
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("what", MADE_UP)
def test_every_figure_is_reached_on_made_up_texts(what: str) -> None:
    done = run_benchmark(*MADE_UP[what])
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_figure_that_must_be_reached_was_lowered() -> None:
    assert linking.F1 >= 0.985
    assert linking.ARI >= 0.985
    assert linking.RECALL >= 0.97
    assert linking.RECALL_HARD >= 0.95
    assert linking.QUOTES_MERGED == 0
    assert series.IN_ONE_STORY <= 0.05
    assert series.FAR_APART["reuters-one"] <= 0.04
    assert series.FAR_APART["reuters-spread"] <= 0.05
    assert series.SAME_HEADLINE >= 0.90
    assert quotations.IN_ONE_STORY <= 0.03
    assert quotations.COPIES_LINKED >= 0.95
    assert collection_pages.REPORTED >= 0.9
    assert folding.FOUND >= 0.97
    assert folding.TRACED >= 0.97
    assert {share: reprints.FLOORS[share] for share in (1.0, 0.8, 0.5)} == {
        1.0: pytest.approx(0.99),
        0.8: pytest.approx(0.95),
        0.5: pytest.approx(0.60),
    }
    assert reprints.MAX_BYTES <= 350
