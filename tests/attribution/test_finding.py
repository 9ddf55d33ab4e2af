"""Confidence is lowered in steps, and a publisher has one vote."""

import pytest

from aggregator.attribution.finding import lower_confidence, publisher_key
from aggregator.model import Confidence
from tests.attribution.members import page


@pytest.mark.parametrize(
    ("confidence", "steps", "lowered"),
    [
        ("high", 0, "high"),
        ("high", 1, "medium"),
        ("high", 2, "low"),
        ("medium", 1, "low"),
        ("medium", 2, "low"),
        ("low", 1, "low"),
    ],
)
def test_confidence_never_falls_below_low(
    confidence: Confidence, steps: int, lowered: Confidence
) -> None:
    assert lower_confidence(confidence, steps) == lowered


def test_a_publisher_is_known_by_its_group_or_else_its_site() -> None:
    assert publisher_key(page(1, "a.example")) == "a.example"
    grouped = [publisher_key(page(n, f"{n}.example", publisher_group="G")) for n in (1, 2)]
    assert grouped[0] == grouped[1] != "G"  # no site may be mistaken for a group
