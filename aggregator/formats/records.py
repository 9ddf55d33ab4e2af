"""Pages and texts out of files: WARC, JSON Lines and HTML, plain, gzip or xz; the kind is detected from the content.

Files are hostile: sizes are capped after decompression and a record that cannot be read costs
itself, never the rest of the file.
"""

import io
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any, Literal, cast

from aggregator.errors import ReadingError, UsageError
from aggregator.formats import jsonl, warc
from aggregator.formats.compressed import DAMAGE_ERRORS, decompress_stream, peek_bytes
from aggregator.formats.supplied_fields import MAX_PAGE_BYTES, check_page_size
from aggregator.model import Page, Record

Kind = Literal["warc", "jsonl", "html"]
Progress = Callable[[int], None]


def read_records(
    path: Path | Literal["-"],
    *,
    url: str | None = None,
    kind: Kind | None = None,
    require_url: bool = True,
    on_progress: Progress | None = None,
) -> Generator[Record | ReadingError]:
    """Yield the records of one file (`-`: standard input), lazily and in order.

    `url` makes the file one HTML page of that address; `kind` skips the detection. Without
    `require_url`, records need no address. `on_progress` is called with the bytes read so far.
    Raises UsageError for a file of no known kind, OSError for one that cannot be opened.
    """
    with _open_file(path) as raw:
        count = 0
        try:
            stream = decompress_stream(raw)
            kind = kind or (
                "html" if url and _detect_kind(stream) != "warc" else _detect_kind(stream)
            )
            for record in _read_kind(stream, kind, path, url, require_url):
                count += 1
                yield record
                if on_progress and path != "-":
                    on_progress(raw.tell())
        except DAMAGE_ERRORS as error:
            yield ReadingError(f"{path}: damaged after {count} records: {error}")


def check_readable(path: Path | Literal["-"], url: str | None) -> None:
    """Check that a file can be opened and is of a known kind. Raises UsageError, OSError."""
    if path == "-":
        return
    with _open_file(path) as raw:
        try:
            stream = decompress_stream(raw)
            if _detect_kind(stream) == "html" and not url and peek_bytes(stream):
                raise UsageError(f"{path} is an HTML page: say where it is from with --url URL")
        except DAMAGE_ERRORS:
            return  # reported when its records are read


def _open_file(path: Path | Literal["-"]) -> AbstractContextManager[IO[bytes]]:
    if path != "-":
        return path.open("rb")
    stdin = sys.stdin.buffer
    return nullcontext(stdin if hasattr(stdin, "peek") else io.BufferedReader(cast("Any", stdin)))


def _detect_kind(stream: IO[bytes]) -> Kind:
    """Return the kind of a stream by its first bytes. Raises UsageError."""
    start = peek_bytes(stream).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"WARC/"):
        return "warc"
    if start.startswith((b"{", b"[")):
        return "jsonl"
    if start.startswith(b"\x1f\x8b"):
        raise UsageError("compressed twice: decompress it once and try again")
    return "html"


def _read_kind(
    stream: IO[bytes], kind: Kind, path: Path | str, url: str | None, require_url: bool
) -> Iterator[Record | ReadingError]:
    if kind == "warc":
        return warc.read_warc(stream, path)
    if kind == "jsonl":
        return jsonl.read_jsonl(stream, path, require_url)
    if require_url and not url and not peek_bytes(stream):
        return iter(())  # a list of no lines, as a pipeline leaves it
    if require_url and not url:
        raise UsageError(f"{path} is an HTML page: say where it is from with --url URL")
    return _read_html(stream, path, url or "")


def _read_html(stream: IO[bytes], path: Path | str, url: str) -> Iterator[Record | ReadingError]:
    try:
        body = check_page_size(stream.read(MAX_PAGE_BYTES + 1))
    except ReadingError as error:
        yield ReadingError(f"{path}: {error}")
    else:
        yield Record(Page(url, body))
