"""How evenly a feed publishes: at regular times, at random, or many entries together and then none.

A gap is measured in entries: one of 2 is the time in which the feed usually publishes two. Gaps are
taken to have a Weibull distribution with a mean of 1 and one of the SHAPES; which one is learned.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

SHAPES = np.array([0.4, 0.55, 0.75, 1.0, 1.4, 2.0, 3.0, 5.0])  # 1: at random; above: regular
_PRIOR = np.log([0.08, 0.15, 0.22, 0.25, 0.14, 0.08, 0.05, 0.03])
_SCALES = np.array([1 / math.gamma(1 + 1 / shape) for shape in SHAPES])

SHORTEST_GAP = 0.01  # entries; shorter ones count as this
STEP, STEPS = 0.05, 120  # entries; the table goes to 6 entries ahead
_AGES: Floats = np.array(
    [0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4, 6, 9], float
)
UNLIKELY = 1e-4  # a pause that is less likely with a shape says nothing of what follows

AHEAD = STEP * np.arange(STEPS)
NO_LIKELIHOODS = (0,) * len(SHAPES)
PER_UNIT = 100  # stored likelihoods are hundredths of natural logarithms


def measure_likelihoods(gaps: Sequence[float] | Floats) -> Floats:
    """Returns the logarithm of the likelihood of gaps with each shape."""
    scaled = np.maximum(np.asarray(gaps, float), SHORTEST_GAP)[:, None] / _SCALES
    logs = np.log(SHAPES / _SCALES) + (SHAPES - 1) * np.log(scaled) - scaled**SHAPES
    likelihoods: Floats = logs.sum(axis=0)
    return likelihoods


def expect_ahead(likelihoods: Sequence[int], age: float) -> Floats:
    """Returns by what the rate differs from the usual one, at each of AHEAD, `age` after an entry."""
    pace, lasting = _tabulate()
    row = int(np.abs(_AGES - age).argmin())
    logs = np.array(likelihoods) / PER_UNIT + _PRIOR
    weights = np.exp(logs - logs.max()) * lasting[row]
    factors: Floats = weights @ pace[row] / weights.sum()
    return factors


@lru_cache(maxsize=1)
def _tabulate() -> tuple[Floats, Floats]:
    """Returns for each age and shape the factors at AHEAD, and how likely a gap is as long."""
    edges = STEP * np.arange(STEPS + 1)
    pace, lasting = np.ones((len(_AGES), len(SHAPES), STEPS)), np.ones((len(_AGES), len(SHAPES)))
    for column, shape in enumerate(SHAPES):
        renewals = _renew(-np.diff(_survive(edges, column)))
        follow = np.array(
            [np.roll(np.append(renewals, 0 * renewals), by)[:STEPS] for by in range(STEPS)]
        )
        for row, age in enumerate(_AGES):
            lasting[row, column] = max(float(_survive(age, column)), UNLIKELY)
            if lasting[row, column] > UNLIKELY:
                first = -np.diff(_survive(age + edges, column)) / lasting[row, column]
                pace[row, column] = (first + first @ follow) / STEP
            elif shape < 1:
                pace[row, column] = pace[row - 1, column]
    return pace, lasting


def _survive(gap: ArrayLike, column: int) -> Floats:
    """Returns how likely a gap is longer."""
    survival: Floats = np.exp(-((np.asarray(gap, float) / _SCALES[column]) ** SHAPES[column]))
    return survival


def _renew(first: Floats) -> Floats:
    """Returns how many entries are expected in each step after one; `first`: how likely the next is."""
    renewals = np.zeros(STEPS)
    for step in range(STEPS):
        later = first[1 : step + 1][::-1] @ renewals[:step]
        renewals[step] = (first[step] + later) / (1 - first[0])
    return renewals
