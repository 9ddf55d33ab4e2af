"""Strips a page of scripts, styles, drawings (half of most pages) and characters no text may hold."""

import re

ELEMENT_EDGE = "\x1f"  # separates the text of elements; matches \s
_OPENING_TAG = re.compile(r"<(script|style|svg)\b[^>]{0,2000}>", re.IGNORECASE)
_KEPT_TYPES = re.compile(r"(?:ld\+json|rsl\+xml)", re.IGNORECASE)
_CLOSING_TAG = {
    name: re.compile(rf"</{name}\b[^>]{{0,200}}>", re.IGNORECASE)
    for name in ("script", "style", "svg")
}


# References to control characters and to non-characters: no tree may hold them, and a single one
# would cost the page its text. Numbers 9, 10 and 13 are blanks.
_CONTROL_REFERENCE = re.compile(
    r"&#(?:[xX]0*(?:[0-8bcefBCEF]|1[\da-fA-F]|[fF]{3}[efEF])(?![\da-fA-F])"
    r"|0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d));?"
)


def _blank_control_references(html: str) -> str:
    """Replace each control character that is written as a numeric reference by a blank."""
    html = html.replace("\ufffe", " ").replace("\uffff", " ")
    return _CONTROL_REFERENCE.sub(" ", html) if "&#" in html else html


def strip_scripts(html: str) -> str:
    """Remove scripts, styles, drawings and control characters; JSON-LD and RSL licences stay.

    Takes linear time.
    """
    html = _blank_control_references(html)
    kept_parts: list[str] = []
    start = position = 0
    unclosed: set[str] = set()
    while opening := _OPENING_TAG.search(html, position):
        name = opening[1].lower()
        position = opening.end()
        if name in unclosed or _KEPT_TYPES.search(opening[0]):
            continue
        closing = _CLOSING_TAG[name].search(html, position)
        if closing is None:
            unclosed.add(name)
            continue
        kept_parts.append(html[start : opening.start()])
        start = position = closing.end()
    return " ".join((*kept_parts, html[start:]))
