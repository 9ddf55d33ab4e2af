"""A miniature news world on loopback, and the tour through it."""

from pathlib import Path


def run(path: Path, *, serve: bool = False) -> None:
    """Crawl the world into a fresh database at `path`, show its stories, take one down.

    With `serve` the sites and the pages stay open until Ctrl-C. A database of an earlier demo is
    replaced. Raises NotOurDatabase for any other file, and StorageError.
    """
    from aggregator.demo import tour  # Scrapy and the rest take their time to import

    tour.run(path, serve=serve)
