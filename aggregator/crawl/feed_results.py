"""What a feed, sitemap, section or home page answered: parsed, stored, and due again when."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from scrapy.http import Response

from aggregator import clock
from aggregator.crawl import polling
from aggregator.crawl.feed_polls import FeedAnswer, FeedPolls
from aggregator.crawl.listing_age import split_by_age
from aggregator.crawl.pool import ReadingPool
from aggregator.crawl.sitemap_children import plan_children, select_allowed
from aggregator.crawl.traps import TrapCut, cut_traps
from aggregator.errors import AggregatorError
from aggregator.model import Entry, Feed
from spiders.interface import Parse
from storage.frontier.child_sitemaps import ChildSitemaps
from storage.frontier.crawl_events import CrawlEvents
from storage.frontier.interface import Frontier, HomePage, LeasedFeed
from storage.frontier.sources import Sources

MOST_FEEDS = 200  # of one source: an index may name new sitemaps for ever
DISCOVERY_INTERVAL = 30 * 86_400  # seconds until a home page without a feed is fetched again
DISCOVERY_RETRY = 86_400  # and a home page that could not be fetched
MOST_HEADER = 1000  # characters of a header that are stored

DueFeed = LeasedFeed | HomePage


class BadAnswer(AggregatorError):
    """An answer that is no feed; `retry_after` in seconds when the server asks to wait."""

    def __init__(self, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class StoredListing:
    """How many addresses were new, and how many addresses were taken down before."""

    new: int = 0
    tombstoned: int = 0
    dates: tuple[str, ...] = ()  # claimed by the entries that were not known, "" for none


async def parse_feed_answer(
    feed: DueFeed, response: Response, parse: Parse, pool: ReadingPool
) -> FeedAnswer:
    """Parses an answer in the pool. Raises BadAnswer, ReadingError or WorkerLost."""
    status = response.status
    freshness = _read_freshness(response)
    if status == 304 and (feed.etag or feed.last_modified):
        validators = {"etag": feed.etag, "last_modified": feed.last_modified}
        return FeedAnswer(None, validators, status, response.url, freshness)
    if status != 200:
        now = clock.from_text(clock.now())
        retry_after = polling.parse_retry_after(_get_header(response, "Retry-After"), now)
        raise BadAnswer(f"HTTP {status}", retry_after)
    digest = hashlib.sha256(response.body).hexdigest()
    validators = {
        "etag": _get_header(response, "ETag"),
        "last_modified": _get_header(response, "Last-Modified"),
        "body_hash": digest,
    }
    moved_to = _find_move(response)
    if isinstance(feed, LeasedFeed) and feed.body_hash == digest:
        return FeedAnswer(None, validators, status, response.url, freshness, moved_to)
    content_type = _get_header(response, "Content-Type") or ""
    listing = await pool.run(parse, response.body, response.url, content_type)
    validators["title"] = listing.title
    return FeedAnswer(listing, validators, status, response.url, freshness, moved_to)


class FeedResults:
    """Writes what feeds list to the frontier, and when each is due again."""

    def __init__(
        self,
        frontier: Frontier,
        sources: Sources,
        polls: FeedPolls,
        is_blocked: Callable[[str], bool],
        drop_learned: Callable[[Iterable[Entry]], tuple[Entry, ...]],
        children: ChildSitemaps,
        events: CrawlEvents,
        max_age_days: int,
    ) -> None:
        self._frontier, self._sources = frontier, sources
        self._children, self._events = children, events
        self._max_age_days = max_age_days
        self._polls = polls
        self._is_blocked, self._drop_learned = is_blocked, drop_learned

    def store_answer(
        self, feed: DueFeed, answer: FeedAnswer, started: str, now: str
    ) -> StoredListing:
        """Writes new pages and feeds and the next poll. `started`: when the crawl began."""
        if isinstance(feed, HomePage):
            self._add_feeds_or_reschedule_discovery(feed, answer, started, now)
            return StoredListing()
        listing = answer.listing
        digest = answer.validators.get("body_hash")
        stored, new_children = StoredListing(), 0
        if listing:
            trapped = cut_traps(listing.entries, is_section=feed.kind == "section", now=now)
            stored = self._store_entries(feed, trapped.kept, digest, now)
            new_children, unread = self._update_children(feed, listing.sitemaps, started, now)
            self._note_cuts(feed, listing.cut + unread, trapped, now)
        self._polls.finish(feed, answer, (*stored.dates, *[""] * new_children), now)
        return stored

    def record_failure(self, feed: DueFeed, why: str, retry_after: int | None, now: str) -> None:
        """Writes that a feed failed, and when it is due again."""
        if isinstance(feed, HomePage):
            next_due = clock.add_seconds(now, DISCOVERY_RETRY)
            self._frontier.schedule_discovery(feed.source_id, next_due)
            return
        self._polls.fail(feed, why, retry_after, now)

    def _store_entries(
        self, feed: LeasedFeed, listed: tuple[Entry, ...], digest: str | None, now: str
    ) -> StoredListing:
        """Adds the pages that are neither known nor taken down. `digest`: SHA-256 of the feed.

        What is too old at the first look at a sitemap is known from then on, and not fetched.
        """
        entries = self._drop_learned(listed)
        unknown = self._frontier.select_neither_queued_nor_stored([entry.url for entry in entries])
        known = {entry.url for entry in entries} - unknown
        self._frontier.keep_looking(known, now)
        blocked = {url for url in unknown if self._is_blocked(url)}
        wanted = unknown - blocked
        new = [entry for entry in entries if entry.url in wanted]
        fresh, old = self._split_off_old(feed, new, now)
        for found, is_due in ((fresh, True), (old, False)):
            self._frontier.add_pages(
                found,
                feed_id=feed.id,
                source_id=feed.source_id,
                last_absent=feed.last_polled,
                now=now,
                absent_hash=feed.body_hash if feed.last_polled else None,
                found_hash=digest,
                is_due=is_due,
            )
        dates = [entry.published or "" for entry in entries if entry.url in unknown]
        return StoredListing(len(fresh), len(blocked), tuple(dates))

    def _split_off_old(
        self, feed: LeasedFeed, entries: Sequence[Entry], now: str
    ) -> tuple[Sequence[Entry], Sequence[Entry]]:
        """Returns what is to be fetched, and what of a sitemap's first answer is too old for that."""
        if feed.last_polled or feed.kind != "news_sitemap":
            return entries, ()
        return split_by_age(entries, now=now, max_age_days=self._max_age_days)

    def _update_children(
        self, index: LeasedFeed, named: tuple[str, ...], started: str, now: str
    ) -> tuple[int, int]:
        """Makes feeds of the sitemaps that an index names, and ends those that none names any more.

        Returns how many are new, and for how many there was no room.
        """
        if not named:
            return 0, 0
        hosts = self._children.list_hosts(index.source_id)
        allowed = select_allowed(named, index.url, hosts)
        room = MOST_FEEDS - self._sources.count_feeds(index.source)
        known = self._children.list_named(index.source_id)
        plan = plan_children(allowed, known, room=room, now=now)
        self._children.drop(index.source_id, plan.dropped)
        for url in plan.added:
            self._sources.add_feed(
                Feed(url, index.source, "news_sitemap"), index.source_id, started
            )
        self._children.note_named(index.source_id, allowed, now)
        return len(plan.added), plan.cut

    def _note_cuts(self, feed: LeasedFeed, cut: int, trapped: TrapCut, now: str) -> None:
        """Writes what was left out of a listing, for the operator, once a day."""
        where = {"source_id": feed.source_id, "feed_id": feed.id}
        if cut:
            detail = f"{cut} addresses are more than is read of one listing"
            self._events.add_daily("cut", now, **where, detail=detail)
        if trapped.cut:
            reason = next(iter(trapped.cut.values()))
            detail = f"{len(trapped.cut)} addresses were left out: {reason}"
            self._events.add_daily("trap", now, **where, detail=detail)

    def _add_feeds_or_reschedule_discovery(
        self, home: HomePage, answer: FeedAnswer, started: str, now: str
    ) -> None:
        """Adds the feeds that a home page names; without any it is fetched again much later."""
        feeds = answer.listing.feeds if answer.listing else ()
        if not self._add_due_feeds(home, feeds, started):
            again = None if feeds else clock.add_seconds(now, DISCOVERY_INTERVAL)
            self._frontier.schedule_discovery(home.source_id, again)

    def _add_due_feeds(self, parent: DueFeed, feeds: tuple[Feed, ...], started: str) -> int:
        """Adds feeds that are due in this crawl already; returns how many were new."""
        if not feeds:
            return 0
        room = max(MOST_FEEDS - self._sources.count_feeds(parent.source), 0)
        return sum(self._sources.add_feed(feed, parent.source_id, started) for feed in feeds[:room])


def _get_header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1")[:MOST_HEADER] if value else None


def _read_freshness(response: Response) -> int:
    names = ("Cache-Control", "Expires", "Age", "Date")
    headers = {name.lower(): _get_header(response, name) or "" for name in names}
    return polling.parse_freshness(headers, clock.from_text(clock.now()))


def _find_move(response: Response) -> str:
    """Returns the address that a feed moved to for good, "" when it did not."""
    request = response.request
    redirected = request.meta.get("redirect_urls") if request else None
    if not request or not redirected:
        return ""
    return polling.find_move(redirected[0], response.url, tuple(request.meta["redirect_reasons"]))
