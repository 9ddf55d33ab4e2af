"""How findings are made: their words are in one table, `crawl_labels`."""

from functools import lru_cache

from aggregator import clock, crawl_labels
from aggregator.results.health import HealthFinding


def make_finding(code: str, measured: str, *, person: bool = False, **names: str) -> HealthFinding:
    """Returns the finding with a code; `names` fill the words of what can be done."""
    label, do = crawl_labels.HEALTH_CODES[code]
    says = f"{label}: {measured}" if measured else label
    return HealthFinding(code, "person" if person else "note", says, do.format(**names))


@lru_cache(maxsize=16)
def find_time_ago(now: str, seconds: int) -> str:
    """Returns the time so many seconds before now; remembered, because it is asked for each source."""
    return clock.add_seconds(now, -seconds)
