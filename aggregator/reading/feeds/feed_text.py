"""Turns the bytes of a feed into its XML text: unpacked, decoded, from the root element on.

What comes before the root is skipped, since servers write all kinds of things there: declarations with a wrong
charset, comments of many kilobytes, warnings of a script. It decides whether the text is a feed at all.
"""

import codecs
import re
import zlib
from dataclasses import dataclass, field
from itertools import islice

from aggregator.errors import ReadingError
from aggregator.reading.charset import decode_page

MAX_BYTES = 10 * 1024 * 1024  # unpacked
MAX_MEMBERS = 100  # of a gzip file
MAX_LEAD = 65_536  # characters before the root element, without comments
MAX_ENTITIES = 50  # that a document type may define
MAX_ENTITY_TEXT = 60  # characters

_GZIP = b"\x1f\x8b"
_UTF32_MARKS = ((codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"))
_UTF32_STARTS = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"))
_EBCDIC_START = b"\x4c\x6f\xa7\x94"  # "<?xm"
_NAME = re.compile(r"<\s{0,9}(?:[\w.-]{1,99}:)?([\w.-]{1,99})")
_ROOTS = frozenset(["rss", "feed", "rdf", "channel"])
_HTML = frozenset(["html", "head", "body", "script", "style", "title", "meta"])
_ENTITY = re.compile(r"""<!ENTITY\s+(\w{1,40})\s+(?:"([^"&<]*)"|'([^'&<]*)')\s*>""")


@dataclass(frozen=True, slots=True)
class FeedText:
    """The text of a feed. It starts with the root element, or with `{` where it is JSON."""

    text: str
    entities: dict[str, str] = field(default_factory=dict)  # of its document type


def decode_feed(body: bytes, url: str, content_type: str) -> FeedText:
    """Returns the text of a feed found at `url`. Raises ReadingError if it is none: HTML, empty, too large."""
    body = _unpack_gzip(body, url)
    if len(body) > MAX_BYTES:
        raise ReadingError(f"feed {url} is larger than {MAX_BYTES} bytes: it is left out")
    text = _decode(body, content_type).lstrip("\ufeff \t\r\n")
    return FeedText(text) if text.startswith("{") else _cut_lead(text, url)


def _unpack_gzip(body: bytes, url: str) -> bytes:
    """Returns the content of all members of a gzip file that came without its header; other bytes as they are."""
    parts: list[bytes] = []
    room = MAX_BYTES + 1
    while body.startswith(_GZIP) and room > 0 and len(parts) < MAX_MEMBERS:
        unzip = zlib.decompressobj(wbits=31)
        try:
            parts.append(unzip.decompress(body, room))
        except zlib.error as error:
            raise ReadingError(f"{url} is a broken gzip file: check the address") from error
        room -= len(parts[-1])
        body = unzip.unused_data
    return b"".join(parts) if parts else body


def _decode(body: bytes, content_type: str) -> str:
    for mark, name in _UTF32_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    for start, name in _UTF32_STARTS:
        if body.startswith(start):
            return body.decode(name, "replace")
    if body.startswith(_EBCDIC_START):
        return body.decode("cp037", "replace")
    return decode_page(body, content_type, limit=MAX_BYTES)[0]


def _cut_lead(text: str, url: str) -> FeedText:
    """Returns the text from its root element on. Raises ReadingError where it has none of a feed."""
    entities: dict[str, str] = {}
    position = skipped = 0
    while position - skipped < MAX_LEAD:
        start = text.find("<", position)
        if start < 0:
            break
        end = _find_end_of_markup(text, start)
        if end is None:
            name = _read_name(text, start)
            if name in _ROOTS:
                return FeedText(text[start:], entities)
            if name in _HTML:
                raise ReadingError(f"{url} is HTML, not RSS, Atom or JSON Feed: check the address")
            position = start + 1
            continue
        if text[start : start + 9].upper() == "<!DOCTYPE":
            entities = _read_entities(text[start:end])
        skipped += end - start
        position = end
    raise ReadingError(f"{url} is no feed, not RSS, Atom or JSON Feed: check the address")


def _read_name(text: str, start: int) -> str:
    match = _NAME.match(text, start)
    return match.group(1).lower() if match else ""


def _find_end_of_markup(text: str, start: int) -> int | None:
    """Returns where a comment, declaration or instruction ends; None for a tag, the end of the text if it has none."""
    if text.startswith("<!--", start):
        return _find_after(text, "-->", start)
    if text.startswith("<?", start):
        return _find_after(text, ">", start)
    if text[start : start + 9].upper() == "<!DOCTYPE":
        end = _find_after(text, ">", start)
        subset = text.find("[", start, end)
        return end if subset < 0 else _find_after(text, "]>", subset)
    return _find_after(text, ">", start) if text.startswith("<!", start) else None


def _find_after(text: str, mark: str, start: int) -> int:
    found = text.find(mark, start)
    return len(text) if found < 0 else found + len(mark)


def _read_entities(doctype: str) -> dict[str, str]:
    """Returns the short texts that a document type names. Longer ones, files and entities in entities are left out."""
    found = (match.groups() for match in islice(_ENTITY.finditer(doctype), MAX_ENTITIES))
    texts = ((name, double or single or "") for name, double, single in found)
    return {name: text for name, text in texts if len(text) <= MAX_ENTITY_TEXT}
