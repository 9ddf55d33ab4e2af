"""What browsers and curl read is read; why an answer is not is said in the client's own words."""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import brotli
import pytest
from backports import zstd

from aggregator.config import CrawlConfig
from tests.raw_server import HOLD, RESET, Got, RawServer, Wire, fetch_all, serving_raw

FEED = b'<?xml version="1.0"?><rss version="2.0"><channel>' + b"<item/>" * 40 + b"</channel></rss>"
HTML = b"<!doctype html><html><body><p>Bridge closed</p></body></html>\n"
LONG = b"x" * 60_000


def head(*lines: bytes, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return b"\r\n".join([status, *lines, b"", b""])


def length(number: int) -> bytes:
    return b"Content-Length: %d" % number


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


CHUNKED = b"Transfer-Encoding: chunked"
ENCODED = b"Content-Encoding: gzip"
PACKED = gzip.compress(FEED)
RAW_DEFLATE = zlib.compressobj(wbits=-15)

READ: dict[str, Sequence[bytes]] = {
    "a header line of 60 KB": [head(b"X-Policy: " + LONG, length(len(FEED))), FEED],
    "120 KB of short header lines": [head(*[b"X-A: " + b"y" * 100] * 1100, length(len(FEED))), FEED],
    "Content-Length too short": [head(length(100)) + FEED],
    "Content-Length too short, in two parts": [head(length(100), b"Connection: close"), FEED[:100], FEED[100:]],
    "Content-Length too short on an open connection": [head(length(100)) + FEED, HOLD],
    "two equal Content-Length": [head(length(len(FEED)), length(len(FEED))), FEED],
    "two different Content-Length": [head(length(100), length(len(FEED))), FEED],
    "a list of equal lengths": [head(b"Content-Length: %d, %d" % (len(FEED), len(FEED))), FEED],
    "a negative Content-Length": [head(b"Content-Length: -1"), FEED],
    "an empty Content-Length": [head(b"Content-Length:"), FEED],
    "Content-Length with chunked": [head(length(7), CHUNKED), chunk(FEED), b"0\r\n\r\n"],
    "a blank before the colon": [head(b"Content-Length : %d" % len(FEED), b"X : y"), FEED, HOLD],
    "a header name that is not ASCII": [head("Überschrift: ja".encode(), length(len(FEED))), FEED],
    "a header line without a colon": [head(b"Warning", length(len(FEED))), FEED],
    "a folded header": [head(b"X-Long: a", b"\t b", length(len(FEED))), FEED],
    "control characters in a header": [head(b"X-A: \x00\x01\x7f", length(len(FEED))), FEED],
    "line feeds only": [head(length(len(FEED))).replace(b"\r\n", b"\n") + FEED],
    "chunks with line feeds only": [head(CHUNKED), chunk(FEED).replace(b"\r\n", b"\n"), b"0\n\n"],
    "chunks with extensions and blanks": [head(CHUNKED), b"%x ;a=b\r\n" % len(FEED) + FEED, b"\r\n0\r\n\r\n"],
    "no reason phrase": [head(length(len(FEED)), status=b"HTTP/1.1 200"), FEED],
    "HTTP/1.0 until the connection closes": [head(status=b"HTTP/1.0 200 OK"), FEED],
    "HTTP/2 in the status line": [head(length(len(FEED)), status=b"HTTP/2 200"), FEED],
    "blank lines before the answer": [b"\r\n\r\n" + head(length(len(FEED))), FEED],
    "early hints before the answer": [head(status=b"HTTP/1.1 103 Early Hints"), head(length(len(FEED))) + FEED],
    "gzip without a header": [head(length(len(PACKED))), PACKED],
    "gzip twice under one label": [head(ENCODED), gzip.compress(PACKED)],
    "a gzip label on plain text": [head(ENCODED, length(len(FEED))), FEED],
    "gzip in several members": [head(ENCODED), gzip.compress(FEED[:99]) + gzip.compress(FEED[99:])],
    "gzip under its old name": [head(b"Content-Encoding: x-gzip", length(len(PACKED))), PACKED],
    "gzip in capital letters": [head(b"CONTENT-ENCODING: GZIP", length(len(PACKED))), PACKED],
    "deflate as zlib": [head(b"Content-Encoding: deflate"), zlib.compress(FEED)],
    "deflate without zlib": [head(b"Content-Encoding: deflate"), RAW_DEFLATE.compress(FEED) + RAW_DEFLATE.flush()],
    "brotli": [head(b"Content-Encoding: br"), brotli.compress(FEED)],
    "zstandard": [head(b"Content-Encoding: zstd"), zstd.compress(FEED)],
    "a charset as the encoding": [head(b"Content-Encoding: utf-8", length(len(FEED))), FEED],
    "60 cookies": [head(*[b"Set-Cookie: c%d=" % n + b"z" * 300 for n in range(60)], length(len(FEED))), FEED],
    "a byte at a time": [head(length(len(FEED)))] + [FEED[n : n + 1] for n in range(len(FEED))],
}  # fmt: skip
READ_AND_FLAGGED: dict[str, Sequence[bytes]] = {
    "chunks without an end": [head(CHUNKED), chunk(FEED)],
    "Content-Length too long": [head(length(9999)), FEED],
    "Content-Length too long on an open connection": [head(length(9999)), FEED, HOLD],
    "reset after the whole body": [head(length(9999)), FEED, RESET],
    "packed chunks without an end": [head(CHUNKED, ENCODED), chunk(PACKED)],
}
NOT_READ: dict[str, tuple[Sequence[bytes], str]] = {
    "a header line of 70 KB": ([head(b"X-Policy: " + b"x" * 70_000), FEED], "header line of 70,010 bytes"),
    "headers without an end": ([b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 50_000, HOLD], "headers of more than 262,144 bytes"),
    "half a page": ([head(length(9000)), FEED[:200]], "connection closed after 200 bytes of 9 KB"),
    "half a page of chunks": ([head(CHUNKED), chunk(FEED[:200])], "connection closed after 200 bytes"),
    "reset in the middle": ([head(length(20_000)), LONG[:12_000], RESET], "connection reset after 12 KB of 20 KB"),
    "no answer": ([b""], "connection closed without an answer"),
    "half the headers": ([b"HTTP/1.1 200 OK\r\nX-A"], "connection closed within the headers"),
    "silence": ([HOLD], "no answer within 5 s"),
    "silence in the middle": ([head(length(9000)), FEED[:200], HOLD], "no more within 5 s after 200 bytes of 9 KB"),
    "another protocol": ([b"SSH-2.0-OpenSSH_9.2\r\n"], "no HTTP answer: it begins with 'SSH-2.0-OpenSSH_9.2\\r\\n'"),
    "chunks without sizes": ([head(CHUNKED), FEED], "chunk without a size"),
    "broken brotli": ([head(b"Content-Encoding: br", length(9)), b"not brotl"], "what is labelled br cannot be unpacked"),
}  # fmt: skip


@dataclass(frozen=True)
class Fetched:
    server: RawServer
    got: dict[str, Got]

    def of(self, case: str) -> Got:
        return self.got[case]


def path(case: str) -> str:
    return "/" + case.replace(" ", "-").replace("/", "-")


@pytest.fixture(scope="module")
def fetched() -> Iterator[Fetched]:
    """All cases, each a host of its own; only those that the server holds wait for a short time."""
    cases: dict[str, Sequence[bytes]] = {**READ, **READ_AND_FLAGGED}
    cases |= {case: wire for case, (wire, _) in NOT_READ.items()}
    answers: dict[str, Wire] = {path(case): wire for case, wire in cases.items()}
    with serving_raw(answers) as server:
        urls = {f"http://h{number}.example{path(case)}": case for number, case in enumerate(cases)}
        held = [url for url, case in urls.items() if HOLD in cases[case]]
        got = fetch_all(make_config(server, 5.0), held)
        got |= fetch_all(make_config(server, 60.0), [url for url in urls if url not in held])
        yield Fetched(server, {urls[url]: result for url, result in got.items()})


def make_config(server: RawServer, timeout: float) -> CrawlConfig:
    spot = f"127.0.0.1:{server.port}"
    return CrawlConfig(allow_hosts=(spot,), resolve=(f"*={spot}",), delay=0.0, timeout=timeout)


@pytest.mark.parametrize("case", READ)
def test_what_browsers_read_is_read(fetched: Fetched, case: str) -> None:
    assert fetched.of(case) == Got(200, FEED)


@pytest.mark.parametrize("case", READ_AND_FLAGGED)
def test_a_whole_body_is_read_and_flagged_though_its_end_is_missing(
    fetched: Fetched, case: str
) -> None:
    assert fetched.of(case) == Got(200, FEED, flags=("dataloss",))


@pytest.mark.parametrize("case", NOT_READ)
def test_why_an_answer_is_not_read_is_said_in_words(fetched: Fetched, case: str) -> None:
    got = fetched.of(case)
    assert (got.words.startswith(NOT_READ[case][1]), got.cause) == (True, "no_answer"), got.words
