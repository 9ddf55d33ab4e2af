"""Looks at articles that are stored: when the next one is, and what they say of an article that is gone."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from aggregator import clock, urls
from aggregator.crawl import causes, looks, revisits
from aggregator.model import Page
from storage.corpus.absences import Absences
from storage.corpus.articles import Articles
from storage.frontier.interface import Frontier, LeasedPage

ABSENT_STATUS = frozenset([404, 410])


@dataclass(frozen=True, slots=True)
class ArticleLooks:
    """Plans looks at stored articles and notes those that vanished. `days`: how long they are looked at."""

    frontier: Frontier
    articles: Articles
    absences: Absences
    is_watched: Callable[[int], bool]  # by the id of an article
    days: int

    def plan_first(self, now: str) -> str | None:
        """Returns when an article is looked at again that was stored just now."""
        return revisits.find_next_revisit(now, now, self.days)

    def plan_next(self, article_id: int, now: str) -> str | None:
        """Returns when a stored article is looked at again after a look now."""
        stored_at = self.articles.get_stored_at(article_id)
        is_watched = self.is_watched(article_id)
        return revisits.find_next_revisit(stored_at, now, self.days, is_watched=is_watched)

    def plan_after_failure(
        self, page: LeasedPage, cause: str, now: str, retry_after: int | None
    ) -> str | None:
        """Returns when a stored article is looked at again whose page was not there, or not as an article."""
        if self.days <= 0:
            return None
        confirmation = revisits.CONFIRMATION if cause in causes.ABSENT else 0
        first_tried = page.first_tried_at if page.attempts else now
        return looks.find_next_look(
            cause, page.attempts, first_tried or now, now, max(retry_after or 0, confirmation)
        )

    def note_present(self, article_id: int, answer: Page) -> None:
        """Notes that an article is there, where an address of it led to it."""
        if self.absences.find_article_at(answer.url) == article_id:
            self.absences.note_present(article_id, answer.fetched_at)

    def note_status(self, answer: Page, now: str) -> None:
        """Notes that an article is gone, where an address of it answers so and no other one has it."""
        if answer.status not in ABSENT_STATUS or not _answers_itself(answer):
            return
        article_id = self.absences.find_article_at(answer.url)
        if article_id is None:
            return
        if not self.frontier.look_at_further_addresses(article_id, answer.url, now):
            self.absences.note_absent(article_id, answer.status, now)

    def postpone_for_new_pages(self, pages: Sequence[LeasedPage], now: str) -> Collection[int]:
        """Gives back looks at articles of hosts that have new pages to fetch; returns the ids of those pages."""
        again = [page for page in pages if is_revisit(page)]
        new = {page.host_id for page in pages if not page.known}
        waiting = new | self.frontier.select_hosts_with_new_pages(
            {page.host_id for page in again}, now
        )
        postponed = {page.id for page in again if page.host_id in waiting}
        for page_id in postponed:
            until = clock.add_seconds(now, revisits.POSTPONED)
            self.frontier.postpone_page(page_id, until)
        return postponed


def is_revisit(page: LeasedPage) -> bool:
    """Returns whether a page is fetched to see whether its article changed, and no person asked for it."""
    return page.known and page.state not in ("due", "asked")


def _answers_itself(answer: Page) -> bool:
    """Whether the site that was asked answered, and not one that it redirects to."""
    return urls.site(answer.final_url or answer.url) == urls.site(answer.url)
