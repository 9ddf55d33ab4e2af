"""When and how politely: Scrapy settings, frontier policy, back-off, the pool that reads."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.crawl.report import CrawlReport

if TYPE_CHECKING:
    from aggregator.config import CrawlConfig

__all__ = ["CrawlReport", "run"]


def run(
    path: Path,
    settings: "CrawlConfig",
    *,
    due: bool = False,
    watch: bool = False,
    sources: tuple[str, ...] = (),
    urls: tuple[str, ...] = (),
    shard: tuple[int, int] | None = None,
    progress: Callable[[int], None] | None = None,
) -> CrawlReport:
    """Crawl into the database at `path`, then settle its stories. Blocks; works in any process, again and again.

    With `due` everything whose time has come, with `watch` also what comes due until stopped;
    else the named `sources` (domains) and `urls` (canonical) only. `shard` (i, n), from 1: one of
    n parts, split by site. Interrupted by SIGINT or SIGTERM, the report says so. Raises UsageError
    for a public host while nobody is named as contact, and StorageError.
    """
    from aggregator.crawl.runner import Asked, crawl  # Scrapy takes its time to import

    return crawl(path, settings, Asked(due, watch, sources, urls, shard), progress)
