"""Whether a feed may be asked conditionally (RFC 9110 §13): some servers never change their ETag."""

from aggregator import clock

WHOLE_EVERY = 86_400  # seconds between two requests without validators


def may_ask_conditionally(
    checked_whole_at: str | None, distrusted_at: str | None, now: str
) -> bool:
    """Returns whether a request at `now` may carry the stored validators.

    `checked_whole_at`: of the last answer to a request without them.
    """
    if distrusted_at or not checked_whole_at:
        return False
    return checked_whole_at <= now < clock.add_seconds(checked_whole_at, WHOLE_EVERY)


def are_validators_false(
    stored: tuple[str | None, str | None], sent: tuple[str | None, str | None], new_entries: int
) -> bool:
    """Returns whether a whole answer shows that its validators do not change with its entries.

    Both are (ETag, Last-Modified). Only new entries count: a page that shows the time of day may
    change without its ETag.
    """
    return bool(new_entries) and any(stored) and stored == sent
