"""Records from files: every kind, detected by content; no content of a file is fatal."""

import gzip
import io
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from aggregator.errors import ReadingError, UsageError
from aggregator.formats import records
from aggregator.formats.jsonl import MAX_LINE_BYTES
from aggregator.formats.supplied_fields import MAX_PAGE_BYTES
from aggregator.formats.warc import MAX_HEADER_BYTES
from aggregator.model import Record

PAGE = b"<!doctype html><title>Storm closes ports</title><p>All ports were closed."
URL = "https://paper.example/storm"

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda body: body,
    "gzip": gzip.compress,
    "xz": lzma.compress,
}


@pytest.fixture(params=PACKERS)
def pack(request: pytest.FixtureRequest) -> Callable[[bytes], bytes]:
    return PACKERS[request.param]


def saved(folder: Path, body: bytes, name: str = "file.bin") -> Path:
    path = folder / name
    path.write_bytes(body)
    return path


def read(path: Path, **options: Any) -> list[Record | ReadingError]:
    return list(records.read_records(path, **options))


def lines(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def good(found: list[Record | ReadingError]) -> list[Record]:
    return [record for record in found if isinstance(record, Record)]


def bad(found: list[Record | ReadingError]) -> list[str]:
    return [str(record) for record in found if isinstance(record, ReadingError)]


def warc(*responses: tuple[str, str, bytes], kind: str = "response") -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    for url, content_type, body in responses:
        http = StatusAndHeaders(
            "200 OK", [("Content-Type", content_type), ("X-Robots-Tag", "noarchive")], "HTTP/1.1"
        )
        record = writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": "2026-03-01T10:00:00.25Z"},
        )
        writer.write_record(record)
    return out.getvalue()


def test_json_lines_keep_all_supplied_fields(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    row = {
        "id": 7,
        "url": URL,
        "text": "All ports were closed.",
        "title": "Storm",
        "authors": ["A. Reporter"],
        "published": "2026-02-03",
        "source": "The Paper",
        "first_seen": "2026-02-03T10:00:00+02:00",
    }
    [record] = good(read(saved(tmp_path, pack(lines(row)))))
    assert record.id == 7
    assert record.page.url == URL
    assert (record.text, record.title, record.authors) == (row["text"], "Storm", ("A. Reporter",))
    assert (record.published, record.source) == ("2026-02-03", "The Paper")
    assert record.first_seen == "2026-02-03T08:00:00Z"


def test_html_in_json_becomes_a_page_in_utf8(tmp_path: Path) -> None:
    html = "<meta charset=latin1><p>Käse"
    [record] = good(read(saved(tmp_path, lines({"url": URL, "html": html, "id": "x"}))))
    assert record.text is None
    assert record.page.body.decode() == html
    assert ("content-type", "text/html; charset=utf-8") in record.page.headers


def test_an_id_keeps_its_type(tmp_path: Path) -> None:
    rows = [{"id": value, "url": URL, "text": "t"} for value in ("1", 1, 1.5, None, True)]
    found = good(read(saved(tmp_path, lines(*rows))))
    assert [(type(r.id), r.id) for r in found] == [
        (str, "1"), (int, 1), (float, 1.5), (type(None), None), (bool, True),
    ]  # fmt: skip


def test_a_number_too_large_for_json_is_unreadable(tmp_path: Path) -> None:
    [error] = read(saved(tmp_path, b'{"id": 1e999, "url": "http://a.example/", "text": "t"}'))
    assert isinstance(error, ReadingError)


def test_an_empty_file_holds_no_record(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = saved(tmp_path, pack(b""))
    records.check_readable(path, None)
    assert list(read(path)) == []


def test_a_page_is_html_with_an_address(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    [record] = good(read(saved(tmp_path, pack(PAGE)), url=URL))
    assert (record.page.url, record.page.body) == (URL, PAGE)


def test_a_page_without_an_address_says_what_is_missing(tmp_path: Path) -> None:
    path = saved(tmp_path, PAGE)
    with pytest.raises(UsageError, match="--url"):
        read(path)
    with pytest.raises(UsageError, match="--url"):
        records.check_readable(path, None)
    assert good(read(path, require_url=False))[0].page.url == ""


def test_html_responses_of_a_warc_come_with_their_time_and_headers(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    body = warc(
        (URL, "text/html; charset=utf-8", PAGE),
        ("https://paper.example/logo", "image/png", b"\x89PNG"),
        ("https://paper.example/x", "application/xhtml+xml", PAGE),
    )
    found = good(read(saved(tmp_path, pack(body))))
    assert [record.page.url for record in found] == [URL, "https://paper.example/x"]
    assert found[0].page.body == PAGE
    assert found[0].page.fetched_at == found[0].first_seen == "2026-03-01T10:00:00Z"
    assert ("x-robots-tag", "noarchive") in found[0].page.headers


def test_a_warc_of_one_gzip_member_per_record_is_read_completely(tmp_path: Path) -> None:
    parts = [warc((f"https://a.example/{n}", "text/html", PAGE)) for n in range(3)]
    path = saved(tmp_path, b"".join(map(gzip.compress, parts)))
    assert len(good(read(path))) == 3


def test_other_records_of_a_warc_are_skipped(tmp_path: Path) -> None:
    assert read(saved(tmp_path, warc((URL, "text/html", PAGE), kind="revisit"))) == []


def test_a_bad_line_loses_no_other_line(tmp_path: Path) -> None:
    body = b"\n".join(
        [
            b'{"url": "https://a.example/1", "text": "one"}',
            b"{not json",
            b'["a", "list"]',
            b'{"url": "https://a.example/2"}',
            b'{"text": "no address"}',
            b'{"url": "ftp://a.example/", "text": "t"}',
            b'{"url": "https://a.example/3", "text": 3}',
            b'{"url": "https://a.example/3", "text": "t", "authors": [1]}',
            b'{"url": "https://a.example/3", "text": "t", "first_seen": "yesterday"}',
            b'{"url": "https://a.example/3", "text": "t", "id": [1]}',
            b'{"url": "https://a.example/3", "text": "t", "id": NaN}',
            b'{"url": "https://a.example/3", "text": "\xff"}',
            b"",
            b'{"url": "https://a.example/4", "text": "four"}',
        ]
    )
    path = saved(tmp_path, body)
    found = read(path)
    assert [record.text for record in good(found)] == ["one", "four"]
    messages = bad(found)
    assert [line.split(": ")[0].rsplit(":", 1)[1] for line in messages] == [
        str(number) for number in range(2, 13)
    ]
    for line, word in zip(
        messages,
        ["not JSON", "object", "neither", 'no "url"', "http(s)", '"text"', '"authors"',
         '"first_seen"', '"id"', "NaN", "not JSON"],
        strict=True,
    ):  # fmt: skip
        assert word in line, line


def test_deeply_nested_json_is_refused_not_fatal(tmp_path: Path) -> None:
    body = b"[" * 200_000 + b"\n" + lines({"url": URL, "text": "t"})
    found = read(saved(tmp_path, body))
    assert len(bad(found)) == len(good(found)) == 1


def test_lone_surrogates_are_replaced_since_sqlite_cannot_store_them(tmp_path: Path) -> None:
    row = rb'{"id": "\ud800", "url": "https://a.example/", "text": "a\ud83d", "title": "\udc00"}'
    [record] = good(read(saved(tmp_path, row)))
    assert (record.id, record.text, record.title) == ("?", "a?", "?")


def test_an_endless_line_is_skipped_without_being_held_in_memory(tmp_path: Path) -> None:
    body = b'{"text": "' + b"a" * (MAX_LINE_BYTES + 1) + b'"}\n' + lines({"url": URL, "text": "t"})
    path = saved(tmp_path, gzip.compress(body, 1))
    found = read(path)
    assert ":1: more than 12 MiB" in bad(found)[0]
    assert len(good(found)) == 1


def test_a_page_of_five_megabytes_on_one_line_is_read(tmp_path: Path) -> None:
    html = "<p>" + "word " * 1_000_000
    [record] = good(read(saved(tmp_path, lines({"url": URL, "html": html}))))
    assert len(record.page.body) == len(html)


def test_a_page_over_the_limit_is_refused(tmp_path: Path) -> None:
    big = b"<p>" + b"a" * MAX_PAGE_BYTES
    assert "too large" in bad(read(saved(tmp_path, gzip.compress(big, 1)), url=URL))[0]
    assert "too large" in bad(read(saved(tmp_path, warc((URL, "text/html", big)))))[0]


def test_a_warc_header_without_end_is_refused(tmp_path: Path) -> None:
    body = b"WARC/1.0\r\nX-Long: " + b"a" * (2 * MAX_HEADER_BYTES) + b"\r\n\r\n"
    assert "headers of more than" in bad(read(saved(tmp_path, body)))[0]


@pytest.mark.parametrize("pack_one", [gzip.compress, lzma.compress])
def test_a_truncated_file_yields_the_records_before_the_cut(
    tmp_path: Path, pack_one: Callable[[bytes], bytes]
) -> None:
    rows = [{"url": f"https://a.example/{n}", "text": f"{n} " * 400} for n in range(500)]
    packed = pack_one(lines(*rows))
    found = read(saved(tmp_path, packed[: len(packed) * 3 // 4]))
    assert good(found)
    assert "damaged after" in bad(found)[-1]


def test_a_truncated_warc_yields_the_records_before_the_cut(tmp_path: Path) -> None:
    parts = [warc((f"https://a.example/{n}", "text/html", PAGE)) for n in range(3)]
    found = read(saved(tmp_path, b"".join(map(gzip.compress, parts))[:-40]))
    assert [record.page.url[-1] for record in good(found)][:2] == ["0", "1"]
    assert "damaged after" in bad(found)[-1]


def test_a_bad_record_of_a_warc_loses_no_other_record(tmp_path: Path) -> None:
    one = warc(("https://a.example/1", "text/html", PAGE))
    nowhere = one.replace(b"WARC-Target-URI", b"X-Target-URI___")
    timeless = one.replace(b"2026-03-01T10", b"yyyy-mm-ddT10")
    found = read(saved(tmp_path, nowhere + timeless + one))
    assert ['no "url"' in bad(found)[0], '"first_seen"' in bad(found)[1]] == [True, True]
    assert len(good(found)) == 1


def test_an_xz_file_that_asks_for_too_much_memory_is_refused(tmp_path: Path) -> None:
    quick = {"mode": lzma.MODE_FAST, "mf": lzma.MF_HC3}
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30, **quick}]
    packed = lzma.compress(lines({"url": URL, "text": "t"}), filters=filters)
    assert "damaged" in bad(read(saved(tmp_path, packed)))[0]


def test_a_file_that_is_compressed_twice_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="twice"):
        read(saved(tmp_path, gzip.compress(gzip.compress(PAGE))))


def test_an_empty_file_has_no_record_but_may_be_a_page(tmp_path: Path) -> None:
    path = saved(tmp_path, b"")
    assert read(path, kind="jsonl") == []
    assert good(read(path, url=URL))[0].page.body == b""


def test_progress_counts_bytes_of_the_file(tmp_path: Path) -> None:
    path = saved(tmp_path, lines(*[{"url": URL, "text": "t"}] * 50))
    heard: list[int] = []
    read(path, on_progress=heard.append)
    assert heard[-1] == path.stat().st_size
    assert heard == sorted(heard)


@given(body=st.binary(max_size=400))
def test_no_bytes_are_fatal(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    for packed in (body, gzip.compress(body), b"\x1f\x8b" + body, b"\xfd7zXZ\x00" + body):
        try:
            found = read(saved(folder, packed), require_url=False)
        except UsageError:
            continue
        assert all(isinstance(record, (Record, ReadingError)) for record in found)


pieces = st.lists(
    st.one_of(
        st.binary(max_size=30),
        st.sampled_from(
            [b"WARC/1.0\r\n", b"WARC-Type: response\r\n", b"Content-Length: 40\r\n", b"\r\n\r\n",
             b"WARC-Target-URI: https://a.example/\r\n", b"HTTP/1.1 200 OK\r\n", b"Content-Length: -1\r\n",
             b"Content-Type: text/html\r\n", b"Transfer-Encoding: chunked\r\n", b"WARC-Date: x\r\n",
             b"Content-Encoding: gzip\r\n", b"zz\r\n", b"HTTP/1.1\r\n", b"HTTP/1.1 2x\r\n"]
        ),
    ),
    max_size=12,
)  # fmt: skip


@given(parts=pieces)
def test_no_warc_is_fatal(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]) -> None:
    body = b"WARC/1.0\r\nWARC-Type: response\r\n" + b"".join(parts)
    found = read(saved(tmp_path_factory.getbasetemp(), body), kind="warc")
    assert all(isinstance(record, (Record, ReadingError)) for record in found)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
keys = ["url", "html", "text", "id", "title", "authors", "published", "source", "first_seen"]


@given(row=st.dictionaries(st.sampled_from(keys), json_values))
def test_any_json_object_is_a_record_or_reported(
    tmp_path_factory: pytest.TempPathFactory, row: dict[str, Any]
) -> None:
    found = read(
        saved(tmp_path_factory.getbasetemp(), lines({"url": URL, "text": "t", **row})), kind="jsonl"
    )
    assert len(found) == 1
    for record in good(found):
        assert record.first_seen is None or record.first_seen.endswith("Z")
        assert (record.text is None) == bool(record.page.body or row.get("text", "t") is None)
