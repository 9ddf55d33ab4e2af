"""robots.txt: the meaning of each response, and its crawl delay. tests/crawl/test_crawl.py has the rest."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings

from aggregator.crawl.robots import RobotsMiddleware, RobotsUnreachable
from aggregator.errors import RobotsRefused

PAGE = "http://paper.example/a"
SLOT = "paper.example"


class FakeEngine:
    """Answers every request with the same response; has a downloader with a slot that is in use."""

    def __init__(self, answer: Response | Exception) -> None:
        self.answer, self.fetched = answer, list[str]()
        slot = SimpleNamespace(delay=1.0)
        self.downloader = SimpleNamespace(
            slots={SLOT: slot}, per_slot_settings={}, get_slot_key=lambda _: SLOT
        )

    async def download_async(self, request: Request) -> Response:
        self.fetched.append(request.url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def middleware(answer: Response | Exception, delay: float = 1.0) -> tuple[Any, FakeEngine]:
    engine = FakeEngine(answer)
    settings = Settings({"ROBOTSTXT_USER_AGENT": "aggregator", "DOWNLOAD_DELAY": delay})
    crawler: Any = SimpleNamespace(engine=engine, settings=settings)
    return RobotsMiddleware(crawler), engine


def robots(text: str = "", status: int = 200) -> Response:
    return Response("http://paper.example/robots.txt", status=status, body=text.encode())


def ask(answer: Response | Exception, url: str = PAGE) -> None:
    asyncio.run(middleware(answer)[0].process_request(Request(url)))


def test_rules_of_robots_txt_are_obeyed() -> None:
    rules = robots("User-agent: *\nDisallow: /private\n")
    ask(rules)
    with pytest.raises(RobotsRefused, match=r"robots\.txt of its site forbids"):
        ask(rules, "http://paper.example/private/a")


@pytest.mark.parametrize("status", [301, 401, 403, 404, 410])
def test_a_missing_robots_txt_allows_everything(status: int) -> None:
    ask(robots("User-agent: *\nDisallow: /\n", status))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_error_for_robots_txt_allows_nothing(status: int) -> None:
    with pytest.raises(RobotsUnreachable, match=f"HTTP {status}"):
        ask(robots(status=status))


def test_a_robots_txt_that_is_too_large_to_be_fetched_allows_nothing() -> None:
    with pytest.raises(RobotsUnreachable, match="larger than max_bytes"):
        ask(IgnoreRequest("expected response size larger than download max size"))


def test_redirects_without_end_allow_everything() -> None:
    ask(IgnoreRequest("max redirections reached"))


def test_of_a_large_robots_txt_the_first_half_mebibyte_counts() -> None:
    padding = "# words\n" * (512 * 1024 // 8)
    ask(robots(f"User-agent: *\n{padding}Disallow: /\n"))
    with pytest.raises(RobotsRefused):
        ask(robots(f"User-agent: *\n{padding[:-1024]}Disallow: /\n"))


@pytest.mark.parametrize(
    ("crawl_delay", "expected"), [("5", 5.0), ("0.1", 1.0), ("60", 60.0), ("86400", 60.0)]
)
def test_crawl_delay_lengthens_the_pause_to_a_minute_at_most(
    crawl_delay: str, expected: float
) -> None:
    robots_middleware, engine = middleware(robots(f"User-agent: *\nCrawl-delay: {crawl_delay}\n"))
    asyncio.run(robots_middleware.process_request(Request(PAGE)))
    assert engine.downloader.slots[SLOT].delay == expected
    assert engine.downloader.per_slot_settings == {SLOT: {"concurrency": 1, "delay": expected}}


def test_concurrent_requests_wait_for_one_fetch() -> None:
    robots_middleware, engine = middleware(robots())

    async def together() -> None:
        requests = [Request(f"{PAGE}/{number}") for number in range(5)]
        await asyncio.gather(*map(robots_middleware.process_request, requests))
        await robots_middleware.process_request(Request("https://paper.example/a"))

    asyncio.run(together())
    assert engine.fetched == [
        "http://paper.example/robots.txt",
        "https://paper.example/robots.txt",
    ]
