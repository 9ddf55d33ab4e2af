"""A feed of too many items keeps the newest ones, and says how many it left out."""

import json

import pytest

from aggregator.reading.feeds import parse_feed
from aggregator.reading.feeds.prune import MAX_ENTRIES

URL = "https://paper.example/feed.xml"
TOO_MANY = MAX_ENTRIES + 500


def make_rss(dates: list[str]) -> bytes:
    items = "".join(
        f"<item><link>https://paper.example/{n}</link>{date}</item>" for n, date in enumerate(dates)
    )
    return f'<rss version="2.0"><channel><title>P</title>{items}</channel></rss>'.encode()


def make_day(n: int) -> str:
    return f"<pubDate>{2 + n // 336:04}-{1 + n // 28 % 12:02}-{1 + n % 28:02}T10:00:00Z</pubDate>"


@pytest.mark.parametrize("damage", [b"", b"<broken"])
@pytest.mark.parametrize("oldest_first", [True, False])
def test_of_dated_items_the_newest_are_kept(oldest_first: bool, damage: bytes) -> None:
    days = [make_day(n) for n in range(TOO_MANY)]
    feed = parse_feed(make_rss(days if oldest_first else days[::-1]) + damage, URL)
    kept = {int(entry.url.rpartition("/")[2]) for entry in feed.entries}
    newest = set(range(500, TOO_MANY) if oldest_first else range(MAX_ENTRIES))
    assert kept == newest
    assert feed.cut == 500


def test_of_items_without_dates_both_ends_are_kept() -> None:
    feed = parse_feed(make_rss([""] * TOO_MANY), URL)
    assert (len(feed.entries), feed.cut) == (MAX_ENTRIES, 500)
    assert {entry.url for entry in feed.entries} >= {
        "https://paper.example/0",
        f"https://paper.example/{TOO_MANY - 1}",
    }


def test_a_json_feed_keeps_its_newest_items_too() -> None:
    items = [{"url": f"/{n}", "date_published": make_day(n)[9:29]} for n in range(TOO_MANY)]
    feed = parse_feed(json.dumps({"items": items}).encode(), URL)
    assert feed.entries[-1].url == f"https://paper.example/{TOO_MANY - 1}"
    assert (len(feed.entries), feed.cut) == (MAX_ENTRIES, 500)


def test_a_feed_of_the_usual_size_is_not_cut() -> None:
    assert parse_feed(make_rss([""] * 50), URL).cut == 0
