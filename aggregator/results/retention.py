"""What is older than it is to be kept."""

from aggregator.results.base import Result


class RetainedKind(Result, frozen=True):
    """Rows of one kind that are older than `days`, and their bytes as they are stored, without indexes.

    Nothing is too old with 0 days. `unpacked` are texts that an older version stored as they are.
    """

    kind: str
    days: int
    rows: int
    bytes: int
