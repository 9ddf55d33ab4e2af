"""What comes of a look at a feed, sitemap, section or home page."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from scrapy.http import Response

from aggregator import clock, urls
from aggregator.crawl import polling
from aggregator.crawl.pool import ReadingPool
from aggregator.errors import AggregatorError
from aggregator.model import Feed, Row
from aggregator.takedown.block import blocking_case
from spiders.interface import Announced, Reader
from storage.frontier import feed_state, pages, sources
from storage.frontier.leases import LeasedFeed
from storage.store import Store

MOST_FEEDS = 200  # of one source: an index may name new sitemaps for ever
HOME_AGAIN = 30 * 86_400  # seconds until a home page without a feed is looked at again
HOME_RETRY = 86_400  # and one that could not be fetched


class BadAnswer(AggregatorError):
    """An answer that is no feed; `retry_after` in seconds when it asks for patience."""

    def __init__(self, says: str, retry_after: int | None = None) -> None:
        super().__init__(says)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Home:
    """The home page of a source whose feeds are not known yet."""

    source_id: int
    source: str
    url: str
    kind: Literal["home"] = "home"
    etag: None = None
    last_modified: None = None


DueFeed = LeasedFeed | Home


@dataclass(frozen=True, slots=True)
class Answer:
    """What a feed said; `announced` None: the same as last time."""

    announced: Announced | None
    validators: Row
    status: int


@dataclass(frozen=True, slots=True)
class Noted:
    """How many addresses were new, and how many of those were taken down."""

    new: int = 0
    tombstoned: int = 0


def home(source_id: int, domain: str, site: str) -> Home:
    """Where a source without a feed is asked for one."""
    return Home(source_id, domain, site if "//" in site else f"https://{site or domain}/")


async def read(feed: DueFeed, response: Response, reader: Reader, pool: ReadingPool) -> Answer:
    """Read an answer in the pool. Raises BadAnswer, ReadingError or WorkerLost."""
    status = response.status
    if status == 304 and (feed.etag or feed.last_modified):
        kept = {"etag": feed.etag, "last_modified": feed.last_modified}
        return Answer(None, kept, status)
    if status != 200:
        wait = polling.retry_after(_header(response, "Retry-After"))
        raise BadAnswer(f"HTTP {status}", wait)
    digest = hashlib.sha256(response.body).hexdigest()
    validators = {
        "etag": _header(response, "ETag"),
        "last_modified": _header(response, "Last-Modified"),
        "body_hash": digest,
    }
    if isinstance(feed, LeasedFeed) and feed.body_hash == digest:
        return Answer(None, validators, status)
    kind = _header(response, "Content-Type") or ""
    announced = await pool.run(reader, response.body, response.url, kind)
    return Answer(announced, {**validators, "title": announced.title}, status)


def note(store: Store, feed: DueFeed, answer: Answer, started: str, now: str) -> Noted:
    """Write what a feed announces and when it is looked at again. `started`: when the crawl began."""
    if isinstance(feed, Home):
        _note_home(store, feed, answer, started, now)
        return Noted()
    found = _note_entries(store, feed, answer.announced, now) if answer.announced else Noted()
    if answer.announced:
        below = [Feed(url, feed.source, "news_sitemap") for url in answer.announced.sitemaps]
        _add_feeds(store, feed, _of_site(below, feed.url), started)
    ttl = answer.announced.ttl_s if answer.announced else None
    interval = polling.next_interval(feed.interval_s, found.new, ttl)
    feed_state.finish(
        store.main,
        feed.id,
        answer.validators,
        changed=answer.announced is not None,
        interval_s=interval,
        next_due=clock.later(now, interval),
        status=f"HTTP {answer.status}",
        now=now,
    )
    return found


def fail(store: Store, feed: DueFeed, why: str, retry_after: int | None, now: str) -> None:
    """Write a failed look and when the next one is."""
    if isinstance(feed, Home):
        feed_state.look_again(store.main, feed.source_id, clock.later(now, HOME_RETRY))
        return
    wait = polling.backed_off(feed.interval_s, feed.failures, retry_after)
    status = why if why.startswith("HTTP ") else ""
    feed_state.fail(store.main, feed.id, why, clock.later(now, wait), status)


def _note_entries(store: Store, feed: LeasedFeed, announced: Announced, now: str) -> Noted:
    unknown = pages.unknown(store.main, [entry.url for entry in announced.entries])
    blocked = {url for url in unknown if blocking_case(store, [url])}
    wanted = unknown - blocked
    fresh = [entry for entry in announced.entries if entry.url in wanted]
    pages.add(
        store.main,
        fresh,
        feed_id=feed.id,
        source_id=feed.source_id,
        last_absent=feed.last_polled,
        now=now,
    )
    return Noted(len(fresh), len(blocked))


def _note_home(store: Store, feed: Home, answer: Answer, started: str, now: str) -> None:
    announced = answer.announced.feeds if answer.announced else ()
    if not _add_feeds(store, feed, announced, started):
        again = None if announced else clock.later(now, HOME_AGAIN)
        feed_state.look_again(store.main, feed.source_id, again)


def _add_feeds(store: Store, feed: DueFeed, feeds: tuple[Feed, ...], started: str) -> int:
    """Add feeds that are due in this crawl already; gives how many were new."""
    if not feeds:
        return 0
    room = MOST_FEEDS - sources.feed_count(store.main, feed.source)
    return sum(
        sources.add_feed(store.main, new, feed.source_id, started) for new in feeds[: max(room, 0)]
    )


def _of_site(feeds: list[Feed], url: str) -> tuple[Feed, ...]:
    """A sitemap speaks for its own site only (sitemaps.org)."""
    return tuple(feed for feed in feeds if urls.site(feed.url) == urls.site(url))


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1")[:1000] if value else None
