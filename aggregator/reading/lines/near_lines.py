"""Divides the surroundings of an article in its page into the lines that a reader sees."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from selectolax.lexbor import LexborNode

from aggregator.reading.lines import element_kinds

MAX_NODES = 100  # of the page that are visited before or after the article
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
_ARTICLE_TAGS = frozenset(["article", "main"])
_LEAF_TAGS = frozenset(  # what is in them is no line of text, or one with its link
    [
        "-text",
        "-comment",
        "a",
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


Step: TypeAlias = tuple[LexborNode, str]


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


def _divide_into_lines(steps: Iterator[Step], *, backward: bool) -> Iterator[NearLine]:
    leaves: list[Step] = []
    heading = ""
    for step in islice(steps, MAX_NODES):
        tag = step[1]
        if tag == "-text" or tag == "a":
            leaves.append(step)
        elif not tag or tag in _LINE_TAGS:
            if leaves:
                yield from _make_line(leaves, heading, backward=backward)
                leaves = []
            heading = tag if tag in _HEADING_TAGS else ""
    yield from _make_line(leaves, heading, backward=backward)


def _make_line(leaves: list[Step], heading: str, *, backward: bool) -> Iterator[NearLine]:
    """Yields the line of these texts and links; nothing if there is nothing to see in them."""
    parts: list[str] = []
    links: list[LexborNode] = []
    linked = 0
    for node, tag in reversed(leaves) if backward else leaves:
        text = ((node.text() if tag == "a" else node.text_content) or "")[:MAX_LINE_TEXT]
        parts.append(text)
        if tag == "a":
            links.append(node)
            linked += len(text.strip())
    text = " ".join("".join(parts)[:MAX_LINE_TEXT].split())
    if text or links:
        yield NearLine(leaves[0][0], text, tuple(links), linked, heading)


def _walk(start: LexborNode, *, backward: bool) -> Iterator[Step]:
    """Yields the nodes outside of `start` in order with their tags; the tag is "" where a line ends.

    Does not enter links, and elements that belong to no line. Ends at comments and at the page's footer.
    """
    node, enters, has_left = start, False, False
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
                has_left = has_left or node.tag in _ARTICLE_TAGS
                if node.tag in _LINE_TAGS:
                    yield node, ""
        node = following
        tag = node.tag or ""
        enters = tag not in _LEAF_TAGS
        if tag in _CONTAINER_TAGS:
            kind = element_kinds.classify_element(node)
            if kind == "end" or (tag == "footer" and _is_footer_of_page(node, has_left)):
                return
            enters = kind not in ("related", "caption", "chart")
        yield node, tag


def _is_footer_of_page(footer: LexborNode, has_left: bool) -> bool:
    """Whether a footer is the page's and not the article's; `has_left`: it is outside of the main element."""
    if has_left or (footer.parent is not None and footer.parent.tag == "body"):
        return True
    return len(footer.text()) > MAX_FOOTER_TEXT
