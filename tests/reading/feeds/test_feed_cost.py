"""A feed costs no more than its length allows, whatever it repeats."""

import contextlib
import time

import pytest

from aggregator.errors import ReadingError
from aggregator.reading.feeds import parse_feed

ITEM = "<rss><channel><item><link>https://paper.example/1</link>"


@pytest.mark.parametrize("start", ["<rss><channel>", f"{ITEM}<title>", f"{ITEM}<pubDate>"])
@pytest.mark.parametrize(
    "pattern",
    [
        "<![CDATA[",
        "<!--",
        "<item>",
        "<link>",
        "<title/>",
        "&",
        "&amp;",
        "<",
        "<a b='",
        "<x",
        "<!DOCTYPE",
        "1 ",
    ],
)
def test_half_a_megabyte_of_any_pattern_is_read_in_linear_time(start: str, pattern: str) -> None:
    body = (start + pattern * (500_000 // len(pattern))).encode()
    begin = time.process_time()
    with contextlib.suppress(ReadingError):
        parse_feed(body, "https://paper.example/feed.xml")
    assert time.process_time() - begin < 3  # 0.4 on an idle machine; squared it would be minutes
