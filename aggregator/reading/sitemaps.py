"""Bytes of a sitemap to entries: urlset with news tags, sitemap index, gzip, plain text.

Formats: sitemaps.org protocol 0.9 and Google's news extension.
"""

import re
import zlib
from dataclasses import dataclass
from typing import Any

from lxml import etree

from aggregator import urls
from aggregator.errors import ReadingError
from aggregator.model import Entry
from aggregator.reading.dates import claimed

MAX_BYTES = 10 * 1024 * 1024  # unpacked; a sitemap beyond it is no list of news
MAX_ENTRIES = 2000
MAX_CHILDREN = 50


@dataclass(frozen=True, slots=True)
class ParsedSitemap:
    """Articles, and the sitemaps an index leads to, newest first where dates tell."""

    entries: tuple[Entry, ...] = ()
    children: tuple[str, ...] = ()


def parse_sitemap(body: bytes, url: str) -> ParsedSitemap:
    """Parse a sitemap found at `url`. Raises ReadingError when it is none."""
    body = _unpacked(body, url)
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _plain(body, url)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadingError(f"{url} cannot be read as a sitemap: check the address") from error
    if root is None or etree.QName(root).localname not in ("urlset", "sitemapindex"):
        raise ReadingError(f"{url} is no sitemap: check the address")
    if etree.QName(root).localname == "sitemapindex":
        return ParsedSitemap(children=_children(root, url))
    entries = (_entry(node, url) for node in root.iterchildren("{*}url"))
    distinct = {entry.url: entry for entry in entries if entry}
    newest = sorted(distinct.values(), key=lambda entry: entry.published or "", reverse=True)
    return ParsedSitemap(entries=tuple(newest[:MAX_ENTRIES]))


def _unpacked(body: bytes, url: str) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unzip = zlib.decompressobj(wbits=31)
    try:
        whole = unzip.decompress(body, MAX_BYTES)
    except zlib.error as error:
        raise ReadingError(f"{url} is a broken gzip file: check the address") from error
    if unzip.unconsumed_tail:
        raise ReadingError(f"{url} unpacks to more than {MAX_BYTES} bytes: it is left out")
    return whole


def _entry(node: Any, url: str) -> Entry | None:
    link = urls.join(url, _child(node, "loc"))
    if not link or not _child(node, "loc"):
        return None
    said = _child(node, "publication_date") or _child(node, "lastmod")
    return Entry(url=link, title=_child(node, "title")[:2000], published=claimed(said)[0])


def _child(node: Any, name: str) -> str:
    """The text of the first element of that name below a node, whatever its namespace."""
    found = next(node.iter("{*}" + name), None)
    return " ".join((found.text or "").split()) if found is not None else ""


def _children(root: Any, url: str) -> tuple[str, ...]:
    listed = [
        (_child(node, "lastmod"), urls.join(url, _child(node, "loc")))
        for node in root.iterchildren("{*}sitemap")
    ]
    newest = sorted((pair for pair in listed if pair[1]), key=lambda pair: pair[0], reverse=True)
    return tuple(dict.fromkeys(link for _, link in newest if link))[:MAX_CHILDREN]


def _plain(body: bytes, url: str) -> ParsedSitemap:
    lines = body[: 5 * 1024 * 1024].decode("utf-8", "replace").split()
    links = [urls.join(url, line) for line in lines if re.match(r"https?://", line)]
    if not links:
        raise ReadingError(f"{url} is no sitemap: check the address")
    distinct = dict.fromkeys(link for link in links if link)
    return ParsedSitemap(entries=tuple(Entry(url=link) for link in list(distinct)[:MAX_ENTRIES]))
