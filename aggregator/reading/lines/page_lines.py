"""Keeps what may name the source of an article: links to other sites, and short lines around the article."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator import urls
from aggregator.model import PageLine
from aggregator.reading import titles
from aggregator.reading.lines import (
    article_span,
    line_choice,
    link_places,
    logos,
    shown_addresses,
)
from aggregator.reading.lines.article_span import ArticleSpan
from aggregator.reading.lines.link_places import Place, Surroundings
from aggregator.reading.lines.near_lines import NearLine
from aggregator.reading.traces import source_links
from aggregator.reading.traces.source_links import LinkedPage, OutgoingLink

MAX_CONTEXT = 120  # characters that are kept around a link within the article
MAX_PAGE_ANCHOR = 24  # characters of link text that are kept far from the article
MAX_SHORT = 60  # characters of a line without link that is hardly a sentence
MAX_SHORT_LINES = 8  # lines without link that are kept before or after the article
MAX_SENTENCES = 3  # the same of longer ones
MAX_BODY_LINKS, MAX_FAR_LINKS, MAX_CREDIT_LINKS, MAX_CAPTION_LINKS = 20, 8, 10, 5
MAX_FAR_EXAMINED = 200  # far links of which these are chosen
MAX_FAR_LINKS_OF_HOST = 2  # far links that are kept to one host
MAX_HREF = 500  # characters of an address that are examined
MIN_HYPHENS = 3  # of an address that ends with a headline
_NUMBER = re.compile(r"\d{5}")


def find_in_page(
    tree: LexborHTMLParser,
    page: LinkedPage,
    lines: Sequence[str],
    page_titles: Iterable[str],
    page_url: str,
    own_site: str,
) -> tuple[PageLine, ...]:
    """Returns the links and short lines of a page; `lines` are those of the article, as extracted."""
    span = article_span.find_article_span(tree, page, lines)
    around = link_places.describe_surroundings(page, span, page_titles, page_url, own_site)
    seen: set[int] = set()
    collected: list[PageLine] = []
    if span is not None:
        collected += _keep_lines(line_choice.select_top_lines(span), "top", around, seen)
        collected += _keep_lines(
            line_choice.select_end_lines(span, around.links), "end", around, seen
        )
    collected += _place_other_links(page, span, around, seen)
    collected += shown_addresses.find_in_lines(lines, page_url, own_site)
    collected += logos.find_logo_names(tree)
    return _without_repetition(collected)


def find_in_text(
    lines: Sequence[str], title: str, page_url: str, own_site: str
) -> tuple[PageLine, ...]:
    """Returns the short lines before and after the long ones of a text, and the addresses in it."""
    title = titles.fold_title(title)
    long = [n for n, line in enumerate(lines) if shown_addresses.is_long(line)]
    first, last = (long[0], long[-1]) if long else (0, -1)
    before: list[tuple[str, Place]] = [(line, "top") for line in lines[:first][::-1]]
    after: list[tuple[str, Place]] = [(line, "end") for line in lines[last + 1 :]]
    addresses = list(shown_addresses.find_in_lines(lines, page_url, own_site))
    known = {line.text for line in addresses}
    plain = (
        _make_plain_line(text, place)
        for near in (before, after)
        for text, place in _select_plain_lines(
            line for line in near if line_choice.is_source_line(line[0], {title})
        )
    )
    return _without_repetition([*addresses, *(line for line in plain if line.text not in known)])


# Lines near the article


def _keep_lines(
    lines: Iterable[NearLine], place: Place, around: Surroundings, seen: set[int]
) -> Iterator[PageLine]:
    """Yields the lines with links to other sites, and short ones without; adds the links to `seen`."""
    plain: list[tuple[str, Place]] = []
    for line in lines:
        outgoing = [around.links[link.mem_id] for link in line.links if link.mem_id in around.links]
        if not outgoing and not line_choice.is_near_source_line(line, around.titles):
            continue
        line_place = link_places.place_near_line(line.node, place, around)
        if not outgoing:
            plain.append((line.text, line_place))
        seen.update(link.node.mem_id for link in outgoing)
        for link in outgoing:
            yield from _make_linked_line(
                link, line.text, line_place, shown_addresses.MAX_LINE, around
            )
    for text, line_place in _select_plain_lines(plain):
        yield from _make_plain_lines(text, line_place, around)


def _select_plain_lines(lines: Iterable[tuple[str, Place]]) -> Iterator[tuple[str, Place]]:
    """Yields the first of these lines, nearest first, and all that are set apart for a source or name one."""
    short, sentences = MAX_SHORT_LINES, MAX_SENTENCES
    for text, place in lines:
        is_short = len(text) <= MAX_SHORT
        short, sentences = short - is_short, sentences - (not is_short)
        is_kept = (short if is_short else sentences) >= 0
        if is_kept or place == "credit" or line_choice.is_source_phrase(text):
            yield text, place


# Links elsewhere


def _place_other_links(
    page: LinkedPage, span: ArticleSpan | None, around: Surroundings, seen: set[int]
) -> Iterator[PageLine]:
    """Yields the links that no line near the article has, as many of each place as are kept."""
    left: dict[Place, int] = {
        "body": MAX_BODY_LINKS,
        "credit": MAX_CREDIT_LINKS,
        "caption": MAX_CAPTION_LINKS,
    }
    far: list[OutgoingLink] = []
    block_texts: dict[int, str] = {}  # by block: one may hold thousands of links
    for link in page.links:
        if link.node.mem_id in seen:
            continue
        place = link_places.place_link(link, span, around)
        if place == "page":
            far.append(link)
        elif left[place] > 0:
            left[place] -= 1
            text = _text_around(link.node, block_texts)
            yield from _make_linked_line(link, text, place, MAX_CONTEXT, around)
    for link in _select_far_links(far):
        yield from _make_linked_line(link, "", "page", 0, around)


def _select_far_links(links: Sequence[OutgoingLink]) -> list[OutgoingLink]:
    """Returns a few links to each host, those to articles before those to front pages and sections."""
    of_host: Counter[str] = Counter()
    selected: list[OutgoingLink] = []
    for link in sorted(
        links[:MAX_FAR_EXAMINED], key=lambda link: not _may_lead_to_article(link.href)
    ):
        host = source_links.host_of_link(link.href)
        if of_host[host] < MAX_FAR_LINKS_OF_HOST:
            of_host[host] += 1
            selected.append(link)
    return selected[:MAX_FAR_LINKS]


def _may_lead_to_article(href: str) -> bool:
    """Whether the last part of an address is a headline or a number."""
    name = href[:MAX_HREF].partition("?")[0].rstrip("/").rpartition("/")[2]
    return name.count("-") >= MIN_HYPHENS or bool(_NUMBER.search(name))


def _text_around(node: LexborNode, block_texts: dict[int, str]) -> str:
    """Returns the text of the block around a link; "" if there is none."""
    block = source_links.find_enclosing_block(node) or node.parent
    if block is None:
        return ""
    if block.mem_id not in block_texts:
        block_texts[block.mem_id] = source_links.fold_text(block)
    return block_texts[block.mem_id]


def _make_linked_line(
    link: OutgoingLink, text: str, place: Place, length: int, around: Surroundings
) -> Iterator[PageLine]:
    """Yields the line of a link; nothing without a valid address."""
    url = _join(around.page_url, link.href)
    if url is None:
        return
    anchor = shown_addresses.clean_text(
        source_links.fold_text(link.node) or _describe_picture(link.node),
        shown_addresses.MAX_ANCHOR,
    )
    if place == "page":
        yield PageLine("", url, anchor[:MAX_PAGE_ANCHOR], place)
    else:
        line = shown_addresses.cut_around(text or anchor, anchor, length)
        yield PageLine(line, url, anchor, place)


@lru_cache(maxsize=4096)  # the pages of a site have the same links around their articles
def _join(page_url: str, href: str) -> str | None:
    """Returns the canonical address of a link, like `urls.join`, which takes longer if it is absolute."""
    if not href.startswith(("http://", "https://")):
        return urls.join(page_url, href)
    try:
        return urls.canonical(href)
    except ValueError:
        return None


def _describe_picture(link: LexborNode) -> str:
    """Returns the words for a linked picture: its alternative text, else the label or title of the link."""
    image = link.css_first("img[alt]")
    attributes = link.attributes
    words = image.attributes.get("alt") if image is not None else ""
    return " ".join(
        (words or attributes.get("aria-label") or attributes.get("title") or "").split()
    )


# Lines without a link


def _make_plain_lines(text: str, place: Place, around: Surroundings) -> Iterator[PageLine]:
    """Yields the addresses in a line without link, or the line itself."""
    found = list(shown_addresses.find_in_line(text, place, around.page_url, around.own_site))
    yield from found or [_make_plain_line(text, place)]


def _make_plain_line(text: str, place: Place) -> PageLine:
    return PageLine(shown_addresses.clean_text(text, line_choice.MAX_PLAIN_LINE), place=place)


def _without_repetition(lines: Iterable[PageLine]) -> tuple[PageLine, ...]:
    """Returns each line once; a far link or a bare address only if no line before has its address."""
    kept: dict[tuple[str, str], PageLine] = {}
    addresses: set[str] = set()
    for line in lines:
        is_linked_text = line.url and line.place != "page" and not _is_bare(line)
        if is_linked_text or not line.url or line.url not in addresses:
            kept.setdefault((line.url, line.text), line)
        addresses.add(line.url)
    return tuple(kept.values())


def _is_bare(line: PageLine) -> bool:
    return line.anchor.startswith(("http://", "https://", "www."))
