"""robots.txt: the meaning of each response, and its crawl delay. tests/crawl/test_crawl.py has the rest."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings

from aggregator.crawl.robots import RobotsMiddleware
from aggregator.crawl.robots_errors import RobotsUnreachable
from aggregator.errors import RobotsRefused

PAGE = "http://paper.example/a"


class FakeEngine:
    """Answers every request with the same response; `delays` are those that hosts were given."""

    def __init__(self, answer: Response | Exception) -> None:
        self.answer, self.fetched, self.delays = answer, list[str](), list[float]()

    def set_crawl_delay(self, _url: str, seconds: float) -> None:
        self.delays.append(seconds)

    async def download_async(self, request: Request) -> Response:
        self.fetched.append(request.url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def middleware(answer: Response | Exception) -> tuple[Any, FakeEngine]:
    engine = FakeEngine(answer)
    politeness = SimpleNamespace(turns=engine)
    crawler: Any = SimpleNamespace(
        engine=engine,
        settings=Settings({"ROBOTSTXT_USER_AGENT": "aggregator"}),
        get_downloader_middleware=lambda _: politeness,
        get_extension=lambda _: None,
    )
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
    ("line", "expected"),
    [
        ("Crawl-delay: 5", 5.0),
        ("Crawl-delay: 86400", 60.0),
        ("Request-rate: 1/10", 10.0),
        ("Request-rate: 2/1m", 30.0),
        ("Request-rate: 1/10\nCrawl-delay: 2", 10.0),
        ("Visit-time: 0200-0630", 0.0),
    ],
)
def test_robots_txt_asks_for_a_pause_of_a_minute_at_most(line: str, expected: float) -> None:
    robots_middleware, engine = middleware(robots(f"User-agent: *\n{line}\n"))
    asyncio.run(robots_middleware.process_request(Request(PAGE)))
    assert engine.delays == [expected]


def test_a_pause_ends_when_no_robots_txt_of_the_host_asks_for_it_any_more() -> None:
    robots_middleware, engine = middleware(robots("User-agent: *\nCrawl-delay: 9\n"))
    asyncio.run(robots_middleware.process_request(Request(PAGE)))
    engine.answer = robots()
    asyncio.run(robots_middleware.process_request(Request("https://paper.example/")))
    robots_middleware._answers.clear()  # as after a day
    asyncio.run(robots_middleware.process_request(Request(PAGE)))
    assert engine.delays == [9.0, 9.0, 0.0]


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
