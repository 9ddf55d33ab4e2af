"""The Scrapy extension that gives every spider of this project its crawl session.

`aggregator crawl` passes a session; `scrapy crawl` and programs of Scrapy users pass spider
arguments, from which a session is opened here: `db`, `due`, `watch`, `sources`, `urls`, `shard`.
"""

import asyncio
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.spider import DefaultSpider

from aggregator import config, urls
from aggregator.crawl.session import CrawlSession
from aggregator.crawl.targets import CrawlTargets, parse_shard
from aggregator.errors import AggregatorError, UsageError
from aggregator.formats.trust_lists import read_trust_list

FALSE = ("", "0", "false", "no")


class CrawlExtension:
    """Opens a session where none is passed, finalizes stories while it crawls, and closes it."""

    def __init__(self, crawler: Crawler) -> None:
        spider = crawler.spider
        if spider is None or isinstance(spider, DefaultSpider) or _has_own_scheduler(spider):
            raise NotConfigured  # `scrapy fetch`, `scrapy shell`, a probe
        self.error: AggregatorError | None = None  # what a session that was opened here ended with
        self._crawler = crawler
        self._opened = ExitStack()
        self._tasks: list[asyncio.Task[None]] = []
        passed: CrawlSession | None = getattr(spider, "session", None)
        self._is_owner = passed is None
        self.session = passed or self._open_session(spider)
        if hasattr(spider, "scheduler"):
            spider.scheduler = self.session.scheduler
        crawler.signals.connect(self.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signal=signals.spider_closed)
        crawler.signals.connect(self.response_received, signal=signals.response_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CrawlExtension":
        return cls(crawler)

    def spider_opened(self) -> None:
        """Starts what goes on beside fetching."""
        loop = asyncio.get_running_loop()
        self._tasks = [
            loop.create_task(self.session.finalize_stories_regularly()),
            loop.create_task(self.session.keep_up()),
        ]

    def response_received(self, response: Response) -> None:
        """Notes that a host answered, also for its robots.txt."""
        self.session.note_answer(response)

    def spider_closed(self, reason: str) -> None:
        """Closes a session that was opened here, and adds the counts to Scrapy's stats."""
        for task in self._tasks:
            task.cancel()
        if reason == "shutdown":  # by a signal
            self.session.report.interrupted = True
        try:
            with self._opened:
                if self._is_owner:
                    self.session.end()
        except AggregatorError as error:
            self.error = error
        for name, number in self.session.report.counts.items():
            self._crawler.stats.set_value(f"aggregator/{name}", number)

    def _open_session(self, spider: Spider) -> CrawlSession:
        """Opens the session of the spider's arguments. Raises UsageError, StorageError."""
        from aggregator.crawl.runner import open_session  # imports Scrapy's crawler process

        loaded = config.load_config()
        targets = parse_targets(spider)
        path = _choose_database(spider, targets, loaded)
        if path is None:
            folder = TemporaryDirectory(prefix="aggregator-")
            path = Path(self._opened.enter_context(folder)) / "crawl.db"
        summary = targets.summary() or f"spider {spider.name}"
        session = open_session(
            path,
            loaded.config.crawl,
            targets,
            summary=summary,
            uses_archive=loaded.config.archive,
            trust=read_trust_list(loaded.config.provenance.trust_list),
        )
        return self._opened.enter_context(session)


def parse_targets(spider: Spider) -> CrawlTargets:
    """Returns the targets in a spider's arguments. Raises UsageError for one that cannot be used."""
    shard = getattr(spider, "shard", "")
    targets = CrawlTargets(
        due=_is_true(getattr(spider, "due", "")),
        watch=_is_true(getattr(spider, "watch", "")),
        sources=_split_at_commas(getattr(spider, "sources", "")),
        urls=tuple(urls.canonical(url) for url in _split_at_commas(getattr(spider, "urls", ""))),
        shard=parse_shard(shard) if shard else None,
    )
    if hasattr(spider, "scheduler") and not (targets.due or targets.watch or len(targets)):
        raise UsageError("say what to fetch: -a due=1, -a watch=1, -a sources=… or -a urls=…")
    return targets


def _choose_database(
    spider: Spider, targets: CrawlTargets, loaded: config.LoadedConfig
) -> Path | None:
    """Returns the database to use, None for one that is thrown away.

    It is `-a db=PATH`, else AGGREGATOR_DB or the settings file. Without any, sources and what is
    due are in ./aggregator.db, and addresses or other spiders need none.
    """
    path: str = getattr(spider, "db", "")
    if path:
        return Path(path)
    needed = targets.due or targets.watch or targets.sources
    return Path(loaded.config.db) if needed or loaded.origin["db"] != "default" else None


def _has_own_scheduler(spider: Spider) -> bool:
    return getattr(spider, "scheduler", None) is not None


def _is_true(argument: object) -> bool:
    return str(argument).lower() not in FALSE


def _split_at_commas(argument: str) -> tuple[str, ...]:
    """Returns the parts of an argument that commas separate."""
    return tuple(part.strip() for part in argument.split(",") if part.strip())
