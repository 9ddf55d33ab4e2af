"""Finds where the article begins and ends in the tree of its page, by the lines that were extracted from it."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.reading import phrases
from aggregator.reading.ancestors import list_ancestors
from aggregator.reading.traces.source_links import LinkedPage, Paragraph

MIN_LONG = 120  # characters of a long paragraph; ideographs count threefold
MIN_ANY = 40  # the same where an article has no long paragraph
START_LENGTH = 40  # characters by which a paragraph is recognized
MAX_NOTE = 300  # characters of a first or last paragraph that can be a note on the source
MAX_LINKING_NOTE = 200  # the same if all that shows it is a link to another site
MAX_NOTES = 3  # such paragraphs at each end
MIN_SHARE = 0.3  # of the extracted text that the paragraphs must hold
MAX_LINK_DEPTH = 6  # elements between a link and its paragraph
MIN_CONTAINER_SHARE = 0.75  # of the paragraphs that the element of the article holds
MAX_CONTAINER_DEPTH = 3  # elements between it and a paragraph, at most
MAX_NODES = 6_000  # of a page without paragraphs that are visited

_IDEOGRAPH = re.compile(r"[぀-ヿ㐀-鿿]")
_EMPHASIS_TAGS = frozenset(["em", "i", "small"])


@dataclass(frozen=True, slots=True)
class ArticleSpan:
    """The first and the last long paragraph of an article, with their order among links and paragraphs."""

    first: LexborNode
    last: LexborNode
    first_order: float
    last_order: float


def find_article_span(
    tree: LexborHTMLParser, page: LinkedPage, lines: Sequence[str]
) -> ArticleSpan | None:
    """Returns the first and the last long paragraph of an article; None if the page has none of its lines."""
    starts = {line[:START_LENGTH] for line in lines if len(line) >= START_LENGTH // 2}
    paragraphs = [p for p in page.paragraphs if _fold_start(p.start) in starts]
    paragraphs = _select_in_main_container(paragraphs)
    long = [p for p in paragraphs if _is_long(p)] or paragraphs
    if sum(p.length for p in paragraphs) < MIN_SHARE * sum(map(len, lines)):
        return _find_span_of_texts(tree, page, starts) or _make_span(long)
    return _make_span(_strip_notes(long, {link.order: link.node for link in page.links}))


def measure_shown_length(text: str) -> int:
    """Returns the length of a text in characters; an ideograph counts threefold."""
    return len(text) if text.isascii() else len(text) + 2 * len(_IDEOGRAPH.findall(text))


def _select_in_main_container(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Returns the paragraphs within the smallest element that holds most of them, if one does.

    Notices elsewhere on the page are sometimes extracted with the article.
    """
    parents = [paragraph.node.parent for paragraph in paragraphs]
    for _ in range(MAX_CONTAINER_DEPTH):
        ids = [0 if parent is None else parent.mem_id for parent in parents]
        (container, count), *_ = Counter(ids).most_common(1) or [(0, 0)]
        if container and count >= MIN_CONTAINER_SHARE * len(paragraphs):
            return [p for p, held in zip(paragraphs, ids, strict=True) if held == container]
        parents = [None if parent is None else parent.parent for parent in parents]
    return paragraphs


def _is_long(paragraph: Paragraph) -> bool:
    return paragraph.length >= MIN_LONG or measure_shown_length(paragraph.start) >= MIN_LONG


def _make_span(paragraphs: Sequence[Paragraph]) -> ArticleSpan | None:
    if not paragraphs:
        return None
    first, last = paragraphs[0], paragraphs[-1]
    return ArticleSpan(first.node, last.node, first.order, last.order)


def _fold_start(text: str) -> str:
    return " ".join(text[: 4 * START_LENGTH].split())[:START_LENGTH]


def _strip_notes(paragraphs: list[Paragraph], links: Mapping[int, LexborNode]) -> list[Paragraph]:
    """Returns the paragraphs without the first and last ones that are notes on the source."""
    start, end = 0, len(paragraphs)
    while start < min(MAX_NOTES, end - 1) and _is_note(paragraphs[start], links):
        start += 1
    while end > max(start + 1, len(paragraphs) - MAX_NOTES) and _is_note(
        paragraphs[end - 1], links
    ):
        end -= 1
    return paragraphs[start:end]


def _is_note(paragraph: Paragraph, links: Mapping[int, LexborNode]) -> bool:
    """Whether a paragraph is short and is set apart, links another site, or is a source phrase."""
    if paragraph.length > MAX_NOTE:
        return False
    if _is_emphasized(paragraph.node):
        return True
    if paragraph.length <= MAX_LINKING_NOTE and _has_link(paragraph, links):
        return True
    signal = phrases.find_signal(" ".join(paragraph.start.split()))
    return signal is not None and signal[0] in ("source", "feed", "rights")


def _has_link(paragraph: Paragraph, links: Mapping[int, LexborNode]) -> bool:
    """Whether the first link after the start of a paragraph is within it."""
    link = links.get(paragraph.order + 1)
    if link is None:
        return False
    around = chain([link], islice(list_ancestors(link), MAX_LINK_DEPTH))
    return any(element.mem_id == paragraph.node.mem_id for element in around)


def _is_emphasized(paragraph: LexborNode) -> bool:
    """Whether the whole text of a paragraph is in one element of emphasis or small print."""
    shown = [node for node in _list_children(paragraph) if not _is_blank(node)]
    return len(shown) == 1 and shown[0].tag in _EMPHASIS_TAGS


def _list_children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _is_blank(node: LexborNode) -> bool:
    return node.tag == "-text" and not (node.text_content or "").strip()


def _find_span_of_texts(
    tree: LexborHTMLParser, page: LinkedPage, starts: Collection[str]
) -> ArticleSpan | None:
    """Returns the first and the last text of a page that begins as one of these lines, in any element."""
    if tree.body is None:
        return None
    orders = {link.node.mem_id: link.order for link in page.links}
    order: float = -1
    found: list[tuple[LexborNode, float]] = []
    for node in islice(tree.body.traverse(include_text=True), MAX_NODES):
        if node.tag != "-text":
            order = orders.get(node.mem_id, order)
            continue
        text = node.text_content or ""
        if len(text) >= MIN_ANY and _fold_start(text) in starts:
            found.append((node, order + 0.5))
    if not found:
        return None
    found = [text for text in found if _is_long_text(text[0])] or found
    return ArticleSpan(found[0][0], found[-1][0], found[0][1], found[-1][1])


def _is_long_text(node: LexborNode) -> bool:
    return measure_shown_length((node.text_content or "")[:MAX_NOTE]) >= MIN_LONG
