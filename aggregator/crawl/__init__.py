"""When and how politely: Scrapy settings, scheduler, back-off, item pipeline, the pool that reads."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.crawl.report import CrawlReport
from aggregator.model import NO_TRUST, TrustList
from aggregator.urls import canonical

if TYPE_CHECKING:
    from aggregator.config import CrawlConfig

__all__ = ["CrawlReport", "run"]


def run(
    path: Path,
    config: "CrawlConfig",
    *,
    due: bool = False,
    watch: bool = False,
    sources: tuple[str, ...] = (),
    urls: tuple[str, ...] = (),
    shard: tuple[int, int] | None = None,
    archive: bool = True,
    is_stored: bool = True,
    trust: TrustList = NO_TRUST,
    progress: Callable[[int], None] | None = None,
) -> CrawlReport:
    """Crawls into the database at `path`, then finalizes its stories. Blocks; may run again and again.

    With `due` everything that is due, with `watch` also what comes due until stopped; else only the
    named `sources` (domains) and `urls`, which are fetched as written. `shard` (i, n), from 1: one of n parts, split
    by site. Without `archive`, linking does not use the archive of older articles; without `is_stored`, what sites say
    of the use of their pages is not asked for, since the database is thrown away. `trust` says whose signed
    manifests are trusted. `progress` gets the number of pages done. Interrupted by SIGINT or SIGTERM, the report
    says so. Raises UsageError for a public host while no contact is set, and StorageError.
    """
    from aggregator.crawl.runner import crawl  # Scrapy takes its time to import
    from aggregator.crawl.targets import CrawlTargets

    written = {canonical(url): url for url in urls}
    targets = CrawlTargets(due, watch, sources, tuple(written), shard, written, is_stored)
    return crawl(path, config, targets, progress, archive, trust)
