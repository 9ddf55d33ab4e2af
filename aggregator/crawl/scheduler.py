"""The scheduler: leases what is due for the spider, and takes back what came of it.

Everything here runs in the one thread of the crawl, between two awaits; parsing happens in the pool.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from scrapy.http import Response

from aggregator import clock, urls
from aggregator.crawl import lease_holder, retry
from aggregator.crawl.feed_results import BadAnswer, DueFeed, parse_feed_answer
from aggregator.crawl.host_turns import HostBusy, HostPaused, HostTurns
from aggregator.crawl.network_guard import DOWN, Evidence, Failure, NetworkGuard, can_be_ours
from aggregator.crawl.outcomes import Outcomes
from aggregator.crawl.patience import CrawlPatience
from aggregator.crawl.polling import may_ask_conditionally
from aggregator.crawl.pool import ReadingPool
from aggregator.crawl.stalls import StallWatch
from aggregator.errors import AggregatorError, ReadingError, UsageError
from aggregator.ingest.process_pool import WorkerLost
from spiders.interface import Parse
from storage.frontier.interface import (
    LEASE_SECONDS,
    CrawlScope,
    FeedPolling,
    Frontier,
    HomePage,
    LeasedFeed,
    LeasedPage,
)

FEEDS_AT_ONCE, PAGES_AT_ONCE = 128, 512
FEEDS_PAUSE, PAGES_PAUSE = 0.5, 0.2  # seconds between two questions to the frontier
RENEW_SECONDS = LEASE_SECONDS / 3
RELEASE_SECONDS = 5.0  # between two times that idle hosts are given to other processes

Result = TypeVar("Result")


def _must_ask_whole(state: FeedPolling, now: str) -> bool:
    return not may_ask_conditionally(state.checked_whole_at, state.validators_distrusted_at, now)


class CrawlScheduler:
    """Leases feeds and pages for one crawl. `due_by`: only feeds due then; None: whatever comes due."""

    def __init__(
        self,
        frontier: Frontier,
        outcomes: Outcomes,
        pool: ReadingPool,
        turns: HostTurns,
        patience: CrawlPatience,
        network: NetworkGuard,
        scope: CrawlScope,
        *,
        due_by: str | None,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.fatal: Exception | None = None  # what ended the crawl
        self.stopping = False
        self.disconnected = False  # connections are cut: what fails now comes due again as it was
        self._frontier, self._outcomes, self._pool, self._scope = frontier, outcomes, pool, scope
        self._turns = turns
        self._patience, self.network, self._stalls = patience, network, StallWatch()
        self._due_by, self._progress = due_by, progress
        self._holder = lease_holder.identify_this_process()
        self._feeds = self._pages = 0  # being fetched
        self._home_pages: set[str] = set()  # being fetched: they have no lease
        self._nothing_due = False
        self._waits = True  # another crawl may have had a host at the first look
        self._feeds_taken = self._pages_taken = self._renewed = self._released = 0.0
        self._pages_done = 0
        self._excused: set[tuple[str, int]] = set()  # under way in a stall or outage
        self._probes = 0  # that may be leased now, in an outage

    def finished(self) -> bool:
        """Returns whether nothing is due, being fetched or expected, also of another crawl."""
        if self.stopping or self._due_by is None or not (self._nothing_due and self.idle()):
            return self.stopping
        had_waited, self._waits = self._waits, self._waits_for_other_crawl()
        if had_waited or self._waits:  # what the other one leaves is looked for once more
            self._nothing_due = False
        return self._nothing_due

    def _waits_for_other_crawl(self) -> bool:
        """Returns whether another crawl has the host of an address that was named."""
        with self.stop_on_error() as now:
            return self._outcomes.take_from_other_crawls(self._holder, now)
        return False

    def idle(self) -> bool:
        """Returns whether nothing is being fetched or read."""
        return not (self._feeds or self._pages)

    def count_pages(self) -> int:
        """Returns how many pages are being fetched or read."""
        return self._pages

    def stop(self) -> None:
        """Leases nothing more."""
        self.stopping = True

    def stop_with(self, error: Exception) -> None:
        """Stops because of an error, which the crawl raises at its end."""
        self.fatal = self.fatal or error
        self.stop()

    def due_feeds(self) -> list[DueFeed]:
        """Leases feeds and home pages to fetch now."""
        self._look_around()
        taken: list[DueFeed] = []
        room = self._find_room(FEEDS_AT_ONCE, self._feeds)
        if not room or self._is_too_early_to_lease(self._feeds_taken, FEEDS_PAUSE):
            return taken
        self._feeds_taken = time.monotonic()
        with self.stop_on_error() as now:
            self._release_idle_hosts()
            taken = self._patience.write(lambda: self._lease_feeds(now, room))
            taken += self._list_due_home_pages(now, room - len(taken))
            self._feeds += len(taken)
            self._probes -= min(len(taken), self._probes)
        self._nothing_due = not taken
        return taken

    def due_pages(self) -> list[LeasedPage]:
        """Leases pages to fetch now."""
        taken: list[LeasedPage] = []
        room = self._find_room(PAGES_AT_ONCE, self._pages)
        if not room or self._is_too_early_to_lease(self._pages_taken, PAGES_PAUSE):
            return taken
        self._pages_taken = time.monotonic()
        with self.stop_on_error() as now:
            leased = self._patience.write(
                lambda: self._frontier.lease_due_pages(
                    self._holder, self._scope, now=now, limit=room
                )
            )
            self._nothing_due = self._nothing_due and not leased
            if leased:
                taken = self._write(lambda: self._outcomes.select_to_be_fetched(leased))
            self._pages += len(taken)
            self._probes = 0
        return taken

    def _look_around(self) -> None:
        """Renews leases, notes that this process stood still, and judges failures."""
        with self.stop_on_error() as now:
            self._note_stall()
            self._renew_leases(now)
            is_alone = len(self.network) == self._feeds + self._pages
            self.network.settle(is_idle=is_alone and self._nothing_due and not self._is_watching())
            if self.network.is_down:
                self._probe_or_end()

    def _probe_or_end(self) -> None:
        """Lets one host be asked in an outage, each time another one. Raises when nobody waits for its end."""
        if not self._is_watching():
            raise AggregatorError(DOWN)
        if self.network.may_probe():
            self._probes = 1
            if self._nothing_due:  # all were asked: from the beginning again
                self.network.give_back_all()

    def _note_stall(self) -> None:
        if self._stalls.look():
            self._excused = self._frontier.list_taken(self._holder)

    def _is_watching(self) -> bool:
        return self._due_by is None

    def _find_room(self, most: int, in_progress: int) -> int:
        """Returns how many may be leased now; 0 while more than half of the most are in progress."""
        if self.network.is_down:
            return self._probes
        most = self.network.limit(most)
        room = most - in_progress
        return room if room >= max(most / 2, 1) else 0

    async def handle_feed_answer(self, feed: DueFeed, response: Response, parse: Parse) -> None:
        """Stores what an answer lists, or why it is no listing."""
        with self.stop_on_error():
            try:
                answer = await parse_feed_answer(feed, response, parse, self._pool)
            except (ReadingError, WorkerLost, BadAnswer) as error:
                self._record_failed_feed(feed, str(error), getattr(error, "retry_after", None))
                return
            now = clock.now()
            self._write(
                lambda: self._outcomes.record_feed_answer(feed, answer, self._due_by or now, now)
            )
        self._count_finished_feed(feed)

    def note_answer(self, url: str) -> None:
        """Notes that a host answered, whatever its status."""
        with self.stop_on_error():
            if self.network.note_answer(urls.host(url)):  # what is under way may fail still
                self._excused = self._frontier.list_taken(self._holder)

    def handle_failed_feed(self, feed: DueFeed, error: BaseException) -> None:
        """Writes that a feed could not be fetched; it is fetched again later."""
        if isinstance(error, UsageError):
            self.stop_with(error)
        elif isinstance(error, HostPaused) and isinstance(feed, LeasedFeed):
            self._frontier.give_back_feed(feed.id)
            self._count_finished_feed(feed)
        elif not self.disconnected:
            failure = Failure(
                lambda: self._record_failed_feed(feed, retry.explain_error(error), None),
                lambda: self._give_back_feed(feed),
            )
            key = ("feeds", getattr(feed, "id", 0))
            self._judge(key, feed.fetched_url, error, _find_evidence(feed), failure)

    def handle_failed_page(self, page: LeasedPage, error: BaseException) -> None:
        """Writes that a page could not be fetched, and whether it is fetched again."""
        if isinstance(error, UsageError):
            self.stop_with(error)
        elif isinstance(error, HostPaused) and error.host == urls.host(page.fetched_url):
            self._frontier.give_back_page(page.id)
            self.count_finished_page()
        elif not self.disconnected:
            failure = Failure(
                lambda: self._record_failed_page(page, error), lambda: self._give_back_page(page)
            )
            evidence: Evidence = "none" if page.attempts else "known"
            self._judge(("frontier", page.id), page.fetched_url, error, evidence, failure)

    def _judge(
        self,
        key: tuple[str, int],
        url: str,
        error: BaseException,
        evidence: Evidence,
        failure: Failure,
    ) -> None:
        """Counts a failure, holds it back while the own network may have caused it, or excuses it."""
        with self.stop_on_error():
            self._note_stall()
            if isinstance(error, HostBusy):
                failure.give_back()
            elif not can_be_ours(error):
                failure.record()
            elif key in self._excused:
                self._excused.discard(key)
                failure.give_back()
            else:
                self.network.hold(urls.host(url), evidence, failure)

    def _record_failed_page(self, page: LeasedPage, error: BaseException) -> None:
        with self.stop_on_error() as now:
            self._write(lambda: self._outcomes.record_unanswered_page(page, error, now))
        self.count_finished_page()

    def _give_back_page(self, page: LeasedPage) -> None:
        self._frontier.give_back_page(page.id)
        self._pages -= 1

    def _give_back_feed(self, feed: DueFeed) -> None:
        if not isinstance(feed, HomePage):
            self._frontier.give_back_feed(feed.id)
        self._home_pages.discard(feed.url)
        self._feeds -= 1

    def count_finished_page(self) -> None:
        """Counts a page whose outcome is written; its host may get another request."""
        self._pages -= 1
        self._nothing_due = False
        self._pages_done += 1
        if self._progress:
            self._progress(self._pages_done)

    def _record_failed_feed(self, feed: DueFeed, why: str, retry_after: int | None) -> None:
        with self.stop_on_error() as now:
            self._write(lambda: self._outcomes.record_failed_feed(feed, why, retry_after, now))
        self._count_finished_feed(feed)

    def _count_finished_feed(self, feed: DueFeed) -> None:
        self._feeds -= 1
        self._home_pages.discard(feed.url)
        self._nothing_due = False  # what it lists is due

    def _lease_feeds(self, now: str, limit: int) -> list[DueFeed]:
        leased = self._frontier.lease_due_feeds(
            self._holder,
            self._scope,
            now=now,
            due_by=min(self._due_by or now, now),
            limit=limit,
        )
        return [replace(feed, is_asked_whole=_must_ask_whole(feed.state, now)) for feed in leased]

    def _list_due_home_pages(self, now: str, limit: int) -> list[HomePage]:
        """Returns due home pages that are not being fetched already."""
        due = self._frontier.list_due_home_pages(
            self._scope, now=min(self._due_by or now, now), limit=limit
        )
        taken = [home for home in due if home.url not in self._home_pages]
        self._home_pages.update(home.url for home in taken)
        return taken

    def _is_too_early_to_lease(self, last: float, pause: float) -> bool:
        """Returns whether it is too early to ask the frontier again; never when all is done."""
        waiting = self._due_by is None or not self.idle()
        return self.stopping or (waiting and time.monotonic() - last < pause)

    def release_idle_hosts(self) -> None:
        """Lets other processes have the hosts of which nothing is being fetched."""
        with self.stop_on_error() as now:
            taken, asked = self._frontier.list_busy_hosts(self._holder), self._turns.list_busy()
            held = self._frontier.list_held_hosts(self._holder)
            idle = {
                key: name for key, name in held.items() if key not in taken and name not in asked
            }
            if idle:
                self._turns.forget_leases(set(idle.values()))
                self._write(lambda: self._frontier.release_hosts(self._holder, idle.keys(), now))

    def _release_idle_hosts(self) -> None:
        if time.monotonic() - self._released > RELEASE_SECONDS:
            self._released = time.monotonic()
            self.release_idle_hosts()

    def _write(self, work: Callable[[], Result]) -> Result:
        return self._patience.write_together(self._frontier, work)

    def _renew_leases(self, now: str) -> None:
        if time.monotonic() - self._renewed > RENEW_SECONDS:
            self._renewed = time.monotonic()
            self._write(lambda: self._frontier.renew_leases(self._holder, now))

    @contextmanager
    def stop_on_error(self) -> Iterator[str]:
        """Scrapy would log an error and go on: here it stops the crawl, which raises it at its end."""
        try:
            yield clock.now()
        except Exception as error:  # any bug: the crawl ends and raises it
            self.stop_with(error)


def _find_evidence(feed: DueFeed) -> Evidence:
    """Returns what a failure of a feed says about the own network: nothing where it failed before."""
    if isinstance(feed, HomePage) or not feed.last_polled:
        return "new"
    return "none" if feed.failures else "known"
