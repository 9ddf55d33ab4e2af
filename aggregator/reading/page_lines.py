"""Keeps what may name the source of an article: links to other sites, and short lines around the article."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator import urls
from aggregator.model import PageLine
from aggregator.reading import (
    article_span,
    element_kinds,
    near_lines,
    phrases,
    source_links,
    titles,
    visible_date,
)
from aggregator.reading.article_span import ArticleSpan
from aggregator.reading.near_lines import NearLine
from aggregator.reading.source_links import LinkedPage, OutgoingLink

Place = Literal["top", "body", "end", "credit", "caption", "page"]

MAX_PLAIN_LINE = 160  # characters of a line without link
MAX_PLAIN_HEADING = 60  # the same of a heading
MAX_LINE = 300  # characters that are kept of a line with a link
MAX_CONTEXT = 160  # the same within the article
MAX_ANCHOR = 120  # characters of link text that are kept
MAX_PAGE_ANCHOR = 40  # the same far from the article
MAX_TOP_LINES, MAX_END_LINES = 8, 10  # lines without link that are kept
MAX_NEAR_LINES = 40  # lines that are examined before or after the article
MAX_NEAR_TEXT = 2_500  # characters of them
MAX_ABOVE_HEADLINE = 3  # lines above the headline that are examined
MAX_BODY_LINKS, MAX_FAR_LINKS, MAX_CAPTION_LINKS = 30, 20, 5
MAX_FAR_LINKS_OF_HOST = 2  # the same to one host
MAX_ADDRESSES = 10  # bare addresses in the lines of a text
MAX_ANCESTORS = 12  # of a link that are examined
MIN_TEASER = 25  # characters of a linked line that may be the headline of another article
MIN_ROW_LINKS = 5  # links of one line that is a menu
MAX_TEASERS, MAX_LINKED_LINES = 2, 5  # in a row, to the page's own site or to others: a list begins

_BARE_ADDRESS = re.compile(
    r"(?:https?://|\bwww\.)[^\s<>\"'“”„«»()\[\]{}，。；、）】」』]{4,600}", re.IGNORECASE
)
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]+"
)
_WORD = re.compile(r"[^\W\d_]+")
_DATE_WORDS = frozenset(
    [
        "a",
        "ago",
        "am",
        "at",
        "edt",
        "est",
        "gmt",
        "h",
        "hour",
        "hours",
        "hrs",
        "ist",
        "last",
        "min",
        "mins",
        "minutes",
        "modified",
        "on",
        "p",
        "pm",
        "posted",
        "published",
        "pst",
        "th",
        "uhr",
        "updated",
        "utc",
        "de",
        "del",
        "do",
        "et",
        "le",
        "um",
        "vor",
        "日",
        "年",
        "月",
        "时",
        "時",
        "分",
        "년",
        "월",
        "일",
        "오전",
        "오후",
    ]
)
_NO_SOURCE_SIGNALS = frozenset(["promo", "paywall", "comment", "xref", "disclaimer"])


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What placing the links of a page needs to know."""

    page_url: str
    own_site: str
    links: dict[int, OutgoingLink]  # to other sites, by the id of their node
    titles: frozenset[str]  # folded
    containers: frozenset[int]  # ids of the elements around the article's first and last paragraph
    article: frozenset[int]  # those of them that are `article` elements


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
    around = _describe_surroundings(page, span, page_titles, page_url, own_site)
    seen: set[int] = set()
    collected: list[PageLine] = []
    if span is not None:
        collected += _keep_lines(_select_top_lines(span), "top", MAX_TOP_LINES, around, seen)
        collected += _keep_lines(
            _select_end_lines(span, around), "end", MAX_END_LINES, around, seen
        )
    collected += _place_other_links(page, span, around, seen)
    collected += _find_bare_addresses(lines, page_url, own_site)
    return _without_repetition(collected)


def find_in_text(
    lines: Sequence[str], title: str, page_url: str, own_site: str
) -> tuple[PageLine, ...]:
    """Returns the short lines before and after the long ones of a text, and the addresses in it."""
    title = titles.fold_title(title)
    long = [n for n, line in enumerate(lines) if _is_long(line)]
    first, last = (long[0], long[-1]) if long else (0, -1)
    top = [line for line in lines[:first] if _is_source_line(line, {title})]
    end = [line for line in lines[last + 1 :] if _is_source_line(line, {title})]
    return _without_repetition(
        [
            *_find_bare_addresses(lines, page_url, own_site),
            *(PageLine(_clean(line, MAX_LINE), place="top") for line in top[-MAX_TOP_LINES:]),
            *(PageLine(_clean(line, MAX_LINE), place="end") for line in end[:MAX_END_LINES]),
        ]
    )


def _describe_surroundings(
    page: LinkedPage,
    span: ArticleSpan | None,
    page_titles: Iterable[str],
    page_url: str,
    own_site: str,
) -> Surroundings:
    ends = (span.first, span.last) if span else ()
    ancestors = [ancestor for end in ends for ancestor in _list_ancestors(end)]
    return Surroundings(
        page_url,
        own_site,
        {link.node.mem_id: link for link in page.links},
        frozenset(titles.fold_title(title) for title in page_titles),
        frozenset(node.mem_id for node in ancestors),
        frozenset(node.mem_id for node in ancestors if node.tag == "article"),
    )


def _list_ancestors(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


# Lines near the article


def _select_top_lines(span: ArticleSpan) -> list[NearLine]:
    """Returns the lines before the article down from a few above the headline, nearest first."""
    selected: list[NearLine] = []
    left = MAX_NEAR_LINES
    length = 0
    for line in near_lines.list_lines_before(span.first):
        length += len(line.text)
        left -= 1
        if left < 0 or length > MAX_NEAR_TEXT or _is_navigation(line):
            break
        selected.append(line)
        if line.is_main_heading:
            left = min(left, MAX_ABOVE_HEADLINE)
    return selected


def _select_end_lines(span: ArticleSpan, around: Surroundings) -> list[NearLine]:
    """Returns the lines after the article until a list of other articles begins."""
    selected: list[NearLine] = []
    own = other = length = 0
    for line in near_lines.list_lines_after(span.last):
        length += len(line.text)
        if len(selected) >= MAX_NEAR_LINES or length > MAX_NEAR_TEXT:
            break
        if _is_navigation(line) or _begins_list(line):
            break
        leads_away = any(link.mem_id in around.links for link in line.links)
        is_linked = _is_linked_line(line)
        own = own + 1 if is_linked and not leads_away else 0
        other = other + 1 if is_linked and leads_away else 0
        selected.append(line)
        if own >= MAX_TEASERS or other >= MAX_LINKED_LINES:
            return selected[: -max(own, other)]
    return selected


def _is_linked_line(line: NearLine) -> bool:
    """Whether a line is all link, and as long as a headline or a picture only."""
    length = article_span.shown_length(line.text)
    is_all_link = line.linked_length * 5 >= len(line.text) * 4
    return bool(line.links) and is_all_link and (length >= MIN_TEASER or length == 0)


def _is_navigation(line: NearLine) -> bool:
    """Whether a line is a row of links."""
    is_mostly_link = line.linked_length * 5 >= len(line.text) * 3
    return len(line.links) >= MIN_ROW_LINKS and is_mostly_link


def _begins_list(line: NearLine) -> bool:
    """Whether a line without link announces other articles or comments."""
    if line.links or len(line.text) > MAX_PLAIN_LINE:
        return False
    signal = phrases.find_signal(line.text)
    return signal is not None and signal[0] in ("xref", "comment")


def _keep_lines(
    lines: Iterable[NearLine],
    place: Place,
    max_plain: int,
    around: Surroundings,
    seen: set[int],
) -> Iterator[PageLine]:
    """Yields the lines with links to other sites, and the first short ones without; adds the links to `seen`."""
    for line in lines:
        outgoing = [around.links[link.mem_id] for link in line.links if link.mem_id in around.links]
        line_place = _place_near_line(line.node, place, around)
        seen.update(link.node.mem_id for link in outgoing)
        if outgoing:
            for link in outgoing:
                yield from _make_linked_line(link, line.text, line_place, MAX_LINE, around)
        elif max_plain > 0 and _is_plain_source_line(line, around):
            max_plain -= 1
            yield from _make_plain_lines(line.text, line_place, around)


def _place_near_line(node: LexborNode, place: Place, around: Surroundings) -> Place:
    kind = _find_kind_around(node, around)
    return "credit" if kind == "credit" else "caption" if kind == "caption" else place


def _find_kind_around(node: LexborNode, around: Surroundings) -> element_kinds.ElementKind:
    """Returns what the elements around a link or text are for, below those that hold the article."""
    credit: element_kinds.ElementKind = ""
    for _, ancestor in zip(range(MAX_ANCESTORS), _list_ancestors(node), strict=False):
        if ancestor.mem_id in around.containers:
            break
        kind = element_kinds.classify_element(ancestor)
        if kind in ("caption", "related", "comments"):
            return kind
        credit = credit or kind
    return credit


def _is_plain_source_line(line: NearLine, around: Surroundings) -> bool:
    """Whether a line without outward link may name a source: it is no link to the page's own site."""
    if line.links and line.linked_length >= len(line.text) and not _is_author_link(line.links):
        return False
    if line.heading and article_span.shown_length(line.text) > MAX_PLAIN_HEADING:
        return False
    return _is_source_line(line.text, around.titles)


def _is_author_link(links: Sequence[LexborNode]) -> bool:
    attributes = links[0].attributes
    return "author" in f"{attributes.get('rel')} {attributes.get('href')} {attributes.get('class')}"


def _is_source_line(text: str, folded_titles: Iterable[str]) -> bool:
    """Whether a line is short, and neither a headline, a date, nor about something else."""
    if not 2 <= len(text) <= MAX_PLAIN_LINE or _is_only_date(text):
        return False
    if titles.fold_title(text) in folded_titles:
        return False
    signal = phrases.find_signal(text)
    if signal is None:
        return True
    is_label = signal[0] == "label" and " by " not in text.lower()
    return not is_label and signal[0] not in _NO_SOURCE_SIGNALS


def _is_only_date(text: str) -> bool:
    """Whether a line has no words, or only those of dates."""
    if "©" in text:
        return False
    words = _WORD.findall(text.lower()[:200])
    return all(word in _DATE_WORDS or visible_date.is_month(word) for word in words)


def _is_long(line: str) -> bool:
    return article_span.shown_length(line) >= article_span.MIN_LONG


# Links elsewhere


def _place_other_links(
    page: LinkedPage, span: ArticleSpan | None, around: Surroundings, seen: set[int]
) -> Iterator[PageLine]:
    """Yields the links that no line near the article has, as many of each place as are kept."""
    left: dict[Place, int] = {
        "body": MAX_BODY_LINKS,
        "credit": MAX_CAPTION_LINKS,
        "caption": MAX_CAPTION_LINKS,
        "page": MAX_FAR_LINKS,
    }
    far_links: Counter[str] = Counter()  # by host
    block_texts: dict[int, str] = {}  # by block: one may hold thousands of links
    for link in page.links:
        if link.node.mem_id in seen:
            continue
        place = _place_link(link, span, around)
        host = source_links.host_of_link(link.href)
        if left[place] <= 0 or (place == "page" and far_links[host] >= MAX_FAR_LINKS_OF_HOST):
            continue
        left[place] -= 1
        far_links[host] += place == "page"
        text = "" if place == "page" else _text_around(link.node, block_texts)
        yield from _make_linked_line(link, text, place, MAX_CONTEXT, around)


def _place_link(link: OutgoingLink, span: ArticleSpan | None, around: Surroundings) -> Place:
    kind = _find_kind_around(link.node, around)
    is_in_article = span is not None and (
        span.first_order < link.order < span.last_order
        or any(node.mem_id == span.last.mem_id for node in _list_ancestors(link.node))
    )
    if kind == "caption":
        return "caption"
    if kind in ("related", "comments"):
        return "page"
    if kind == "credit" and (is_in_article or _is_in(link.node, around.article)):
        return "credit"
    return "body" if is_in_article else "page"


def _is_in(node: LexborNode, elements: frozenset[int]) -> bool:
    return bool(elements) and any(a.mem_id in elements for a in _list_ancestors(node))


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
    url = urls.join(around.page_url, link.href)
    if url is None:
        return
    anchor = _clean(source_links.fold_text(link.node) or _describe_picture(link.node), MAX_ANCHOR)
    if place == "page":
        yield PageLine("", url, anchor[:MAX_PAGE_ANCHOR], place)
    else:
        yield PageLine(_cut_around(text or anchor, anchor, length), url, anchor, place)


def _describe_picture(link: LexborNode) -> str:
    """Returns the words for a linked picture: its alternative text, else the label or title of the link."""
    image = link.css_first("img[alt]")
    attributes = link.attributes
    words = image.attributes.get("alt") if image is not None else ""
    return " ".join(
        (words or attributes.get("aria-label") or attributes.get("title") or "").split()
    )


def _cut_around(text: str, anchor: str, length: int) -> str:
    """Returns the part of a text around a link, of at most this many characters."""
    if len(text) <= length:
        return _clean(text, length)
    position = max(0, text.find(anchor))
    start = max(0, min(position - length // 2, len(text) - length))
    return _clean(text[start : start + length], length)


# Addresses without a link, and plain lines


def _make_plain_lines(text: str, place: Place, around: Surroundings) -> Iterator[PageLine]:
    """Yields the address in a line without link, or the line itself."""
    found = list(_match_addresses(text, place, around.page_url, around.own_site))
    yield from found or [PageLine(_clean(text, MAX_PLAIN_LINE), place=place)]


def _find_bare_addresses(lines: Sequence[str], page_url: str, own_site: str) -> Iterator[PageLine]:
    """Yields the addresses of other sites that the lines of a text hold, the first ones."""
    long = [n for n, line in enumerate(lines) if _is_long(line)]
    first, last = (long[0], long[-1]) if long else (len(lines), -1)
    left = MAX_ADDRESSES
    for number, line in enumerate(lines):
        if "://" not in line and "www." not in line.lower():
            continue
        place: Place = "end" if number > last else "top" if number < first else "body"
        for found in _match_addresses(line, place, page_url, own_site):
            if left <= 0:
                return
            left -= 1
            yield found


def _match_addresses(text: str, place: Place, page_url: str, own_site: str) -> Iterator[PageLine]:
    """Yields the addresses of other sites in a text."""
    for match in _BARE_ADDRESS.finditer(text[: near_lines.MAX_LINE_TEXT]):
        written = match.group().rstrip(".,;:!?…")
        address = written if "://" in written else f"https://{written}"
        url = urls.join(page_url, address)
        if url and source_links.is_other_site(source_links.host_of_link(url), own_site):
            yield PageLine(_cut_around(text, written, MAX_LINE), url, written[:MAX_ANCHOR], place)


def _clean(text: str, length: int) -> str:
    """Returns a text without control and direction characters, shortened."""
    return _CONTROL.sub(" ", text[: 2 * length]).strip()[:length]


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
