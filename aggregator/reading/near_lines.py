"""Divides the surroundings of an article in its page into the lines that a reader sees."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborNode

from aggregator.reading import element_kinds

MAX_NODES = 500  # of the page that are visited before or after the article
MAX_LINE_TEXT = 4_000  # characters of a line that are examined
MAX_FOOTER_TEXT = 400  # characters: a longer footer is the page's and no part of the article

_HEADING_TAGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_LINE_TAGS = _HEADING_TAGS | frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_CONTAINER_TAGS = frozenset(
    ["div", "section", "aside", "ul", "ol", "nav", "form", "figure", "picture", "footer"]
)
_SKIPPED_TAGS = frozenset(
    [
        "audio",
        "button",
        "canvas",
        "dialog",
        "embed",
        "iframe",
        "input",
        "label",
        "noscript",
        "object",
        "script",
        "select",
        "style",
        "template",
        "textarea",
        "video",
    ]
)


@dataclass(frozen=True, slots=True)
class NearLine:
    """A line near the article: its text, its links, and how much of it is link text."""

    node: LexborNode  # the first text or link of the line
    text: str
    links: tuple[LexborNode, ...]
    linked_length: int  # characters
    heading: str  # tag of the heading that the line is; "" if it is none

    @property
    def is_main_heading(self) -> bool:
        """Whether the line is the headline of a page."""
        return self.heading == "h1"


def list_lines_after(start: LexborNode) -> Iterator[NearLine]:
    """Yields the lines after an element, until comments or the footer of the page begin."""
    return _divide_into_lines(_walk(start, backward=False), backward=False)


def list_lines_before(start: LexborNode) -> Iterator[NearLine]:
    """Yields the lines before an element, the nearest first, until navigation begins."""
    return _divide_into_lines(_walk(start, backward=True), backward=True)


def _divide_into_lines(nodes: Iterator[LexborNode | None], *, backward: bool) -> Iterator[NearLine]:
    leaves: list[LexborNode] = []
    heading = ""
    for node in islice(nodes, MAX_NODES):
        tag = "" if node is None else node.tag or ""
        if node is not None and tag in ("-text", "a"):
            leaves.append(node)
            continue
        if tag and tag not in _LINE_TAGS:
            continue
        yield from _make_line(leaves, heading, backward=backward)
        leaves = []
        heading = tag if tag in _HEADING_TAGS else ""
    yield from _make_line(leaves, heading, backward=backward)


def _make_line(leaves: list[LexborNode], heading: str, *, backward: bool) -> Iterator[NearLine]:
    """Yields the line of these texts and links; nothing if there is nothing to see in them."""
    if backward:
        leaves.reverse()
    links = [leaf for leaf in leaves if leaf.tag == "a"]
    parts = [_text_of_leaf(leaf) for leaf in leaves]
    text = " ".join("".join(parts)[:MAX_LINE_TEXT].split())
    if text or links:
        linked = sum(len(_text_of_leaf(link).strip()) for link in links)
        yield NearLine(leaves[0], text, tuple(links), linked, heading)


def _text_of_leaf(leaf: LexborNode) -> str:
    return (leaf.text() if leaf.tag == "a" else leaf.text_content or "")[:MAX_LINE_TEXT]


def _walk(start: LexborNode, *, backward: bool) -> Iterator[LexborNode | None]:
    """Yields the nodes outside of `start` in order; None where the walk leaves an element that ends a line.

    Does not enter links, and elements that belong to no line. Ends at comments and at the page's footer.
    """
    node, enters = start, False
    while True:
        following = (node.last_child if backward else node.first_child) if enters else None
        while following is None:
            if node.tag == "body":
                return
            following = node.prev if backward else node.next
            if following is None:
                parent = node.parent
                if parent is None:
                    return
                node = parent
                if node.tag in _LINE_TAGS:
                    yield None
        node = following
        if node.tag in _CONTAINER_TAGS:
            kind = element_kinds.classify_element(node)
            if kind == "comments" or (node.tag == "footer" and len(node.text()) > MAX_FOOTER_TEXT):
                return
            enters = kind not in ("related", "caption")
            yield node if enters else None
        else:
            enters = node.tag not in _SKIPPED_TAGS and node.tag not in ("-text", "a")
            if node.tag not in _SKIPPED_TAGS:
                yield node
