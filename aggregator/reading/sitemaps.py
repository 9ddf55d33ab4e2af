"""Parses sitemaps: urlset with news tags, sitemap index, gzip, plain text, and feeds named as sitemaps.

Formats: sitemaps.org protocol 0.9 and Google's news extension.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from lxml import etree

from aggregator import urls
from aggregator.errors import ReadingError
from aggregator.model import Entry
from aggregator.reading.dates import parse_date_and_precision
from aggregator.reading.feeds import parse_feed
from aggregator.reading.sitemap_caps import ListedAddress, choose_children, choose_newest

MAX_BYTES = 10 * 1024 * 1024  # unpacked; a larger sitemap is no list of news
MAX_ENTRIES = 2000
MAX_CHILDREN = 50
MAX_TITLE = 2000

_UTF_16_OR_32 = {
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
    b"<\x00\x00\x00": "utf-32-le",
    b"\x00\x00\x00<": "utf-32-be",
    b"<\x00": "utf-16-le",
    b"\x00<": "utf-16-be",
}
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
_BARE_AMPERSAND = re.compile(rb"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)")
_HTML_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)\w{2,31};")
_LINE = re.compile(r"^[ \t]*(https?://[^\r\n]+)", re.IGNORECASE | re.MULTILINE)
_OTHER_SPACES = re.compile(r"image|video|xhtml|mobile", re.IGNORECASE)
_FEED_ROOTS = ("rss", "feed", "rdf")


@dataclass(frozen=True, slots=True)
class ParsedSitemap:
    """Articles, or the sitemaps that an index links to, newest first; `cut`: how many a cap left out."""

    entries: tuple[Entry, ...] = ()
    children: tuple[str, ...] = ()
    cut: int = 0


def parse_sitemap(body: bytes, url: str) -> ParsedSitemap:
    """Parse a sitemap found at `url`. Raises ReadingError if it is none."""
    body = _decode_wide(_unpack_gzip(body, url))
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _make_sitemap(_list_plain_text(body, url), url)
    root = _parse_xml(body, url)
    name = _get_name(root)
    if name in _FEED_ROOTS:
        feed = parse_feed(body, url)
        return ParsedSitemap(entries=feed.entries[:MAX_ENTRIES])
    if name == "sitemapindex":
        return _make_index(_list_addresses(root, "sitemap"), url)
    if name != "urlset":
        raise ReadingError(f"{url} is no sitemap: check the address")
    return _make_sitemap(_list_addresses(root, "url"), url)


def _unpack_gzip(body: bytes, url: str) -> bytes:
    """Returns the content of all members of a gzip file; what follows the last of them is left out."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacked, rest = bytearray(), body
    while rest.startswith(b"\x1f\x8b"):
        unzip = zlib.decompressobj(wbits=31)
        try:
            unpacked += unzip.decompress(rest, MAX_BYTES + 1 - len(unpacked))
        except zlib.error as error:
            if unpacked:
                break
            raise ReadingError(f"{url} is a broken gzip file: check the address") from error
        if len(unpacked) > MAX_BYTES:
            raise ReadingError(f"{url} unpacks to more than {MAX_BYTES} bytes: it is left out")
        rest = unzip.unused_data
    return bytes(unpacked)


def _decode_wide(body: bytes) -> bytes:
    """Returns a text in UTF-16 or UTF-32 as UTF-8; others as they are."""
    encoding = next((name for mark, name in _UTF_16_OR_32.items() if body.startswith(mark)), "")
    if not encoding:
        return body
    text = body.decode(encoding, "replace").removeprefix("\ufeff")
    return _DECLARATION.sub("", text, count=1).encode()


def _parse_xml(body: bytes, url: str) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(_escape_ampersands(body).lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadingError(f"{url} cannot be read as a sitemap: check the address") from error
    if root is None:
        raise ReadingError(f"{url} is no sitemap: check the address")
    return root


def _escape_ampersands(body: bytes) -> bytes:
    """Returns XML in which each ampersand begins a reference of XML. CDATA sections stay as they are."""
    outside, *sections = body.split(b"<![CDATA[")
    parts = [_escape_outside(outside)]
    for section in sections:
        inside, end, after = section.partition(b"]]>")
        parts += [b"<![CDATA[", inside, end, _escape_outside(after)]
    return b"".join(parts)


def _escape_outside(text: bytes) -> bytes:
    return _BARE_AMPERSAND.sub(b"&amp;", _HTML_ENTITY.sub(_number_entity, text))


def _number_entity(found: re.Match[bytes]) -> bytes:
    """Returns an entity of HTML as XML can read it."""
    name = found.group().decode("ascii", "replace")
    signs = unescape(name)
    return found.group() if signs == name else "".join(f"&#{ord(each)};" for each in signs).encode()


def _list_addresses(root: Any, name: str) -> Iterator[ListedAddress]:
    """Yields the addresses of the `url` or `sitemap` elements of a sitemap."""
    for node in root.iterchildren(etree.Element):
        if _get_name(node) != name:
            continue
        children = {_get_name(child): child for child in reversed(node) if _is_own(child)}
        news = children.get("news")
        about = {_get_name(child): child for child in news} if news is not None else {}
        date = _get_text(about.get("publication_date")) or _get_text(children.get("lastmod"))
        if link := _get_text(children.get("loc")):
            yield ListedAddress(link, _parse_date(date), _get_text(about.get("title"))[:MAX_TITLE])


def _is_own(node: Any) -> bool:
    return _read_tag(node.tag)[1] if isinstance(node.tag, str) else False


def _get_name(node: Any) -> str:
    """Returns the name of an element without namespace or prefix, in lower case; "" for a comment."""
    return _read_tag(node.tag)[0] if isinstance(node.tag, str) else ""


@lru_cache(maxsize=256)  # few names in many elements
def _read_tag(tag: str) -> tuple[str, bool]:
    """Returns the name in a tag, and whether it is of sitemaps or news: not of a picture, film or translation."""
    space, _, name = tag.rpartition("}" if "}" in tag else ":")
    return name.rpartition(":")[2].lower(), not _OTHER_SPACES.search(space)


def _get_text(node: Any) -> str:
    return " ".join("".join(node.itertext()).split()) if node is not None else ""


def _parse_date(text: str) -> str | None:
    return parse_date_and_precision(text)[0] if text else None


def _list_plain_text(body: bytes, url: str) -> list[ListedAddress]:
    links = (found.group(1) for found in _LINE.finditer(body.decode("utf-8-sig", "replace")))
    listed = [ListedAddress(link) for link in links if urls.as_written(url, link)]
    if not listed:
        raise ReadingError(f"{url} is no sitemap: check the address")
    return listed


def _make_sitemap(listed: Iterable[ListedAddress], url: str) -> ParsedSitemap:
    chosen, cut = choose_newest(listed, MAX_ENTRIES)
    entries: dict[str, Entry] = {}
    for each in chosen:
        if link := urls.read_link(url, each.link):
            entry = Entry(link.url, each.title, each.published, address=link.address)
            entries.setdefault(link.url, entry)
    return ParsedSitemap(entries=tuple(entries.values()), cut=cut)


def _make_index(listed: Iterable[ListedAddress], url: str) -> ParsedSitemap:
    chosen, cut = choose_children(listed, MAX_CHILDREN)
    links = (urls.as_written(url, each.link) for each in chosen)
    return ParsedSitemap(children=tuple(dict.fromkeys(link for link in links if link)), cut=cut)
