"""Parses JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

import json
from typing import Any

from aggregator import urls
from aggregator.errors import ReadingError
from aggregator.model import Entry
from aggregator.poll_hints import PollHints
from aggregator.reading.dates import parse_date_and_precision
from aggregator.reading.feeds.entries import (
    MAX_TEXT,
    compared_or_empty,
    list_author_names,
    make_plain_text,
    parse_id_as_link,
    strip_text,
)


def read_json_feed(text: str, url: str) -> dict[str, Any]:
    """Returns the object of a JSON Feed. Raises ReadingError if it is none."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadingError(f"{url} is neither JSON Feed nor XML: check the address") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ReadingError(f"{url} is JSON, but no JSON Feed: check the address")
    return feed


def make_json_entry(item: Any, url: str) -> Entry | None:
    """Returns the entry of a JSON Feed item; None without an address."""
    if not isinstance(item, dict):
        return None
    link = strip_text(item.get("url")) or parse_id_as_link(item.get("id"))
    found = urls.read_link(url, link) if link else None
    if not found:
        return None
    return Entry(
        url=found.url,
        address=found.address,
        title=make_plain_text(item.get("title")),
        published=read_json_date(item),
        authors=_list_author_names(item),
        guid=strip_text(item.get("id"))[:MAX_TEXT],
        source_url=compared_or_empty(url, strip_text(item.get("external_url"))),
    )


def read_json_date(item: Any) -> str | None:
    """Returns when an item was published; when it was changed where that is not said."""
    if not isinstance(item, dict):
        return None
    texts = (strip_text(item.get(name)) for name in ("date_published", "date_modified"))
    return next((date for text in texts if (date := parse_date_and_precision(text)[0])), None)


def read_json_hints(feed: dict[str, Any]) -> PollHints:
    """Returns the WebSub hub of a JSON Feed and its own address there."""
    hubs = feed.get("hubs")
    addresses = [
        strip_text(hub.get("url"))
        for hub in (hubs if isinstance(hubs, list) else [])
        if isinstance(hub, dict) and strip_text(hub.get("type")).lower() == "websub"
    ]
    hub = next((address for address in addresses if parse_id_as_link(address)), "")
    return PollHints(hub=hub, topic=strip_text(feed.get("feed_url")) if hub else "")


def _list_author_names(item: dict[str, Any]) -> tuple[str, ...]:
    """Returns the names in `authors` (version 1.1) or `author` (1.0) of a JSON Feed item."""
    authors = item.get("authors") or [item.get("author")]
    if not isinstance(authors, list):
        return ()
    return list_author_names(author for author in authors if isinstance(author, dict))
