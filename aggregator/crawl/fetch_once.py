"""One page looked at and not kept: fetched as a crawl would, into a database that is thrown away."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from aggregator import crawl
from aggregator.errors import NotStored, Refused
from aggregator.model import Article
from storage.corpus.articles import Articles
from storage.store import open_for_reading

if TYPE_CHECKING:
    from aggregator.config import CrawlConfig


def glance(url: str, settings: "CrawlConfig") -> Article:
    """The article at a canonical address. Raises Refused, NotStored (with why), UsageError."""
    with TemporaryDirectory(prefix="aggregator-") as folder:
        path = Path(folder) / "glance.db"
        report = crawl.run(path, replace(settings, workers=1), urls=(url,))
        if report.interrupted:
            raise KeyboardInterrupt
        if url in report.refused:
            raise Refused(f"{url} may not be fetched: {report.failed[url]}")
        with open_for_reading(path) as store:
            found = Articles(store.main).only()
    if found is None:
        why = report.failed.get(url) or report.outcomes.get(url) or "nothing was answered"
        raise NotStored(f"{url} is not stored, and could not be read: {why}")
    return found
