"""Lines of a text that its page keeps out of extracts: `data-nosnippet` on span, div and section elements.

The elements are those of developers.google.com/search/docs/crawling-indexing/robots-meta-tag; on others the
attribute says nothing. What they hold is compared with the lines by stretches of characters, because the text
is another reader's. A line that has a passage within it is withheld as a whole.
"""

from collections.abc import Container, Sequence
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.reading.ancestors import list_ancestors
from aggregator.reading.html_cleanup import ELEMENT_EDGE

MAX_CHARACTERS = 400_000  # of withheld passages, as text and in pieces
COST = 200  # characters that an element counts beside its text
STRETCH = 12  # characters without blanks
MIN_SHARE = 0.5  # of the stretches of a line
_SELECTOR = "span[data-nosnippet], div[data-nosnippet], section[data-nosnippet]"
_INLINE = frozenset(
    ["a", "abbr", "b", "cite", "em", "font", "i", "mark", "small", "span", "strong", "u"]
)


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
    starts = {passage[:STRETCH] for passage in passages}
    stretches = {each for passage in passages for each in _list_stretches(passage)}
    return tuple(line for line in lines if _is_withheld(_squeeze(line), starts, stretches))


def _list_passages(node: LexborNode) -> list[str]:
    """Returns what an element withholds: its text, and its pieces; of a short span, the block around it."""
    pieces = [_squeeze(piece) for piece in node.text(separator=ELEMENT_EDGE).split(ELEMENT_EDGE)]
    whole = "".join(pieces)
    if node.tag == "span" and 0 < len(whole) < STRETCH:
        blocks = (each for each in list_ancestors(node) if each.tag not in _INLINE)
        return [_squeeze(each.text()) for each in islice(blocks, 1)]
    return [piece for piece in (whole, *pieces) if piece]


def _is_withheld(line: str, starts: Container[str], stretches: Container[str]) -> bool:
    """Returns whether a line holds the start of a passage, or mostly lies within passages."""
    own = _list_stretches(line)
    if any(each in starts for each in own):
        return True
    found = sum(each in stretches for each in own)
    return bool(own) and found >= MIN_SHARE * len(own)


def _list_stretches(text: str) -> list[str]:
    """Returns all stretches of a text; a shorter one is its own."""
    if len(text) <= STRETCH:
        return [text] if text else []
    return [text[start : start + STRETCH] for start in range(len(text) - STRETCH + 1)]


def _squeeze(text: str) -> str:
    return "".join(text.split())
