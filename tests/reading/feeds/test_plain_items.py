"""The reader of plain items answers exactly what feedparser would."""

import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import ReadingError
from aggregator.reading import feeds
from aggregator.reading.feeds import ParsedFeed, parse_feed
from aggregator.reading.feeds.plain_items import PlainFeed, read_plain_feed

URL = "https://paper.example/dir/feed.xml"
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:a="http://www.w3.org/2005/Atom" '
    'xmlns:m="http://search.yahoo.com/mrss/" xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
WORDS = st.sampled_from(
    [
        "Storm",
        "1 &lt; 2",
        "&amp;amp;",
        "Caf\u00e9",
        "a &lt;b&gt;b&lt;/b&gt;",
        "<b>x</b> y",
        " ",
        "",
        "\u00c3\u00a9",
    ]
)
ADDRESSES = st.sampled_from(
    ["https://p.example/a", "/b?x=1&amp;copy;=2", "c d", "urn:1", "", "../e#f"]
)
DATES = st.sampled_from(["Mon, 02 Mar 2026 10:00:00 GMT", "2026-03-02 10:00", "soon", ""])
NAMES = st.sampled_from(["Ann Lee", "a@b.example (Ann Lee)", "Ann (Lee)", "a@b.example", ""])
TYPES = st.sampled_from(
    ["", ' type="text"', ' type="html"', ' type="text/html"', ' mode="escaped"']
)
RELATIONS = st.sampled_from(
    ["", ' rel="self"', ' rel="alternate" type="application/json"', ' rel="via"']
)
ELEMENTS = st.one_of(
    st.builds("<title{}>{}</title>".format, TYPES, WORDS),
    st.builds("<m:title>{}</m:title>".format, WORDS),
    st.builds("<link>{}</link>".format, ADDRESSES),
    st.builds('<a:link{} href="{}"/>'.format, RELATIONS, ADDRESSES),
    st.builds(
        '<guid isPermaLink="{}">{}</guid>'.format, st.sampled_from(["true", "false"]), ADDRESSES
    ),
    st.builds("<pubDate>{}</pubDate>".format, DATES),
    st.builds("<dc:date>{}</dc:date>".format, DATES),
    st.builds("<a:updated>{}</a:updated>".format, DATES),
    st.builds(
        "<{0}>{1}</{0}>".format, st.sampled_from(["author", "dc:creator", "i:author"]), NAMES
    ),
    st.builds("<a:author><a:name>{}</a:name></a:author>".format, NAMES),
    st.builds('<source url="{}">{}</source>'.format, ADDRESSES, WORDS),
    st.builds("<description>{}</description>".format, WORDS),
)
ITEMS = st.lists(
    st.lists(ELEMENTS, max_size=6).map(lambda parts: f"<item>{''.join(parts)}</item>"), max_size=4
)
BASES = st.sampled_from(["", ' xml:base="https://q.example/base/"', ' xml:base="deeper/"'])


def read_with_feedparser(body: bytes, patch: pytest.MonkeyPatch) -> ParsedFeed:
    with patch.context() as context:
        context.setattr(
            feeds,
            "read_plain_feed",
            lambda root, items, url: PlainFeed(
                read_plain_feed(root, [], url).version, None, [None] * len(items)
            ),
        )
        return parse_feed(body, URL)


@settings(max_examples=100, deadline=None)
@given(ITEMS, st.lists(ELEMENTS, max_size=2), BASES)
def test_generated_feeds_are_read_the_same(items: list[str], own: list[str], base: str) -> None:
    body = f'<rss version="2.0" {SPACES}{base}><channel>{"".join([*own, *items])}</channel></rss>'.encode()
    theirs = read_with_feedparser(body, pytest.MonkeyPatch())
    assert parse_feed(body, URL).entries == theirs.entries


def test_the_language_of_a_feed_is_a_tag_with_hyphens(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = "<entry><title>Storm</title><link href='/a'/></entry>"
    body = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pt_BR">{entry}</feed>'.encode()
    assert parse_feed(body, URL).language == "pt-BR"
    assert parse_feed(body, URL) == read_with_feedparser(body, monkeypatch)


@pytest.mark.parametrize("name", ["real-feeds-dev", "feedparser-suite"])
def test_saved_feeds_are_read_the_same(
    name: str, bench_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    different = []
    with tarfile.open(bench_data / "feeds" / f"{name}.tar.xz") as archive:
        for member in archive:
            data = archive.extractfile(member)
            try:
                body = data.read() if data else b""
                same = parse_feed(body, URL) == read_with_feedparser(body, monkeypatch)
            except ReadingError:
                continue
            different += [] if same else [member.name]
    assert different == []
