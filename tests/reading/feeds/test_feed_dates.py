"""Dates of items are read from their own words: what is not said is not added."""

import pytest

from aggregator.reading.feeds import parse_feed

RSS = '<rss version="2.0"><channel><item><link>https://paper.example/a</link>{}</item></channel></rss>'


def read_date(element: str) -> str | None:
    [entry] = parse_feed(RSS.format(element).encode(), "https://paper.example/feed.xml").entries
    return entry.published


@pytest.mark.parametrize("source", ["", '<source url="/w">W</source><author>A (B) C</author>'])
@pytest.mark.parametrize(
    ("words", "published"),
    [
        ("Mon, 02 Mar 2026 10:00:00 +0100", "2026-03-02T09:00:00Z"),
        ("Mon, 02 Mar 2026 10:00:00 +07", "2026-03-02T03:00:00Z"),
        ("Mon, 02 Mar 2026 10:00:00 GMT+7", "2026-03-02T03:00:00Z"),
        ("2026-03-02T10:00:00 GMT+7", "2026-03-02T03:00:00Z"),
        ("Mon, 02 Mar 2026 10:00:00 -0000", "2026-03-02T10:00:00Z"),
        ("Mon, 02 Mar 26 10:00:00 GMT", "2026-03-02T10:00:00Z"),
        ("2026-03-02 10:00:00", "2026-03-02T10:00:00"),
        ("2026-03-02", "2026-03-02"),
        ("Mon, 02 Mar 2026 10:00:00 WIB", "2026-03-02T10:00:00"),
        ("Mon, 02 Mar 2026 10:00:00 PM", "2026-03-02"),
        ("02.03.2026 10:00", None),
        ("2 hours ago", None),
        ("now", None),
    ],
)
def test_a_date_is_the_same_whoever_reads_the_feed(
    words: str, published: str | None, source: str
) -> None:
    assert read_date(f"<pubDate>{words}</pubDate>{source}") == published


def test_the_first_date_that_can_be_read_is_taken() -> None:
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    element = f"<pubDate>soon</pubDate><dc:date {dc}>2026-03-02T10:00:00Z</dc:date>"
    assert read_date(element) == "2026-03-02T10:00:00Z"


def test_no_date_is_made_of_an_id() -> None:
    assert read_date('<guid isPermaLink="false">20260302</guid>') is None
