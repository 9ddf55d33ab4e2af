"""Pages and texts out of files: WARC, JSON Lines and HTML, plain, gzip or xz, told by content.

Files are hostile: sizes are capped after decompression and a record that cannot be read costs
itself, never the rest of the file.
"""

import gzip
import io
import json
import lzma
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import IO, TYPE_CHECKING, Any, Literal, cast

from aggregator import clock, urls
from aggregator.errors import AddressError, ReadingError, UsageError
from aggregator.model import Page, Record

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
    from warcio.statusandheaders import StatusAndHeaders

Kind = Literal["warc", "jsonl", "html"]
Progress = Callable[[int], None]

MAX_PAGE = 10 * 1024 * 1024  # bytes of one page, the same as when crawling
MAX_LINE = 12 * 1024 * 1024  # bytes of one JSON line: a page with its escapes
MAX_HEADERS = 256 * 1024  # bytes of the headers of one WARC record
MAX_XZ_MEMORY = 100 * 1024 * 1024  # what `xz -9` asks for is 65 MiB
CHUNK = 64 * 1024

# A page handed in as JSON text is UTF-8 now, whatever its own meta tags say.
UTF8_PAGE = (("content-type", "text/html; charset=utf-8"),)
HTML_TYPES = ("text/html", "application/xhtml+xml")
DAMAGE = (zlib.error, lzma.LZMAError, gzip.BadGzipFile, EOFError)


def records(
    path: Path | Literal["-"],
    *,
    url: str | None = None,
    kind: Kind | None = None,
    addressed: bool = True,
    on_progress: Progress | None = None,
) -> Iterator[Record | ReadingError]:
    """The records of one file (`-`: standard input), lazily and in order.

    `url` makes the file one HTML page of that address; `kind` skips telling by content. Without
    `addressed`, records need no address. `on_progress` hears how many bytes of the file are read.
    Raises UsageError for a file of no known kind, OSError for one that cannot be opened.
    """
    with _opened(path) as raw:
        count = 0
        try:
            stream = _decompressed(raw)
            kind = kind or ("html" if url and _kind(stream) != "warc" else _kind(stream))
            for record in _read(stream, kind, path, url, addressed):
                count += 1
                yield record
                if on_progress and path != "-":
                    on_progress(raw.tell())
        except DAMAGE as error:
            yield ReadingError(f"{path}: damaged after {count} records: {error}")


def check(path: Path | Literal["-"], url: str | None) -> None:
    """Look whether a file can be begun with. Raises UsageError, OSError."""
    if path == "-":
        return
    with _opened(path) as raw:
        try:
            if _kind(_decompressed(raw)) == "html" and not url:
                raise UsageError(f"{path} is an HTML page: say where it is from with --url URL")
        except DAMAGE:
            return  # told when its records are read


def _opened(path: Path | Literal["-"]) -> AbstractContextManager[IO[bytes]]:
    if path != "-":
        return path.open("rb")
    stdin = sys.stdin.buffer
    return nullcontext(stdin if hasattr(stdin, "peek") else io.BufferedReader(cast("Any", stdin)))


def _decompressed(raw: IO[bytes]) -> IO[bytes]:
    start = _peek(raw)
    if start.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=raw))
    if start.startswith(b"\xfd7zXZ\x00"):
        probe = lzma.LZMADecompressor(memlimit=MAX_XZ_MEMORY)
        probe.decompress(start, max_length=1)  # raises when its header asks for more
        return cast("IO[bytes]", lzma.LZMAFile(raw))
    return raw


def _peek(stream: Any) -> bytes:
    """The next bytes without taking them: buffered readers and decompressors all offer it."""
    return cast("bytes", stream.peek(512))


def _kind(stream: IO[bytes]) -> Kind:
    """What a stream holds, told by its first bytes. Raises UsageError."""
    start = _peek(stream).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"WARC/"):
        return "warc"
    if start.startswith((b"{", b"[")):
        return "jsonl"
    if start.startswith(b"\x1f\x8b"):
        raise UsageError("compressed twice: decompress it once and try again")
    return "html"


def _read(
    stream: IO[bytes], kind: Kind, path: Path | str, url: str | None, addressed: bool
) -> Iterator[Record | ReadingError]:
    if kind == "warc":
        return _from_warc(stream, path)
    if kind == "jsonl":
        return _from_jsonl(stream, path, addressed)
    if addressed and not url:
        raise UsageError(f"{path} is an HTML page: say where it is from with --url URL")
    return _from_html(stream, path, url or "")


# HTML


def _from_html(stream: IO[bytes], path: Path | str, url: str) -> Iterator[Record | ReadingError]:
    body = stream.read(MAX_PAGE + 1)
    if len(body) > MAX_PAGE:
        yield ReadingError(f"{path}: more than {MAX_PAGE >> 20} MiB: too large for a page")
    else:
        yield Record(Page(url, body))


# JSON Lines


def _from_jsonl(
    stream: IO[bytes], path: Path | str, addressed: bool
) -> Iterator[Record | ReadingError]:
    for number, line in _lines(stream):
        if line is not None and not line.strip():
            continue
        try:
            if line is None:
                raise ReadingError(f"more than {MAX_LINE >> 20} MiB: too long for a line")
            yield _record(_object(line), addressed)
        except ReadingError as error:
            yield ReadingError(f"{path}:{number}: {error}")


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None stands for one that is too long, which is passed over unkept."""
    number, held, too_long = 1, bytearray(), False
    while chunk := cast("Any", stream).read1(CHUNK):
        first, *others = chunk.split(b"\n")
        too_long = too_long or len(held) + len(first) > MAX_LINE
        held = bytearray() if too_long else held
        held += b"" if too_long else first
        for line in others:
            yield number, None if too_long else bytes(held)
            number, held, too_long = number + 1, bytearray(line), False
    if held or too_long:
        yield number, None if too_long else bytes(held)


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ReadingError(f"not JSON: {error}") from error
    if not isinstance(found, dict):
        raise ReadingError("not a JSON object: expected one object a line")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _record(given: dict[str, Any], addressed: bool) -> Record:
    """A record of what its giver says. Raises ReadingError for what is missing or of a wrong type."""
    html, text = _text(given, "html"), _text(given, "text")
    if html is None and text is None:
        raise ReadingError('neither "html" nor "text"')
    url = _address(_text(given, "url") or "", addressed)
    use_text = text is not None and not html
    body = b"" if use_text else (html or "").encode("utf-8", "replace")
    if len(body) > MAX_PAGE:
        raise ReadingError(f"more than {MAX_PAGE >> 20} MiB: too large for a page")
    first_seen = _text(given, "first_seen")
    return Record(
        Page(url, body, headers=() if use_text else UTF8_PAGE),
        id=_id(given.get("id")),
        text=text if use_text else None,
        title=_text(given, "title"),
        authors=_authors(given.get("authors")),
        published=_text(given, "published"),
        source=_text(given, "source"),
        first_seen=_instant(first_seen) if first_seen else None,
    )


def _text(given: dict[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise ReadingError(f'"{name}" must be text')
    return None if value is None else _whole(value)


def _whole(text: str) -> str:
    """Text without halves of characters, which cannot be stored or sent."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _address(url: str, addressed: bool) -> str:
    if not url and not addressed:
        return ""
    if not url:
        raise ReadingError('no "url"')
    try:
        urls.canonical(url)
    except AddressError as error:
        raise ReadingError(str(error)) from error
    return url


def _id(value: Any) -> str | int | float | None:
    if value is None or isinstance(value, (int, float)):
        return value
    if not isinstance(value, str):
        raise ReadingError('"id" must be text or a number')
    return _whole(value)


def _authors(value: Any) -> tuple[str, ...] | None:
    value = [value] if isinstance(value, str) else value
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ReadingError('"authors" must be a list of texts')
    return tuple(_whole(name) for name in value)


def _instant(text: str) -> str:
    """A given time as ours; one without a zone is taken as UTC."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return clock.instant(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError) as error:
        raise ReadingError(f'"first_seen" is no time: {text[:40]!r}') from error


# WARC


def _from_warc(stream: IO[bytes], path: Path | str) -> Iterator[Record | ReadingError]:
    """The HTML pages among the responses; what else a crawl kept is passed over."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.bufferedreaders import DecompressingBufferedReader
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    class Bounded(DecompressingBufferedReader):  # type: ignore[misc]  # warcio has no types
        """Refuses headers without end: warcio itself would keep them all in memory."""

        lines = 0

        def readline(self, length: int | None = None) -> bytes:
            line = super().readline(min(length or CHUNK, CHUNK))
            self.lines += len(line)
            if self.lines > MAX_HEADERS:
                raise ValueError(f"headers of more than {MAX_HEADERS >> 10} KiB")
            return cast("bytes", line)

    # What was decompressed before damage counts: read1 gives it, read would drop it.
    prompt = SimpleNamespace(read=cast("Any", stream).read1, tell=stream.tell)
    archive, number = ArchiveIterator(prompt, no_record_parse=True), 0
    archive.reader = Bounded(prompt)
    try:
        for number, record in enumerate(archive, start=1):
            if record.rec_type == "response":
                yield from _page(record, archive.loader, f"{path}: record {number}")
            archive.reader.lines = 0
    except DAMAGE:
        raise
    except (ArchiveLoadFailed, StatusAndHeadersParserException, ValueError, LookupError) as error:
        yield ReadingError(f"{path}: damaged after record {number}: {str(error).strip()[:200]}")


def _page(
    record: "ArcWarcRecord", loader: "ArcWarcRecordLoader", where: str
) -> Iterator[Record | ReadingError]:
    """The page of a response, if it is one. What is wrong inside it costs this record only."""
    from warcio.statusandheaders import StatusAndHeadersParserException

    try:
        url = _address((record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>"), True)
        record.http_headers = loader.load_http_headers(
            "response", url, record.raw_stream, record.length
        )
        if not _is_html(record.http_headers):
            return
        date = record.rec_headers.get_header("WARC-Date")
        seen = _instant(date) if date else ""
        body = record.content_stream().read(MAX_PAGE + 1)
    except (*DAMAGE, ValueError, LookupError, StatusAndHeadersParserException) as error:
        yield ReadingError(f"{where}: {error}")
        return
    if len(body) > MAX_PAGE:
        yield ReadingError(f"{where}: more than {MAX_PAGE >> 20} MiB: too large for a page")
        return
    headers = tuple((name.lower(), _whole(value)) for name, value in record.http_headers.headers)
    yield Record(Page(url, body, headers=headers, fetched_at=seen), first_seen=seen or None)


def _is_html(headers: "StatusAndHeaders | None") -> bool:
    """Whether an answer is a page: found, and HTML by its own word."""
    if headers is None:
        return False
    kind = headers.get_header("content-type") or ""
    found = re.match(r"2\d\d\b", headers.get_statuscode() or "")
    return bool(found) and kind.lower().startswith(HTML_TYPES)
