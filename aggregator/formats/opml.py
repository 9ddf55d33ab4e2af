"""OPML 2.0 (http://opml.org/spec2.opml), the lists that feed readers exchange: in and out.

Input is hostile: a document that declares entities or attributes of its own is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from aggregator.errors import UsageError
from aggregator.model import Row

NumberedRows = Iterator[tuple[int, Mapping[str, str]]]  # line, and its cells by column

CHUNK = 64 * 1024  # bytes parsed at a time, so that rows do not pile up
NAMESPACE = "urn:wire-to-source:opml"  # of the attributes that OPML lacks
INVALID_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_outlines(data: bytes, name: str) -> NumberedRows:
    """Yield the outlines that have an address. Raises UsageError for XML that is broken or not OPML."""
    outlines: list[tuple[int, Mapping[str, str]]] = []
    root: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def element(tag: str, given: dict[str, str]) -> None:
        if not root and tag.lower() != "opml":
            raise UsageError(f"{name} is XML but not OPML: its first element must be <opml>")
        root[:] = [tag]
        if tag.lower() == "outline":
            outlines.append((parser.CurrentLineNumber, _parse_outline(given)))

    def doctype(_name: str, _system: str | None, _public: str | None, declares: bool) -> None:
        # Declared entities and default attributes can grow a small file beyond any memory.
        if declares:
            raise UsageError(f"{name} declares its own XML entities or attributes: not read")

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = element, doctype
    try:
        for start in range(0, len(data) + 1, CHUNK):
            parser.Parse(data[start : start + CHUNK], start + CHUNK > len(data))
            yield from (row for row in outlines if row[1]["feed"] or row[1]["site"])
            outlines.clear()
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise UsageError(f"{name} is not well-formed XML: {error}: export it again") from error


def _parse_outline(given: Mapping[str, str]) -> dict[str, str]:
    """Return the columns of an outline. The case of attribute names is ignored: programs differ."""
    cells = {key.lower(): value for key, value in given.items()}
    text, title = cells.get("text", ""), cells.get("title", "")
    return {
        "name": text or title,
        "title": "" if title == text else title,
        "site": cells.get("htmlurl", ""),
        "feed": cells.get("xmlurl", ""),
        "language": cells.get("language", ""),
        "type": cells.get("type", ""),
        **{
            key: cells.get(f"{NAMESPACE} {key}", "")
            for key in ("country", "kind", "publisher_group", "owner")
        },
    }


def render_opml(rows: Iterable[Row]) -> str:
    """Return OPML 2.0 (http://opml.org/spec2.opml) of rows as `storage.frontier.sources.feeds` returns them."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:news="{NAMESPACE}">',
        "<head><title>News sources</title></head>",
        "<body>",
        *(_render_outline(row) for row in rows),
        "</body>",
        "</opml>",
    ]
    return "\n".join(lines) + "\n"


def _render_outline(row: Row) -> str:
    cells = {
        "text": row["name"] or row["domain"],
        "title": row["title"],
        "type": "rss" if row["kind"] == "feed" else row["kind"],
        "xmlUrl": row["url"],
        "htmlUrl": row["site"],
        "language": row["language"],
        "news:country": row["country"],
        "news:kind": row["source_kind"],
        "news:publisher_group": row["publisher_group"],
    }
    given = (f"{key}={quoteattr(INVALID_XML.sub('', text))}" for key, text in cells.items() if text)
    return f"<outline {' '.join(given)}/>"
