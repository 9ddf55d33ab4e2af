"""The log of a crawl: one line for each page, without its text. LOG_FORMATTER of the settings."""

import logging
from typing import Any

from scrapy import Spider
from scrapy.exceptions import DropItem
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure


class TakenDown(DropItem):
    """A page that was taken down: its address may not be kept, so neither is it logged."""


class CrawlLogFormatter(LogFormatter):
    """Articles and pages without an article at INFO; addresses that were taken down never."""

    def scraped(
        self, item: Any, _response: Response | Failure | None, _spider: Spider
    ) -> LogFormatterResult:
        """Returns the line for an article."""
        return _make_log_line("article: %(url)s", url=_format_item_address(item))

    def dropped(
        self,
        item: Any,
        exception: BaseException,
        _response: Response | Failure | None,
        _spider: Spider,
    ) -> LogFormatterResult:
        """Returns the line for a page that is not an article, or is not stored."""
        if isinstance(exception, TakenDown):
            return _make_log_line("no article: the address was taken down")
        return _make_log_line(
            "no article: %(url)s: %(why)s", url=_format_item_address(item), why=exception
        )


def _make_log_line(message: str, **arguments: object) -> LogFormatterResult:
    return {"level": logging.INFO, "msg": message, "args": arguments}


def _format_item_address(item: object) -> str:
    """Returns the address of an item, or the item as text when it is of another kind."""
    url = getattr(item, "url", None)
    return url if isinstance(url, str) else str(item)
