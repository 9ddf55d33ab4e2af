"""`scrapy fetch URL`: ends with 1 when there was no answer."""

import argparse

from scrapy import Request, Spider, signals
from scrapy.commands.fetch import Command as FetchCommand
from scrapy.crawler import AsyncCrawlerProcess, Crawler


class Command(FetchCommand):
    """Scrapy's command with an exit code: 1 when the address was refused or did not answer."""

    requires_crawler_process = False  # `run` makes one that notes answers

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Fetches one address and prints the answer, of any status."""
        self.crawler_process = process = AnswerRecordingProcess(self.settings)
        super().run(args, opts)
        if not process.answered:
            self.exitcode = 1


class AnswerRecordingProcess(AsyncCrawlerProcess):
    """A crawler process that notes whether an answer came, other than robots.txt."""

    answered = False

    def create_crawler(self, crawler_or_spidercls: type[Spider] | str | Crawler) -> Crawler:
        """Returns a crawler whose answers are noted."""
        crawler = super().create_crawler(crawler_or_spidercls)
        crawler.signals.connect(self._record_page_answer, signal=signals.response_received)
        return crawler

    def _record_page_answer(self, request: Request) -> None:
        self.answered = self.answered or not request.meta.get("is_robots")
