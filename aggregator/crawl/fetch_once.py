"""One page read and not stored: fetched as a crawl would, into a database that is thrown away."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from aggregator import crawl
from aggregator.errors import NotStored, Refused
from aggregator.model import NO_TRUST, Article, TrustList

if TYPE_CHECKING:
    from aggregator.config import CrawlConfig


def fetch_article(url: str, config: "CrawlConfig", trust: TrustList = NO_TRUST) -> Article:
    """Returns the article at a canonical address. `trust` says whose signed manifests are trusted. Raises Refused, NotStored (with why), UsageError."""
    with TemporaryDirectory(prefix="aggregator-") as folder:
        from aggregator.crawl.runner import find_only_article  # Scrapy takes its time to import

        path = Path(folder) / "page.db"
        report = crawl.run(
            path, replace(config, workers=1), urls=(url,), is_stored=False, trust=trust
        )
        if report.interrupted:
            raise KeyboardInterrupt
        if url in report.refused:
            raise Refused(f"{url} may not be fetched: {report.failed[url]}")
        article = find_only_article(path)
    if article is None:
        why = report.failed.get(url) or report.outcomes.get(url) or "no answer came"
        raise NotStored(f"{url} is not stored, and could not be read: {why}")
    return article
