"""What a page adds to the numbers of its source on a day. Pure."""

from aggregator import clock
from aggregator.model import Article, Page
from storage.frontier.source_days import DayCounts

FETCHED = DayCounts(fetched=1)


def count_stored(article: Article, page: Page) -> DayCounts:
    """Returns the numbers of an article that was stored just now."""
    is_paywalled = article.free is False or "teaser" in article.flags
    delay = _compute_delay(article, page)
    return DayCounts(
        fetched=1,
        stored=1,
        text_length=len(article.text),
        paywalled=int(is_paywalled),
        delay_s=delay or 0,
        delays=int(delay is not None),
    )


def _compute_delay(article: Article, page: Page) -> int | None:
    """Seconds from published to fetched, None where that says nothing of the crawl.

    What a feed listed when it was first seen may be old, and a date without a zone is no instant.
    """
    if article.published_precision != "instant" or not article.published or not page.last_absent:
        return None
    seconds = int(clock.seconds_between(article.published, page.fetched_at))
    return seconds if seconds >= 0 else None
