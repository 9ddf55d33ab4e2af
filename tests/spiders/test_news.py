"""The news spider: its requests to the scheduler and to servers."""

import asyncio

import pytest

from spiders.interface import DueFeed
from spiders.news import NewsSpider, make_conditional_headers
from storage.frontier.interface import LeasedFeed


def feed(etag: str | None = None, last_modified: str | None = None) -> DueFeed:
    return LeasedFeed(1, 1, "a", "http://a/feed", "feed", etag, last_modified, None, 3600, 0, None)


def test_without_the_extension_of_the_project_the_error_names_it() -> None:
    async def first_request() -> object:
        return await anext(NewsSpider().start())

    with pytest.raises(ValueError, match="CrawlExtension"):
        asyncio.run(first_request())


def test_a_request_is_conditional_only_on_validators_of_the_last_response() -> None:
    assert make_conditional_headers(feed('"v1"')) == {"If-None-Match": '"v1"'}
    modified = "Mon, 02 Mar 2026 10:00:00 GMT"
    assert make_conditional_headers(feed(None, modified)) == {"If-Modified-Since": modified}
    assert make_conditional_headers(feed()) == {}
