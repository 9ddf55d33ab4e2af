"""Repairs the text of a feed that is not well-formed, without a change of its structure.

References that XML does not know, stray ampersands, sections and comments that do not end, words after the root. Every text is
passed over once from left to right, so its cost grows with its length.
"""

import html
import re
from collections.abc import Mapping
from html.entities import html5

MAX_EXPANSIONS = 20_000  # of entities that the document itself defines

_PIECE = re.compile(
    r"<!\[CDATA\[(?P<section>.*?)(?:\]\]>|\Z)"
    r"|<!--.*?(?:-->|\Z)"
    r"|<\?.*?(?:\?>|\Z)"
    r"|&(?:(?P<name>\w{1,32})|#(?P<decimal>[0-9]{1,7})|#[xX](?P<hexadecimal>[0-9a-fA-F]{1,6}));",
    re.DOTALL,
)
_STRAY = (
    (re.compile(r"&(?!#?\w{1,32};)"), "&amp;"),
    (re.compile(r"<(?![A-Za-z_/!?])"), "&lt;"),
    (re.compile(r"\]\]>"), "]]&gt;"),
)
_ROOT = re.compile(r"<([\w.:-]{1,99})")
_XML_NAMES = frozenset(["amp", "lt", "gt", "quot", "apos"])
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def repair_text(text: str, entities: Mapping[str, str]) -> str:
    """Returns a text with references that any XML parser reads, and without sections and comments.

    `entities`: texts of the names that its document type defines.
    """
    room = MAX_EXPANSIONS

    def repair(match: re.Match[str]) -> str:
        nonlocal room
        section, name, decimal, hexadecimal = match.groups()
        if section is not None:
            return _escape(section)
        if name in entities and room > 0:
            room -= 1
            return _escape(entities[name])
        if name:
            return _repair_name(name)
        return _repair_number(decimal, hexadecimal) if decimal or hexadecimal else ""

    text = _PIECE.sub(repair, _cut_tail(text))
    for pattern, replacement in _STRAY:
        text = pattern.sub(replacement, text)
    return _NOT_IN_XML.sub(" ", text)


def _cut_tail(text: str) -> str:
    """Returns a text without what follows the end of its root element, such as a script that a proxy added."""
    root = _ROOT.match(text)
    end = text.rfind(f"</{root.group(1)}") if root else -1
    return text if end < 0 else text[: text.find(">", end) + 1] or text


def _repair_name(name: str) -> str:
    """Returns a reference that XML knows, a character of HTML, or the ampersand and the word."""
    if name in _XML_NAMES:
        return f"&{name};"
    return _escape(html5.get(f"{name};", f"&{name};"))


def _repair_number(decimal: str | None, hexadecimal: str | None) -> str:
    """Returns the character of a number; those of 128 to 159 are read as Windows-1252, as HTML does."""
    number = int(decimal) if decimal else int(hexadecimal or "0", 16)
    if number < 0x80 or 0xA0 <= number < 0x110000:
        return _escape(chr(number))
    return html.unescape(f"&#{number};")


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
