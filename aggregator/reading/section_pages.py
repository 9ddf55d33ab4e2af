"""Finds the article links of a section page, and the feeds that a page announces."""

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator import urls
from aggregator.model import Entry, Feed
from aggregator.reading.charset import decode_page

MAX_LINKS = 200
MIN_HEADLINE_WORDS = 4  # of a headline; navigation has fewer
_DATED_PATH = re.compile(r"/(19|20)\d{2}/\d{1,2}/|\d{6,}")
_NON_ARTICLE_PATH = re.compile(
    r"/(tag|tags|topic|topics|author|authors|category|categories|page|login|search|about|contact|privacy|"
    r"impressum|kontakt|newsletter|subscribe|account)(/|$)",
    re.IGNORECASE,
)
_FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
}
_FEED_PATH = re.compile(
    r"(/feed/?|/rss/?|\.rss|/rss\.xml|/feed\.xml|/atom\.xml|/index\.xml)$", re.IGNORECASE
)


def find_article_links(body: bytes, url: str) -> tuple[Entry, ...]:
    """Returns links that look like articles of the same site: a headline as text, an article's path."""
    tree = LexborHTMLParser(decode_page(body)[0])
    base = _find_base_url(tree, url)
    entries: dict[str, Entry] = {}
    for node in tree.css("a[href]"):
        entry = _make_link_entry(node, base, url)
        if entry and entry.url not in entries and len(entries) < MAX_LINKS:
            entries[entry.url] = entry
    return tuple(entries.values())


def discover_feeds(body: bytes, url: str) -> tuple[Feed, ...]:
    """Returns the feeds that a page announces in its head, else those it links to."""
    tree = LexborHTMLParser(decode_page(body)[0])
    base = _find_base_url(tree, url)
    feeds: dict[str, Feed] = {}
    for href, title in _list_announced_feeds(tree) or _list_linked_feeds(tree):
        link = urls.read_link(base, href)
        if link and "comments" not in link.url:
            feed = Feed(link.url, urls.site(url), title=title[:200], address=link.address)
            feeds.setdefault(link.url, feed)
    return tuple(feeds.values())[:20]


def _list_announced_feeds(tree: LexborHTMLParser) -> list[tuple[str, str]]:
    """Returns address and title of the feeds in `link` elements."""
    return [
        (node.attributes.get("href") or "", node.attributes.get("title") or "")
        for node in tree.css("link[rel~=alternate]")
        if (node.attributes.get("type") or "").lower() in _FEED_TYPES
    ]


def _list_linked_feeds(tree: LexborHTMLParser) -> list[tuple[str, str]]:
    """Returns address and text of the links whose address looks like a feed's."""
    links = ((node.attributes.get("href") or "", node) for node in tree.css("a[href]"))
    return [
        (href, node.text(strip=True))
        for href, node in links
        if _FEED_PATH.search(_get_link_path(href))
    ]


def _get_link_path(href: str) -> str:
    """Returns the path of a link; "" if it is no valid address."""
    try:
        return urlsplit(href).path
    except ValueError:
        return ""


def _find_base_url(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    href = node.attributes.get("href") if node else None
    return (urls.join(url, href) if href else None) or url


def _make_link_entry(node: LexborNode, base: str, url: str) -> Entry | None:
    """Returns the entry of a link that looks like an article of the same site, else None."""
    link = urls.read_link(base, node.attributes.get("href") or "")
    title = " ".join(node.text().split())
    if not link or urls.site(link.url) != urls.site(url) or link.url == urls.canonical(url):
        return None
    if not _is_headline(title) or not _is_article_path(urlsplit(link.url).path):
        return None
    return Entry(url=link.url, title=title[:500], address=link.address)


def _is_headline(text: str) -> bool:
    return len(text.split()) >= MIN_HEADLINE_WORDS or len(text) >= 24


def _is_article_path(path: str) -> bool:
    """Whether a path holds a date, a number or a slug of several words, and is no list's."""
    if _NON_ARTICLE_PATH.search(path) or path.count("-") + path.count("_") + path.count("/") < 2:
        return False
    slug = path.rstrip("/").rsplit("/", 1)[-1]
    return bool(_DATED_PATH.search(path)) or slug.count("-") + slug.count("_") >= 3
