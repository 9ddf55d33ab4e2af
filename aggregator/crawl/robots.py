"""robots.txt (RFC 9309): fetched once a day for each host, and obeyed; unreachable means disallowed.

Scrapy's RobotsTxtMiddleware allows everything when robots.txt cannot be fetched, keeps it for ever,
and ignores Crawl-delay.
"""

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from aggregator.crawl import retry
from aggregator.crawl.extension import CrawlExtension
from aggregator.crawl.host_turns import HostPaused
from aggregator.crawl.network_guard import can_be_ours
from aggregator.crawl.politeness import PolitenessMiddleware
from aggregator.crawl.robots_errors import RobotsUnreachable
from aggregator.crawl.robots_text import select_group
from aggregator.errors import AggregatorError, RobotsRefused

MAX_BYTES = 512 * 1024  # RFC 9309 §2.5 asks for at least 500 KiB
CACHE_SECONDS = 86_400.0  # RFC 9309 §2.4: no longer than a day
FAILURE_CACHE_SECONDS = 300.0
UNANSWERED_CACHE_SECONDS = 5.0  # where our own network may be to blame
MOST_HOSTS = 20_000
LONGEST_DELAY = 60.0  # seconds of a Crawl-delay or Request-rate; some ask for a day
ANY = "*"  # the one group that is left for Protego


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """The rules of a host (None: everything is allowed), or why they cannot be fetched."""

    rules: Protego | None = None
    error: Exception | None = None


class RobotsMiddleware:
    """Holds each request back until the rules of its host are known."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        extension = crawler.get_extension(CrawlExtension)
        self._session = extension.session if extension else None
        self._answers: dict[str, tuple[float, asyncio.Future[RobotsAnswer]]] = {}
        self._delays: dict[str, dict[str, float]] = {}  # asked for, by host and scheme

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsMiddleware":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Lets a request pass. Raises RobotsRefused, RobotsUnreachable, AddressRefused."""
        if request.meta.get("is_robots"):
            return
        answer = await self._get_answer(request)
        if answer.error:
            raise answer.error
        if answer.rules and not answer.rules.can_fetch(request.url, ANY):
            raise RobotsRefused(f"robots.txt of its site forbids to fetch {request.url}")

    async def _get_answer(self, request: Request) -> RobotsAnswer:
        """Returns the answer of a request's host; concurrent requests wait for one fetch."""
        host = "{0.scheme}://{0.netloc}".format(urlsplit(request.url))
        until, future = self._answers.get(host, (0.0, None))
        if future is None or (future.done() and until < time.monotonic()):
            future = asyncio.get_running_loop().create_future()
            self._cache_answer(host, future, CACHE_SECONDS)
            answer = await self._fetch_robots_txt(host)
            seconds = _choose_cache_seconds(answer)
            self._cache_answer(host, future, seconds)
            self._apply_crawl_delay(request, answer)
            future.set_result(answer)
        return await asyncio.shield(future)

    def _cache_answer(
        self, host: str, future: asyncio.Future[RobotsAnswer], seconds: float
    ) -> None:
        """Caches an answer; the oldest is dropped beyond MOST_HOSTS."""
        self._answers[host] = (time.monotonic() + seconds, future)
        if len(self._answers) > MOST_HOSTS:
            oldest = next(host for host, (_, answered) in self._answers.items() if answered.done())
            del self._answers[oldest]

    async def _fetch_robots_txt(self, host: str) -> RobotsAnswer:
        assert self._crawler.engine
        request = Request(
            f"{host}/robots.txt", callback=NO_CALLBACK, priority=1000, meta={"is_robots": True}
        )
        try:
            response = await self._crawler.engine.download_async(request)
            answer = _interpret_response(host, response, self._agent)
        except AggregatorError as error:
            return RobotsAnswer(error=error)
        except IgnoreRequest as error:
            if "redirect" in str(error):  # without end: as if there were none
                return RobotsAnswer()
            return RobotsAnswer(error=_make_unreachable_error(host, error))  # too large
        except Exception as error:  # any failure means disallowed (§2.3.1.4)
            return RobotsAnswer(error=_make_unreachable_error(host, error))
        if answer.error is None:
            await self._note_statements(request.url, response)
        return answer

    async def _note_statements(self, url: str, response: Response) -> None:
        """Writes what a robots.txt says of the use of pages; a missing one says nothing."""
        if self._session and self._session.site_looks:
            text = _decode(response) if response.status < 300 else ""
            with self._session.scheduler.stop_on_error():
                await self._session.site_looks.note_robots_txt(url, text)

    def _apply_crawl_delay(self, request: Request, answer: RobotsAnswer) -> None:
        """Makes the pause between two requests to the host longer as robots.txt asks, never shorter."""
        if not self._crawler.engine:
            return
        politeness = self._crawler.get_downloader_middleware(PolitenessMiddleware)
        if politeness:
            split = urlsplit(request.url)
            asked = self._delays.setdefault(split.hostname or "", {})
            asked[split.scheme] = min(_find_delay(answer.rules), LONGEST_DELAY)
            politeness.turns.set_crawl_delay(request.url, max(asked.values()))


def _find_delay(rules: Protego | None) -> float:
    """Returns the seconds between two requests that Crawl-delay and Request-rate ask for, or 0."""
    if rules is None:
        return 0.0
    rate = rules.request_rate(ANY)
    by_rate = rate.seconds / rate.requests if rate and rate.requests else 0.0
    return max(rules.crawl_delay(ANY) or 0.0, by_rate)


def _interpret_response(host: str, response: Response, agent: str) -> RobotsAnswer:
    """Returns what a response means (RFC 9309 §2.3.1): 4xx allows everything, 5xx nothing."""
    if response.status >= 500 or response.status == 429:
        return RobotsAnswer(error=_make_unreachable_error(host, f"HTTP {response.status}"))
    if response.status >= 300:
        return RobotsAnswer()
    return RobotsAnswer(Protego.parse(select_group(_decode(response), agent)))


def _decode(response: Response) -> str:
    return response.body[:MAX_BYTES].decode("utf-8-sig", "replace")


def _choose_cache_seconds(answer: RobotsAnswer) -> float:
    if answer.error is None:
        return CACHE_SECONDS
    if isinstance(answer.error, HostPaused):
        return 0.0  # it was not asked
    return UNANSWERED_CACHE_SECONDS if can_be_ours(answer.error) else FAILURE_CACHE_SECONDS


def _make_unreachable_error(host: str, why: str | Exception) -> RobotsUnreachable:
    words = why if isinstance(why, str) else retry.explain_error(why)
    error = RobotsUnreachable(
        f"{host}/robots.txt cannot be fetched ({words}): nothing is fetched until it answers"
    )
    error.__cause__ = why if isinstance(why, Exception) else None
    return error
