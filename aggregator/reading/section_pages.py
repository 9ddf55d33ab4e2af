"""Links of a page that lists articles, and the feeds a page announces."""

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator import urls
from aggregator.model import Entry, Feed
from aggregator.reading.charset import decode

MAX_LINKS = 200
FEWEST_WORDS = 4  # of a headline; navigation says less
_DATED = re.compile(r"/(19|20)\d{2}/\d{1,2}/|\d{6,}")
_NOT_ARTICLES = re.compile(
    r"/(tag|tags|topic|topics|author|authors|category|categories|page|login|search|about|contact|privacy|"
    r"impressum|kontakt|newsletter|subscribe|account)(/|$)",
    re.IGNORECASE,
)
_FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
}
_FEED_PATH = re.compile(
    r"(/feed/?|/rss/?|\.rss|/rss\.xml|/feed\.xml|/atom\.xml|/index\.xml)$", re.IGNORECASE
)


def section_links(body: bytes, url: str) -> tuple[Entry, ...]:
    """What looks like an article of the same site: a headline for its text, a path of its own."""
    tree = LexborHTMLParser(decode(body)[0])
    base = _base(tree, url)
    found: dict[str, Entry] = {}
    for node in tree.css("a[href]"):
        entry = _entry(node, base, url)
        if entry and entry.url not in found and len(found) < MAX_LINKS:
            found[entry.url] = entry
    return tuple(found.values())


def discover_feeds(body: bytes, url: str) -> tuple[Feed, ...]:
    """The feeds a page announces in its head, else those it links to."""
    tree = LexborHTMLParser(decode(body)[0])
    base = _base(tree, url)
    announced = [
        (node.attributes.get("href") or "", node.attributes.get("title") or "")
        for node in tree.css("link[rel~=alternate]")
        if (node.attributes.get("type") or "").lower() in _FEED_TYPES
    ]
    linked = [
        (node.attributes.get("href") or "", node.text(strip=True))
        for node in tree.css("a[href]")
        if _FEED_PATH.search(urlsplit(node.attributes.get("href") or "").path)
    ]
    found: dict[str, Feed] = {}
    for href, title in announced or linked:
        link = urls.join(base, href)
        if link and "comments" not in link:
            found.setdefault(link, Feed(link, urls.site(url), title=title[:200]))
    return tuple(found.values())[:20]


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    href = node.attributes.get("href") if node else None
    return (urls.join(url, href) if href else None) or url


def _entry(node: LexborNode, base: str, url: str) -> Entry | None:
    link = urls.join(base, node.attributes.get("href") or "")
    title = " ".join(node.text().split())
    if not link or urls.site(link) != urls.site(url) or link == urls.canonical(url):
        return None
    path = urlsplit(link).path
    if _NOT_ARTICLES.search(path) or path.count("-") + path.count("_") + path.count("/") < 2:
        return None
    headline = len(title.split()) >= FEWEST_WORDS or len(title) >= 24
    slug = path.rstrip("/").rsplit("/", 1)[-1]
    telling = bool(_DATED.search(path)) or slug.count("-") + slug.count("_") >= 3
    return Entry(url=link, title=title[:500]) if headline and telling else None
