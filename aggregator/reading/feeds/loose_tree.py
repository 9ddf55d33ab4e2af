"""Builds a tree from a feed that no repair makes well-formed: cut off, tags that do not match, attributes unquoted.

Only the elements that are read get into the tree. A tag that opens one ends what cannot hold it; a closing tag
that nothing opened is ignored. Every tag is looked at once.
"""

import html
import re
from collections.abc import Callable, Sequence
from typing import Any

from lxml import etree

from aggregator.reading.feeds.prune import CONTAINERS, ITEMS, KEPT, KEPT_OF_FEED, MAX_TEXT

MAX_DEPTH = 20
MAX_TAGS = 50_000
_TAG = re.compile(r"<(/?)(?:([\w.-]{1,40}):)?([\w.-]{1,40})([^<>]*)>")
_ATTRIBUTE = re.compile(
    r"""(?:([\w.-]{1,40}):)?([\w.-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))"""
)
_ATTRIBUTES = {
    **{("", name): name for name in ("href", "ispermalink", "mode", "rel", "type", "uri", "url")},
    ("rss", "url"): "url",
    ("rdf", "about"): "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about",
    ("xml", "base"): "{http://www.w3.org/XML/1998/namespace}base",
    ("xml", "lang"): "{http://www.w3.org/XML/1998/namespace}lang",
}
# Prefixes that feeds use without declaring them, and `rss:`, which some generators write before all names of RSS.
_PREFIXES = {
    "": "",
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rss": "",
}
_GROUPS = frozenset(["author", "creator", "source"])  # they hold elements or text
_LEAVES = (KEPT | KEPT_OF_FEED) - _GROUPS
_WORDED = _LEAVES | _GROUPS
_KNOWN = ITEMS | CONTAINERS | KEPT | KEPT_OF_FEED | {"ttl"}
# Elements whose content is not of the item, or is not read.
_DROPPED = frozenset(
    ["content", "description", "encoded", "group", "image", "summary", "textinput", "thumbnail"]
)


class _Builder:
    """The tree so far, and the elements of it that are open."""

    def __init__(self, root_tag: re.Match[str]) -> None:
        attributes = _read_attributes(root_tag[4])
        self._prefixes = _PREFIXES | _read_prefixes(root_tag[4])
        self.root = etree.Element(self._name(root_tag[2], root_tag[3]) or "rss", attributes)
        self.open = [self.root]
        self._names = [get_name(self.root)]  # of the open elements, in lower case
        self._dropped: tuple[str, int, int] | None = None  # an element, its depth, its place

    def add_words(self, words: str) -> None:
        if self._names[-1] in _WORDED and words:
            element = self.open[-1]
            if not len(element):
                element.text = ((element.text or "") + html.unescape(words))[:MAX_TEXT]

    def start(self, match: re.Match[str]) -> None:
        local = match[3].lower()
        is_empty = match[4].endswith("/")
        if local in _DROPPED and not is_empty:
            self._dropped = self._dropped or (local, len(self.open), len(self.open[-1]))
        if local not in _KNOWN or len(self.open) >= MAX_DEPTH:
            return
        name = self._name(match[2], match[3])
        if name is None or (local in CONTAINERS and len(self.open) > 2):
            return
        if local in ITEMS:
            self._close_while(lambda other: other not in CONTAINERS)
            self._dropped = None
        self._close_while(lambda other: other in _LEAVES)
        element = etree.SubElement(self.open[-1], name, _read_attributes(match[4]))
        if not is_empty:
            self.open.append(element)
            self._names.append(local)

    def end(self, match: re.Match[str]) -> None:
        local = match[3].lower()
        if self._dropped and local == self._dropped[0]:
            self._drop()
        if local in self._names[1:]:
            self._close_while(lambda other: other != local)
            self._close(len(self.open) - 1)

    def _drop(self) -> None:
        """Removes what came into the tree since the start of an element that is not read."""
        _, depth, place = self._dropped or ("", 1, 0)
        self._dropped = None
        if len(self.open) >= depth:
            self._close(depth)
            del self.open[-1][place:]

    def _close_while(self, is_closed: Callable[[str], bool]) -> None:
        while len(self.open) > 1 and is_closed(self._names[-1]):
            self._close(len(self.open) - 1)

    def _close(self, depth: int) -> None:
        del self.open[depth:]
        del self._names[depth:]

    def _name(self, prefix: str | None, local: str) -> str | None:
        """Returns the name of an element with its namespace; None where the prefix is not known."""
        space = self._prefixes.get((prefix or "").lower())
        if space is None:
            return None
        return f"{{{space}}}{local}" if space else local


def build_tree(text: str) -> tuple[Any, int]:
    """Returns the tree of what is read in a feed, and how many items are not in it.

    The text starts with its root. Of more than `MAX_TAGS` tags the first and the last ones are read.
    """
    tags = list(_TAG.finditer(text))
    if not tags:
        return etree.Element("rss"), 0
    builder = _Builder(tags[0])
    if len(tags) <= MAX_TAGS:
        _add_tags(builder, text, tags)
        return builder.root, 0
    _add_tags(builder, text, tags[: MAX_TAGS // 2])
    _add_tags(builder, text, tags[-MAX_TAGS // 2 :])
    left_out = tags[MAX_TAGS // 2 : -MAX_TAGS // 2]
    return builder.root, sum(not match[1] and match[3].lower() in ITEMS for match in left_out)


def _add_tags(builder: _Builder, text: str, tags: Sequence[re.Match[str]]) -> None:
    """Adds what some tags open and close, and the words between them. The first one is in the tree, or not needed."""
    position = tags[0].end()
    for match in tags[1:]:
        builder.add_words(text[position : match.start()][:MAX_TEXT])
        position = match.end()
        if match[1]:
            builder.end(match)
        else:
            builder.start(match)


def get_name(element: Any) -> str:
    """Returns the name of an element without its namespace, in lower case."""
    return str(element.tag).rpartition("}")[2].lower()


def _read_attributes(text: str) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for prefix, local, *values in _ATTRIBUTE.findall(text[:MAX_TEXT]):
        name = _ATTRIBUTES.get((prefix.lower(), local.lower()))
        if name:
            attributes.setdefault(name, html.unescape("".join(values)))
    return attributes


def _read_prefixes(text: str) -> dict[str, str]:
    """Returns the namespaces that a root declares, as far as they are web addresses."""
    found = _ATTRIBUTE.findall(text[:MAX_TEXT])
    declared = {
        ("" if local.lower() == "xmlns" else local.lower()): "".join(values)
        for prefix, local, *values in found
        if (prefix.lower() == "xmlns" or (not prefix and local.lower() == "xmlns"))
    }
    return {
        name: uri for name, uri in declared.items() if re.fullmatch(r"https?://[\w./#~-]+", uri)
    }
