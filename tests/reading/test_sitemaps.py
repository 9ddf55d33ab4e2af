"""News sitemaps, indexes, section pages and home pages: what they announce."""

import contextlib
import gzip
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import ReadingError
from aggregator.reading.sitemaps import MAX_CHILDREN, MAX_ENTRIES, parse_sitemap

URL = "https://paper.example/sitemap.xml"


OPEN = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
)


def listed(number: int, date: str) -> str:
    return (
        f"<url><loc>https://paper.example/{number}</loc><news:news><news:publication><news:name>The Paper"
        f"</news:name></news:publication><news:publication_date>{date}</news:publication_date>"
        f"<news:title>Title {number}</news:title></news:news></url>"
    )


def test_a_news_sitemap_has_titles_and_dates_newest_first() -> None:
    body = (
        OPEN
        + listed(1, "2026-03-01T10:00:00Z")
        + listed(2, "2026-03-02T10:00:00+01:00")
        + "</urlset>"
    )
    result = parse_sitemap(body.encode(), URL).entries
    assert [(e.url, e.title, e.published) for e in result] == [
        ("https://paper.example/2", "Title 2", "2026-03-02T09:00:00Z"),
        ("https://paper.example/1", "Title 1", "2026-03-01T10:00:00Z"),
    ]


def test_an_index_lists_its_sitemaps_newest_first() -> None:
    body = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<sitemap><loc>/old.xml</loc><lastmod>2026-01-01</lastmod></sitemap>"
        "<sitemap><loc>/new.xml</loc><lastmod>2026-03-01</lastmod></sitemap></sitemapindex>"
    )
    sitemap = parse_sitemap(body.encode(), URL)
    assert sitemap.children == ("https://paper.example/new.xml", "https://paper.example/old.xml")
    assert sitemap.entries == ()


def test_compressed_plain_and_broken_sitemaps_are_parsed() -> None:
    whole = OPEN + listed(1, "2026-03-01") + "</urlset>"
    assert len(parse_sitemap(gzip.compress(whole.encode()), URL).entries) == 1
    assert len(parse_sitemap(whole.encode()[:-12], URL).entries) == 1
    plain = b"https://paper.example/1\nhttps://paper.example/2\nnot an address\n"
    assert len(parse_sitemap(plain, URL).entries) == 2


def test_a_sitemap_of_too_many_entries_is_cut_to_the_newest() -> None:
    many = "".join(
        listed(n, f"2026-01-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z") for n in range(2500)
    )
    result = parse_sitemap((OPEN + many + "</urlset>").encode(), URL)
    assert len(result.entries) == MAX_ENTRIES
    assert result.entries[0].url == "https://paper.example/2499"
    assert result.cut == 500


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<html><body>no</body></html>", "no sitemap"),
        (b"", "no sitemap"),
        (b"words", "no sitemap"),
        (b"\x1f\x8bgarbage", "broken gzip"),
        (gzip.compress(bytes(20_000_000)), "unpacks to more than"),
    ],
)
def test_other_content_than_a_sitemap_is_refused(body: bytes, says: str) -> None:
    with pytest.raises(ReadingError, match=says):
        parse_sitemap(body, URL)


def list_links(body: bytes) -> list[str]:
    return [entry.url for entry in parse_sitemap(body, URL).entries]


def test_a_picture_before_the_address_is_not_the_article() -> None:
    body = OPEN.replace(
        "<urlset ", '<urlset xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
    )
    picture = "<image:image><image:loc>https://cdn.example/p.jpg</image:loc><image:title>A photo</image:title></image:image>"
    body += f"<url>{picture}<loc>https://paper.example/a</loc><lastmod>2026-03-02</lastmod></url>"
    (entry,) = parse_sitemap(f"{body}</urlset>".encode(), URL).entries
    assert (entry.url, entry.title, entry.published) == (
        "https://paper.example/a",
        "",
        "2026-03-02",
    )


def test_the_date_of_a_film_is_not_that_of_the_article() -> None:
    body = OPEN.replace(
        "<urlset ", '<urlset xmlns:video="http://www.google.com/schemas/sitemap-video/1.1" '
    )
    film = "<video:video><video:publication_date>2020-01-01</video:publication_date></video:video>"
    body += listed(1, "2026-03-01T10:00:00Z").replace("<url>", f"<url>{film}")
    (entry,) = parse_sitemap(f"{body}</urlset>".encode(), URL).entries
    assert (entry.title, entry.published) == ("Title 1", "2026-03-01T10:00:00Z")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_wide_encoding_is_read(encoding: str) -> None:
    body = OPEN.replace('version="1.0"', 'version="1.0" encoding="UTF-16"')
    body += "<url><loc>https://paper.example/Brücke</loc></url></urlset>"
    assert list_links(body.encode(encoding)) == ["https://paper.example/Br%C3%BCcke"]


def test_upper_case_and_missing_namespaces_are_read() -> None:
    body = b"<URLSET><URL><LOC>https://paper.example/1</LOC><news:news><news:title>One</news:title></news:news></URL></URLSET>"
    (entry,) = parse_sitemap(body, URL).entries
    assert (entry.url, entry.title) == ("https://paper.example/1", "One")


def test_an_ampersand_that_nobody_escaped_is_one() -> None:
    links = (
        "<url><loc>https://paper.example/?a=1&b=2</loc></url>"
        "<url><loc>https://paper.example/?a=2&amp;b=3</loc></url>"
        "<url><loc><![CDATA[https://paper.example/?a=3&b=4]]></loc></url>"
    )
    assert sorted(list_links(f"{OPEN}{links}</urlset>".encode())) == [
        "https://paper.example/?a=1&b=2",
        "https://paper.example/?a=2&b=3",
        "https://paper.example/?a=3&b=4",
    ]


def test_entities_of_html_are_signs_of_a_title() -> None:
    body = OPEN + listed(1, "2026-03-01").replace("Title 1", "Br&uuml;cke &#38; Tor &amp; Turm")
    assert parse_sitemap(f"{body}</urlset>".encode(), URL).entries[0].title == "Brücke & Tor & Turm"


def test_all_members_of_a_gzip_file_are_read() -> None:
    first = OPEN + listed(1, "2026-03-01")
    second = listed(2, "2026-03-02") + "</urlset>"
    body = gzip.compress(first.encode()) + gzip.compress(second.encode()) + b"\0\0"
    assert list_links(body) == ["https://paper.example/2", "https://paper.example/1"]


def test_a_feed_that_is_named_as_a_sitemap_is_read() -> None:
    rss = "<rss version='2.0'><channel><item><title>One</title><link>https://paper.example/1</link></item></channel></rss>"
    (entry,) = parse_sitemap(rss.encode(), URL).entries
    assert (entry.url, entry.title) == ("https://paper.example/1", "One")


def test_an_address_is_kept_as_written() -> None:
    body = f"{OPEN}<url><loc>/a?OpenDocument&amp;Click=1</loc></url></urlset>"
    (entry,) = parse_sitemap(body.encode(), URL).entries
    assert entry.url == "https://paper.example/a?Click=1&OpenDocument"
    assert entry.address == "https://paper.example/a?OpenDocument&Click=1"


def test_dates_are_compared_as_instants() -> None:
    body = OPEN + listed(1, "2026-03-02T23:00:00+09:00") + listed(2, "2026-03-02T15:00:00Z")
    body += listed(3, "2026-03-02") + "</urlset>"
    assert list_links(body.encode()) == [f"https://paper.example/{n}" for n in (3, 2, 1)]


def test_of_an_undated_sitemap_both_ends_are_kept() -> None:
    many = "".join(f"<url><loc>https://paper.example/{n}</loc></url>" for n in range(2500))
    sitemap = parse_sitemap(f"{OPEN}{many}</urlset>".encode(), URL)
    kept = {entry.url for entry in sitemap.entries}
    assert len(kept) == MAX_ENTRIES
    assert {"https://paper.example/0", "https://paper.example/2499"} <= kept
    assert sitemap.cut == 500


def test_addresses_without_a_date_are_not_displaced_by_those_with_one() -> None:
    many = "".join(listed(n, "2026-03-01") for n in range(2500))
    bare = "<url><loc>https://paper.example/bare</loc></url>"
    assert "https://paper.example/bare" in list_links(f"{OPEN}{many}{bare}</urlset>".encode())


def make_index(links: list[str]) -> bytes:
    sitemaps = "".join(f"<sitemap><loc>{link}</loc></sitemap>" for link in links)
    return f"<sitemapindex>{sitemaps}</sitemapindex>".encode()


def test_of_an_undated_index_both_ends_are_kept() -> None:
    index = parse_sitemap(make_index([f"/s{n}.xml" for n in range(60)]), URL)
    assert len(index.children) == MAX_CHILDREN
    assert {"https://paper.example/s0.xml", "https://paper.example/s59.xml"} <= set(index.children)
    assert index.cut == 10


def test_the_dates_within_addresses_say_which_sitemaps_are_new() -> None:
    days = [
        f"/sitemap.xml?yyyy={year}&amp;m=1&amp;d={year}-{month:02}"
        for year in range(2010, 2027)
        for month in range(1, 13)
    ]
    index = parse_sitemap(make_index(days[100:] + days[:100]), URL)
    assert index.children[0] == "https://paper.example/sitemap.xml?yyyy=2026&m=1&d=2026-12"
    assert len(index.children) == MAX_CHILDREN


def test_a_sitemap_of_news_is_never_left_out() -> None:
    links = [f"/archive-{n}.xml" for n in range(100)]
    index = parse_sitemap(make_index([*links[:50], "/google-news.xml", *links[50:]]), URL)
    assert index.children[0] == "https://paper.example/google-news.xml"


@pytest.mark.parametrize(
    "pattern",
    [
        b"<",
        b"&",
        b"&&;",
        b"<![CDATA[",
        b"<!--",
        b"<a>",
        b"<url><loc>",
        b' a="1"',
        b"https://",
        b"\n",
        b"<!DOCTYPE a [",
    ],
)
def test_a_megabyte_of_any_pattern_takes_no_more_than_a_second(pattern: bytes) -> None:
    for start in (b"", OPEN.encode(), b"<sitemapindex>"):
        body = start + pattern * (1_000_000 // len(pattern))
        before = time.process_time()
        with contextlib.suppress(ReadingError):
            parse_sitemap(body, URL)
        assert time.process_time() - before < 1


@settings(max_examples=150)
@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda b: OPEN.encode() + b))
def test_any_bytes_are_parsed_or_refused_with_a_reason(body: bytes) -> None:
    try:
        sitemap = parse_sitemap(body, URL)
    except ReadingError:
        return
    assert all(entry.url.startswith(("http://", "https://")) for entry in sitemap.entries)
