"""TimeMaps (RFC 7089): the earliest capture is read, whatever else an archive or a stranger writes."""

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import ReadingError
from aggregator.reading.timemaps import ListedCapture, parse_timemap

NOW = "2026-11-28T00:00:00Z"
# The example of RFC 7089, section 5, with an address that has a comma and a semicolon.
TIMEMAP = """<http://a.example.org/x,y;z>;rel="original",
 <http://arxiv.example.net/timemap/http://a.example.org/x,y;z>
   ; rel="self";type="application/link-format"
   ; from="Tue, 20 Jun 2000 18:02:59 GMT"
   ; until="Wed, 09 Apr 2008 20:30:51 GMT",
 <http://arxiv.example.net/timegate/http://a.example.org/x,y;z>
   ; rel="timegate",
 <http://arxiv.example.net/web/20000620180259/http://a.example.org/x,y;z>
   ; rel="first memento";datetime="Tue, 20 Jun 2000 18:02:59 GMT"
   ; license="http://creativecommons.org/publicdomain/zero/1.0/",
 <http://arxiv.example.net/web/20091027204954/http://a.example.org/x,y;z>
    ; rel="last memento";datetime="Tue, 27 Oct 2009 20:49:54 GMT"
    ; license="http://creativecommons.org/publicdomain/zero/1.0/",
 <http://arxiv.example.net/web/20000621011731/http://a.example.org/x,y;z>
   ; rel="memento";datetime="Wed, 21 Jun 2000 01:17:31 GMT",
"""


def test_the_earliest_capture_is_read() -> None:
    assert parse_timemap(TIMEMAP.encode(), NOW) == ListedCapture(
        "http://arxiv.example.net/web/20000620180259/http://a.example.org/x,y;z",
        "2000-06-20T18:02:59Z",
    )


def test_the_order_of_links_and_what_they_are_called_do_not_matter() -> None:
    text = (
        '<https://b.example/2>; rel=memento; datetime="Sat, 01 Mar 2025 00:00:02 GMT", '
        '<https://b.example/1>; datetime="Sat, 01 Mar 2025 01:00:01 +0100"; REL="Last Memento memento"'
    )
    assert parse_timemap(text.encode(), NOW) == ListedCapture(
        "https://b.example/1", "2025-03-01T00:00:01Z"
    )


@pytest.mark.parametrize(
    "link",
    [
        '<https://b.example/1>; rel="memento"; datetime="Sun, 29 Nov 2026 00:00:00 GMT"',  # later
        '<https://b.example/1>; rel="memento"; datetime="Thu, 01 Jan 1970 00:00:00 GMT"',
        '<https://b.example/1>; rel="memento"; datetime="yesterday"',
        '<https://b.example/1>; rel="memento"',
        '<javascript:alert(1)>; rel="memento"; datetime="Sat, 01 Mar 2025 00:00:02 GMT"',
        '<https://b.example/\x1b[2J>; rel="memento"; datetime="Sat, 01 Mar 2025 00:00:02 GMT"',
        f'<https://b.example/{"x" * 5000}>; rel="memento"; datetime="Sat, 01 Mar 2025 00:00:02 GMT"',
        '<https://a.example/1>; rel="original"',
    ],
)
def test_what_cannot_be_a_capture_is_none(link: str) -> None:
    assert parse_timemap(link.encode(), NOW) is None


@pytest.mark.parametrize("text", ["", "<html><body>Not found</body></html>", "{}", "<", "<a"])
def test_what_is_no_timemap_is_an_error(text: str) -> None:
    with pytest.raises(ReadingError, match="no TimeMap"):
        parse_timemap(text.encode(), NOW)


def test_an_index_of_timemaps_is_an_error() -> None:
    text = '<https://a.example/>; rel="original", <https://b.example/t/1>; rel="timemap"'
    with pytest.raises(ReadingError, match="other TimeMaps"):
        parse_timemap(text.encode(), NOW)


PIECES = st.sampled_from(
    [
        "<",
        ">",
        ";",
        ",",
        '"',
        "=",
        " ",
        "\n",
        "rel",
        "memento",
        "datetime",
        "https://b.example/1",
        'rel="memento"',
        'datetime="Sat, 01 Mar 2025 00:00:02 GMT"',
        "original",
        "é",
        "\\",
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        capture = parse_timemap(text.encode(), NOW)
    except ReadingError:
        return
    assert capture is None or capture.memento.startswith("http")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        parse_timemap(body, NOW)
    except ReadingError:
        return


@given(st.integers(1, 28))
def test_the_first_of_many_is_read(count: int) -> None:
    links = ", ".join(
        f'<https://b.example/{day}>; rel="memento"; datetime="{day:02} Mar 2025 00:00:00 GMT"'
        for day in range(count, 0, -1)
    )
    assert parse_timemap(links.encode(), NOW) == ListedCapture(
        "https://b.example/1", "2025-03-01T00:00:00Z"
    )


@pytest.mark.parametrize(
    "part",
    ["<", "<a>;", '<a>;b="', "<a>; rel=memento", ';a="' * 3, "<a>;a" + " " * 90, '<a>;a="b' * 2],
)
def test_hostile_timemaps_take_linear_time(part: str) -> None:
    text = part * (1_000_000 // len(part))
    start = time.process_time()
    with contextlib.suppress(ReadingError):
        parse_timemap(text.encode(), NOW)
    assert time.process_time() - start < 10
