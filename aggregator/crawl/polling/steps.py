"""The interval by steps: shorter after new entries, longer without."""

from aggregator.crawl.polling.bounds import LONGEST, SHORTEST

SHORTEN, LENGTHEN = 0.6, 1.4  # factors after a poll with new entries, and without
BUSY = 10  # new entries at once: the feed may have dropped others between two polls


def compute_poll_interval(interval: int, new_entries: int, ttl: int | None = None) -> int:
    """Returns seconds until the next poll: fewer after new entries, never fewer than the feed's ttl."""
    if new_entries >= BUSY:
        wanted = interval * SHORTEN**2
    elif new_entries:
        wanted = interval * SHORTEN
    else:
        wanted = interval * LENGTHEN
    floor = min(max(SHORTEST, ttl or 0), LONGEST)
    return int(min(max(wanted, floor), LONGEST))
