"""robots.txt (RFC 9309): asked for once a day and host, obeyed, also where it cannot be read.

Scrapy's own middleware takes a robots.txt that is out of order for permission, keeps it for ever,
and does not wait as long as Crawl-delay asks.
"""

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from aggregator.crawl import retry
from aggregator.errors import AggregatorError, RobotsRefused

MAX_BYTES = 512 * 1024  # RFC 9309 §2.5 asks for at least 500 KiB
KEPT_SECONDS = 86_400.0  # RFC 9309 §2.4: no longer than a day
FAILED_SECONDS = 300.0
KEPT_HOSTS = 20_000
LONGEST_DELAY = 60.0  # of a Crawl-delay; some ask for a day


class RobotsUnreachable(AggregatorError):
    """robots.txt is out of order: nothing is fetched for now (RFC 9309 §2.3.1.4)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host says: its rules (None: everything is allowed), or why it cannot be asked."""

    rules: ProtegoRobotParser | None = None
    error: Exception | None = None


class RobotsMiddleware:
    """Holds every request back until the rules of its host are known."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._asked: dict[str, tuple[float, asyncio.Future[Answer]]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsMiddleware":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass. Raises RobotsRefused, RobotsUnreachable, AddressRefused."""
        if request.meta.get("is_robots"):
            return
        answer = await self._answer(request)
        if answer.error:
            raise answer.error
        if answer.rules and not answer.rules.allowed(request.url, self._agent):
            raise RobotsRefused(f"{request.url} is not to be fetched, says robots.txt of its site")

    async def _answer(self, request: Request) -> Answer:
        host = "{0.scheme}://{0.netloc}".format(urlsplit(request.url))
        until, future = self._asked.get(host, (0.0, None))
        if future is None or (future.done() and until < time.monotonic()):
            future = asyncio.get_running_loop().create_future()
            self._remember(host, future, KEPT_SECONDS)
            answer = await self._ask(host)
            self._remember(host, future, FAILED_SECONDS if answer.error else KEPT_SECONDS)
            self._wait_as_asked(request, answer)
            future.set_result(answer)
        return await asyncio.shield(future)

    def _remember(self, host: str, future: asyncio.Future[Answer], seconds: float) -> None:
        self._asked[host] = (time.monotonic() + seconds, future)
        if len(self._asked) > KEPT_HOSTS:
            oldest = next(host for host, (_, asked) in self._asked.items() if asked.done())
            del self._asked[oldest]

    async def _ask(self, host: str) -> Answer:
        assert self._crawler.engine
        request = Request(
            f"{host}/robots.txt", callback=NO_CALLBACK, priority=1000, meta={"is_robots": True}
        )
        try:
            return _said(host, await self._crawler.engine.download_async(request))
        except AggregatorError as error:
            return Answer(error=error)
        except IgnoreRequest as error:  # too large, or redirected for ever: as if there were none
            return Answer() if "redirect" in str(error) else Answer(error=_unreachable(host, error))
        except Exception as error:  # whatever kept us from an answer, §2.3.1.4 says what it means
            return Answer(error=_unreachable(host, error))

    def _wait_as_asked(self, request: Request, answer: Answer) -> None:
        """Crawl-delay makes the pause between two requests to the host longer, never shorter."""
        asked = answer.rules.crawl_delay(self._agent) if answer.rules else None
        if not asked or not self._crawler.engine:
            return
        downloader = self._crawler.engine.downloader
        host = downloader.get_slot_key(request)
        delay = max(min(asked, LONGEST_DELAY), self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": delay}
        if host in downloader.slots:
            downloader.slots[host].delay = delay


def _said(host: str, response: Response) -> Answer:
    if response.status >= 500 or response.status == 429:
        return Answer(error=_unreachable(host, f"HTTP {response.status}"))
    if response.status >= 300:
        return Answer()
    return Answer(ProtegoRobotParser(response.body[:MAX_BYTES], None))


def _unreachable(host: str, why: str | Exception) -> RobotsUnreachable:
    why = why if isinstance(why, str) else retry.words(why)
    return RobotsUnreachable(
        f"{host}/robots.txt is out of order ({why}): nothing is fetched until it answers"
    )
