"""Scrapy's way to the client: a download handler for http and https."""

import asyncio
import ipaddress
import time
from dataclasses import replace

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from aggregator.crawl.extension import CrawlExtension
from aggregator.crawl.network import NetworkRules
from aggregator.crawl.politeness import SENT
from aggregator.crawl.transport.client import HttpAnswer, HttpClient

CUT = "dataloss"  # Scrapy's flag of an answer that broke off; request.meta["cut"] says how


class DownloadHandler(BaseDownloadHandler):
    """Fetches with `HttpClient`."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        rules: NetworkRules = crawler.settings["NETWORK_RULES"]
        if extension := crawler.get_extension(CrawlExtension):
            rules = replace(rules, unverified=rules.unverified | extension.session.unverified_sites)
        self._client = HttpClient(rules, crawler.settings.getfloat("DOWNLOAD_DELAY"))
        self._max_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._timeout_s = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")

    async def download_request(self, request: Request) -> Response:
        """Returns the response, still compressed. Raises as `HttpClient.fetch` does."""
        started = time.monotonic()
        answer = await self._client.fetch(
            request.method,
            request.url,
            [(name, value) for name, values in request.headers.items() for value in values],
            request.body,
            timeout_s=request.meta.get("download_timeout", self._timeout_s),
            max_bytes=request.meta.get("download_maxsize", self._max_bytes),
        )
        request.meta["download_latency"] = time.monotonic() - started
        request.meta[SENT] = answer.sent_at
        if answer.cut:
            request.meta["cut"] = answer.cut
        return _make_response(request.url, answer)

    async def close(self) -> None:
        self._client.close()
        await asyncio.sleep(0)  # connections close in the next turn of the loop


def _make_response(url: str, answer: HttpAnswer) -> Response:
    headers = Headers()
    for name, value in answer.head.headers:
        headers.appendlist(name, value)
    kind = responsetypes.from_args(headers=headers, url=url, body=answer.body)
    return kind(
        url=url,
        status=answer.head.status,
        headers=headers,
        body=answer.body,
        flags=[CUT] if answer.cut else [],
        ip_address=ipaddress.ip_address(answer.address) if answer.address else None,
        protocol=answer.head.protocol,
    )
