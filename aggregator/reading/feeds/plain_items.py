"""Reads a well-formed feed from its tree, where every element in it has one meaning.

It answers what feedparser would, in its form and many times faster, or nothing at all: a title in base64, an author
in an unusual form, a date that is there twice, and anything else that a parser has to interpret is left to
feedparser. A test compares both.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from aggregator.reading.feeds.prune import get_local_name

Item = dict[str, Any]  # the part of a feedparser item that `entries` reads

ATOM = "http://www.w3.org/2005/Atom"
ATOM_03 = "http://purl.org/atom/ns#"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_HAS_BASE = etree.XPath("boolean(//@xml:base)")
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_VERSIONS = {
    "rss": "rss",
    f"{_RDF}RDF": "rss10",
    f"{{{ATOM}}}feed": "atom10",
    f"{{{ATOM_03}}}feed": "atom03",
}
_NAMESPACES = frozenset(
    [
        "",
        ATOM,
        ATOM_03,
        "http://my.netscape.com/rdf/" + "simple/0.9/",  # RSS 0.90
        "http://purl.org/dc/elements/1.1/",
        "http://purl.org/dc/terms/",
        "http://purl.org/rss/1.0/",
        "http://www.itunes.com/dtds/podcast-1.0.dtd",
    ]
)
_FIELDS = {
    "author": "author",
    "created": "created",
    "creator": "author",
    "date": "updated",
    "guid": "id",
    "id": "id",
    "issued": "published",
    "language": "language",
    "lastbuilddate": "updated",
    "link": "link",
    "modified": "updated",
    "pubdate": "published",
    "published": "published",
    "source": "source",
    "title": "title",
    "updated": "updated",
}
_PLAIN_TYPES = frozenset(["", "text", "text/plain"])  # of a title
_HTML_TYPES = frozenset(["html", "text/html"])
# Windows-1252 or UTF-8 that was taken for Latin-1: feedparser mends it.
_MISREAD = re.compile("[\x80-\x9f]|[\xc2-\xf4][\x80-\xbf]")
_NAMED_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+ \(([^@()<>]+)\)")  # a@b.example (A Name)
_ADDRESSED = re.compile(r"[@()<>]")  # any other form, and what is no name
_MISTAKEN_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")


class _NotPlain(Exception):
    """An element that a parser has to interpret."""


@dataclass(frozen=True, slots=True)
class PlainFeed:
    """A feed in the form of feedparser: its version, its own fields, its items; None where feedparser is to read it."""

    version: str
    feed: Item | None
    entries: list[Item | None]


def read_plain_feed(root: Any, items: Sequence[Any], url: str) -> PlainFeed:
    """Returns what a pruned tree says of a feed at `url` and of its items, each as far as it is plain."""
    version = _VERSIONS.get(root.tag, "")
    if not version:
        return PlainFeed("", None, [None] * len(items))
    base = url if _HAS_BASE(root) else ""
    entries = [_try_reading(_read_item, item, base) for item in items]
    return PlainFeed(version, _try_reading(_read_feed, root, base), entries)


def _try_reading(read: Callable[[Any, str], Item], element: Any, base: str) -> Item | None:
    try:
        return read(element, base)
    except _NotPlain:
        return None


def _read_feed(root: Any, base: str) -> Item:
    """Returns the fields of a feed. `base`: its address, where the feed changes what links are relative to."""
    channels = [child for child in root if get_local_name(child) == "channel"]
    if len(channels) > 1:
        raise _NotPlain
    channel = channels[0] if channels else root
    feed = _read_fields((child for child in channel if _get_field(child.tag) != "item"), base)
    feed.setdefault("language", root.get(_LANGUAGE, "").replace("_", "-"))
    return feed


@lru_cache(maxsize=1024)
def _get_field(tag: str) -> str:
    """Returns the field that an element fills, "item" for an item, "" for what feedparser is to read."""
    namespace, _, local = tag.rpartition("}")
    if namespace.removeprefix("{") not in _NAMESPACES:
        return ""
    return "item" if local in ("item", "entry") else _FIELDS.get(local.lower(), "")


def _read_item(element: Any, base: str) -> Item:
    item = _read_fields(element, base)
    about = element.get(f"{_RDF}about")
    if about and "id" not in item:
        item["id"] = about
    return item


def _read_fields(children: Iterable[Any], base: str) -> Item:
    item: Item = {"links": [], "authors": []}
    for child in children:
        field = _get_field(child.tag)
        if field == "link":
            item["links"].append(_read_link(child, base))
        elif field == "author":
            item["authors"].append({"name": _read_name(child)})
        elif field == "title":
            item.setdefault("title_detail", _read_title(child))
        elif not field or field in item or (len(child) and field != "item"):
            raise _NotPlain
        else:
            item[field] = _READERS.get(field, _read_text)(child)
            if field == "id":
                item["guidislink"] = _is_permalink(child, item[field])
    return item


def _read_text(element: Any) -> str:
    return (element.text or "").strip()


def _read_words(element: Any) -> str:
    text = _read_text(element)
    if len(element) or _MISREAD.search(text):
        raise _NotPlain
    return text


def _read_link(element: Any, base: str) -> Mapping[str, str]:
    attributes = element.attrib
    if len(element) or "url" in attributes or "uri" in attributes:
        raise _NotPlain
    relation = attributes.get("rel", "alternate").lower()
    href = attributes.get("href") or _repair_reference(_read_text(element))
    if base and href:
        href = _resolve(element, href, base)
    return {"rel": relation, "type": attributes.get("type", "text/html").lower(), "href": href}


def _resolve(element: Any, href: str, base: str) -> str:
    """Returns a link joined with the `xml:base` of its element and of those around it, from the outside in."""
    around = [element, *element.iterancestors()]
    bases = [part for node in reversed(around) if (part := node.get(_BASE, "").strip())]
    try:
        joined = reduce(urljoin, bases, base)
        return urljoin(joined, href.strip()) if joined.startswith(("http://", "https://")) else ""
    except ValueError:
        return ""


def _repair_reference(link: str) -> str:
    """Returns a link with the parameters that look like references of characters, such as `&copy;=1`."""
    return _MISTAKEN_REFERENCE.sub(r"&\1", link.replace("&amp;", "&"))


def _read_name(element: Any) -> str:
    """Returns the name of an author: of its only <name>, or its text."""
    names = [child for child in element if get_local_name(child) == "name"]
    if len(names) > 1 or (len(element) and not names):
        raise _NotPlain
    words = _read_words(names[0] if names else element)
    named = None if names else _NAMED_ADDRESS.fullmatch(words)
    name = named.group(1).strip() if named else words
    if _ADDRESSED.search(name):
        raise _NotPlain
    return name


def _read_title(element: Any) -> Item:
    title_type = element.get("type", "").lower()
    text = _read_words(element)
    if title_type not in _PLAIN_TYPES | _HTML_TYPES or not text or element.get("mode") == "base64":
        raise _NotPlain
    return {"value": text, "type": "text/html" if title_type in _HTML_TYPES else "text/plain"}


def _read_source(element: Any) -> Item:
    """Returns the source of an item of RSS; that of Atom is a feed in itself."""
    return {"title": _read_words(element), "href": element.get("url", "")}


def _is_permalink(element: Any, text: str) -> bool:
    attributes = {name.lower(): value for name, value in element.attrib.items()}
    is_permalink = attributes.get("ispermalink", "true") == "true"
    if is_permalink and not text.startswith(("http://", "https://")):
        raise _NotPlain
    return bool(is_permalink)


_READERS = {"source": _read_source}
