"""News sitemaps, indexes, section pages and home pages: what they announce."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import ReadingError
from aggregator.reading.sitemaps import MAX_ENTRIES, parse_sitemap

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
    result = parse_sitemap((OPEN + many + "</urlset>").encode(), URL).entries
    assert len(result) == MAX_ENTRIES
    assert result[0].url == "https://paper.example/2499"


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


@settings(max_examples=150)
@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda b: OPEN.encode() + b))
def test_any_bytes_are_parsed_or_refused_with_a_reason(body: bytes) -> None:
    try:
        sitemap = parse_sitemap(body, URL)
    except ReadingError:
        return
    assert all(entry.url.startswith(("http://", "https://")) for entry in sitemap.entries)
