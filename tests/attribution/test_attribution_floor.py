"""The figures of attribution in `benchmarks/README.md` hold: the generated press, crawled completely."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import clean_environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_every_floor_of_the_attribution_benchmark_is_met() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/attribution.py", "--scores"],
        cwd=ROOT,
        env={**clean_environment(), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=1500,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
