"""Which entries of a sitemap are too old to be fetched at the first look: they are only known then."""

from collections.abc import Sequence

from aggregator import clock
from aggregator.model import Entry


def split_by_age(
    entries: Sequence[Entry], *, now: str, max_age_days: int
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Returns the entries that are to be fetched, and those that are older than a number of days.

    What has no date is to be fetched, and a bare day is as old as its end.
    """
    oldest = clock.add_seconds(now, -86_400 * max_age_days)[:19]
    old = {entry.url for entry in entries if entry.published and _end(entry.published) < oldest}
    return (
        tuple(entry for entry in entries if entry.url not in old),
        tuple(entry for entry in entries if entry.url in old),
    )


def _end(published: str) -> str:
    return published[:19] if len(published) > len("2026-03-02") else f"{published}T23:59:59"
