"""The tables of weights follow from the counts beside each line, as the fitting script computes them."""

import re
from pathlib import Path

import pytest

from aggregator.attribution import weights
from benchmarks.fit_attribution import fit_strength, fit_weight

SOURCE = Path(weights.__file__).read_text(encoding="utf-8")
COUNTS = {
    name: (int(right), int(wrong))
    for name, right, wrong in re.findall(r'"(\w+)": [\d.]+,  # (\d+)/(\d+)', SOURCE)
}


@pytest.mark.parametrize("name", [name for name in weights.STRENGTHS if name in COUNTS])
def test_a_strength_is_the_share_of_namings_that_were_right(name: str) -> None:
    assert weights.STRENGTHS[name] == fit_strength(name, *COUNTS[name])


@pytest.mark.parametrize("name", [name for name in weights.WEIGHTS if name in COUNTS])
def test_a_weight_is_the_log_odds_of_a_rule(name: str) -> None:
    assert weights.WEIGHTS[name] == fit_weight(name, *COUNTS[name])


def test_a_trace_that_was_not_seen_is_believed_less_than_those_that_were() -> None:
    seen = [weights.STRENGTHS[name] for name in COUNTS if name in weights.STRENGTHS]
    for name, strength in weights.STRENGTHS.items():
        if name not in COUNTS:
            assert strength < max(seen)
    assert max(weights.STRENGTHS.values()) < 1
