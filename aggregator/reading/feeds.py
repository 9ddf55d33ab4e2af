"""Parses feeds: RSS 0.9x to 2.0, RDF, Atom, JSON Feed.

A strictly well-formed feed goes through the fast parser. Any other feed, and every feed that names the
sources of its items (the fast parser drops them), is repaired and goes through feedparser.
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
from aggregator.reading.charset import decode_page
from aggregator.reading.dates import parse_date_and_precision

MAX_BYTES = 10 * 1024 * 1024
MAX_ENTRIES = 2000
MAX_TEXT = 2000  # characters of a title, name or id
_ROOTS = re.compile(rb"<\s*(?:\w+:)?(rss|feed|rdf)\b", re.IGNORECASE)
_NAMES_SOURCE = re.compile(rb"<(?:\w+:)?source[\s>]|rel=[\"']via[\"']", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_TAGS = re.compile(r"<[^<>]*>")
_STRAY = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!#?\w+;)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed: its own description, and the entries that it announces."""

    title: str = ""
    site: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    ttl_s: int | None = None


def parse_feed(body: bytes, url: str, content_type: str = "") -> ParsedFeed:
    """Parse a feed found at `url`. The addresses of its entries are absolute and canonical.

    Raises ReadingError if it is none: HTML instead, empty, too large.
    """
    if len(body) > MAX_BYTES:
        raise ReadingError(f"feed {url} is larger than {MAX_BYTES} bytes: it is left out")
    if body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _parse_json_feed(body, url)
    if not _ROOTS.search(body[:4096]):
        is_html = re.search(rb"<(!doctype\s+)?html", body[:2048], re.IGNORECASE)
        kind = "HTML" if is_html else "no feed"
        raise ReadingError(f"{url} is {kind}, not RSS, Atom or JSON Feed: check the address")
    tree = _parse_well_formed_xml(body)
    is_rdf = tree is not None and etree.QName(tree).localname == "RDF"  # its title gets lost
    if tree is not None and not is_rdf and not _NAMES_SOURCE.search(body):
        return _parse_with_fastfeedparser(body, url, tree)
    return _parse_with_feedparser(body, url, content_type)


def _parse_well_formed_xml(body: bytes) -> Any | None:
    """Returns the tree of a well-formed document without a DTD of its own; None for any other."""
    if b"<!DOCTYPE" in body[:4096] or b"<!ENTITY" in body[:65536]:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False)
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _parse_with_fastfeedparser(body: bytes, url: str, tree: Any) -> ParsedFeed:
    """Parse a well-formed feed with fastfeedparser; leniently if an entry has no address for it."""
    import fastfeedparser

    try:
        parsed = fastfeedparser.parse(
            body, include_content=False, include_media=False, include_tags=False
        )
    except ValueError:
        return _parse_with_feedparser(body, url, "")
    entries = [_make_entry(item, url) for item in parsed["entries"][: 2 * MAX_ENTRIES]]
    if None in entries:
        return _parse_with_feedparser(
            body, url, ""
        )  # it knows more elements that may hold an address
    ttl = next((node.text for node in tree.iter("{*}ttl")), None)
    return _make_feed(parsed["feed"], url, entries, ttl)


def _parse_with_feedparser(body: bytes, url: str, content_type: str) -> ParsedFeed:
    """Parse a repaired feed with feedparser: it keeps what a strict parser would refuse."""
    import feedparser

    text, _ = decode_page(body, content_type)
    text = _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"))
    text = _STRAY.sub(lambda match: "&amp;" if match.group() == "&" else match.group(), text)
    parsed = feedparser.parse(text.encode(), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.entries and not parsed.version:
        raise ReadingError(f"{url} cannot be read as a feed: check the address")
    entries = (_make_sourced_entry(item, url) for item in parsed.entries[: 2 * MAX_ENTRIES])
    return _make_feed(parsed.feed, url, entries, parsed.feed.get("ttl"))


def _make_feed(feed: Any, url: str, entries: Iterable[Entry | None], ttl: object) -> ParsedFeed:
    return ParsedFeed(
        title=_make_plain_text(feed.get("title")),
        site=urls.join(url, feed.get("link") or "") or "",
        language=(feed.get("language") or "")[:35],
        entries=_distinct_entries(entries),
        ttl_s=_minutes_to_seconds(ttl),
    )


def _make_entry(item: Any, url: str) -> Entry | None:
    """Returns the entry of an item as either parser returns it; None without an address."""
    link = item.get("link") or _parse_id_as_link(item.get("id"))
    address = urls.join(url, link) if link else None
    if not address:
        return None
    return Entry(
        url=address,
        title=_make_plain_text(item.get("title")),
        published=parse_date_and_precision(item.get("published") or item.get("updated") or "")[0],
        authors=_author_names(item.get("authors") or []),
        guid=str(item.get("id") or "")[:MAX_TEXT],
    )


def _author_names(authors: Iterable[Any]) -> tuple[str, ...]:
    names = (author.get("name") for author in authors)
    return tuple(_make_plain_text(name) for name in names if name)


def _make_sourced_entry(item: Any, url: str) -> Entry | None:
    """Returns the entry of a feedparser item, with the source that it names."""
    entry = _make_entry(item, url)
    if entry is None:
        return None
    source = item.get("source") or {}
    return replace(
        entry,
        source_name=_make_plain_text(source.get("title") or source.get("value")),
        source_url=_absolute_or_empty(url, _find_source_link(source, item.get("links", []))),
    )


def _find_source_link(source: Any, links: Iterable[Any]) -> str:
    """Returns the address of an item's source: of RSS <source> or atom:source, else its "via" link."""
    declared = source.get("link") or source.get("href") or source.get("url")
    return declared or next((ref.get("href") for ref in links if ref.get("rel") == "via"), "") or ""


def _absolute_or_empty(url: str, link: str) -> str:
    return (urls.join(url, link) or "") if link else ""


def _parse_json_feed(body: bytes, url: str) -> ParsedFeed:
    """Parse JSON Feed 1.0 and 1.1 (jsonfeed.org)."""
    try:
        feed = json.loads(decode_page(body)[0])
    except (ValueError, RecursionError) as error:
        raise ReadingError(f"{url} is neither JSON Feed nor XML: check the address") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ReadingError(f"{url} is JSON, but no JSON Feed: check the address")
    items = feed["items"][: 2 * MAX_ENTRIES]
    return ParsedFeed(
        title=_make_plain_text(feed.get("title")),
        site=urls.join(url, _strip_text(feed.get("home_page_url"))) or "",
        language=_strip_text(feed.get("language"))[:35],
        entries=_distinct_entries(_make_json_entry(item, url) for item in items),
    )


def _make_json_entry(item: Any, url: str) -> Entry | None:
    """Returns the entry of a JSON Feed item; None without an address."""
    if not isinstance(item, dict):
        return None
    link = _strip_text(item.get("url")) or _parse_id_as_link(_strip_text(item.get("id")))
    address = urls.join(url, link) if link else None
    if not address:
        return None
    return Entry(
        url=address,
        title=_make_plain_text(item.get("title")),
        published=parse_date_and_precision(_strip_text(item.get("date_published")))[0],
        authors=_json_author_names(item),
        guid=_strip_text(item.get("id"))[:MAX_TEXT],
        source_url=_absolute_or_empty(url, _strip_text(item.get("external_url"))),
    )


def _json_author_names(item: dict[str, Any]) -> tuple[str, ...]:
    """Returns the names in `authors` (version 1.1) or `author` (1.0) of a JSON Feed item."""
    authors = item.get("authors") or [item.get("author")]
    if not isinstance(authors, list):
        return ()
    return _author_names(author for author in authors if isinstance(author, dict))


def _distinct_entries(entries: Iterable[Entry | None]) -> tuple[Entry, ...]:
    """Returns the first entry of each address, at most `MAX_ENTRIES`."""
    return tuple(_skip_repeated_addresses(entries))


def _skip_repeated_addresses(entries: Iterable[Entry | None]) -> Iterator[Entry]:
    addresses: set[str] = set()
    for entry in entries:
        if entry and entry.url not in addresses and len(addresses) < MAX_ENTRIES:
            addresses.add(entry.url)
            yield replace(entry, authors=entry.authors[:20])


def _parse_id_as_link(guid: object) -> str | None:
    """Returns the id of an item if it is a web address, else None."""
    text = _strip_text(guid)
    return text if text.startswith(("http://", "https://")) else None


def _strip_text(value: object) -> str:
    """Returns a text without blanks around it; "" for any other value."""
    return value.strip() if isinstance(value, str) else ""


def _make_plain_text(value: object) -> str:
    """Returns a text without tags or line breaks, at most `MAX_TEXT` characters."""
    return " ".join(_TAGS.sub(" ", _strip_text(value)[: 4 * MAX_TEXT]).split())[:MAX_TEXT]


def _minutes_to_seconds(value: object) -> int | None:
    """Returns the seconds of a number of minutes written as text; None for any other value."""
    text = _strip_text(value)
    return int(text) * 60 if text.isdecimal() and len(text) < 7 else None
