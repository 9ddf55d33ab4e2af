"""The copyright line that a page shows: of an element for it, or at the end of the page."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.reading import titles
from aggregator.statements import Statement

MAX_LINE = 200  # characters
MAX_ELEMENTS = 8
TAIL = 4_000  # characters of an element or a page, at its end
MAX_TEXT = 200_000  # characters of a page
LEAD = 80  # characters before a year or words of reservation
_ELEMENTS = '[class*="copyright"], [id*="copyright"]'
_FOOTERS = 'footer, [class*="footer"], [id*="footer"]'
# How pages say that all rights are reserved, in lower case, with the languages (ISO 639-1). Sorted.
RESERVED: tuple[tuple[str, str], ...] = (
    ("ca", "drets reservats"),
    ("cs", "všechna práva vyhrazena"),
    ("da", "alle rettigheder forbeholdes"),
    ("de", "alle rechte vorbehalten"),
    ("el", "επιφύλαξη παντός δικαιώματος"),
    ("en", "all right reserved"),
    ("en", "all rights reserved"),
    ("en", "is copyrighted"),
    ("es", "derechos reservados"),
    ("fi", "kaikki oikeudet pidätetään"),
    ("fr", "droits de reproduction réservés"),
    ("fr", "droits réservés"),
    ("hr", "sva prava pridržana"),
    ("hu", "minden jog fenntartva"),
    ("id", "hak cipta"),
    ("it", "diritti riservati"),
    ("ja", "無断複製"),
    ("ja", "無断転載"),
    ("ko", "무단 전재"),
    ("ko", "무단전재"),
    ("nb", "alle rettigheter reservert"),
    ("nl", "alle rechten voorbehouden"),
    ("pl", "wszelkie prawa zastrzeżone"),
    ("pt", "direitos reservados"),
    ("ro", "toate drepturile rezervate"),
    ("ru", "все права защищены"),
    ("sk", "všetky práva vyhradené"),
    ("sv", "alla rättigheter förbehållna"),
    ("tr", "hakkı saklıdır"),
    ("uk", "права захищені"),
    ("zh", "版权所有"),
    ("zh", "版權所有"),
)
_SIGNS = r"©|[Ⓒⓒ]|\(c\)"
_YEAR = r"\b(?:19|20)\d\d\b"
# What follows may be in the next line of the source.
_SIGN = re.compile(
    rf"(?:©|[Ⓒⓒ]|\(c\)(?=\s{{0,9}}{_YEAR})|\bcopyright(?=[^\n]{{0,60}}(?:{_YEAR}|©)))\s{{0,40}}\S[^\n]{{3,}}",
    re.IGNORECASE,
)
_DATED = re.compile(
    rf"(?:{_SIGNS}|\bcopyright)\W{{0,20}}{_YEAR}[^\n]{{0,200}}|{_YEAR}\W{{0,9}}©", re.IGNORECASE
)
_WORD = re.compile(r"\bcopyright\b[^\n]{4,}", re.IGNORECASE)


def read_copyright_line(tree: LexborHTMLParser) -> tuple[Statement, ...]:
    """Returns the copyright line that a page shows."""
    lines = (titles.clean_title(line)[:MAX_LINE].strip() for line in _list_lines(tree))
    found = next((line for line in lines if line), "")
    return (Statement("copyright", found, "line"),) if found else ()


def _list_lines(tree: LexborHTMLParser) -> Iterator[str]:
    """Yields lines, the surest first: that of an element for it, of a footer, at the end of the page."""
    for node in tree.css(_ELEMENTS)[:MAX_ELEMENTS]:
        text = _read_end(node)
        yield from _find_line(text)
        yield from (match[0] for match in [_WORD.search(text)] if match)
    for node in tree.css(_FOOTERS)[-MAX_ELEMENTS:]:
        yield from _find_line(_read_end(node))
    text = tree.body.text(separator=" ").strip()[-MAX_TEXT:] if tree.body else ""
    yield from _find_line(text[-TAIL:])
    # A page may go on with much that is hidden.
    dated = [*_DATED.finditer(text)]
    yield from (_with_lead(text, *match.span()) for match in dated[-1:])


def _read_end(node: LexborNode) -> str:
    return node.text(separator=" ").strip()[-TAIL:]


def _find_line(text: str) -> Iterator[str]:
    if match := _SIGN.search(text):
        yield match[0]
        return
    lowered = text.lower()
    places = ((lowered.find(words), len(words)) for _, words in RESERVED)
    if found := next(((start, start + size) for start, size in places if start >= 0), None):
        yield _with_lead(text, *found)


def _with_lead(text: str, start: int, end: int) -> str:
    """Returns a part of a text with the words before it in its line, of which some say whose the rights are."""
    return text[max(start - LEAD, text.rfind("\n", 0, start) + 1) : end]
