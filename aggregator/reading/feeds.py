"""Bytes of a feed to entries: RSS 0.9x to 2.0, RDF, Atom, JSON Feed.

A strictly well-formed feed goes through the fast parser; anything else, and every feed that names
the source of its items (the fast one drops that), is repaired and goes through feedparser.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from aggregator import urls
from aggregator.errors import ReadingError
from aggregator.model import Entry
from aggregator.reading.charset import decode
from aggregator.reading.dates import parse_date_fields

MAX_BYTES = 10 * 1024 * 1024
MAX_ENTRIES = 2000
MAX_TEXT = 2000  # characters of a title or summary
_ROOTS = re.compile(rb"<\s*(?:\w+:)?(rss|feed|rdf)\b", re.IGNORECASE)
_NAMES_SOURCE = re.compile(rb"<(?:\w+:)?source[\s>]|rel=[\"']via[\"']", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_TAGS = re.compile(r"<[^>]*>")
_STRAY = re.compile(r"<!\[CDATA\[.*?\]\]>|&(?!#?\w+;)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed says of itself and of new articles."""

    title: str = ""
    site: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    ttl_s: int | None = None


def parse_feed(body: bytes, url: str, content_type: str = "") -> ParsedFeed:
    """Parse a feed found at `url`. Addresses come out absolute and canonical.

    Raises ReadingError when it is none: HTML in its place, empty, too large.
    """
    if len(body) > MAX_BYTES:
        raise ReadingError(f"feed {url} is larger than {MAX_BYTES} bytes: it is left out")
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return _json_feed(body, url)
    if not _ROOTS.search(body[:4096]):
        what = (
            "HTML" if re.search(rb"<(!doctype\s+)?html", body[:2048], re.IGNORECASE) else "no feed"
        )
        raise ReadingError(f"{url} is {what}, not RSS, Atom or JSON Feed: check the address")
    tree = _strict(body)
    is_rdf = tree is not None and etree.QName(tree).localname == "RDF"  # its title gets lost
    if tree is not None and not is_rdf and not _NAMES_SOURCE.search(body):
        return _fast(body, url, tree)
    return _lenient(body, url, content_type)


def _strict(body: bytes) -> Any | None:
    """The tree of a well-formed document without a DTD of its own; None for any other."""
    if b"<!DOCTYPE" in body[:4096] or b"<!ENTITY" in body[:65536]:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False)
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _fast(body: bytes, url: str, tree: Any) -> ParsedFeed:
    import fastfeedparser

    try:
        parsed = fastfeedparser.parse(
            body, include_content=False, include_media=False, include_tags=False
        )
    except ValueError:
        return _lenient(body, url, "")
    feed = parsed["feed"]
    found = [_fast_entry(item, url) for item in parsed["entries"][: 2 * MAX_ENTRIES]]
    if None in found:
        return _lenient(body, url, "")  # it knows more places where an item may keep its address
    ttl = next((node.text for node in tree.iter("{*}ttl")), None)
    return ParsedFeed(
        title=_plain(feed.get("title")),
        site=urls.join(url, feed.get("link") or "") or "",
        language=(feed.get("language") or "")[:35],
        entries=_distinct(found),
        ttl_s=_minutes(ttl),
    )


def _fast_entry(item: Any, url: str) -> Entry | None:
    link = urls.join(url, item.get("link") or _guid_link(item.get("id")) or "")
    if not link or not (item.get("link") or _guid_link(item.get("id"))):
        return None
    people = [author.get("name") for author in item.get("authors") or []]
    return Entry(
        url=link,
        title=_plain(item.get("title")),
        published=parse_date_fields(item.get("published") or item.get("updated") or "")[0],
        authors=tuple(_plain(name) for name in people if name),
        guid=str(item.get("id") or "")[:MAX_TEXT],
        summary=_plain(item.get("description")),
    )


def _lenient(body: bytes, url: str, content_type: str) -> ParsedFeed:
    """feedparser over repaired text: it keeps what a strict parser would refuse."""
    import feedparser

    text, _ = decode(body, content_type)
    text = _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"))
    text = _STRAY.sub(lambda found: "&amp;" if found.group() == "&" else found.group(), text)
    parsed = feedparser.parse(text.encode(), sanitize_html=False, resolve_relative_uris=False)
    feed = parsed.feed
    if not parsed.entries and not parsed.version:
        raise ReadingError(f"{url} cannot be read as a feed: check the address")
    return ParsedFeed(
        title=_plain(feed.get("title")),
        site=urls.join(url, feed.get("link") or "") or "",
        language=(feed.get("language") or "")[:35],
        entries=_distinct(_lenient_entry(item, url) for item in parsed.entries[: 2 * MAX_ENTRIES]),
        ttl_s=_minutes(feed.get("ttl")),
    )


def _lenient_entry(item: Any, url: str) -> Entry | None:
    link = item.get("link") or _guid_link(item.get("id"))
    address = urls.join(url, link) if link else None
    if not address:
        return None
    source = item.get("source") or {}
    via = next((ref.get("href") for ref in item.get("links", []) if ref.get("rel") == "via"), "")
    origin = source.get("link") or source.get("href") or source.get("url") or via or ""
    people = [author.get("name") for author in item.get("authors") or []]
    return Entry(
        url=address,
        title=_plain(item.get("title")),
        published=parse_date_fields(item.get("published") or item.get("updated") or "")[0],
        authors=tuple(_plain(name) for name in people if name),
        guid=str(item.get("id") or "")[:MAX_TEXT],
        summary=_plain(item.get("summary")),
        source_name=_plain(source.get("title") or source.get("value")),
        source_url=(urls.join(url, origin) or "") if origin else "",
    )


def _json_feed(body: bytes, url: str) -> ParsedFeed:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org)."""
    try:
        feed = json.loads(decode(body)[0])
    except (ValueError, RecursionError) as error:
        raise ReadingError(f"{url} is neither JSON Feed nor XML: check the address") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ReadingError(f"{url} is JSON, but no JSON Feed: check the address")
    return ParsedFeed(
        title=_plain(feed.get("title")),
        site=urls.join(url, _text(feed.get("home_page_url"))) or "",
        language=_text(feed.get("language"))[:35],
        entries=_distinct(_json_entry(item, url) for item in feed["items"][: 2 * MAX_ENTRIES]),
    )


def _json_entry(item: Any, url: str) -> Entry | None:
    if not isinstance(item, dict):
        return None
    link = _text(item.get("url")) or _guid_link(_text(item.get("id"))) or ""
    address = urls.join(url, link) if link else None
    if not address:
        return None
    listed = item.get("authors") or [item.get("author")]
    people = [a for a in listed if isinstance(a, dict)] if isinstance(listed, list) else []
    external = _text(item.get("external_url"))
    return Entry(
        url=address,
        title=_plain(item.get("title")),
        published=parse_date_fields(_text(item.get("date_published")))[0],
        authors=tuple(_plain(person.get("name")) for person in people if person.get("name")),
        guid=_text(item.get("id"))[:MAX_TEXT],
        summary=_plain(item.get("summary")),
        source_url=(urls.join(url, external) or "") if external else "",
    )


def _distinct(found: Iterable[Entry | None]) -> tuple[Entry, ...]:
    """The first entry of each address; an id that every item carries is no id."""
    return tuple(_limited(found))


def _limited(found: Iterable[Entry | None]) -> Iterator[Entry]:
    seen: set[str] = set()
    for entry in found:
        if entry and entry.url not in seen and len(seen) < MAX_ENTRIES:
            seen.add(entry.url)
            yield replace(entry, authors=entry.authors[:20])


def _guid_link(guid: object) -> str | None:
    text = _text(guid)
    return text if text.startswith(("http://", "https://")) else None


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _plain(value: object) -> str:
    """Words without tags or line breaks, of bearable length."""
    return " ".join(_TAGS.sub(" ", _text(value)[: 4 * MAX_TEXT]).split())[:MAX_TEXT]


def _minutes(value: object) -> int | None:
    text = _text(value)
    return int(text) * 60 if text.isdecimal() and len(text) < 7 else None
