"""`scrapy crawl SPIDER`: ends with the exit codes of `aggregator crawl`."""

import argparse
import asyncio
import sys

from scrapy import signals
from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import UsageError as ScrapyUsageError

from aggregator.crawl.extension import CrawlExtension
from aggregator.errors import AggregatorError

INTERRUPTED = 130
SPIDER_ERROR = "spider_exceptions/count"


class Command(CrawlCommand):
    """Scrapy's command with an exit code: 0 done, 1 failed, 2 usage, 3 partly, 5 refused, 130 interrupted."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Runs one spider by its name."""
        if len(args) != 1:
            raise ScrapyUsageError("name one spider: `scrapy list` lists them")
        process = self.crawler_process
        assert isinstance(process, AsyncCrawlerProcess)
        try:
            crawler = process.create_crawler(args[0])
        except KeyError as error:
            raise ScrapyUsageError(f"no spider {args[0]}: `scrapy list` lists them") from error
        item_errors: list[object] = []

        def count_item_error(item: object) -> None:
            item_errors.append(item)

        crawler.signals.connect(count_item_error, signal=signals.item_error)
        crawling = process.crawl(crawler, **opts.spargs)
        process.start()
        self.exitcode = _report_and_choose_exit_code(crawler, crawling)
        if item_errors and not self.exitcode:
            self.exitcode = 1


def _report_and_choose_exit_code(crawler: Crawler, crawling: "asyncio.Task[None]") -> int:
    """Returns the exit code of a crawl that has ended; prints why when it failed."""
    if crawling.cancelled():
        return INTERRUPTED
    error = crawling.exception() or _report_failures(crawler)
    if isinstance(error, AggregatorError):
        print(f"error: {error}", file=sys.stderr)  # noqa: T201  # a command speaks to its user
        return error.exit_code
    if error:
        raise error
    if crawler.stats.get_value("finish_reason") == "shutdown":
        return INTERRUPTED
    return 1 if crawler.stats.get_value(SPIDER_ERROR) or _all_requests_failed(crawler) else 0


def _report_failures(crawler: Crawler) -> BaseException | None:
    """Returns the error that a crawl session ended with; prints which targets failed."""
    extension = crawler.get_extension(CrawlExtension)
    if extension is None:
        return None
    report = extension.session.report
    for target, why in report.failed.items():
        print(f"failed: {target}: {why}", file=sys.stderr)  # noqa: T201  # a command speaks to its user
    return extension.error or report.error()


def _all_requests_failed(crawler: Crawler) -> bool:
    """Returns whether requests failed and none was answered."""
    stats = crawler.stats
    failed = stats.get_value("downloader/exception_count", 0)
    return bool(failed and not stats.get_value("response_received_count", 0))
