"""The transparency report as rows of a table: the total, then each group of cases."""

from typing import Any

from msgspec import structs

from aggregator.model import Row
from aggregator.results.transparency import Spread, TransparencyGroup, TransparencyReport

KINDS = ("ground", "scope", "channel", "grade", "outcome")  # empty cells of a total say `all`
COUNTS = (
    "cases", "articles", "hours_to_hide_median", "hours_to_hide_worst", "hours_to_erase_median",
    "hours_to_erase_worst", "breaches",
)  # fmt: skip
TOTALS = (  # of all cases only
    "breaches_for_person", "requests", "joined_requests", "counter_notices", "restored", "rescinded",
    "since", "made_at", "log",
)  # fmt: skip
COLUMNS = (*KINDS, *COUNTS, *TOTALS)


def make_rows(report: TransparencyReport) -> list[Row]:
    """Return a report as rows with COLUMNS: numbers, codes, times, and the newest hash of the log."""
    total = {**dict.fromkeys(KINDS, "all"), **_flatten(report)}
    return [
        {name: row.get(name) for name in COLUMNS}
        for row in (total, *(_flatten(group) for group in report.groups))
    ]


def _flatten(counted: TransparencyReport | TransparencyGroup) -> Row:
    """A row whose hours have a column each for the median and the worst."""
    flat: dict[str, Any] = {}
    for name, value in structs.asdict(counted).items():
        if isinstance(value, Spread):
            flat |= {f"{name}_median": value.median, f"{name}_worst": value.worst}
        else:
            flat[name] = value
    return flat
