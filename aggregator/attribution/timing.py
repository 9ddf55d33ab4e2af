"""Which member was first, by two clocks that are never merged: our observations and claimed dates."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from aggregator import clock
from aggregator.model import Member

HOUR = timedelta(hours=1)
# How much earlier and later than written a claim may be: a time without a zone may be in any zone,
# and a day lasts 24 hours in each of them.
CLAIM_MARGINS = {
    "instant": (timedelta(0), timedelta(0)),
    "local": (14 * HOUR, 12 * HOUR),
    "day": (14 * HOUR, 36 * HOUR),
}
FIRST_SEEN_MARGIN = HOUR  # first sights closer than this do not order two members without polls
PLAUSIBLE_YEARS = range(1450, 2200)  # since texts are printed; a claim of another year is ignored
MAX_FEED_LAG = timedelta(days=1)  # how long a feed may list a page later than its claimed date


def find_later_by_polls(members: Sequence[Member]) -> set[int]:
    """Returns the members whose feed did not list them yet when another member was already seen.

    Members whose poll intervals overlap are not ordered: otherwise the site that is polled more often
    would be first.
    """
    earliest = min((member.first_seen for member in members if member.first_seen), default="")
    if not earliest:
        return set()
    return {m.article_id for m in members if m.last_absent and m.last_absent >= earliest}


def find_later_by_first_seen(members: Sequence[Member]) -> set[int]:
    """Returns the members first seen at least FIRST_SEEN_MARGIN after another; none where polls are known."""
    if any(member.last_absent for member in members):
        return set()
    moments = {m.article_id: moment for m in members if (moment := _parse_moment(m.first_seen))}
    earliest = min(moments.values(), default=None)
    if earliest is None:
        return set()
    return {key for key, moment in moments.items() if moment >= earliest + FIRST_SEEN_MARGIN}


def is_seen_before(one: Member, other: Member) -> bool:
    """Whether our polls saw a page when the feed of another did not list that one yet."""
    return bool(one.first_seen and other.last_absent and one.first_seen <= other.last_absent)


def find_later_by_captures(members: Sequence[Member]) -> set[int]:
    """Returns the members known only FIRST_SEEN_MARGIN after an archive first captured another's page.

    A page that no archive captured is known since our first sight of it.
    """
    captured = [m for member in members if (m := _find_first_capture(member))]
    if not captured:
        return set()
    earliest = min(captured)
    known = {m.article_id: _find_earliest_sight(m) for m in members}
    return {
        key for key, moment in known.items() if moment and moment >= earliest + FIRST_SEEN_MARGIN
    }


def is_captured_before(one: Member, other: Member) -> bool:
    """Whether an archive captured a page at least FIRST_SEEN_MARGIN before the other is known to be there."""
    captured, known = _find_first_capture(one), _find_earliest_sight(other)
    return bool(captured and known and captured + FIRST_SEEN_MARGIN <= known)


def find_later_by_claimed_date(members: Sequence[Member]) -> set[int]:
    """Returns the members whose claimed date is later than another's, whatever their zones are."""
    spans = {m.article_id: span for m in members if (span := claimed_span(m))}
    earliest_end = min((end for _, end in spans.values()), default=None)
    if earliest_end is None:
        return set()
    return {key for key, (start, _) in spans.items() if start > earliest_end}


def claimed_span(member: Member) -> tuple[datetime, datetime] | None:
    """Returns the earliest and latest moment that a claimed date can mean; None without a usable date."""
    if not member.published or claim_contradicts_polls(member):
        return None
    moment = _parse_moment(member.published)
    if moment is None:
        return None
    assumed = "instant" if member.published.endswith("Z") else "local"
    before, after = CLAIM_MARGINS[member.published_precision or assumed]
    return moment - before, moment + after


def claim_contradicts_polls(member: Member) -> bool:
    """Whether a member's feed did not list it yet more than MAX_FEED_LAG after its claimed date."""
    claimed, absent = _parse_moment(member.published), _parse_moment(member.last_absent)
    return bool(claimed and absent and absent - claimed > MAX_FEED_LAG)


def describe_first_seen(member: Member) -> str:
    """Returns in words when a member was first seen: an interval between two polls, or a time."""
    seen = clock.for_people(member.first_seen)
    if member.last_absent:
        return f"between {clock.for_people(member.last_absent)} and {seen}"
    return f"at {seen}"


def sort_by_first_seen(members: Sequence[Member]) -> list[Member]:
    """Returns the members by first sight, then by id."""
    return sorted(members, key=lambda member: (member.first_seen, member.article_id))


def _find_first_capture(member: Member) -> datetime | None:
    moments = [m for capture in member.captures if (m := _parse_moment(capture.captured_at))]
    return min(moments, default=None)


def _find_earliest_sight(member: Member) -> datetime | None:
    """Returns when a page was first seen, by us or by an archive."""
    moments = [m for m in (_parse_moment(member.first_seen), _find_first_capture(member)) if m]
    return min(moments, default=None)


def _parse_moment(text: str | None) -> datetime | None:
    """Returns a stored or claimed time in UTC; one without a zone is read as UTC."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if moment.year not in PLAUSIBLE_YEARS:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
