"""A source checked: its feeds fetched now, what they say, and how the crawls so far fared."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from aggregator.config import CrawlConfig
from aggregator.crawl import feed_results, probe
from aggregator.crawl.probe import Look
from aggregator.model import Row
from storage.frontier.leases import LeasedFeed

Health = Literal["ok", "empty", "undated", "failed", "refused"]


@dataclass(frozen=True, slots=True)
class Checked:
    """One address of a source with what the database knows of it, and what it answers now."""

    feed: LeasedFeed
    known: Row
    look: Look

    @property
    def health(self) -> Health:
        """In one word: whether articles can be found there, and told apart by their time."""
        found = self.look.announced
        if found is None:
            return "refused" if self.look.refused else "failed"
        if not (found.entries or found.sitemaps or found.feeds):
            return "empty"
        undated = found.entries and not any(entry.published for entry in found.entries)
        return "undated" if undated and self.feed.kind in ("feed", "news_sitemap") else "ok"

    def row(self) -> Row:
        """As a line of the table. `dated` counts entries whose date could be read."""
        found = self.look.announced
        dates = (
            sorted(entry.published for entry in found.entries if entry.published) if found else []
        )
        return {
            "source": self.feed.source,
            "url": self.feed.url,
            "kind": self.feed.kind,
            "health": self.health,
            "answer": self.look.says,
            "entries": len(found.entries) if found else 0,
            "dated": len(dates),
            "newest": dates[-1] if dates else None,
            "feeds": len(found.feeds) + len(found.sitemaps) if found else 0,
            "last_polled": self.known.get("last_polled"),
            "next_due": self.known.get("next_due"),
            "failures": self.known.get("failures", 0),
        }


def check(
    sources: Iterable[Row],
    settings: CrawlConfig,
    progress: Callable[[int], None] | None = None,
) -> list[Checked]:
    """Look at every feed of these sources (rows of `storage.frontier.sources.get`), or at their front pages.

    Stores nothing, fetches no article. Raises UsageError where no contact is set.
    """
    wanted = [one for source in sources for one in _targets(source)]
    looks = probe.look([feed for feed, _ in wanted], settings, progress)
    return [Checked(feed, known, looks[feed.url]) for feed, known in wanted if feed.url in looks]


def _targets(source: Row) -> Sequence[tuple[LeasedFeed, Row]]:
    domain, feeds = source["domain"], source["feeds"]
    if feeds:
        return [(probe.target(domain, feed["url"], feed["kind"]), feed) for feed in feeds]
    home = feed_results.home(0, domain, source["site"])
    return [(probe.target(domain, home.url, home.kind), {})]
