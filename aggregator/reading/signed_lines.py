"""The lines of a page in the ways in which their text may have been signed.

Between the paragraphs of an article a page shows other things: pictures, advertisements, teasers. They are
not part of the signed text. So its lines are taken in several ways: all, prose only, the neighbours
of the line with the manifest, with and without the headline.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.reading import html_cleanup, text_manifests

MAX_INLINE_LEVELS = 6  # elements such as links and emphasis that a text is in

_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|body|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    r"h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|tbody|td|th|thead|tr|ul)\b",
    re.IGNORECASE,
)
_BREAK_TAG = re.compile(r"<br\b[^>]{0,200}>", re.IGNORECASE)
_EDGE, _BREAK = "\x1e", "\x1d"  # characters that no page holds after its decoding
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_PROSE = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "dd"])
_UNSEEN = ["script", "style", "noscript", "template", "svg", "head", "title"]


@dataclass(frozen=True, slots=True)
class Layouts:
    """The lines of a marked page, and its prose elements."""

    visible: list[int]  # numbers of the manifests that are in the visible text
    lines: list[str]
    prose: list[tuple[str, int]]  # text, and a number for the parent element
    headline: str
    raw: str  # the visible text with the blanks of its source


def list_layouts(html: str) -> Layouts:
    """Returns the lines of the source of a page that was marked by `text_manifests.mark_manifests`."""
    html = _BREAK_TAG.sub(_BREAK, html_cleanup.strip_scripts(html))
    tree = LexborHTMLParser(_BLOCK_TAG.sub(lambda tag: _EDGE + tag[0], html))
    tree.strip_tags(_UNSEEN)
    raw = tree.body.text() if tree.body else ""
    headline = tree.css_first("h1")
    return Layouts(
        visible=text_manifests.list_placeholders(raw),
        lines=[line for line in map(_fold, raw.split(_EDGE)) if line],
        prose=[each for each in _list_prose(tree.body) if each[0]] if tree.body else [],
        headline=_fold(headline.text()) if headline else "",
        raw=raw.replace(_EDGE, "").replace(_BREAK, "\n"),
    )


def _list_prose(body: LexborNode) -> Iterator[tuple[str, int]]:
    """Yields the text of each prose element without the prose in it, and a number for its parent."""
    element = parent = 0
    parts: list[str] = []
    for node in body.traverse(include_text=True):
        if node.tag != "-text":
            continue
        prose = _find_prose_element(node)
        own = prose.mem_id if prose else 0
        if own != element and element:
            yield _fold("".join(parts)), parent
        if own != element:
            element, parts, parent = own, [], _identify_parent(prose)
        parts.append(node.text(deep=False))
    if element:
        yield _fold("".join(parts)), parent


def _find_prose_element(node: LexborNode) -> LexborNode | None:
    """Returns the nearest element of prose that a text is in, within a few levels."""
    for _ in range(MAX_INLINE_LEVELS):
        parent = node.parent
        if parent is None or parent.tag in _PROSE:
            return parent
        node = parent
    return None


def _identify_parent(node: LexborNode | None) -> int:
    return node.parent.mem_id if node and node.parent else 0


def _fold(text: str) -> str:
    """Returns text as browsers show it: blanks folded, lines where the source breaks them."""
    lines = _BLANKS.sub(" ", text.replace(_EDGE, " ")).split(_BREAK)
    return "\n".join(line.strip(" ") for line in lines).strip()


def list_layouts_of(layouts: Layouts, number: int) -> Iterator[list[str]]:
    """Yields the lines in which manifest `number` may be, the likeliest first."""
    place = text_manifests.placeholder(number)
    parent = next((parent for text, parent in layouts.prose if place in text), None)
    if parent is not None:
        neighbours = [text for text, own in layouts.prose if own == parent]
        yield neighbours
        yield [layouts.headline, *neighbours]
        yield [text for text, _ in layouts.prose]
    yield layouts.lines
    yield [layouts.raw]
