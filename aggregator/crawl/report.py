"""What a crawl did: counts, outcomes of addresses, and what became of the targets that were named."""

from dataclasses import dataclass, field

from aggregator.errors import AggregatorError, PartlyDone, Refused
from aggregator.model import Row

MOST_OUTCOMES = 1000  # kept by address; beyond it they are only counted


@dataclass(slots=True)
class CrawlReport:
    """Counts, and why pages were not stored. A target is a source or address that was named."""

    counts: Row = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)  # address -> "rejected: too_short"
    targets: int = 0
    failed: dict[str, str] = field(default_factory=dict)  # target -> why
    refused: set[str] = field(default_factory=set)  # failed targets that policy forbids
    interrupted: bool = False
    cpu: dict[str, float] = field(default_factory=dict)  # seconds by step

    def count(self, event: str, number: int = 1) -> None:
        """Counts something that happened."""
        self.counts[event] = self.counts.get(event, 0) + number

    def add_unstored_page(self, url: str, state: str, why: str) -> None:
        """Counts a page that was not stored, and keeps why."""
        self.count(state)
        if len(self.outcomes) < MOST_OUTCOMES:
            self.outcomes[url] = f"{state}: {why}"

    def add_cpu(self, step: str, seconds: float) -> None:
        """Adds processor time that a step took."""
        self.cpu[step] = self.cpu.get(step, 0.0) + seconds

    def add_failed_target(self, target: str, why: str, *, refused: bool = False) -> None:
        """Notes why a target failed; `refused`: policy forbids to fetch it."""
        self.failed[target] = why
        if refused:
            self.refused.add(target)

    def error(self) -> AggregatorError | None:
        """Returns the error that the command ends with; None when no target failed."""
        if not self.failed:
            return None
        if len(self.refused) >= self.targets:
            return Refused("nothing that was named may be fetched")
        if len(self.failed) >= self.targets:
            return AggregatorError("all that was named failed")
        return PartlyDone(f"{len(self.failed)} of {self.targets} failed, the rest is stored")

    def make_log_row(self) -> Row:
        """Returns the counts that the log of crawl runs keeps; no addresses."""
        return {**self.counts, "cpu": {step: round(s, 4) for step, s in self.cpu.items()}}
