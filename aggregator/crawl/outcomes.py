"""What became of pages and feeds, written to the frontier and counted in the report."""

from aggregator import clock
from aggregator.crawl import feed_results, polling, retry
from aggregator.crawl.feed_results import DueFeed
from aggregator.crawl.report import CrawlReport
from aggregator.errors import Refused
from aggregator.ingest import Kept
from aggregator.model import Page
from storage.frontier import pages
from storage.frontier.leases import LeasedPage, Reach
from storage.store import Store

GONE = "it was taken down and stays gone"


class Ledger:
    """Writes outcomes; remembers those of what was named on the command line."""

    def __init__(self, store: Store, reach: Reach, report: CrawlReport) -> None:
        self._store, self._reach, self._report = store, reach, report
        self.heard: set[str] = set()  # named addresses that something came of
        self.feed_errors: dict[str, list[str]] = {}  # by source; "" for a feed that answered

    def stored(self, page: LeasedPage, kept: Kept) -> None:
        """A page was read, and kept or not."""
        self.heard.add(page.url)
        if kept.status == "tombstoned":
            self.gone(page)
        elif kept.status == "rejected":
            self.conclude(page, "rejected", kept.reason)
        else:
            pages.finish(self._store.main, page.id, "done")
            self._report.count(kept.status)

    def known(self, page: LeasedPage) -> None:
        """An article has this address since it was noted: it is not fetched again."""
        pages.finish(self._store.main, page.id, "done")
        self._report.count("known")

    def gone(self, page: LeasedPage) -> None:
        """Taken down: not even its address stays."""
        pages.drop(self._store.main, page.id)
        self._report.count("tombstoned")
        self._named(page.url, GONE, refused=True)

    def conclude(self, page: LeasedPage, state: str, why: str) -> None:
        """It will not be fetched again: rejected, refused or failed."""
        pages.finish(self._store.main, page.id, state, why)
        self._report.outcome(page.url, state, why)
        if state != "rejected" or why in ("crashed", "timeout"):
            self._named(page.url, why, refused=state == "refused")

    def not_sent(self, page: LeasedPage, answer: Page, now: str) -> None:
        """The site answered with something else than the page."""
        wait = polling.retry_after(dict(answer.headers).get("retry-after"))
        why = f"HTTP {answer.status}"
        if not retry.passing_status(answer.status):
            self.conclude(page, "failed", why)
            return
        self.again(page, why, retry.pause(page.attempts, wait), now)
        if page.source_id and (wait or answer.status == 429):
            until = clock.later(now, wait or retry.SHORTEST_PAUSE)
            pages.postpone(self._store.main, page.source_id, until)

    def not_fetched(self, page: LeasedPage, error: BaseException, now: str) -> None:
        """No answer came."""
        why = retry.words(error)
        if isinstance(error, Refused):
            self.conclude(page, "refused", why)
        elif retry.passing(error):
            self.again(page, why, retry.pause(page.attempts), now)
        else:
            self.conclude(page, "failed", why)

    def again(self, page: LeasedPage, why: str, wait: int, now: str) -> None:
        """It is tried again later, or given up after the last attempt."""
        pages.retry(self._store.main, page, why, clock.later(now, wait))
        self._report.outcome(page.url, "failed", why)
        self._named(page.url, why, refused=False)

    def feed_answered(self, feed: DueFeed, found: feed_results.Noted) -> None:
        """A feed, or a home page, was read."""
        self._report.count("feeds")
        self._report.count("found", found.new)
        self._report.count("tombstoned", found.tombstoned)
        self.feed_errors.setdefault(feed.source, []).append("")

    def feed_failed(self, feed: DueFeed, why: str, retry_after: int | None, now: str) -> None:
        """It could not be fetched or read; it comes back later."""
        feed_results.fail(self._store, feed, why, retry_after, now)
        self._report.count("feeds_failed")
        self.feed_errors.setdefault(feed.source, []).append(why)

    def _named(self, url: str, why: str, *, refused: bool) -> None:
        if url in self._reach.urls:
            self.heard.add(url)
            self._report.failed[url] = why
            self._report.refused |= {url} if refused else set()
