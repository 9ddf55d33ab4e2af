"""What a poll shows of the feed itself: it moved, it is gone or back, its validators are false."""

from dataclasses import dataclass, replace

from aggregator.crawl.polling.failures import Sightings, count_sighting
from aggregator.results.sources import CrawlEventKind
from storage.frontier.interface import FeedPolling

MOVING_KINDS = frozenset({"feed", "news_sitemap"})  # a page of HTML may answer at any address
GONE = "HTTP 410"
ENDED = frozenset({GONE, "HTTP 404"})  # what an address answers when its redirect was taken away
REDIRECTS_BEFORE_END = 2  # that are believed once the address has ended


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What counts of a good answer."""

    moved_to: str  # by permanent redirects only, else ""
    whole: bool  # no validators were sent
    validators_false: bool


@dataclass(frozen=True, slots=True)
class FeedChange:
    """The state after a poll, what an operator has to know of it, and the new address."""

    state: FeedPolling
    events: tuple[tuple[CrawlEventKind, str], ...] = ()
    move_to: str = ""


def note_answer(state: FeedPolling, kind: str, facts: AnswerFacts, now: str) -> FeedChange:
    """Returns what follows from a good answer, which ends all sightings of a feed that is gone."""
    events: list[tuple[CrawlEventKind, str]] = []
    if state.retired_at:
        events.append(("restored", f"it answers again; it was retired on {state.retired_at[:10]}"))
    after = replace(state, gone_sightings=0, gone_since=None, retired_at=None)
    if facts.whole:
        after = replace(after, checked_whole_at=now)
    if facts.validators_false and not state.validators_distrusted_at:
        after = replace(after, validators_distrusted_at=now)
        events.append(("validators", "they stayed although entries were new"))
    moved = _note_redirect(after, kind, facts.moved_to, now)
    return replace(moved, events=tuple(events))


def _note_redirect(state: FeedPolling, kind: str, moved_to: str, now: str) -> FeedChange:
    none = replace(state, moved_to=None, moved_sightings=0, moved_since=None)
    if not moved_to or kind not in MOVING_KINDS:
        return FeedChange(none)
    before = Sightings(state.moved_sightings, state.moved_since or "", state.moved_to or "")
    seen = count_sighting(before, moved_to, now)
    if seen.believed:
        return FeedChange(none, move_to=moved_to)
    return FeedChange(
        replace(state, moved_to=seen.what, moved_sightings=seen.number, moved_since=seen.since)
    )


def note_failure(state: FeedPolling, why: str, now: str) -> FeedChange:
    """Returns what follows from a failure: a feed that is gone is retired after some sightings.

    One that redirected for good before is at its new address, which answered.
    """
    if why in ENDED and state.moved_to and state.moved_sightings >= REDIRECTS_BEFORE_END:
        settled = replace(state, moved_to=None, moved_sightings=0, moved_since=None)
        return FeedChange(settled, move_to=state.moved_to)
    if why != GONE:
        return FeedChange(state)
    seen = count_sighting(Sightings(state.gone_sightings, state.gone_since or ""), "", now)
    after = replace(state, gone_sightings=seen.number, gone_since=seen.since)
    if not seen.believed or state.retired_at:
        return FeedChange(after)
    detail = f"it answers HTTP 410 since {seen.since[:10]}: it is looked at once a month"
    return FeedChange(replace(after, retired_at=now), (("feed_retired", detail),))
