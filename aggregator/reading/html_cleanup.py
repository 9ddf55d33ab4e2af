"""A page without the parts that hold no text: scripts, styles and drawings, half of most pages; and
without characters that no text may hold."""

import re

EDGE = "\x1f"  # parts the text of elements; white space to patterns
_OPEN = re.compile(r"<(script|style|svg)\b[^>]{0,2000}>", re.IGNORECASE)
_KEPT = re.compile(r"(?:ld\+json|rsl\+xml)", re.IGNORECASE)
_CLOSE = {
    name: re.compile(rf"</{name}\b[^>]{{0,200}}>", re.IGNORECASE)
    for name in ("script", "style", "svg")
}


# References to control characters and to what is no character: no tree may hold them, and one of them
# would cost the page its text. Numbers 9, 10 and 13 are blanks.
_CONTROL = re.compile(
    r"&#(?:[xX]0*(?:[0-8bcefBCEF]|1[\da-fA-F]|[fF]{3}[efEF])(?![\da-fA-F])"
    r"|0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d));?"
)


def _legible(html: str) -> str:
    """The page with a blank for each control character that is written as a number."""
    html = html.replace("\ufffe", " ").replace("\uffff", " ")
    return _CONTROL.sub(" ", html) if "&#" in html else html


def slim(html: str) -> str:
    """The page without scripts, styles, drawings and control characters; JSON-LD and licences stay.
    Time grows with length only."""
    html = _legible(html)
    kept: list[str] = []
    start = position = 0
    unclosed: set[str] = set()
    while found := _OPEN.search(html, position):
        name = found[1].lower()
        position = found.end()
        if name in unclosed or _KEPT.search(found[0]):
            continue
        end = _CLOSE[name].search(html, position)
        if end is None:
            unclosed.add(name)
            continue
        kept.append(html[start : found.start()])
        start = position = end.end()
    return " ".join((*kept, html[start:]))
