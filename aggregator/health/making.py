"""How findings are made: their words are in one table, `crawl_labels`."""

from aggregator import crawl_labels
from aggregator.results.health import HealthFinding


def make_finding(code: str, measured: str, *, person: bool = False, **names: str) -> HealthFinding:
    """Returns the finding with a code; `names` fill the words of what can be done."""
    label, do = crawl_labels.HEALTH_CODES[code]
    says = f"{label}: {measured}" if measured else label
    return HealthFinding(code, "person" if person else "note", says, do.format(**names))
