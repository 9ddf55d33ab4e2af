"""What is a feed and what is none, in any encoding and behind anything that servers write before it."""

import gzip

import pytest

from aggregator.errors import ReadingError
from aggregator.reading.feeds import parse_feed

URL = "https://paper.example/feed.xml"
RSS = (
    '<rss version="2.0"><channel><title>P</title><item><title>Brücke gesperrt</title>'
    "<link>https://paper.example/a</link></item></channel></rss>"
)


@pytest.mark.parametrize(
    "body",
    [
        RSS.encode("utf-16"),
        RSS.encode("utf-16-be"),
        RSS.encode("utf-32"),
        RSS.encode("utf-32-be"),
        f'<?xml version="1.0" encoding="utf-8"?>{RSS}'.encode("cp1252"),
        f'<?xml version="1.0" encoding="cp037"?>{RSS}'.encode("cp037"),
        gzip.compress(RSS.encode()),
        gzip.compress(RSS[:40].encode()) + gzip.compress(RSS[40:].encode()),
        f"<!-- {'licence ' * 2000} -->{RSS}".encode(),
        f'<br/>\n<b>Warning</b>: mkdir() in <b>/a.php</b>\n<?xml version="1.0"?>{RSS}'.encode(),
        f'<?xml?xml version="1.0" ??>{RSS}'.encode(),
        f"<!DOCTYPE rss [<!ENTITY a 'b'>]>{RSS}".encode(),
        f"{RSS}<script>track()</script>".encode(),
        RSS.replace("</item></channel></rss>", "").encode(),
        RSS.replace("</link>", "").encode(),
        RSS.replace('version="2.0"', "version=2.0").encode(),
        RSS.replace("<", "<rss:").replace("<rss:/", "</rss:").encode(),
        f"{RSS[:-6]}<item><title><![CDATA[cut".encode(),
    ],
    ids=range(18),
)
def test_a_feed_is_read_however_it_is_written(body: bytes) -> None:
    first = parse_feed(body, URL).entries[0]
    assert (first.title, first.url) == ("Brücke gesperrt", "https://paper.example/a")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (
            b"<!doctype html><html><head><script>x = '<rss version>'</script></head></html>",
            "is HTML",
        ),
        (b"<html><body><rss><channel><item/></channel></rss></body></html>", "is HTML"),
        (b"<urlset><url/></urlset>", "is no feed"),
        (b"\x1f\x8bbroken", "broken gzip"),
        (gzip.compress(b" " * 11_000_000), "larger than"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(body: bytes, says: str) -> None:
    with pytest.raises(ReadingError, match=says):
        parse_feed(body, URL)


def test_an_element_that_does_not_end_takes_no_other_with_it() -> None:
    items = "<item><title>A<link>https://p.example/1</link></item><item><description>x" * 2
    body = f"<rss><channel>{items}<link>https://p.example/2</link></channel></rss>"
    urls = [entry.url for entry in parse_feed(body.encode(), URL).entries]
    assert urls == ["https://p.example/1", "https://p.example/2"]
