"""A page without the parts that hold no text: scripts, styles and drawings, half of most pages."""

import re

EDGE = "\x1f"  # parts the text of elements; white space to patterns
_OPEN = re.compile(r"<(script|style|svg)\b[^>]{0,2000}>", re.IGNORECASE)
_KEPT = re.compile(r"(?:ld\+json|rsl\+xml)", re.IGNORECASE)
_CLOSE = {
    name: re.compile(rf"</{name}\b[^>]{{0,200}}>", re.IGNORECASE)
    for name in ("script", "style", "svg")
}


def slim(html: str) -> str:
    """The page without scripts, styles and drawings; JSON-LD and licences stay. Time grows with length only."""
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
