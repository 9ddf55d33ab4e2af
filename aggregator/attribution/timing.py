"""Who was first, by two clocks that are never merged: what we observed, and what pages claim."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from aggregator import clock
from aggregator.model import Member

HOUR = timedelta(hours=1)
# A claimed time without a zone may be off by any zone there is; a day lasts as long in each.
SLACK = {
    "instant": (timedelta(0), timedelta(0)),
    "local": (14 * HOUR, 12 * HOUR),
    "day": (14 * HOUR, 36 * HOUR),
}
POINT_MARGIN = HOUR  # two first sights nearer than this tell nothing when the polls are not known
YEARS = range(1900, 2200)  # a claim from another year is none
LATE = timedelta(days=1)  # feeds lag behind pages, but not by more than this


def ids_later_by_polls(members: Sequence[Member]) -> set[int]:
    """Members that our polls did not find yet when another was there already."""
    first = min((member.first_seen for member in members if member.first_seen), default="")
    return {m.article_id for m in members if first and m.last_absent and m.last_absent >= first}


def ids_later_by_first_seen(members: Sequence[Member]) -> set[int]:
    """Members first seen clearly later than another, where nobody knows when they were absent.

    Where that is known, intervals that overlap tell nothing: who is looked at more often would win.
    """
    if any(member.last_absent for member in members):
        return set()
    found = {m.article_id: seen for m in members if (seen := _moment(m.first_seen))}
    first = min(found.values(), default=None)
    return {key for key, seen in found.items() if first and seen >= first + POINT_MARGIN}


def ids_later_by_claimed_date(members: Sequence[Member]) -> set[int]:
    """Members whose claimed date is later than another's, whatever their zones are."""
    found = {m.article_id: span for m in members if (span := claimed_span(m))}
    first = min((end for _, end in found.values()), default=None)
    return {key for key, (start, _) in found.items() if first and start > first}


def claimed_span(member: Member) -> tuple[datetime, datetime] | None:
    """The earliest and latest moment that a claimed date can mean; None without a usable one."""
    if not member.published or claim_contradicts_polls(member):
        return None
    start = _moment(member.published)
    if start is None:
        return None
    guessed = "instant" if member.published.endswith("Z") else "local"
    before, after = SLACK[member.published_precision or guessed]
    return start - before, start + after


def claim_contradicts_polls(member: Member) -> bool:
    """Whether a page claims a date at which, and long after which, its feed was without it."""
    said, absent = _moment(member.published), _moment(member.last_absent)
    return bool(said and absent and absent - said > LATE)


def describe_first_seen(member: Member) -> str:
    """When we first saw a member, in words."""
    seen = clock.readable(member.first_seen)
    if member.last_absent:
        return f"between {clock.readable(member.last_absent)} and {seen}"
    return f"at {seen}"


def sort_by_first_seen(members: Sequence[Member]) -> list[Member]:
    """Members by first sight, then by id: the order in which a tie is settled."""
    return sorted(members, key=lambda member: (member.first_seen, member.article_id))


def _moment(text: str | None) -> datetime | None:
    """The moment of one of our texts, or of a claimed time or day without zone."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if found.year not in YEARS:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
