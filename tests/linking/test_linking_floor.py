"""The figures of linking in `benchmarks/README.md` hold: floors with some slack, on generated texts."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import clean_environment

ROOT = Path(__file__).resolve().parents[2]
FLOORS = json.loads((ROOT / "benchmarks" / "linking_baseline.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_no_figure_of_linking_falls_below_its_floor() -> None:
    """Quality, sizes and ratios to datasketch in the same run; never a time by itself."""
    done = subprocess.run(
        [sys.executable, "benchmarks/linking_scale.py", "--articles", "6000"],
        cwd=ROOT,
        env={**clean_environment(), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=1200,
    )
    assert "the same ones" in done.stdout, done.stdout + done.stderr
    assert "NOT the same ones" not in done.stdout, done.stdout
    figures = dict(re.findall(r"^(.+): ([\d.]+) \(must", done.stdout, re.MULTILINE))
    for name, floor in FLOORS["at least"].items():
        assert float(figures[name]) >= floor, f"{name}\n{done.stdout}"
    for name, most in FLOORS["at most"].items():
        assert float(figures[name]) <= most, f"{name}\n{done.stdout}"
