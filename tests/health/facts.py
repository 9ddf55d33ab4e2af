"""Facts of sources as the tests of health need them: a healthy source, with what differs."""

from typing import Any

from msgspec.structs import replace

from aggregator.results.health import FeedFacts, SourceFacts, SourcePeriod, UnstoredPage

NOW = "2026-11-20T12:00:00Z"
FEED = "https://paper.example/feed.xml"


def make_facts(**changes: Any) -> SourceFacts:
    """A source with one feed, ten articles a day for four weeks, all of them stored."""
    healthy = SourceFacts(
        domain="paper.example",
        added_at="2026-01-01T00:00:00Z",
        feeds=1,
        failing_feeds=0,
        discovery_due=None,
        last_polled="2026-11-20T11:30:00Z",
        recent=SourcePeriod(days=2, polls=30, announced=15, fetched=15, stored=15, text_length=45_000),
        past=SourcePeriod(days=28, polls=600, announced=280, fetched=280, stored=276, text_length=840_000),
        causes={},
        troubled=[],
        unstored=[],
        announced_days=[],
        events=[],
        moved_from=None,
        moved_at=None,
        paused_until=None,
        pause_reason="",
    )  # fmt: skip
    return replace(healthy, **changes)


def make_feed(**changes: Any) -> FeedFacts:
    """A feed that answered half an hour ago, with what differs."""
    good = FeedFacts(
        url=FEED,
        kind="feed",
        failures=0,
        last_status="HTTP 200",
        last_error="",
        last_polled="2026-11-20T11:30:00Z",
        added_at="2026-01-01T00:00:00Z",
        retired_at=None,
        moved_to=None,
        validators_distrusted_at=None,
    )
    return replace(good, **changes)


def failing(failures: int, error: str, last_polled: str = "2026-11-20T06:00:00Z") -> SourceFacts:
    """A source whose only feed fails."""
    feed = make_feed(failures=failures, last_error=error, last_status="", last_polled=last_polled)
    return make_facts(failing_feeds=1, troubled=[feed])


def unstored(number: int, cause: str, first_tried_at: str = "2026-11-20T09:00:00Z") -> SourceFacts:
    """A source whose newest pages brought no article."""
    page = UnstoredPage(cause, "", "2026-11-20T08:55:00Z", first_tried_at)
    return make_facts(unstored=[page] * number, causes={cause: number})
