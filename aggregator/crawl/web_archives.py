"""Asks a web archive when it first captured addresses: one TimeMap (RFC 7089) for each.

It is asked as a site is crawled: robots.txt, delay, contact, time and size limits and network rules hold.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aggregator import urls
from aggregator.config import CrawlConfig
from aggregator.crawl.probe import ProbeResult, make_unpolled_feed, probe_feeds
from aggregator.model import Capture

TIMEMAP = "timemap"  # kind of a listing
NOT_FOUND = ("HTTP 404", "HTTP 410")  # how archives say that they have no capture


@dataclass(frozen=True, slots=True)
class ArchiveAnswers:
    """What an archive answered: for each address the first capture, or that it has none; and errors."""

    captures: tuple[Capture, ...]  # `memento` is empty where there is none
    failures: tuple[tuple[str, str], ...]  # address, why there is no answer


def ask_archive(
    addresses: Sequence[str],
    timemap: str,
    config: CrawlConfig,
    now: str,
    progress: Callable[[int], None] | None = None,
) -> ArchiveAnswers:
    """Returns the first capture of each address. `timemap`: the archive's address, which theirs follow.

    Blocks. Raises UsageError for a public archive while no contact is set.
    """
    archive = urls.host(timemap)
    feeds = {
        address: make_unpolled_feed(archive, timemap + address, TIMEMAP) for address in addresses
    }
    results = probe_feeds(list(feeds.values()), config, progress) if feeds else {}
    captures: list[Capture] = []
    failures: list[tuple[str, str]] = []
    for address, feed in feeds.items():
        result = results.get(feed.url)
        if result and (result.listing or result.answer.startswith(NOT_FOUND)):
            captures.append(_make_capture(archive, address, result, now))
        else:
            failures.append((address, result.answer if result else "it was not asked"))
    return ArchiveAnswers(tuple(captures), tuple(failures))


def _make_capture(archive: str, address: str, result: ProbeResult, now: str) -> Capture:
    """Returns what an archive has of an address; without a memento, that it has nothing."""
    first = result.listing.first_capture if result.listing else None
    memento, captured_at = first or ("", "")
    return Capture(archive, address, memento, captured_at, now)
