"""What a crawl did."""

from dataclasses import dataclass, field

from aggregator.model import Row

KEPT = 1000  # outcomes kept by address; beyond it they are only counted


@dataclass(slots=True)
class CrawlReport:
    """Counts, and why pages were not stored. `named`, `failed`, `refused` are about what was asked for by name."""

    counts: Row = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)  # address -> "rejected: too_short"
    named: int = 0
    failed: dict[str, str] = field(default_factory=dict)  # named source or address -> why
    refused: set[str] = field(default_factory=set)  # those of them that policy forbids
    interrupted: bool = False
    cpu: dict[str, float] = field(default_factory=dict)  # seconds by step

    def count(self, what: str, number: int = 1) -> None:
        """Count something that happened."""
        self.counts[what] = self.counts.get(what, 0) + number

    def outcome(self, url: str, state: str, why: str) -> None:
        """Count a page that was not stored, and keep why."""
        self.count(state)
        if len(self.outcomes) < KEPT:
            self.outcomes[url] = f"{state}: {why}"

    def spend(self, step: str, seconds: float) -> None:
        """Add processor time that a step took."""
        self.cpu[step] = self.cpu.get(step, 0.0) + seconds

    def row(self) -> Row:
        """What is kept in the log of runs: counts, no addresses."""
        return {**self.counts, "cpu": {step: round(s, 4) for step, s in self.cpu.items()}}
