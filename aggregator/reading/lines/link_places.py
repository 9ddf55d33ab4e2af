"""Places the links and lines of a page: within the article, in a credit or caption, or far from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from selectolax.lexbor import LexborNode

from aggregator.reading import titles
from aggregator.reading.ancestors import list_ancestors
from aggregator.reading.lines import element_kinds, line_choice
from aggregator.reading.lines.article_span import ArticleSpan
from aggregator.reading.traces import source_links
from aggregator.reading.traces.source_links import LinkedPage, OutgoingLink

Place = Literal["top", "body", "end", "credit", "caption", "page"]

MAX_ANCESTORS = 12  # of a link that are examined
MAX_OUTER_ANCESTORS = 40  # the same in search of an element around the article
_CHART_TAGS = frozenset(["canvas", "table"])


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What placing the links of a page needs to know."""

    page_url: str
    own_site: str
    links: dict[int, OutgoingLink]  # to other sites, by the id of their node
    titles: frozenset[str]  # folded
    containers: frozenset[int]  # ids of the elements around the article's first and last paragraph
    article: frozenset[int]  # those of them that are `article` elements
    kinds: dict[int, element_kinds.ElementKind]  # of elements around links, by id, as they are read


def describe_surroundings(
    page: LinkedPage,
    span: ArticleSpan | None,
    page_titles: Iterable[str],
    page_url: str,
    own_site: str,
) -> Surroundings:
    """Returns what placing the links of a page needs; `span` is None without an article."""
    ends = (span.first, span.last) if span else ()
    ancestors = [ancestor for end in ends for ancestor in list_ancestors(end)]
    return Surroundings(
        page_url,
        own_site,
        {link.node.mem_id: link for link in page.links},
        frozenset(titles.fold_title(title) for title in page_titles),
        frozenset(node.mem_id for node in ancestors),
        frozenset(node.mem_id for node in ancestors if node.tag == "article"),
        {},
    )


def place_near_line(node: LexborNode, place: Place, around: Surroundings) -> Place:
    """Returns the place of a line near the article: as given, or that of the element for it."""
    kind = _find_kind_around(node, around)
    return "credit" if kind == "credit" else "caption" if kind == "caption" else place


def _find_kind_around(node: LexborNode, around: Surroundings) -> element_kinds.ElementKind:
    """Returns what the elements around a link or text are for, below those that hold the article."""
    credit: element_kinds.ElementKind = ""
    for ancestor in islice(list_ancestors(node), MAX_ANCESTORS):
        element = ancestor.mem_id
        if element in around.containers:
            break
        if element not in around.kinds:
            around.kinds[element] = element_kinds.classify_element(ancestor)
        kind = around.kinds[element]
        if kind == "chart":
            return "caption"
        if kind in ("caption", "related", "end"):
            return kind
        credit = credit or kind
    return credit


def place_link(link: OutgoingLink, span: ArticleSpan | None, around: Surroundings) -> Place:
    """Returns the place of a link that no line near the article has."""
    is_in_article = span is not None and _is_in_article(link, span)
    if not is_in_article and not _is_in(link.node, around.article, MAX_OUTER_ANCESTORS):
        return "page"
    kind = _find_kind_around(link.node, around)
    if kind == "credit" or kind == "caption":
        return kind
    if kind or not is_in_article:
        return "page"
    return "caption" if _is_below_chart(link.node) else "body"


def _is_in_article(link: OutgoingLink, span: ArticleSpan) -> bool:
    """Whether a link is after the start of the first long paragraph and before the end of the last."""
    if link.order < span.last_order:
        return link.order > span.first_order
    return _is_in(link.node, frozenset([span.last.mem_id]), MAX_ANCESTORS)


def _is_in(node: LexborNode, elements: frozenset[int], depth: int) -> bool:
    """Whether one of the next `depth` elements around a node is one of these."""
    around = islice(list_ancestors(node), depth) if elements else ()
    return any(ancestor.mem_id in elements for ancestor in around)


def _is_below_chart(link: LexborNode) -> bool:
    """Whether the short block of a link follows a table or a chart."""
    block = source_links.find_enclosing_block(link)
    previous = block.prev if block is not None else None
    while previous is not None and previous.tag == "-text":
        previous = previous.prev
    if block is None or previous is None:
        return False
    is_chart = previous.tag in _CHART_TAGS or element_kinds.classify_element(previous) == "chart"
    return is_chart and len(source_links.fold_text(block)) <= line_choice.MAX_PLAIN_LINE
