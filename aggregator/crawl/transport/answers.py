"""Reads an HTTP/1 answer from the bytes of a connection, as tolerantly as browsers and curl do.

No library in use does: aiohttp, h11 and Twisted refuse what RFC 9112 forbids a server to send, and
servers send it. Nothing here waits or connects.
"""

import re
from dataclasses import dataclass

from scrapy.exceptions import DownloadCancelledError

from aggregator.crawl.transport.failures import BrokenAnswer, ConnectionLost, describe_size

MAX_LINE = 64 * 1024  # bytes of a header line; curl reads 100 KB, browsers 256 KB
MAX_HEAD = 256 * 1024  # of all header lines
MAX_SIZE_LINE = 4096  # of the line before a chunk

_END_OF_HEAD = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(rb"(HTTP/\d(?:\.\d)?)[ \t]+(\d{3})(?!\d)")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,15})(?![0-9a-fA-F])")
_CONTROLS = bytes(byte for byte in range(32) if byte != 9) + b"\x7f"
_NO_BODY = frozenset([204, 304])


@dataclass(frozen=True, slots=True)
class Head:
    """Status line and headers; names as the server wrote them, without blanks around."""

    protocol: str
    status: int
    headers: tuple[tuple[bytes, bytes], ...]

    def list_values(self, name: bytes) -> list[bytes]:
        """Returns the values of a header, lists taken apart, in lower case."""
        values = [value for found, value in self.headers if found.lower() == name]
        return [part.strip().lower() for value in values for part in value.split(b",")]


class AnswerReader:
    """Takes the bytes of one answer as they come.

    `complete`: nothing more is expected. `enough`: what came may be all, or more may come soon. `cut`:
    in words, how the answer broke off. `sent_at`: when its request was sent, by `time.monotonic`. Feeding raises BrokenAnswer, DownloadCancelledError (larger
    than `max_bytes`), and at the end ConnectionLost.
    """

    def __init__(self, method: str, max_bytes: int) -> None:
        self.head: Head | None = None
        self.body = bytearray()
        self.complete = self.enough = False
        self.cut = ""
        self.sent_at = 0.0
        self._method, self._max_bytes = method, max_bytes
        self._pending = bytearray()
        self._head_bytes = self._searched = 0
        self._chunked = self._doubtful = False
        self._length: int | None = None
        self._chunk_left = 0

    @property
    def begun(self) -> bool:
        """Whether any byte came."""
        return bool(self.head or self._pending or self._head_bytes)

    @property
    def leaves_connection_open(self) -> bool:
        """Whether another request may be sent: the end is certain and the server keeps it open."""
        if not (self.complete and self.head) or self.enough or self.cut or self._doubtful:
            return False
        delimited = self._chunked or self._length is not None
        return delimited and not self._pending.strip(b"\r\n") and not _announces_close(self.head)

    def feed(self, data: bytes) -> None:
        """Takes the next bytes."""
        self._pending += data
        if self.head is None:
            self._take_head()
        if self.head is None or self.complete:
            return
        if self._chunked:
            self._take_chunks()
        else:
            self._take_plain()

    def feed_end(self, why: str = "closed") -> None:
        """Takes the end of the connection; `why`: "closed" or "reset"."""
        if self.complete:
            return
        if self.head is None:
            where = "within the headers" if self.begun else "without an answer"
            raise ConnectionLost(f"connection {why} {where}")
        if self._chunked and not self.body and self._pending:
            raise BrokenAnswer(f"chunk without a size: {_quote(self._pending)}")
        self.complete = True
        if self._chunked or self._is_short() or why == "reset":
            self.break_off(f"connection {why}")

    def break_off(self, why: str) -> None:
        """Ends the answer, of which the rest is missing."""
        expected = f" of {describe_size(self._length)}" if self._is_short() and self._length else ""
        self.cut = f"{why} after {describe_size(len(self.body))}{expected}"
        self.complete = True

    def _take_head(self) -> None:
        """Takes the headers once they are there; interim answers (100 to 199) are skipped."""
        while self.head is None and self._pending:
            if self._pending[0] in b"\r\n":  # blank lines before an answer
                self._consume_head(len(self._pending) - len(self._pending.lstrip(b"\r\n")))
                continue
            end = _END_OF_HEAD.search(self._pending, self._searched)
            if end is None:
                self._check_head(len(self._pending))
                self._searched = max(0, len(self._pending) - 2)
                return
            head = parse_head(bytes(self._pending[: end.start()]))
            self._consume_head(end.end())
            if head.status >= 200:
                self._begin_body(head)

    def _consume_head(self, number: int) -> None:
        del self._pending[:number]
        self._searched = 0
        self._head_bytes += number
        self._check_head(0)

    def _check_head(self, waiting: int) -> None:
        """Raises BrokenAnswer for what will not become a head."""
        if waiting >= 5 and not self._pending.startswith(b"HTTP/"):
            raise BrokenAnswer(f"no HTTP answer: it begins with {_quote(self._pending)}")
        if self._head_bytes + waiting > MAX_HEAD:
            raise BrokenAnswer(f"headers of more than {MAX_HEAD:,} bytes")

    def _begin_body(self, head: Head) -> None:
        """Decides how the end of the body is found (RFC 9112 §6.3, read leniently)."""
        self.head = head
        if self._method == "HEAD" or head.status in _NO_BODY:
            self._length = 0
            self.complete = True
        elif b"chunked" in head.list_values(b"transfer-encoding"):
            self._chunked = True
        else:
            lengths = _list_lengths(head)
            self._length = min(lengths, default=None)
            self._doubtful = len(lengths) > 1 or _announces_close(head)
            if self._length and self._length > self._max_bytes:
                raise DownloadCancelledError("larger than max_bytes")

    def _take_plain(self) -> None:
        """Takes all: a length may be too short, and what follows belongs to this one answer."""
        if self._is_filled() and self._pending.startswith(b"HTTP/1."):
            self.complete = self._doubtful = True  # a second answer, for which nobody asked
            return
        self._add(self._pending)
        self._pending = bytearray()
        if self._length is not None and self._is_filled():
            certain = len(self.body) == self._length and not self._doubtful
            self.complete, self.enough = certain, not certain

    def _take_chunks(self) -> None:
        while self._pending and not self.complete:
            if self._chunk_left:
                part = self._pending[: self._chunk_left]
                del self._pending[: self._chunk_left]
                self._chunk_left -= len(part)
                self._add(part)
            elif not self._begin_chunk():
                return

    def _begin_chunk(self) -> bool:
        """Takes the line before a chunk; returns whether it is there."""
        end = self._pending.find(b"\n")
        if end < 0 and len(self._pending) < MAX_SIZE_LINE:
            return False
        line = bytes(self._pending[: end if end >= 0 else MAX_SIZE_LINE])
        del self._pending[: len(line) + 1]
        if not line.strip():  # the end of the chunk before
            return True
        size = _CHUNK_SIZE.match(line)
        if size:
            self._chunk_left = int(size.group(1), 16)
            self.complete = not self._chunk_left  # trailers are not read
        elif self.body:
            self.break_off("chunk without a size")
        else:
            raise BrokenAnswer(f"chunk without a size: {_quote(line)}")
        return True

    def _add(self, part: bytes | bytearray) -> None:
        self.body += part
        if len(self.body) > self._max_bytes:
            raise DownloadCancelledError("larger than max_bytes")

    def _is_filled(self) -> bool:
        return self._length is not None and len(self.body) >= self._length

    def _is_short(self) -> bool:
        return self._length is not None and len(self.body) < self._length


def parse_head(block: bytes) -> Head:
    """Returns the head in `block`. Raises BrokenAnswer for a bad status line or an endless line.

    Read like browsers: blanks before the colon, names in any bytes, folded lines, lines without a
    colon (skipped), no reason, lines that end with a line feed only.
    """
    lines = [line.rstrip(b"\r") for line in block.split(b"\n")]
    if (longest := max(map(len, lines))) > MAX_LINE:
        raise BrokenAnswer(f"header line of {longest:,} bytes")
    status = _STATUS_LINE.match(lines[0])
    if status is None:
        raise BrokenAnswer(f"no HTTP status line: {_quote(lines[0])}")
    fields: list[tuple[bytes, list[bytes]]] = []
    for line in lines[1:]:
        if line[:1] in (b" ", b"\t"):
            if fields:
                fields[-1][1].append(line.strip())
            continue
        name, colon, value = line.partition(b":")
        if colon and name.strip():
            fields.append((name.strip(), [value.strip()]))
    headers = tuple(
        (name, b" ".join(values).translate(None, delete=_CONTROLS)) for name, values in fields
    )
    return Head(status.group(1).decode(), int(status.group(2)), headers)


def _list_lengths(head: Head) -> set[int]:
    """Returns the different lengths that a head names; what is no number is none."""
    values = head.list_values(b"content-length")
    return {int(value) for value in values if value.isdigit() and len(value) < 16}


def _announces_close(head: Head) -> bool:
    connection = head.list_values(b"connection")
    if head.protocol == "HTTP/1.0":
        return b"keep-alive" not in connection
    return b"close" in connection


def _quote(data: bytes | bytearray) -> str:
    """Returns the beginning of bytes for a message."""
    return ascii(bytes(data[:40]).decode("latin-1"))
