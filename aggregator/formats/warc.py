"""WARC (ISO 28500): the archive format of web crawlers."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import IO, TYPE_CHECKING, Any, cast

from aggregator.errors import ReadingError
from aggregator.formats.compressed import DAMAGE_ERRORS
from aggregator.formats.supplied_fields import (
    MAX_PAGE_BYTES,
    check_address,
    check_page_size,
    parse_instant,
    replace_surrogates,
)
from aggregator.model import Page, Record

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
    from warcio.statusandheaders import StatusAndHeaders

MAX_HEADER_BYTES = 256 * 1024  # bytes of the headers of one record
MAX_LINE_BYTES = 64 * 1024  # bytes of a header that are read in one go
HTML_TYPES = ("text/html", "application/xhtml+xml")


def read_warc(stream: IO[bytes], path: Path | str) -> Iterator[Record | ReadingError]:
    """The HTML pages among the responses; other records are skipped."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.bufferedreaders import DecompressingBufferedReader
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    class Bounded(DecompressingBufferedReader):  # type: ignore[misc]  # warcio has no types
        """Refuses headers without end: warcio itself would keep them all in memory."""

        lines = 0

        def readline(self, length: int | None = None) -> bytes:
            line = super().readline(min(length or MAX_LINE_BYTES, MAX_LINE_BYTES))
            self.lines += len(line)
            if self.lines > MAX_HEADER_BYTES:
                raise ValueError(f"headers of more than {MAX_HEADER_BYTES >> 10} KiB")
            return cast("bytes", line)

    # What was decompressed before damage counts: read1 returns it, read would drop it.
    prompt = SimpleNamespace(read=cast("Any", stream).read1, tell=stream.tell)
    archive, number = ArchiveIterator(prompt, no_record_parse=True), 0
    archive.reader = Bounded(prompt)
    try:
        for number, record in enumerate(archive, start=1):
            if record.rec_type == "response":
                yield from _read_response(record, archive.loader, f"{path}: record {number}")
            archive.reader.lines = 0
    except DAMAGE_ERRORS:
        raise
    except (ArchiveLoadFailed, StatusAndHeadersParserException, ValueError, LookupError) as error:
        yield ReadingError(f"{path}: damaged after record {number}: {str(error).strip()[:200]}")


def _read_response(
    record: "ArcWarcRecord", loader: "ArcWarcRecordLoader", where: str
) -> Iterator[Record | ReadingError]:
    """The page of a response, if it is one. An error inside it costs this record only."""
    from warcio.statusandheaders import StatusAndHeadersParserException

    try:
        url = check_address(
            (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>"), True
        )
        record.http_headers = loader.load_http_headers(
            "response", url, record.raw_stream, record.length
        )
        if not _is_html_page(record.http_headers):
            return
        date = record.rec_headers.get_header("WARC-Date")
        seen = parse_instant(date) if date else ""
        body = check_page_size(record.content_stream().read(MAX_PAGE_BYTES + 1))
    except (*DAMAGE_ERRORS, ValueError, LookupError, StatusAndHeadersParserException) as error:
        yield ReadingError(f"{where}: {error}")
        return
    headers = tuple(
        (name.lower(), replace_surrogates(value)) for name, value in record.http_headers.headers
    )
    yield Record(Page(url, body, headers=headers, fetched_at=seen), first_seen=seen or None)


def _is_html_page(headers: "StatusAndHeaders | None") -> bool:
    """Whether a response is a page: its status is 2xx and it declares HTML."""
    if headers is None:
        return False
    kind = headers.get_header("content-type") or ""
    success = re.match(r"2\d\d\b", headers.get_statuscode() or "")
    return bool(success) and kind.lower().startswith(HTML_TYPES)
