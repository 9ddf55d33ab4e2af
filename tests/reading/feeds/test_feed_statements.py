"""What feeds say of the use of their articles goes with each entry."""

import pytest

from aggregator.model import Entry
from aggregator.reading.feeds import parse_feed
from aggregator.reading.feeds.item_statements import MAX_STATEMENTS
from aggregator.statements import Statement

URL = "https://paper.example/feed"
ITEM = "<item><title>A storm</title><link>https://paper.example/{}</link>{}</item>"
SPACES = (
    'xmlns:cc="http://backend.userland.com/creativeCommonsRssModule" xmlns:rsl="https://rslstandard.org/rsl" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom"'
)
BY = "https://creativecommons.org/licenses/by/4.0/"
PROHIBITS = '<rsl:content url="{}"><rsl:license><rsl:prohibits type="usage">ai-train</rsl:prohibits></rsl:license></rsl:content>'


def rss(*items: str, channel: str = "") -> str:
    listed = "".join(ITEM.format(number, said) for number, said in enumerate(items))
    return f'<rss version="2.0" {SPACES}><channel><title>P</title>{channel}{listed}</channel></rss>'


def read(feed: str) -> list[list[tuple[str, str]]]:
    entries = parse_feed(feed.encode(), URL).entries
    assert {said.place for entry in entries for said in entry.statements} <= {"feed"}
    return [[(said.mark, said.value) for said in entry.statements] for entry in entries]


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (f"<cc:license>{BY}</cc:license>", ("licence", BY)),
        (f'<atom:link rel="license" href="{BY}"/>', ("licence", BY)),
        (
            '<atom:link rel="license" type="application/rsl+xml" href="/rsl.xml"/>',
            ("rsl", "https://paper.example/rsl.xml"),
        ),
        ("<dc:rights>Agency X</dc:rights>", ("copyright", "Agency X")),
        (PROHIBITS.format("https://paper.example/0"), ("rsl prohibits ai-train", "")),
    ],
    ids=["licence", "link", "licence file", "rights", "rsl"],
)
def test_an_item_speaks_for_its_article_alone(element: str, expected: tuple[str, str]) -> None:
    first, second = read(rss(element, ""))
    assert expected in first
    assert second == []


def test_a_channel_speaks_for_all_its_articles() -> None:
    licence = f"<cc:license>{BY}</cc:license>"
    assert read(rss("", "", channel=licence)) == [[("licence", BY)]] * 2


def test_the_copyright_of_a_channel_is_of_the_feed_itself() -> None:
    assert read(rss("", channel="<copyright>2026 Paper</copyright>")) == [[]]


def test_the_licence_of_a_picture_is_not_that_of_the_article() -> None:
    picture = f'<media:content url="/p.jpg"><media:license href="{BY}"/></media:content>'
    assert read(rss(picture, f'<media:license href="{BY}"/>')) == [[], []]


def test_an_entry_of_atom_speaks_too() -> None:
    entry = f'<entry><title>A</title><link href="/a"/><link rel="license" href="{BY}"/></entry>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>P</title>{entry}</feed>'
    assert read(feed) == [[("licence", BY)]]


def test_the_statements_of_an_entry_are_where_feedparser_reads_it_too() -> None:
    odd = f"<pubDate>today</pubDate><pubDate>now</pubDate><cc:license>{BY}</cc:license>"
    assert read(rss("", odd, "")) == [[], [("licence", BY)], []]


def test_the_link_to_the_article_is_never_that_to_a_licence() -> None:
    [entry] = parse_feed(rss(f'<atom:link rel="license" href="{BY}"/>').encode(), URL).entries
    assert entry == Entry(
        "https://paper.example/0",
        "A storm",
        statements=(Statement("licence", BY, "feed", URL),),
    )


def test_an_item_that_says_very_much_is_cut() -> None:
    many = "".join(f"<cc:license>{BY}?{number}</cc:license>" for number in range(50))
    long = f"<cc:license>{BY}{'x' * 600}</cc:license>"
    cut, none = read(rss(many, long))
    assert (len(cut), none) == (MAX_STATEMENTS, [])
