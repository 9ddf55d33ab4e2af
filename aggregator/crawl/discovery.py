"""The feeds of a site that is added: announced, named by robots.txt, or at the usual paths.

Fetched as a crawl would, and nothing is stored. A guess is made only where nothing is announced.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from aggregator import urls
from aggregator.config import CrawlConfig
from aggregator.crawl.probe import ProbeResult, make_unpolled_feed, probe_feeds
from aggregator.model import Feed
from aggregator.reading.feed_paths import FEED_PATHS, SITEMAP_PATHS
from spiders.interface import Listing

MOST_CANDIDATES = 20  # addresses that are looked at: a host gets one request in some seconds
MOST_FEEDS = 3  # that are used of one site: more list the same articles
FEWEST_LINKS = 5  # to articles, for a front page to be used as a section page

How = Literal["named", "announced", "robots.txt", "usual path", "front page"]
Progress = Callable[[int], None] | None


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """An address that lists articles, how it was found, and whether it is to be used."""

    feed: Feed
    how: How
    entries: int
    newest: str | None  # the latest date of its entries, as claimed
    is_used: bool = False


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found at a site; `warning` says in words why nothing could be."""

    found: tuple[FoundFeed, ...]
    warning: str = ""


def discover(address: str, config: CrawlConfig, progress: Progress = None) -> Discovery:
    """Looks at a home page, feed, article or site now. Blocks; obeys robots.txt, delays and network rules.

    Raises AddressError, and UsageError for a public host while no contact is set.
    """
    home, robots = urls.join(address, "/") or address, urls.join(address, "/robots.txt") or address
    first = _probe([(address, "unknown"), (home, "unknown"), (robots, "robots")], config, progress)
    pages = {url: result.listing for url, result in first.items() if result.listing}
    if not pages.keys() & {address, home}:
        answer = first[home].answer if home in first else "no answer came"
        return Discovery((), f"{urls.host(address)} does not answer with a page: {answer}")
    candidates = _list_announced(address, home, pages)
    results = _look(candidates, config, progress)
    found = _list_found(candidates, {**results, **first})
    if not any(item.feed.kind == "feed" for item in found):
        guesses = _guess(home, candidates)
        found += _list_found(guesses, _look(guesses, config, progress))
    return Discovery(_choose([*found, *_find_front_page(home, pages.get(home))]))


def _probe(
    addresses: Iterable[tuple[str, str]], config: CrawlConfig, progress: Progress
) -> dict[str, ProbeResult]:
    feeds = [make_unpolled_feed(urls.site(url), url, kind) for url, kind in addresses]
    return probe_feeds(feeds, config, progress) if feeds else {}


def _look(
    candidates: Mapping[str, How], config: CrawlConfig, progress: Progress
) -> dict[str, ProbeResult]:
    return _probe([(url, "unknown") for url in candidates], config, progress)


def _list_announced(address: str, home: str, pages: Mapping[str, Listing | None]) -> dict[str, How]:
    """Returns the addresses that the site itself names, the surest first."""
    candidates: dict[str, How] = {}
    for url in (address, home):
        listing = pages.get(url)
        for feed in listing.feeds if listing else ():
            written = feed.address or feed.url
            candidates.setdefault(written, "named" if written == address else "announced")
    named = next(
        (page.sitemaps for url, page in pages.items() if page and url.endswith("robots.txt")), ()
    )
    for url in sorted(named, key=lambda url: "news" not in url.lower()):
        candidates.setdefault(url, "robots.txt")
    return dict(list(candidates.items())[:MOST_CANDIDATES])


def _guess(home: str, known: Mapping[str, How]) -> dict[str, How]:
    """Returns the usual addresses of feeds and news sitemaps."""
    paths = [path for path, _ in (*FEED_PATHS, *SITEMAP_PATHS)]
    links = (urls.join(home, path) for path in paths)
    return {link: "usual path" for link in links if link and link not in known}


def _list_found(
    candidates: Mapping[str, How], results: Mapping[str, ProbeResult]
) -> list[FoundFeed]:
    """Returns the candidates that are feeds or sitemaps."""
    found = []
    for url, how in candidates.items():
        listing = results[url].listing if url in results else None
        itself = (
            next((feed for feed in listing.feeds if url in (feed.url, feed.address)), None)
            if listing
            else None
        )
        if listing and itself and (listing.entries or listing.sitemaps):
            dates = [entry.published for entry in listing.entries if entry.published]
            found.append(
                FoundFeed(itself, how, len(listing.entries), max(dates) if dates else None)
            )
    return found


def _find_front_page(home: str, listing: Listing | None) -> list[FoundFeed]:
    """Returns the front page as a page that lists articles, if it does."""
    if listing is None or len(listing.entries) < FEWEST_LINKS:
        return []
    page = Feed(home, urls.site(home), "section")
    return [FoundFeed(page, "front page", len(listing.entries), None)]


def _choose(found: list[FoundFeed]) -> tuple[FoundFeed, ...]:
    """Marks what is to be used: some feeds, one sitemap with articles; else the front page."""
    feeds = [item for item in found if item.feed.kind == "feed"][:MOST_FEEDS]
    sitemaps = [item for item in found if item.feed.kind == "news_sitemap" and item.newest][:1]
    pages = [item for item in found if item.feed.kind == "section"]
    used = feeds + sitemaps or pages
    return tuple(replace(item, is_used=item in used) for item in found)
