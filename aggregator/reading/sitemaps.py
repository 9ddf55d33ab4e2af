"""Parses sitemaps: urlset with news tags, sitemap index, gzip, plain text.

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
from aggregator.reading.dates import parse_date_and_precision

MAX_BYTES = 10 * 1024 * 1024  # unpacked; a larger sitemap is no list of news
MAX_ENTRIES = 2000
MAX_CHILDREN = 50


@dataclass(frozen=True, slots=True)
class ParsedSitemap:
    """Articles, and the sitemaps that an index links to, both newest first by their dates."""

    entries: tuple[Entry, ...] = ()
    children: tuple[str, ...] = ()


def parse_sitemap(body: bytes, url: str) -> ParsedSitemap:
    """Parse a sitemap found at `url`. Raises ReadingError if it is none."""
    body = _unpack_gzip(body, url)
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _parse_plain_text(body, url)
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
        return ParsedSitemap(children=_parse_index(root, url))
    entries = (_parse_url_element(node, url) for node in root.iterchildren("{*}url"))
    distinct = {entry.url: entry for entry in entries if entry}
    newest = sorted(distinct.values(), key=lambda entry: entry.published or "", reverse=True)
    return ParsedSitemap(entries=tuple(newest[:MAX_ENTRIES]))


def _unpack_gzip(body: bytes, url: str) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unzip = zlib.decompressobj(wbits=31)
    try:
        unpacked = unzip.decompress(body, MAX_BYTES)
    except zlib.error as error:
        raise ReadingError(f"{url} is a broken gzip file: check the address") from error
    if unzip.unconsumed_tail:
        raise ReadingError(f"{url} unpacks to more than {MAX_BYTES} bytes: it is left out")
    return unpacked


def _parse_url_element(node: Any, url: str) -> Entry | None:
    link = urls.join(url, _child_text(node, "loc"))
    if not link or not _child_text(node, "loc"):
        return None
    date = _child_text(node, "publication_date") or _child_text(node, "lastmod")
    return Entry(
        url=link,
        title=_child_text(node, "title")[:2000],
        published=parse_date_and_precision(date)[0],
    )


def _child_text(node: Any, name: str) -> str:
    """Returns the text of the first element of that name below a node, in any namespace."""
    child = next(node.iter("{*}" + name), None)
    return " ".join((child.text or "").split()) if child is not None else ""


def _parse_index(root: Any, url: str) -> tuple[str, ...]:
    dated_links = [
        (_child_text(node, "lastmod"), urls.join(url, _child_text(node, "loc")))
        for node in root.iterchildren("{*}sitemap")
    ]
    newest = sorted(
        (pair for pair in dated_links if pair[1]), key=lambda pair: pair[0], reverse=True
    )
    return tuple(dict.fromkeys(link for _, link in newest if link))[:MAX_CHILDREN]


def _parse_plain_text(body: bytes, url: str) -> ParsedSitemap:
    lines = body[: 5 * 1024 * 1024].decode("utf-8", "replace").split()
    links = [urls.join(url, line) for line in lines if re.match(r"https?://", line)]
    if not links:
        raise ReadingError(f"{url} is no sitemap: check the address")
    distinct = dict.fromkeys(link for link in links if link)
    return ParsedSitemap(entries=tuple(Entry(url=link) for link in list(distinct)[:MAX_ENTRIES]))
