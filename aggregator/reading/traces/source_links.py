"""Finds links to other sites that show where a text comes from, with the words around them."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator import urls
from aggregator.model import SourceTrace
from aggregator.reading import disclaimers, phrases
from aggregator.reading.ancestors import list_ancestors
from aggregator.reading.phrases.table.row import Signal

MAX_PHRASE = 300  # characters of a phrase that is kept
MAX_BLOCK = 600  # characters of a block that can be a phrase; a longer one is prose
MAX_BODY_LINKS = 30
# Elements of readers' comments, whose links are not the page's own: names of WordPress, Disqus and other systems.
COMMENTS = (
    ".comment,.comments,#comments,.comment-list,.commentlist,.comments-area,.comments-section,"
    ".comment-section,#respond,#disqus_thread,.fb-comments"
)
MAX_LINKS = 3_000  # examined on one page
MAX_ANCESTORS = 12  # of a link that are examined
MAX_ELEMENT_TEXT = 4_000  # characters of an element's text that are examined
MIN_PROSE = 120  # characters from which a paragraph counts as prose
MIN_PARAGRAPH = 40  # characters of a paragraph that is listed
MAX_PARAGRAPH_START = 400  # characters of a paragraph that are kept
SHARING_SITES = (
    "addtoany.com|apple.com|bsky.app|doubleclick.net|facebook.com|flipboard.com|google.com|instagram.com|line.me|"
    "linkedin.com|pinterest.com|reddit.com|t.me|telegram.me|threads.net|tiktok.com|tumblr.com|twitter.com|vk.com|"
    "wa.me|whatsapp.com|x.com|youtube.com"
)

_HOST = re.compile(r"^(?:https?:)?//(?:[^/?#@\s]*@)?([^/?#@\s]+)", re.IGNORECASE)
_EMBEDDED_URL = re.compile(r"[?&=/](https?(?::|%3a)(?:/|%2f){2}[^&\s\"']{4,1000})", re.IGNORECASE)
_SHARING_HOST = re.compile(
    rf"(?:^|\.)(?:{SHARING_SITES.replace('.', '[.]')})(?::\d+)?$", re.IGNORECASE
)
_BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dt",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "li",
        "main",
        "p",
        "section",
        "td",
        "th",
    ]
)
_NON_PROSE_TAGS = frozenset(["figure", "figcaption", "nav", "picture", "button", "form"])


@dataclass(frozen=True, slots=True)
class OutgoingLink:
    """A link to another site, and its position among the page's paragraphs."""

    node: LexborNode
    href: str
    paragraphs_before: int  # long ones
    order: int = 0  # in the page, counted with the paragraphs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a page, with the start of its text as written."""

    node: LexborNode
    start: str  # at most `MAX_PARAGRAPH_START` characters
    length: int  # characters of its whole text
    order: int  # in the page, counted with the links


@dataclass(frozen=True, slots=True)
class LinkedPage:
    """The links of a page to other sites, and its paragraphs, both in the order of the page."""

    links: tuple[OutgoingLink, ...]
    paragraphs: tuple[Paragraph, ...]  # those of at least `MIN_PARAGRAPH` characters
    long_paragraphs: int  # how many are prose and no disclaimer


def find_source_links(page: LinkedPage, page_url: str) -> list[SourceTrace]:
    """Returns source phrases with their link, and links in the prose."""
    traces_of_links, body_links = [], 0
    block_texts: dict[int, str] = {}  # by block: one may hold thousands of links
    for link in page.links:
        position = _position_among_paragraphs(link.paragraphs_before, page.long_paragraphs)
        trace = _make_link_trace(link, page_url, position, block_texts)
        if trace is None or (trace.kind == "body_link" and body_links >= MAX_BODY_LINKS):
            continue
        body_links += trace.kind == "body_link"
        traces_of_links.append(trace)
    return traces_of_links


def list_links_and_paragraphs(tree: LexborHTMLParser, own_site: str) -> LinkedPage:
    """Returns the links of a page to other sites, and its paragraphs; `own_site` is the page's site."""
    links: list[OutgoingLink] = []
    paragraphs: list[Paragraph] = []
    long_paragraphs = 0
    comments = {element.mem_id for element in tree.css(COMMENTS)}
    nodes = tree.css('p, a[href*="//"], a[href*="%2f%2f"], a[href*="%2F%2F"]')[:MAX_LINKS]
    for order, node in enumerate(nodes):
        if node.tag == "p":
            text = node.text()
            long_paragraphs += _is_long_paragraph(text)
            if len(text) >= MIN_PARAGRAPH:
                start = text[:MAX_PARAGRAPH_START]
                paragraphs.append(Paragraph(node, start, len(text), order))
            continue
        for href in _list_link_targets(node.attrs.get("href") or ""):
            if is_other_site(host_of_link(href), own_site):
                if not (comments and _is_in(node, comments)):
                    links.append(OutgoingLink(node, href, long_paragraphs, order))
                break
    return LinkedPage(tuple(links), tuple(paragraphs), long_paragraphs)


def _is_in(node: LexborNode, elements: Set[int]) -> bool:
    """Whether one of the nearest elements around a node is among these, by `mem_id`."""
    around = islice(list_ancestors(node), MAX_ANCESTORS)
    return any(ancestor.mem_id in elements for ancestor in around)


def _is_long_paragraph(text: str) -> bool:
    """Whether a paragraph is long and no aggregator's disclaimer, which follows the article."""
    return len(text) >= MIN_PROSE and not disclaimers.is_disclaimer(
        " ".join(text[:MAX_ELEMENT_TEXT].split())
    )


def _list_link_targets(href: str) -> Iterator[str]:
    """Yields the targets of a link: first an address embedded in it, as in redirects, then its own."""
    match = _EMBEDDED_URL.search(href, 1) if "http" in href[1:].lower() else None
    if match:
        yield unquote(match.group(1)) if "%" in match.group(1)[:9] else match.group(1)
    yield href.strip()


def host_of_link(href: str) -> str:
    """Returns the host of a link in lower case; "" without one."""
    match = _HOST.match(href)
    return match.group(1).lower() if match else ""


@lru_cache(maxsize=4096)  # the pages of a site link to the same hosts
def is_other_site(host_name: str, own_site: str) -> bool:
    """Whether a host is neither of the site `own_site` nor one where pages are shared."""
    if not host_name or _SHARING_HOST.search(host_name):
        return False
    try:
        return urls.site(f"http://{host_name}/") != own_site
    except ValueError:
        return False


def _position_among_paragraphs(paragraphs_before: int, paragraphs: int) -> str:
    if paragraphs_before == 0:
        return "top" if paragraphs else "end"
    return "end" if paragraphs_before == paragraphs else "body"


def _make_link_trace(
    link: OutgoingLink, page_url: str, position: str, block_texts: dict[int, str]
) -> SourceTrace | None:
    """Returns the trace that a link is, or None; `block_texts` caches the text of blocks."""
    block = find_enclosing_block(link.node)
    if block is None:
        return None
    if block.mem_id not in block_texts:
        block_texts[block.mem_id] = fold_text(block)
    line = block_texts[block.mem_id]
    phrase = _find_source_phrase(link.node, block, line) if len(line) <= MAX_BLOCK else None
    if phrase:
        return _make_phrase_trace(*phrase, urls.join(page_url, link.href), position)
    return _make_prose_trace(line, fold_text(link.node), page_url, link.href, position)


def _make_phrase_trace(
    signal: Signal, phrase: str, name: str, url: str | None, position: str
) -> SourceTrace | None:
    """Returns the trace of a link in a source phrase; None without a valid address."""
    is_mention = signal == "reference" or phrases.may_concern_only_part(phrase, position)
    kind = "mention" if is_mention else "link_phrase"
    return SourceTrace(kind, phrase[:MAX_PHRASE], url, name, position) if url else None


def _make_prose_trace(
    line: str, anchor: str, page_url: str, href: str, position: str
) -> SourceTrace | None:
    """Returns the trace of a link within prose, of which it is less than half; else None."""
    if len(line) < MIN_PROSE or not anchor or len(anchor) * 2 > len(line):
        return None
    url = urls.join(page_url, href)
    context = _cut_link_context(line, anchor)
    return SourceTrace("body_link", context, url, "", position) if url else None


def _find_source_phrase(
    node: LexborNode, block: LexborNode, line: str
) -> tuple[Signal, str, str] | None:
    """Returns the signal of the source phrase around a link, the phrase, and the name of the source.

    None without a phrase of a source.
    """
    anchor = fold_text(node)
    for text in dict.fromkeys((line, *_find_sentence_of_link(line, anchor), anchor)):
        found = phrases.find_signal(text)
        if found:
            signal, name = found
            is_source = signal in ("reference", "source", "feed")
            return (signal, text, name or _link_text_if_name(anchor, signal)) if is_source else None
    return _find_source_after_label(block, anchor) if line == anchor and len(line) <= 200 else None


def _find_source_after_label(block: LexborNode, anchor: str) -> tuple[Signal, str, str] | None:
    """Returns signal, phrase and name if the element before a block is a label such as "Source:"."""
    previous = block.prev
    while previous is not None and previous.tag in ("-text", "br"):
        previous = previous.prev
    label = fold_text(previous).rstrip(" :：") if previous is not None else ""
    found = phrases.find_signal(f"{label}:") if 2 <= len(label) <= 60 else None
    if found is None or found[0] not in ("reference", "source"):
        return None
    return found[0], f"{label}: {anchor}", found[1] or anchor


def _find_sentence_of_link(line: str, anchor: str) -> Iterator[str]:
    """Yields the sentence that holds the link: a phrase may follow prose in one paragraph."""
    start = line.rfind(anchor) if anchor else -1
    cut = max(line.rfind(mark, 0, start) for mark in (". ", "! ", "? ", "。")) if start > 0 else -1
    if cut > 0:
        yield line[cut + 1 :].strip()


def _link_text_if_name(anchor: str, signal_name: str) -> str:
    """Returns the text of a link if it may be the name of a source, else ""."""
    lowered = anchor.lower()
    is_plain = signal_name == "source" and len(anchor) <= 60 and not phrases.find_signal(anchor)
    return anchor if is_plain and lowered not in ("here", "link", "click here") else ""


def find_enclosing_block(node: LexborNode) -> LexborNode | None:
    """Returns the nearest block around a link; None inside elements without prose."""
    for ancestor in islice(list_ancestors(node), MAX_ANCESTORS):
        if ancestor.tag in _NON_PROSE_TAGS:
            return None
        if ancestor.tag in _BLOCK_TAGS:
            return ancestor
    return None


def _cut_link_context(line: str, anchor: str) -> str:
    """Returns the words around a link in a long line."""
    link_start = max(0, line.find(anchor))
    start = max(0, link_start - 100)
    return line[start : start + MAX_PHRASE].strip()


def fold_text(node: LexborNode) -> str:
    """Returns the text of an element on one line, of its first `MAX_ELEMENT_TEXT` characters."""
    return " ".join(node.text()[:MAX_ELEMENT_TEXT].split())
