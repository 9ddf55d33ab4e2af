"""What an item of a feed says of its article: RSL contents, licences, copyright."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from aggregator import urls
from aggregator.reading.rights.rsl import NAMESPACE, get_local_name, read_contents
from aggregator.statements import Statement

MAX_ELEMENTS = 60  # of an item
MAX_VALUE = 200  # characters of a copyright
# Elements with the address of a licence: Creative Commons for RSS 2.0 and 1.0, RSL, Dublin Core.
_LICENCES = frozenset(["license", "licence"])
_COPYRIGHTS = frozenset(["copyright", "rights"])
_MEDIA = "http://search.yahoo.com/mrss"  # licences there are of pictures


def read_item(item: Any, base: str, feed: str = "") -> tuple[Statement, ...]:
    """Returns what an element of a feed, an item or the channel of all items, says of its article at `base`."""
    said: list[Statement] = []
    children = [*islice(item, MAX_ELEMENTS)]
    contents = [child for child in children if child.tag == f"{{{NAMESPACE}}}content"]
    for child in children:
        said += _read_element(child, base, feed)
    if contents:
        said += [Statement("rsl", "", "feed", feed), *read_contents(contents, "feed", base, feed)]
    return tuple(dict.fromkeys(said))


def _read_element(element: Any, base: str, feed: str) -> Iterator[Statement]:
    name, namespace = get_local_name(element), _get_namespace(element)
    if namespace.startswith(_MEDIA):
        return
    if name in _LICENCES:
        address = (element.text or "").strip() or element.get(_RESOURCE) or element.get("href")
        yield from _make_licence(address, base, feed)
    elif name == "link" and "license" in (element.get("rel") or "").lower().split():
        is_rsl = "rsl+xml" in (element.get("type") or "").lower()
        yield from _make_licence(element.get("href"), base, feed, "rsl" if is_rsl else "licence")
    elif name in _COPYRIGHTS:
        words = " ".join((element.text or "").split())[:MAX_VALUE]
        if words:
            yield Statement("copyright", words, "feed", feed)


_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"


def _make_licence(
    link: str | None, base: str, feed: str, mark: str = "licence"
) -> Iterator[Statement]:
    found = urls.read_link(base, link.strip()) if link and link.strip() else None
    if found:
        yield Statement(mark, found.address or found.url, "feed", feed)


def _get_namespace(element: Any) -> str:
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""
