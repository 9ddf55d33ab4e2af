"""What a poll shows of the feed itself, and when it is due again: written to the frontier."""

from dataclasses import asdict, dataclass, replace

import msgspec

from aggregator import clock
from aggregator.crawl import polling
from aggregator.crawl.polling import feed_changes
from aggregator.crawl.websub import judge_pushes
from aggregator.model import Row
from aggregator.results.sources import CrawlEventKind
from spiders.interface import Listing, PollHints
from storage.frontier.crawl_events import CrawlEvents
from storage.frontier.interface import FeedPolling, Frontier, LeasedFeed
from storage.frontier.sources import Sources
from storage.private.websub import Subscriptions

PRICE_HOLDS = 3600  # seconds for which the price of a poll is not computed again


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """A good answer; `listing` is None when it is the same as last time."""

    listing: Listing | None
    validators: Row
    status: int
    url: str  # that answered, after redirects
    freshness: int = 0  # seconds for which it holds by its headers
    moved_to: str = ""  # where permanent redirects led


class FeedPolls:
    """Writes the outcomes of polls, and the events that follow from them."""

    def __init__(
        self,
        frontier: Frontier,
        sources: Sources,
        events: CrawlEvents,
        subscriptions: Subscriptions,
    ) -> None:
        self._frontier, self._sources, self._events = frontier, sources, events
        self._subscriptions = subscriptions
        self._price = polling.LEAST_PRICE  # of a poll
        self._priced_at = self._price_ends = ""

    def finish(self, feed: LeasedFeed, answer: FeedAnswer, new: tuple[str, ...], now: str) -> None:
        """Writes what a good answer shows of the feed itself. `new`: dates of what was not known."""
        stored, sent = (feed.etag, feed.last_modified), _get_validators(answer)
        facts = feed_changes.AnswerFacts(
            answer.moved_to,
            whole=feed.is_asked_whole or not any(stored),
            validators_false=polling.are_validators_false(stored, sent, len(new)),
        )
        change = feed_changes.note_answer(feed.state, feed.kind, facts, now)
        decision, hints = self._decide(feed, answer, new, now)
        self._frontier.finish_feed(
            feed.id,
            answer.validators,
            changed=answer.listing is not None,
            interval_s=decision.interval,
            next_due=decision.next_due,
            status=f"HTTP {answer.status}",
            now=now,
            state=replace(change.state, rhythm=decision.rhythm, hints=hints),
        )
        if decision.gap:
            self._add_event(
                feed, "gap", "entries may be missing from {} to {}".format(*decision.gap), now
            )
        self._carry_out(feed, change, now)

    def _decide(
        self, feed: LeasedFeed, answer: FeedAnswer, new: tuple[str, ...], now: str
    ) -> tuple[polling.PollDecision, str | None]:
        """Returns when the feed is due again, and what it says of that, as JSON."""
        hints, listed = _read_hints(feed.state), tuple[str, ...]()
        if answer.listing:
            hints = answer.listing.hints
            entries = [entry.published or "" for entry in answer.listing.entries]
            listed = (*entries, *[""] * len(answer.listing.sitemaps))
        pushed = judge_pushes(self._subscriptions, feed.id, now, found_new=bool(new))
        decision = polling.decide_next_poll(
            polling.PollState(
                feed.state.rhythm, feed.last_polled, self._compute_price(now), pushed
            ),
            polling.PollObservation(new, listed, answer.freshness, hints),
            now,
        )
        return decision, _write_hints(hints)

    def _compute_price(self, now: str) -> float:
        """Returns the price of a poll, which is computed again once an hour."""
        if not self._priced_at <= now < self._price_ends:
            feeds, demand = self._sources.sum_poll_demand()
            self._price, self._priced_at = polling.compute_price(feeds, demand), now
            self._price_ends = clock.add_seconds(now, PRICE_HOLDS)
        return self._price

    def fail(self, feed: LeasedFeed, why: str, retry_after: int | None, now: str) -> None:
        """Writes that a feed failed, and when it is due again."""
        pause = polling.compute_failure_pause(feed.interval_s, feed.failures, retry_after)
        status = why if why.startswith("HTTP ") else ""
        change = feed_changes.note_failure(feed.state, why, now)
        if change.state.retired_at:
            pause = polling.RETIRED_PROBE
        if change.move_to:
            pause = polling.SHORTEST
        self._frontier.fail_feed(
            feed.id, why, clock.add_seconds(now, pause), status, state=change.state
        )
        self._carry_out(feed, change, now)

    def _carry_out(self, feed: LeasedFeed, change: feed_changes.FeedChange, now: str) -> None:
        """Writes the events of a change, and the new address of a feed that moved."""
        for kind, detail in change.events:
            self._add_event(feed, kind, detail, now)
        if change.move_to and self._frontier.move_feed(feed.id, change.move_to):
            self._add_event(feed, "feed_moved", f"from {feed.url} to {change.move_to}", now)

    def _add_event(self, feed: LeasedFeed, kind: CrawlEventKind, detail: str, now: str) -> None:
        self._events.add(kind, now, source_id=feed.source_id, feed_id=feed.id, detail=detail)


def _get_validators(answer: FeedAnswer) -> tuple[str | None, str | None]:
    """Returns the ETag and Last-Modified of an answer; none for one without a body."""
    if answer.listing is None:
        return None, None
    return answer.validators.get("etag"), answer.validators.get("last_modified")


def _read_hints(state: FeedPolling) -> PollHints:
    return msgspec.json.decode(state.hints, type=PollHints) if state.hints else PollHints()


def _write_hints(hints: PollHints) -> str | None:
    """Returns what differs from the default as JSON, None when nothing does."""
    said = {name: value for name, value in asdict(hints).items() if value}
    return msgspec.json.encode(said).decode() if said else None
