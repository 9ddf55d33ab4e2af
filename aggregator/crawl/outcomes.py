"""What became of pages and feeds: written to the frontier, counted in the report, and logged."""

from collections.abc import Callable, Sequence

from aggregator import clock, logs
from aggregator.crawl import causes, day_numbers, looks, polling, retry
from aggregator.crawl.article_looks import ArticleLooks
from aggregator.crawl.feed_polls import FeedAnswer
from aggregator.crawl.feed_results import DueFeed, FeedResults
from aggregator.crawl.move_watch import MoveWatch
from aggregator.crawl.report import CrawlReport
from aggregator.ingest import Prepared, StoreResult
from aggregator.ingest.store import Status
from aggregator.model import Article, Page
from storage.frontier.interface import Frontier, LeasedFeed, LeasedPage, PageState
from storage.frontier.source_days import DayCounts, SourceDays

TAKEN_DOWN = "it was taken down and stays gone"

logger = logs.get_logger(__name__)


class Outcomes:
    """Writes outcomes of pages and feeds; remembers those of targets: `targets` are addresses, `sources` domains."""

    def __init__(
        self,
        frontier: Frontier,
        feed_results: FeedResults,
        moves: MoveWatch,
        is_blocked: Callable[[str], bool],
        report: CrawlReport,
        article_looks: ArticleLooks,
        source_days: SourceDays,
        targets: tuple[str, ...] = (),
        sources: tuple[str, ...] = (),
    ) -> None:
        self._frontier, self._feed_results, self._moves = frontier, feed_results, moves
        self._article_looks, self._source_days = article_looks, source_days
        self._is_blocked, self._report = is_blocked, report
        self._targets = frozenset(targets)
        self.concluded_urls: set[str] = set()  # targets with an outcome
        self._has_named_sources = bool(sources)
        self.feed_errors: dict[str, list[str]] = {}  # of a crawl of named sources, see _note_feed

    def select_to_be_fetched(self, pages: Sequence[LeasedPage]) -> list[LeasedPage]:
        """Returns the leased pages that must be fetched; the outcome of the others is written.

        Not fetched is what was taken down, or is stored under this address since it was added. Looks at
        stored articles wait while their host has new pages.
        """
        postponed = self._article_looks.postpone_for_new_pages(pages, clock.now())
        wanted = [page for page in pages if page.id not in postponed]
        return [
            self._moves.without_listing(page) for page in wanted if self._is_to_be_fetched(page)
        ]

    def _is_to_be_fetched(self, page: LeasedPage) -> bool:
        if self._is_blocked(page.url):
            self._delete_taken_down(page)
        elif page.known and page.state == "due" and not self._moves.is_checked(page):
            self._frontier.finish_page(page.id, "known", now=clock.now())
            self._report.count("known")
        else:
            return True
        return False

    def record_stored_page(self, page: LeasedPage, prepared: Prepared, kept: StoreResult) -> None:
        """Writes that a page was read, and stored or not."""
        answer = prepared.page
        if page.url in self._targets:
            self.concluded_urls.add(page.url)
        self._moves.note_page(answer)
        if kept.status == "tombstoned":
            self._delete_taken_down(page)
        elif kept.article_id is None:
            state = causes.find_state(kept.reason, was_read=True)
            why = _describe_rejection(kept.reason, answer)
            self._add_to_day(page, answer.fetched_at, day_numbers.FETCHED)
            self._record_unstored(page, state, kept.reason, why, answer.fetched_at)
        else:
            self._record_article(page, prepared, kept.status, kept.article_id)

    def _record_article(
        self, page: LeasedPage, prepared: Prepared, status: Status, article_id: int
    ) -> None:
        """Writes that a page is a stored article, and when it is looked at again."""
        now = prepared.page.fetched_at
        if status == "new":
            self._moves.note_new_article(article_id, now)
            if isinstance(prepared.outcome, Article):
                numbers = day_numbers.count_stored(prepared.outcome, prepared.page)
                self._add_to_day(page, now, numbers)
            next_due = self._article_looks.plan_first(now)
        else:
            self._article_looks.note_present(article_id, prepared.page)
            next_due = self._article_looks.plan_next(article_id, now) if page.known else None
        self._frontier.finish_page(page.id, "done", now=now, next_due=next_due)
        self._report.count(status)
        logger.info(
            "page stored", page=page.url, outcome=status, article=article_id, next_due=next_due
        )

    def record_refused_page(self, page: LeasedPage, answer: Page, now: str) -> None:
        """Writes that the server answered with another status than 200."""
        retry_after = polling.parse_retry_after(
            dict(answer.headers).get("retry-after"), clock.from_text(now)
        )
        why, cause = f"HTTP {answer.status}", causes.find_cause_of_status(answer.status)
        self._article_looks.note_status(answer, now)
        self._record_unstored(page, "failed", cause, why, now, retry_after)

    def record_unanswered_page(self, page: LeasedPage, error: BaseException, now: str) -> None:
        """Writes why no answer came."""
        cause = causes.find_cause_of_error(error)
        state = causes.find_state(cause, was_read=False)
        self._record_unstored(page, state, cause, retry.explain_error(error), now)

    def take_from_other_crawls(self, holder: str, now: str) -> bool:
        """Notes outcomes of named addresses that another crawl wrote; returns whether one has others."""
        open_urls = self._targets - self.concluded_urls - self._report.failed.keys()
        return sum(self._is_elsewhere(url, holder, now) for url in sorted(open_urls)) > 0

    def _is_elsewhere(self, url: str, holder: str, now: str) -> bool:
        """Whether another crawl is to fetch a named address; its outcome is noted once it is there."""
        found = self._frontier.get_page_outcome(url)
        if found is not None and found.state == "asked":
            return self._frontier.is_host_elsewhere(url, holder, now)
        self.concluded_urls.add(url)
        if found is None:  # it was taken down, and deleted
            self._fail_if_target(url, TAKEN_DOWN, refused=True)
        elif found.state in ("failed", "refused"):
            self._fail_if_target(url, found.outcome, refused=found.state == "refused")
        self._report.count("by_other_crawl")
        return False

    def record_feed_answer(self, feed: DueFeed, answer: FeedAnswer, started: str, now: str) -> None:
        """Stores what a feed, or a home page, lists. `started`: when the crawl began."""
        stored = self._feed_results.store_answer(feed, answer, started, now)
        self._moves.note_feed(feed, answer, now)
        self._report.count("feeds")
        self._report.count("found", stored.new)
        self._report.count("tombstoned", stored.tombstoned)
        self._note_feed(feed, "")
        self._count_poll(feed, DayCounts(polls=1, announced=stored.new), now)
        logger.info(
            "feed polled", source=feed.source, feed=feed.url, status=answer.status, new=stored.new
        )

    def record_failed_feed(
        self, feed: DueFeed, why: str, retry_after: int | None, now: str
    ) -> None:
        """Writes that a feed could not be fetched or parsed; it is fetched again later."""
        self._feed_results.record_failure(feed, why, retry_after, now)
        self._report.count("feeds_failed")
        self._note_feed(feed, why)
        self._count_poll(feed, DayCounts(polls=1, failed_polls=1), now)
        logger.warning("feed failed", source=feed.source, feed=feed.url, why=why)

    def _count_poll(self, feed: DueFeed, numbers: DayCounts, now: str) -> None:
        """Adds a poll to the numbers of the source; a home page that is to name feeds is none."""
        if isinstance(feed, LeasedFeed):
            self._source_days.add(feed.source_id, now, numbers)

    def _note_feed(self, feed: DueFeed, why: str) -> None:
        """Notes why a feed failed, "" when it answered. A crawl of all that is due may go on for years."""
        if self._has_named_sources:
            self.feed_errors.setdefault(feed.source, []).append(why)

    def _delete_taken_down(self, page: LeasedPage) -> None:
        """Deletes a page that was taken down: not even its address may stay, nor be logged."""
        self._frontier.delete_page(page.id)
        self._report.count("tombstoned")
        self._fail_if_target(page.url, TAKEN_DOWN, refused=True)

    def _record_unstored(
        self,
        page: LeasedPage,
        state: PageState,
        cause: str,
        why: str,
        now: str,
        retry_after: int | None = None,
    ) -> None:
        """Writes why a look brought no article, and when the next look is."""
        if page.known:
            next_due = self._article_looks.plan_after_failure(page, cause, now, retry_after)
        else:
            self._add_cause_to_day(page, now, cause)
            first_tried = page.first_tried_at or now
            next_due = looks.find_next_look(cause, page.attempts, first_tried, now, retry_after)
        self._frontier.finish_page(
            page.id, state, now=now, cause=cause, outcome=why, next_due=next_due
        )
        self._report.add_unstored_page(page.url, state, why)
        logger.info(
            "page not stored", page=page.url, state=state, cause=cause, why=why, next_due=next_due
        )
        if state != "rejected" or why in ("crashed", "timeout"):
            self._fail_if_target(page.url, why, refused=state == "refused")

    def _add_to_day(self, page: LeasedPage, now: str, numbers: DayCounts) -> None:
        """Adds to the numbers of the page's source; a look at a stored article does not count."""
        if page.source_id is not None and not page.known:
            self._source_days.add(page.source_id, now, numbers)

    def _add_cause_to_day(self, page: LeasedPage, now: str, cause: str) -> None:
        if page.source_id is not None:
            self._source_days.add_cause(page.source_id, now, cause)

    def _fail_if_target(self, url: str, why: str, *, refused: bool) -> None:
        if url in self._targets:
            self.concluded_urls.add(url)
            self._report.add_failed_target(url, why, refused=refused)


def _describe_rejection(cause: str, answer: Page) -> str:
    if cause == "redirected":
        return f"redirected to {answer.final_url}, which is not the article"
    return cause
