"""Reduces the tree of a feed to the elements that are read, and to its newest items.

The texts of articles are nine tenths of a feed and of the cost of reading it, and no entry needs them.
What is left is the same feed for every parser.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from lxml import etree

from aggregator.reading.dates import parse_date_and_precision

T = TypeVar("T")

MAX_ENTRIES = 2000
MAX_DATED = (
    4 * MAX_ENTRIES
)  # items whose dates are compared: the first and the last ones of a longer feed
MAX_NODES = 40  # of an element
MAX_CHILDREN = 60  # of an item, and elements of a feed beside them
MAX_DEPTH = 40
MAX_TEXT = 8000  # characters of an element or an attribute
MAX_DATE = 100

ITEMS = frozenset(["item", "entry"])
CONTAINERS = frozenset(["rss", "feed", "rdf", "channel"])
_DATES = frozenset(
    ["pubdate", "published", "issued", "created", "updated", "modified", "lastbuilddate", "date"]
)
_IDS = frozenset(["guid", "id"])
_PERSONS = frozenset(["author", "creator", "name", "email"])
KEPT = frozenset(["title", "link", "guid", "id", "source", *_DATES, *_PERSONS])
KEPT_OF_FEED = frozenset(["title", "link", "language", "base"])
_BREAKS = frozenset(["br", "div", "li", "p"])  # markup that parts words
_PROGRAMS = frozenset(["script", "style"])
_MEDIA = ("{http://search.yahoo.com/mrss", "{http://www.itunes.com/dtds")


def parse_strictly(text: str) -> Any | None:
    """Returns the tree of a well-formed document; None for any other."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def select_items(root: Any) -> tuple[list[Any], int]:
    """Removes all but the newest items of a feed from its tree, and what is not read beside them.

    Returns the items that it kept, and how many it removed.
    """
    items = list(_prune_containers(root, 0))
    kept = choose_newest(items, read_date)
    keep_items(items, kept)
    return kept, len(items) - len(kept)


def keep_items(items: list[Any], kept: list[Any]) -> None:
    """Removes all other items than some from their tree."""
    chosen = set(kept)
    for item in items:
        if item not in chosen:
            item.getparent().remove(item)


def _prune_containers(element: Any, depth: int) -> Iterator[Any]:
    """Yields the items at any depth, and removes the elements beside them that are not read."""
    kept = 0
    for child in list(element):
        name = get_local_name(child)
        if name in ITEMS:
            yield child
        elif name in CONTAINERS or (depth < MAX_DEPTH and _holds_items(child)):
            yield from _prune_containers(child, depth + 1)
        elif name not in KEPT_OF_FEED or kept >= MAX_CHILDREN or _is_large(child, ""):
            element.remove(child)
        else:
            kept += 1
            _shorten(child, MAX_TEXT)


def _holds_items(element: Any) -> bool:
    return next(element.iter("{*}item", "{*}entry"), None) is not None


def get_local_name(element: Any) -> str:
    """Returns the name of an element without its namespace or prefix, in lower case."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def choose_newest(
    items: list[T], read_date: Callable[[T], str | None], most: int = MAX_ENTRIES
) -> list[T]:
    """Returns the newest items by their dates, in their order; where half have none, the first and the last ones."""
    if len(items) <= most:
        return items
    outer: Sequence[int] = range(len(items))
    if len(items) > MAX_DATED:
        outer = [*outer[: MAX_DATED // 2], *outer[-MAX_DATED // 2 :]]
    dates = {n: date for n in outer if (date := read_date(items[n]))}
    if len(dates) <= len(outer) // 2:
        return [*items[: most // 2], *items[-most // 2 :]]
    newest = sorted(dates, key=lambda n: dates[n], reverse=True)[:most]
    return [items[n] for n in sorted(newest)]


def read_date(item: Any) -> str | None:
    """Returns the first date of an item that can be read."""
    texts = (child.text for child in item if get_local_name(child) in _DATES)
    return next((date for date in map(_parse_date, texts) if date), None)


def _parse_date(text: str | None) -> str | None:
    return parse_date_and_precision((text or "").strip()[:MAX_DATE])[0]


def prune_item(item: Any) -> None:
    """Removes what is not read from an item."""
    names = [get_local_name(child) for child in item]
    has_link = "link" in names
    kept = 0
    for child, name in zip(list(item), names, strict=True):
        if (
            name not in KEPT
            or kept >= MAX_CHILDREN
            or _is_large(child, name)
            or (_is_of_media(child, name) and names.count(name) > 1)
        ):
            item.remove(child)
        elif name == "title":
            kept += 1
            _flatten(child)
        else:
            kept += 1
            _shorten(child, MAX_DATE if name in _DATES else MAX_TEXT)
            if name in _IDS and has_link:
                child.set("isPermaLink", "false")  # else feedparser resolves it as an address


def _is_large(element: Any, name: str) -> bool:
    """Whether an element holds more than any author or source does. A title may: it is flattened."""
    return name != "title" and next(islice(element.iter(), MAX_NODES, None), None) is not None


def _is_of_media(element: Any, name: str) -> bool:
    """Whether a title or an author may be that of a film or a sound in the item."""
    return name in ("title", "author") and str(element.tag).lower().startswith(_MEDIA)


def _flatten(title: Any) -> None:
    """Replaces the markup in a title by its text."""
    if len(title):
        for node in title.iter():
            if get_local_name(node) in _BREAKS:
                node.tail = f" {node.tail or ''}"
            elif get_local_name(node) in _PROGRAMS:
                node.text = None
        words = "".join(title.itertext())
        del title[:]
        title.text = words
        title.set("type", "text")
    _shorten(title, MAX_TEXT)


def _shorten(element: Any, most: int) -> None:
    for node in element.iter():
        if node.text and len(node.text) > most:
            node.text = node.text[:most]
