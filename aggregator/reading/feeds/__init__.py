"""Parses feeds: RSS 0.9x to 2.0, RDF, Atom, CDF, JSON Feed.

One library reads them all: feedparser. Before it, a feed is decoded, repaired if it is not well-formed, and reduced
to what is read; after it, `entries` corrects what the library leaves to its callers.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from aggregator.errors import ReadingError
from aggregator.model import Entry
from aggregator.poll_hints import NO_HINTS, PollHints
from aggregator.reading.feeds.entries import (
    choose_link,
    compared_or_empty,
    make_entry,
    make_plain_text,
    make_title,
    strip_text,
)
from aggregator.reading.feeds.feed_text import decode_feed
from aggregator.reading.feeds.item_statements import (
    read_channel_statements,
    read_item_statements,
)
from aggregator.reading.feeds.json_feeds import (
    make_json_entry,
    read_json_date,
    read_json_feed,
    read_json_hints,
)
from aggregator.reading.feeds.loose_tree import build_tree
from aggregator.reading.feeds.plain_items import read_plain_feed
from aggregator.reading.feeds.poll_hints import read_poll_hints
from aggregator.reading.feeds.prune import (
    choose_newest,
    keep_items,
    parse_strictly,
    prune_item,
    read_date,
    select_items,
)
from aggregator.reading.feeds.repair import repair_text
from aggregator.statements import Statement

MAX_INTERPRETED = 5000  # elements that feedparser reads: it needs a second for ten thousand
MAX_LANGUAGE = 35  # characters (BCP 47)


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed: its own description, and the entries that it announces."""

    title: str = ""
    site: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    cut: int = 0  # items that were left out, since there were too many
    hints: PollHints = NO_HINTS


def parse_feed(body: bytes, url: str, content_type: str = "") -> ParsedFeed:
    """Parse a feed found at `url`. The addresses of its entries are absolute.

    Raises ReadingError if it is none: HTML instead, empty, too large.
    """
    found = decode_feed(body, url, content_type)
    if found.text.startswith("{"):
        return _parse_json(found.text, url)
    tree = parse_strictly(found.text)
    if tree is not None:
        return _parse_tree(tree, url)
    text = repair_text(found.text, found.entities)
    tree = parse_strictly(text)
    if tree is not None:
        return _parse_tree(tree, url)
    tree, cut = build_tree(text)
    return replace(feed := _parse_tree(tree, url), cut=feed.cut + cut)


def _parse_tree(tree: Any, url: str) -> ParsedFeed:
    """Parse a feed from its tree where that is plain, and with feedparser where it is not."""
    hints = read_poll_hints(tree, url)
    channel = read_channel_statements(tree, url)
    items, cut = select_items(tree)
    said = [read_item_statements(item, url, channel) for item in items]
    for item in items:
        prune_item(item)
    plain = read_plain_feed(tree, items, url)
    others = [item for item, entry in zip(items, plain.entries, strict=True) if entry is None]
    if plain.feed is not None and not others:
        return _make_feed(plain.version, plain.feed, plain.entries, said, url, cut, hints)
    interpreted = choose_newest(others, read_date, _count_affordable(others))
    keep_items(items, interpreted)
    parsed = _run_feedparser(etree.tostring(tree, encoding="utf-8"), url)
    if not parsed.entries and not parsed.version:
        raise ReadingError(f"{url} cannot be read as a feed: check the address")
    read = iter(parsed.entries)
    chosen = set(interpreted)
    entries = [
        (next(read, None) if item in chosen else None) if entry is None else entry
        for item, entry in zip(items, plain.entries, strict=True)
    ]
    version = plain.version or parsed.version or ""
    cut += len(others) - len(interpreted)
    return _make_feed(version, plain.feed or parsed.feed, entries, said, url, cut, hints)


def _count_affordable(items: list[Any]) -> int:
    """Returns how many of some items feedparser may read, by their number of elements."""
    elements = sum(1 for item in items for _ in item.iter())
    return max(1, MAX_INTERPRETED * len(items) // max(elements, MAX_INTERPRETED))


def _make_feed(
    version: str,
    feed: Any,
    items: Iterable[Any],
    said: Iterable[tuple[Statement, ...]],
    url: str,
    cut: int,
    hints: PollHints,
) -> ParsedFeed:
    """Returns a feed from its own fields and its items, both in the form of feedparser; `said` of each item."""
    pairs = zip(items, said, strict=True)
    entries = ((make_entry(item, version, url), of_item) for item, of_item in pairs if item)
    return ParsedFeed(
        title=make_title(feed.get("title_detail"), version),
        site=compared_or_empty(url, choose_link(feed, version) or ""),
        language=strip_text(feed.get("language"))[:MAX_LANGUAGE],
        entries=_select_distinct(
            replace(entry, statements=of_item) if entry and of_item else entry
            for entry, of_item in entries
        ),
        cut=cut,
        hints=hints,
    )


def _run_feedparser(xml: bytes, url: str) -> Any:
    import feedparser  # slow to load

    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    return feedparser.parse(
        io.BytesIO(xml), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _parse_json(text: str, url: str) -> ParsedFeed:
    feed = read_json_feed(text, url)
    items = choose_newest(feed["items"], read_json_date)
    return ParsedFeed(
        title=make_plain_text(feed.get("title")),
        site=compared_or_empty(url, strip_text(feed.get("home_page_url"))),
        language=strip_text(feed.get("language"))[:MAX_LANGUAGE],
        entries=_select_distinct(make_json_entry(item, url) for item in items),
        cut=len(feed["items"]) - len(items),
        hints=read_json_hints(feed),
    )


def _select_distinct(entries: Iterable[Entry | None]) -> tuple[Entry, ...]:
    """Returns the first entry of each address."""
    return tuple(_skip_repeated_addresses(entries))


def _skip_repeated_addresses(entries: Iterable[Entry | None]) -> Iterator[Entry]:
    addresses: set[str] = set()
    for entry in entries:
        if entry and entry.url not in addresses:
            addresses.add(entry.url)
            yield entry
