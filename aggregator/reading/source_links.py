"""Links to other sites that say where a text comes from, with the words they stand in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator import urls
from aggregator.model import SourceTrace
from aggregator.reading import disclaimers, phrases

MAX_PHRASE = 300  # characters of a phrase that is kept
MAX_BLOCK = 600  # characters of a block that can be a phrase; a longer one is prose
MAX_BODY_LINKS = 30
MAX_LINKS = 3_000  # looked at on one page
MAX_TEXT = 4_000  # characters of an element's text that are looked at
LONG = 120  # characters from which a paragraph counts as prose
SHARING = (
    "addtoany.com|apple.com|bsky.app|doubleclick.net|facebook.com|flipboard.com|google.com|instagram.com|line.me|"
    "linkedin.com|pinterest.com|reddit.com|t.me|telegram.me|threads.net|tiktok.com|tumblr.com|twitter.com|vk.com|"
    "wa.me|whatsapp.com|x.com|youtube.com"
)

_HOST = re.compile(r"^(?:https?:)?//(?:[^/?#@\s]*@)?([^/?#@\s]+)", re.IGNORECASE)
_INNER = re.compile(r"[?&=/](https?(?::|%3a)(?:/|%2f){2}[^&\s\"']{4,1000})", re.IGNORECASE)
_SHARING = re.compile(rf"(?:^|\.)(?:{SHARING.replace('.', '[.]')})(?::\d+)?$", re.IGNORECASE)
_BLOCKS = frozenset(
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
_NO_PROSE = frozenset(["figure", "figcaption", "nav", "picture", "button", "form"])


@dataclass(frozen=True, slots=True)
class Outward:
    """A link to another site, and where it stands among the page's paragraphs."""

    node: LexborNode
    href: str
    before: int  # long paragraphs before it


def traces(tree: LexborHTMLParser, base: str, own: str) -> list[SourceTrace]:
    """Source phrases with their link, and the links of the prose; `own` is the page's site."""
    links, paragraphs = _outward(tree, own)
    found, body = [], 0
    lines: dict[int, str] = {}  # of blocks: one may hold thousands of links
    for link in links:
        where = _where(link.before, paragraphs)
        trace = _of_link(link, base, where, lines)
        if trace is None or (trace.kind == "body_link" and body >= MAX_BODY_LINKS):
            continue
        body += trace.kind == "body_link"
        found.append(trace)
    return found


def _outward(tree: LexborHTMLParser, own: str) -> tuple[list[Outward], int]:
    """Links to other sites in the order of the page, and the number of its long paragraphs."""
    links: list[Outward] = []
    paragraphs = 0
    for node in tree.css('p, a[href*="//"], a[href*="%2f%2f"], a[href*="%2F%2F"]')[:MAX_LINKS]:
        if node.tag == "p":
            paragraphs += _is_prose(node)
            continue
        for href in _targets(node.attrs.get("href") or ""):
            if _is_other(host(href), own):
                links.append(Outward(node, href, paragraphs))
                break
    return links, paragraphs


def _is_prose(paragraph: LexborNode) -> bool:
    """A long paragraph of the article; what an aggregator says of itself stands below it."""
    text = paragraph.text()
    return len(text) >= LONG and not disclaimers.is_one(" ".join(text[:MAX_TEXT].split()))


def _targets(href: str) -> Iterator[str]:
    """Where a link leads: first the address inside it, which redirectors carry, then its own."""
    inner = _INNER.search(href, 1) if "http" in href[1:].lower() else None
    if inner:
        yield unquote(inner.group(1)) if "%" in inner.group(1)[:9] else inner.group(1)
    yield href.strip()


def host(href: str) -> str:
    """The host that a link names, in small letters; "" where it names none."""
    found = _HOST.match(href)
    return found.group(1).lower() if found else ""


@lru_cache(maxsize=4096)  # the pages of a site link to the same hosts
def _is_other(name: str, own: str) -> bool:
    if not name or _SHARING.search(name):
        return False
    try:
        return urls.site(f"http://{name}/") != own
    except ValueError:
        return False


def _where(before: int, paragraphs: int) -> str:
    if before == 0:
        return "top" if paragraphs else "end"
    return "end" if before == paragraphs else "body"


def _of_link(link: Outward, base: str, where: str, lines: dict[int, str]) -> SourceTrace | None:
    block = _block(link.node)
    if block is None:
        return None
    if block.mem_id not in lines:
        lines[block.mem_id] = _folded(block)
    line = lines[block.mem_id]
    if len(line) <= MAX_BLOCK:
        told = _phrase(link.node, block, line)
        if told:
            phrase, name = told
            kind = "mention" if where == "body" and phrases.is_weak(phrase) else "link_phrase"
            url = urls.join(base, link.href)
            return SourceTrace(kind, phrase[:MAX_PHRASE], url, name, where) if url else None
    anchor = _folded(link.node)
    if len(line) < LONG or not anchor or len(anchor) * 2 > len(line):
        return None
    url = urls.join(base, link.href)
    return SourceTrace("body_link", _around(line, anchor), url, "", where) if url else None


def _phrase(node: LexborNode, block: LexborNode, line: str) -> tuple[str, str] | None:
    """The source phrase a link stands in, and the name it names."""
    anchor = _folded(node)
    for text in dict.fromkeys((line, *_last_sentence(line, anchor), anchor)):
        told = phrases.signal(text)
        if told:
            return (
                (text, told[1] or _name(anchor, told[0])) if told[0] in ("source", "feed") else None
            )
    if line != anchor or len(line) > 200:
        return None
    before = block.prev
    while before is not None and before.tag in ("-text", "br"):
        before = before.prev
    label = _folded(before).rstrip(" :：") if before is not None else ""
    told = phrases.signal(f"{label}:") if 2 <= len(label) <= 60 else None
    return (f"{label}: {anchor}", told[1] or anchor) if told and told[0] == "source" else None


def _last_sentence(line: str, anchor: str) -> Iterator[str]:
    """The sentence of a line that holds the link: a phrase may follow prose in one paragraph."""
    start = line.rfind(anchor) if anchor else -1
    cut = max(line.rfind(mark, 0, start) for mark in (". ", "! ", "? ", "。")) if start > 0 else -1
    if cut > 0:
        yield line[cut + 1 :].strip()


def _name(anchor: str, signal: str) -> str:
    """What a link is called, when that may be the name of a source."""
    lowered = anchor.lower()
    plain = signal == "source" and len(anchor) <= 60 and not phrases.signal(anchor)
    return anchor if plain and lowered not in ("here", "link", "click here") else ""


def _block(node: LexborNode) -> LexborNode | None:
    """The nearest block around a link; None where no prose stands."""
    around = node.parent
    for _ in range(12):
        if around is None or around.tag in _NO_PROSE:
            return None
        if around.tag in _BLOCKS:
            return around
        around = around.parent
    return None


def _around(line: str, anchor: str) -> str:
    """The words around a link in a long line."""
    middle = max(0, line.find(anchor))
    start = max(0, middle - 100)
    return line[start : start + MAX_PHRASE].strip()


def _folded(node: LexborNode) -> str:
    return " ".join(node.text()[:MAX_TEXT].split())
