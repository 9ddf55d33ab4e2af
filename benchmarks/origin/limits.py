"""What must be reached on the seeds for reporting, and what is aimed at."""

from dataclasses import dataclass

from benchmarks.origin.score import Tally


@dataclass(frozen=True, slots=True)
class Limit:
    """A share that must be reached (or not be exceeded), and the one aimed at."""

    must: float
    aim: float
    is_most: bool = False

    def holds(self, share: float) -> bool:
        return share <= self.must if self.is_most else share >= self.must

    def describe(self, value: float) -> str:
        return f"{'≤' if self.is_most else '≥'} {100 * value:g} %"


LIMITS = {
    "uncredited_copy said falsely": Limit(0.02, 0.005, is_most=True),
    "uncredited copies called so": Limit(0.85, 0.92),
    "credit precision": Limit(0.98, 0.99),
    "credit recall": Limit(0.95, 0.98),
    "credit at the exact level": Limit(0.93, 0.97),
    "original right where answered": Limit(0.97, 0.99),
    "original answered": Limit(0.88, 0.92),
    "original right over all": Limit(0.86, 0.91),
    "right where high": Limit(0.99, 1.0),
    "right where medium": Limit(0.95, 0.98),
    "right where low": Limit(0.88, 0.92),
    "original outside, recall": Limit(0.94, 0.98),
    "back-dated page named original": Limit(0.0, 0.0, is_most=True),
    "first-seen page called a copy": Limit(0.0, 0.0, is_most=True),
    "data set: read as credit": Limit(0.97, 1.0),
    "data set: links the very page, read as exact_link": Limit(1.0, 1.0),
    "lines that are no credit, taken for none": Limit(59 / 60, 1.0),
}


def find_missed(tally: Tally) -> list[str]:
    """Returns a line for each figure that is not what it must be; figures without a case are left out."""
    missed = []
    for figure, limit in LIMITS.items():
        count = tally.all[figure]
        if count and not limit.holds(tally.right[figure] / count):
            share = 100 * tally.right[figure] / count
            missed.append(f"missed: {figure}: {share:.1f} %, must be {limit.describe(limit.must)}")
    return missed
