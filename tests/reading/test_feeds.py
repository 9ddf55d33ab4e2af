"""Feeds of every kind and in every state become entries; other content is refused."""

import contextlib
import json
import tarfile
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aggregator import urls
from aggregator.errors import ReadingError
from aggregator.model import Entry
from aggregator.reading.feeds import parse_feed
from aggregator.reading.feeds.prune import MAX_ENTRIES

URL = "https://paper.example/feeds/all"
ARTICLE = "https://paper.example/2026/storm"

RSS2 = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>The Paper</title>
<link>https://paper.example/</link><ttl>45</ttl><item><title>Storm at sea</title>
<link>{ARTICLE}?utm_source=rss</link><guid isPermaLink="false">77</guid>
<pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate></item></channel></rss>"""
RSS091 = f"""<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>The Paper</title>
<item><title>Storm at sea</title><link>{ARTICLE}</link></item></channel></rss>"""
RDF090 = "http://my.netscape.com/rdf/" + "simple/0.9/"
RSS090 = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{RDF090}">
<channel><title>The Paper</title></channel><item><title>Storm at sea</title><link>{ARTICLE}</link></item></rdf:RDF>"""
RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="{URL}"><title>The Paper</title></channel>
<item rdf:about="{ARTICLE}"><title>Storm at sea</title><link>{ARTICLE}</link><dc:date>2026-03-02T09:00:00Z</dc:date></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Paper</title><entry><title>Storm at sea</title>
<link rel="alternate" href="/2026/storm"/><id>tag:paper.example,2026:77</id>
<updated>2026-03-02T09:00:00Z</updated><author><name>Ilse Marrow</name></author></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Paper",
        "items": [
            {
                "id": "77",
                "url": ARTICLE,
                "title": "Storm at sea",
                "date_published": "2026-03-02T09:00:00Z",
                "authors": [{"name": "Ilse Marrow"}],
            }
        ],
    }
)


@pytest.mark.parametrize(
    "body", [RSS2, RSS091, RSS090, RDF, ATOM, JSON], ids=lambda body: body[:20]
)
def test_every_format_yields_the_same_entries(body: str) -> None:
    feed = parse_feed(body.encode(), URL)
    assert feed.title == "The Paper"
    assert [(entry.url, entry.title) for entry in feed.entries] == [(ARTICLE, "Storm at sea")]


@pytest.mark.parametrize("body", [RSS2, RDF, ATOM, JSON], ids=lambda body: body[:20])
def test_claimed_dates_come_out_in_utc(body: str) -> None:
    assert parse_feed(body.encode(), URL).entries[0].published == "2026-03-02T09:00:00Z"


def test_the_ttl_of_a_feed_is_read() -> None:
    assert parse_feed(RSS2.encode(), URL).hints.ttl_s == 45 * 60


def test_the_source_that_an_item_names_is_kept() -> None:
    body = RSS2.replace(
        "</item>", '<source url="https://wire.example/rss">The Wire</source></item>'
    )
    entry = parse_feed(body.encode(), URL).entries[0]
    assert entry.source_name == "The Wire"
    assert entry.source_url == "https://wire.example/rss"


def test_entities_and_stray_ampersands_lose_no_words() -> None:
    body = RSS2.replace("Storm at sea", "Caf&eacute; &amp; bar Q&A & more")
    assert parse_feed(body.encode(), URL).entries[0].title == "Café & bar Q&A & more"


def test_a_feed_with_a_wrong_charset_is_decoded_by_its_bytes() -> None:
    russian = "Шторм закрыл порт на севере страны, сообщили во вторник власти"
    body = RSS2.replace("Storm at sea", russian).replace('1.0"?', '1.0" encoding="utf-8"?')
    assert parse_feed(body.encode("cp1251"), URL).entries[0].title == russian


def test_a_truncated_feed_keeps_its_complete_items() -> None:
    whole = RSS2.replace("</item>", "</item><item><title>Lost")
    assert [entry.url for entry in parse_feed(whole.encode()[:-20], URL).entries][:1] == [ARTICLE]


def test_repeated_items_and_those_without_an_address_are_left_out() -> None:
    item = RSS2[RSS2.index("<item>") : RSS2.index("</channel>")]
    body = RSS2.replace("</channel>", f"{item}<item><title>Nowhere</title></item></channel>")
    assert len(parse_feed(body.encode(), URL).entries) == 1


def test_addresses_that_are_not_of_the_web_are_left_out() -> None:
    for bad in ("javascript:alert(1)", "file:///etc/passwd", "ftp://paper.example/a"):
        assert (
            parse_feed(RSS2.replace(f"{ARTICLE}?utm_source=rss", bad).encode(), URL).entries == ()
        )


def test_a_feed_of_too_many_items_is_cut() -> None:
    items = "".join(f"<item><link>{ARTICLE}/{n}</link></item>" for n in range(MAX_ENTRIES + 500))
    body = f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
    assert len(parse_feed(body.encode(), URL).entries) == MAX_ENTRIES


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!doctype html><html><head><title>Consent</title></head></html>", "is HTML"),
        (b"", "is no feed"),
        (b"\x00\x01\x02", "is no feed"),
        (b'{"error": "no"}', "no JSON Feed"),
        (b"{" * 100_000, "neither JSON Feed nor XML"),
        (b" " * 11_000_000, "larger than"),
    ],
)
def test_other_content_than_a_feed_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(ReadingError, match=says):
        parse_feed(body, URL)


def test_entities_are_neither_multiplied_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden words")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 10}">' for n in range(9))
    body = RSS2.replace(
        "<rss", f'<!DOCTYPE rss [{bomb}<!ENTITY file SYSTEM "file://{secret}">]><rss', 1
    ).replace("Storm at sea", "&e8;&file;")
    for entry in parse_feed(body.encode(), URL).entries:
        assert len(entry.title) <= 2000
        assert "hidden" not in repr(entry)


@settings(max_examples=150)
@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(lambda t: RSS2.replace("Storm", t).encode("utf-8", "replace"))
)
@example(RSS2.encode("utf-16"))
def test_any_bytes_are_parsed_or_refused_with_a_reason(body: bytes) -> None:
    try:
        entries = parse_feed(body, URL).entries
    except ReadingError:
        return
    assert all(
        isinstance(entry, Entry) and entry.url == urls.canonical(entry.url) for entry in entries
    )


def test_real_feeds_lose_no_entry_against_feedparser(bench_data: Path) -> None:
    import feedparser

    with tarfile.open(bench_data / "feeds" / "real-feeds-dev.tar.xz") as archive:
        for member in archive:
            body = archive.extractfile(member)
            if not body:
                continue
            data = body.read()
            theirs = {
                urls.join(URL, entry.link)
                for entry in feedparser.parse(data).entries
                if entry.get("link")
            }
            assert theirs <= {entry.url for entry in parse_feed(data, URL).entries} | {None}, (
                member.name
            )


def test_the_suite_of_feedparser_raises_nothing_unexpected(bench_data: Path) -> None:
    result = 0
    with tarfile.open(bench_data / "feeds" / "feedparser-suite.tar.xz") as archive:
        for member in archive:
            body = archive.extractfile(member) if member.name.endswith(".xml") else None
            if not body:
                continue
            try:
                result += len(parse_feed(body.read(), URL).entries)
            except ReadingError:
                continue
    assert result > 100


def test_sections_that_do_not_end_cost_linear_time() -> None:
    """180 KB of openings were quadratic: 18 seconds."""
    start = time.process_time()
    with contextlib.suppress(ReadingError):
        parse_feed(b"<rss><channel>" + b"<![CDATA[" * 20_000, URL)
    assert time.process_time() - start < 5
