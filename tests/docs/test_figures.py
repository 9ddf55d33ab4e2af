"""Figures that the docs state about behaviour are those of the code: neither changes alone.

Each row names a page, a pattern of its sentence with {n} for the figure, and the constant. Wherever
the pattern occurs on the page, the figure has to be the constant, in the unit of the sentence.
"""

import importlib
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORDS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
NUMBERS = {word: n for n, word in enumerate(WORDS)} | {
    "a": 1,
    "an": 1,
    "half": 0.5,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "a hundred": 100,
}
NUMBER = "|".join([r"\d[\d,]*(?:\.\d+)?", *sorted(NUMBERS, key=len, reverse=True)])
MINUTE, HOUR, DAY, PERCENT, MIB, GIB = 60, 3600, 86_400, 0.01, 1 << 20, 1 << 30


@dataclass(frozen=True)
class Figure:
    """A figure that a page states, and the constant it is. `unit` is one of it, in the constant's."""

    page: str
    pattern: str
    constant: str  # module:NAME, NAME[key] or NAME.attribute
    unit: float = 1

    def __str__(self) -> str:
        return f"{self.page}: {self.pattern}"


FIGURES = [
    Figure(
        "README.md", r"{n} words of it are enough", "aggregator.stories.plan.match:FEWEST_TOKENS"
    ),
]


def read_constant(name: str) -> float:
    """The value of a constant as a number; of a duration, its seconds."""
    module, _, path = name.partition(":")
    value: object = importlib.import_module(module)
    for attribute, key in re.findall(r"(\w+)(?:\[(\w+)\])?", path):
        value = getattr(value, attribute)
        if key:
            value = value[key] if isinstance(value, dict) else value[int(key)]  # type: ignore[index]  # a table
    if isinstance(value, timedelta):
        return value.total_seconds()
    return float(value)  # type: ignore[arg-type]  # a number


def read_figures(figure: Figure) -> list[float]:
    """Every figure that stands on the page at this place of its sentence."""
    text = " ".join((ROOT / figure.page).read_text(encoding="utf-8").split())
    pattern = figure.pattern.replace(" ", r"\s+").replace("{n}", rf"(?<![\w.])({NUMBER})")
    found = re.findall(pattern, text, re.IGNORECASE)
    return [NUMBERS.get(said.lower()) or float(said.replace(",", "")) for said in found]


@pytest.mark.parametrize("figure", FIGURES, ids=str)
def test_what_the_page_says_is_what_the_code_does(figure: Figure) -> None:
    stated = read_figures(figure)
    assert stated, f"{figure.page} no longer says it: {figure.pattern}"
    value = read_constant(figure.constant) / figure.unit
    assert stated == [pytest.approx(value)] * len(stated), figure.constant
