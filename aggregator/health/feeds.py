"""What is found of the feeds of a source: those that fail, that have moved or ended, and those that are silent."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from aggregator import clock, crawl_labels
from aggregator.health import limits
from aggregator.health.making import find_time_ago, make_finding
from aggregator.results.health import FeedFacts, HealthFinding, SourceFacts

# What a failure of a feed says: the first pattern that is found in its status and error decides.
FAILURES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("feed_robots", re.compile(r"robots\.txt of .{1,300} forbids")),
    ("feed_gone", re.compile(r"HTTP 410")),
    ("feed_missing", re.compile(r"HTTP 404")),
    ("feed_forbidden", re.compile(r"HTTP (?:401|402|403|451)")),
    ("feed_paused", re.compile(r"HTTP (?:429|503)|Retry-After")),
    ("feed_tls", re.compile(r"certificate|TLS", re.IGNORECASE)),
    ("feed_redirected", re.compile(r"redirect", re.IGNORECASE)),
    ("feed_unreadable", re.compile(r"no feed|no sitemap|not a feed|no RSS|HTML|cannot be read", re.IGNORECASE)),
)  # fmt: skip
UNREACHABLE = "feed_unreachable"
# Failures that end by themselves: a person is asked when they last for a day
TEMPORARY = frozenset(["feed_paused", UNREACHABLE])
# Events that are findings under the same code
EVENTS = frozenset(["cut", "feed_moved", "gap", "tls", "trap", "validators"])


def judge_feeds(facts: SourceFacts, now: str) -> Iterator[HealthFinding]:
    """Yields what the feeds of a source show."""
    is_alone = facts.failing_feeds + _count_retired(facts) >= facts.feeds
    for feed in facts.troubled:
        yield from _judge_feed(feed, is_alone, now)
    if facts.feeds == 0 and facts.discovery_due and facts.discovery_due > now:
        says = f"looked at again on {clock.to_the_minute(facts.discovery_due)}"
        yield make_finding("no_feed", says, person=True, source=facts.domain)
    if facts.paused_until and facts.paused_until > now:
        says = f"{facts.pause_reason or 'it answers that it is asked too much'}, until {clock.to_the_minute(facts.paused_until)}"
        yield make_finding("host_paused", says)
    yield from _judge_silence(facts, now)
    yield from _judge_emptiness(facts, now)
    yield from _judge_events(facts)


def _count_retired(facts: SourceFacts) -> int:
    return sum(feed.retired_at is not None and not feed.failures for feed in facts.troubled)


def _judge_feed(feed: FeedFacts, is_alone: bool, now: str) -> Iterator[HealthFinding]:
    if feed.retired_at:
        says = f"{feed.url} answers HTTP 410, asked once a month since {clock.to_the_minute(feed.retired_at)}"
        yield make_finding("feed_retired", says, person=is_alone)
    elif feed.failures:
        yield from _judge_failing(feed, is_alone, now)
    if feed.validators_distrusted_at:
        says = f"{feed.url} said that nothing was new (ETag, Last-Modified) when it was, so it is fetched whole since {clock.to_the_minute(feed.validators_distrusted_at)}"
        yield make_finding("validators", says)
    if feed.moved_to:
        yield make_finding("feed_moved", f"{feed.url} redirects to {feed.moved_to}")


def _judge_failing(feed: FeedFacts, is_alone: bool, now: str) -> Iterator[HealthFinding]:
    """Yields a finding for a feed that failed three times in a row, or for a day."""
    since = feed.last_polled or feed.added_at or now
    has_lasted = since <= find_time_ago(now, limits.FAILING_SECONDS)
    if feed.failures < limits.FAILED_POLLS and not has_lasted:
        return
    why = " ".join(dict.fromkeys(word for word in (feed.last_error, feed.last_status) if word))
    code = next((code for code, pattern in FAILURES if pattern.search(why)), UNREACHABLE)
    polls = "poll" if feed.failures == 1 else f"{feed.failures} polls"
    good = (
        f"last good answer {clock.to_the_minute(feed.last_polled)}"
        if feed.last_polled
        else "no good answer yet"
    )
    says = f"{feed.url} at the last {polls}: {why}; {good}"
    yield make_finding(code, says, person=is_alone and (has_lasted or code not in TEMPORARY))


def _judge_silence(facts: SourceFacts, now: str) -> Iterator[HealthFinding]:
    """Yields a finding when a source has announced nothing for longer than its own rhythm explains."""
    days = facts.announced_days[1:]  # the first look at a feed finds what it lists, of many days
    if facts.recent.polls <= facts.recent.failed_polls or not days:
        return
    first, last = _parse_day(facts.announced_days[0][0]), _parse_day(days[-1][0])
    silent = (_parse_day(now[:10]) - last).days - 1  # whole days
    number, span = sum(number for _, number in days), (last - first).days
    expected = number / span * silent
    if (
        number < limits.FEWEST_ANNOUNCED
        or silent < limits.SILENT_DAYS
        or expected < limits.SILENT_NOTE
    ):
        return
    longest = max((b - a).days for a, b in pairwise(map(_parse_day, _list_days(facts)))) - 1
    if silent < limits.SILENT_GAPS * longest:
        return
    says = f"nothing new since {days[-1][0]}, at {number / span:.1f} entries a day before; its feed answers"
    yield make_finding("silent", says, person=expected >= limits.SILENT_PERSON)


def _judge_emptiness(facts: SourceFacts, now: str) -> Iterator[HealthFinding]:
    """Yields a finding when no good answer of the feeds has listed anything that was new."""
    good = facts.recent.polls - facts.recent.failed_polls
    is_new = facts.added_at > find_time_ago(now, limits.EMPTY_SECONDS)
    has_listed = facts.recent.announced or facts.past.announced or facts.announced_days
    if good < limits.EMPTY_POLLS or is_new or has_listed:
        return
    remembered = find_time_ago(now, limits.REMEMBERED_SECONDS)
    says = f"at {good} polls today and yesterday, nor since {max(facts.added_at, remembered)[:10]}"
    yield make_finding("nothing_listed", says, person=facts.added_at > remembered)


def _list_days(facts: SourceFacts) -> list[str]:
    return [day for day, _ in facts.announced_days]


def _parse_day(text: str) -> date:
    return date.fromisoformat(text)


def _judge_events(facts: SourceFacts) -> Iterator[HealthFinding]:
    """Yields a finding for the newest event of each kind, and for a move of the whole site."""
    seen = {finding_kind for feed in facts.troubled for finding_kind in _list_kinds_of(feed)}
    for event in facts.events:  # newest first
        if event.kind in EVENTS and event.kind not in seen:
            seen.add(event.kind)
            says = f"{clock.to_the_minute(event.happened_at)}, {event.detail or crawl_labels.CRAWL_EVENTS[event.kind]}"
            yield make_finding(event.kind, says)
    if facts.moved_from and facts.moved_at:
        yield make_finding(
            "source_moved", f"from {facts.moved_from}, seen {clock.to_the_minute(facts.moved_at)}"
        )


def _list_kinds_of(feed: FeedFacts) -> Iterator[str]:
    """Yields the kinds of events that are said of a feed already."""
    if feed.validators_distrusted_at:
        yield "validators"
    if feed.moved_to:
        yield "feed_moved"
