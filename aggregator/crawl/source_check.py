"""The check of a source: its feeds probed now, beside how the crawls so far fared."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from aggregator.config import CrawlConfig
from aggregator.crawl.probe import ProbeResult, make_unpolled_feed, probe_feeds
from aggregator.model import Row
from aggregator.results import FeedState, SourceDetails
from storage.frontier.interface import LeasedFeed
from storage.frontier.leases import make_home_address

Health = Literal["ok", "empty", "undated", "failed", "refused"]
DATED_KINDS = ("feed", "news_sitemap")  # whose entries carry dates


@dataclass(frozen=True, slots=True)
class CheckedFeed:
    """One address of a source: what the database knows about it, and what it answers now."""

    feed: LeasedFeed
    stored: FeedState | None
    result: ProbeResult

    @property
    def health(self) -> Health:
        """Whether articles can be found there, and their dates read."""
        listing = self.result.listing
        if listing is None:
            return "refused" if self.result.refused else "failed"
        if not (listing.entries or listing.sitemaps or listing.feeds):
            return "empty"
        undated = listing.entries and not any(entry.published for entry in listing.entries)
        return "undated" if undated and self.feed.kind in DATED_KINDS else "ok"

    def row(self) -> Row:
        """Returns a line of the table. `dated` counts entries whose date could be read."""
        return {
            "source": self.feed.source,
            "url": self.feed.url,
            "kind": self.feed.kind,
            "health": self.health,
            "answer": self.result.answer,
            **self._count_listed(),
            "last_polled": self.stored.last_polled if self.stored else None,
            "next_due": self.stored.next_due if self.stored else None,
            "failures": self.stored.failures if self.stored else 0,
        }

    def _count_listed(self) -> Row:
        """Returns the counts of what the answer lists."""
        listing = self.result.listing
        if listing is None:
            return {"entries": 0, "dated": 0, "newest": None, "feeds": 0}
        dates = sorted(entry.published for entry in listing.entries if entry.published)
        return {
            "entries": len(listing.entries),
            "dated": len(dates),
            "newest": dates[-1] if dates else None,
            "feeds": len(listing.feeds) + len(listing.sitemaps),
        }


def probe_sources(
    sources: Iterable[SourceDetails],
    config: CrawlConfig,
    progress: Callable[[int], None] | None = None,
) -> list[CheckedFeed]:
    """Probes every feed of sources or the home page of one without.

    Stores nothing, fetches no article. Raises UsageError while no contact is set.
    """
    feeds = [pair for source in sources for pair in _list_feeds_to_probe(source)]
    results = probe_feeds([feed for feed, _ in feeds], config, progress)
    return [
        CheckedFeed(feed, stored, results[feed.url])
        for feed, stored in feeds
        if feed.url in results
    ]


def _list_feeds_to_probe(source: SourceDetails) -> Sequence[tuple[LeasedFeed, FeedState | None]]:
    """Returns what to probe of a source, each with its stored state."""
    if source.feeds:
        return [
            (make_unpolled_feed(source.domain, feed.url, feed.kind), feed) for feed in source.feeds
        ]
    home = make_home_address(source.domain, source.site)
    return [(make_unpolled_feed(source.domain, home, "home"), None)]
