"""Lines of a text that its page keeps out of extracts: `data-nosnippet` on span, div and section elements.

The elements are those of developers.google.com/search/docs/crawling-indexing/robots-meta-tag; on others the
attribute says nothing. What they hold is compared with the lines by stretches of characters, because the text
is another reader's. A line that has a passage within it is withheld as a whole.
"""

from collections.abc import Container, Iterator, Sequence
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.reading.ancestors import list_ancestors
from aggregator.reading.html_cleanup import ELEMENT_EDGE

MAX_CHARACTERS = 400_000  # of withheld passages, as text and in pieces
COST = 200  # characters that an element counts beside its text
STRETCH = 12  # characters without blanks
HEAD = 30  # characters of a passage by which a line is known to hold it; a shorter span withholds its line
MAX_INLINE = 50  # nodes of a line on either side
MIN_SHARE = 0.5  # of the stretches of a line
_SELECTOR = "span[data-nosnippet], div[data-nosnippet], section[data-nosnippet]"
_INLINE = frozenset(
    ["a", "abbr", "b", "cite", "em", "font", "i", "mark", "small", "span", "strong", "u"]
)
_INLINE_NODES = _INLINE | {"-text", "-comment"}


def find_withheld_lines(tree: LexborHTMLParser, lines: Sequence[str]) -> tuple[str, ...]:
    """Returns the lines of a text that its page withholds, in order; all of them where the page withholds too much."""
    nodes = tree.css(_SELECTOR)
    passages: list[str] = []
    characters = 0
    for node in nodes:
        found = _list_passages(node)
        passages += found
        characters += COST + sum(map(len, found))
        if characters > MAX_CHARACTERS:
            return tuple(lines)
    heads = {passage[:HEAD] for passage in passages if len(passage) >= HEAD}
    stretches = {each for passage in passages for each in _list_stretches(passage, STRETCH)}
    return tuple(line for line in lines if _is_withheld(_squeeze(line), heads, stretches))


def _list_passages(node: LexborNode) -> list[str]:
    """Returns what an element withholds: its text, and its pieces; of a short span, its line."""
    pieces = [_squeeze(piece) for piece in node.text(separator=ELEMENT_EDGE).split(ELEMENT_EDGE)]
    whole = "".join(pieces)
    if node.tag == "span" and 0 < len(whole) < HEAD:
        return [_squeeze(_read_line_around(node))]
    return [piece for piece in dict.fromkeys([whole, *pieces]) if piece]


def _read_line_around(node: LexborNode) -> str:
    """Returns the text that is shown in one line with an inline element: up to the next block or break."""
    outermost = node
    for ancestor in list_ancestors(node):
        if ancestor.tag not in _INLINE:
            break
        outermost = ancestor
    before = [*_list_inline(outermost, "prev")]
    return "".join((*before[::-1], outermost.text(), *_list_inline(outermost, "next")))


def _list_inline(node: LexborNode, way: Literal["prev", "next"]) -> Iterator[str]:
    """Yields the texts of the nodes before or after a node that are shown in its line."""
    for _ in range(MAX_INLINE):
        sibling = node.prev if way == "prev" else node.next
        if sibling is None or sibling.tag not in _INLINE_NODES:
            return
        yield sibling.text()
        node = sibling


def _is_withheld(line: str, heads: Container[str], stretches: Container[str]) -> bool:
    """Returns whether a line holds the head of a passage, or mostly lies within passages."""
    if any(each in heads for each in _list_stretches(line, HEAD)):
        return True
    own = _list_stretches(line, STRETCH)
    found = sum(each in stretches for each in own)
    return bool(own) and found >= MIN_SHARE * len(own)


def _list_stretches(text: str, length: int) -> list[str]:
    """Returns all stretches of a text; a shorter one is its own."""
    if len(text) <= length:
        return [text] if text else []
    return [text[start : start + length] for start in range(len(text) - length + 1)]


def _squeeze(text: str) -> str:
    return "".join(text.split())
