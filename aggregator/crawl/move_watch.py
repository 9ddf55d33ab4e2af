"""Watches in a crawl whether sites have moved: feeds that lead to another site, pages that still answer.

A feed that leads elsewhere starts a check: some of the latest articles of the source are fetched once more, to
see whether its server redirects them too. So does a new page at another site with the text of an article whose site is
silent, if the path is the same too or the feeds of that site fail. `aggregator/publishers/rules.py` decides what redirects prove.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from aggregator import clock, urls
from aggregator.crawl.feed_polls import FeedAnswer
from aggregator.crawl.feed_results import DueFeed
from aggregator.model import Page
from aggregator.publishers.moves import Lead
from storage.corpus.redirects import Redirects
from storage.frontier.interface import Frontier, LeasedPage

CHECKED_ARTICLES = 5  # of a source, that are fetched once more when its feed leads elsewhere
SAME_TEXT_CHECKS = 20  # articles of a silent site, because their text is at another one now
CHECK_AGAIN_AFTER = 7 * 86_400  # seconds after which a site that answered itself is checked again
LISTED_SHARE = 0.9  # of the entries of a feed on one other site, from which it leads there


class MoveWatch:
    """What the answers of one crawl say about sites that may have moved."""

    def __init__(self, frontier: Frontier, redirects: Redirects) -> None:
        self._frontier, self._redirects = frontier, redirects
        self._leads: defaultdict[str, dict[str, Lead]] = defaultdict(
            dict
        )  # by domain, then by site
        self._alive: set[str] = set()  # sites that answered a page, for leads: since then
        self._checked: set[str] = set()  # addresses that are fetched once more
        self._same_text: Counter[str] = Counter()  # of them, those found by their text, by site

    def list_leads(self) -> dict[str, Lead]:
        """Returns by domain the sources whose feeds lead to one other site while their own is silent."""
        return {
            domain: next(iter(sites.values()))
            for domain, sites in self._leads.items()
            if len(sites) == 1 and domain not in self._alive
        }

    def note_feed(self, feed: DueFeed, answer: FeedAnswer, now: str) -> None:
        """Notes where a feed or home page leads; a source whose feed leads elsewhere is checked."""
        if urls.site(feed.url) != feed.source:
            return  # another site serves it, which cannot say where this one is
        site = _find_site_of_feed(feed.source, answer)
        if site == feed.source:
            self._alive.add(site)
            self._leads.pop(site, None)
        elif site not in self._leads[feed.source]:
            self._alive.discard(feed.source)
            lead = Lead(site, getattr(feed, "last_polled", None) or "")
            self._leads[feed.source][site] = lead
            self._check_articles(feed.source_id, now)

    def note_page(self, page: Page) -> None:
        """Notes a page that answered at the site where it was asked for."""
        asked, answered = urls.site(page.url), urls.site(page.final_url or page.url)
        if asked == answered:
            self._alive.add(asked)

    def note_new_article(self, article_id: int, now: str) -> None:
        """Checks the first article of the same text that may have moved here from a site that was silent."""
        url = self._redirects.find_possibly_moved(article_id)
        site = urls.site(url) if url else ""
        if url and site not in self._alive and self._same_text[site] < SAME_TEXT_CHECKS:
            self._same_text[site] += 1
            self._check(url, now)

    def is_checked(self, page: LeasedPage) -> bool:
        """Whether a page is fetched only to see where it leads."""
        return page.url in self._checked

    def without_listing(self, page: LeasedPage) -> LeasedPage:
        """Returns a checked page without what its feed said: that is not when the new address was seen."""
        if not self.is_checked(page):
            return page
        return replace(page, feed="", last_absent=None, absent_hash=None, found_hash=None)

    def _check_articles(self, source_id: int, now: str) -> None:
        since = clock.add_seconds(now, -CHECK_AGAIN_AFTER)
        for url in self._redirects.list_addresses_to_check(source_id, since, CHECKED_ARTICLES):
            self._check(url, now)

    def _check(self, url: str, now: str) -> None:
        self._frontier.make_page_due(url, now)
        self._checked.add(url)


def _find_site_of_feed(own: str, answer: FeedAnswer) -> str:
    """Returns the site that answered, or the one that nearly all entries are at; else the source's own."""
    answered = urls.site(answer.url)
    listed = _list_sites(answer)
    if answered != own or not listed:
        return answered
    site, count = Counter(listed).most_common(1)[0]
    return site if count >= LISTED_SHARE * len(listed) else own


def _list_sites(answer: FeedAnswer) -> Sequence[str]:
    return [urls.site(entry.url) for entry in answer.listing.entries] if answer.listing else []
