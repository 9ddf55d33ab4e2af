"""What a feed says of its own polling, in a form that reading, spiders and the crawl share."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PollHints:
    """What a feed says about when to look at it again, and where a change is announced."""

    ttl_s: int | None = None  # seconds that an answer holds: RSS ttl, sy:updatePeriod
    hours_skipped: tuple[int, ...] = ()  # 0 to 23, in UTC
    days_skipped: tuple[int, ...] = ()  # 0 is Monday, in UTC
    hub: str = ""  # WebSub: where to subscribe
    topic: str = ""  # and the feed's own address there


NO_HINTS = PollHints()
