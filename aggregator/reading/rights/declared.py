"""What JSON-LD, meta elements and lines of a page say of its rights: licence, holder, terms, payment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from aggregator import urls
from aggregator.reading import json_ld, titles
from aggregator.reading.rights.links import make_licence
from aggregator.statements import Statement

MAX_LINE = 200  # characters of a copyright line
MAX_VALUES = 5  # of a field
# The terms of Dublin Core and PRISM with their prefixes, and names without a standard. Sorted.
_COPYRIGHT_METAS = (
    *("copyright", "dc.copyright", "dc.rights", "dc.rightsagent", "dcterms.datecopyrighted"),
    *("dcterms.rights", "dcterms.rightsholder", "prism.copyright", "prism.rightsagent", "rights"),
)
_LICENCE_METAS = ("dc.rights.license", "dcterms.license", "license")


def read_declared(
    nodes: Iterable[Mapping[str, Any]],
    metas: Mapping[str, Sequence[str]],
    base: str,
    names: Mapping[str, str] | None = None,
) -> tuple[Statement, ...]:
    """Returns what the JSON-LD nodes of an article and the meta elements of its page `base` declare.

    `names` are those of all nodes by their `@id`.
    """
    said: list[Statement | None] = []
    for node in nodes:
        said += [make_licence(link, "json_ld", base) for link in _list_addresses(node, "license")]
        said += _read_node(node, base, names or {})
    for name in _LICENCE_METAS:
        said += [make_licence(link, "meta", base) for link in metas.get(name, ())[:MAX_VALUES]]
    for name in _COPYRIGHT_METAS:
        said += [_make_line(text, "copyright", "meta") for text in metas.get(name, ())[:1]]
    return tuple(dict.fromkeys(each for each in said if each))


def _read_node(
    node: Mapping[str, Any], base: str, names: Mapping[str, str]
) -> Iterator[Statement | None]:
    yield _make_line(json_ld.find_first_text(node.get("copyrightNotice")), "copyright", "json_ld")
    for name in islice(_list_holders(node.get("copyrightHolder"), names), MAX_VALUES):
        yield _make_line(name, "copyright-holder", "json_ld")
    for link in _list_addresses(node, "usageInfo"):
        found = urls.read_link(base, link)
        if found:
            yield Statement("usage-info", found.address or found.url, "json_ld")
    if any(_is_false(part.get("isAccessibleForFree")) for part in (node, *_list_parts(node))):
        yield Statement("not free", place="json_ld")


def _list_holders(value: Any, names: Mapping[str, str]) -> Iterator[str]:
    """Yields the names of parties; of one that refers to a node without a name, the reference."""
    for party in value[:MAX_VALUES] if isinstance(value, list) else [value]:
        reference = party.get("@id") if isinstance(party, dict) and not party.get("name") else None
        if isinstance(reference, str):
            yield names.get(reference, reference)
        else:
            yield from json_ld.list_party_names(party)


def _list_addresses(node: Mapping[str, Any], field: str) -> list[str]:
    """Returns the addresses or words in a field: text, an object or a list of them."""
    value = node.get(field)
    listed = value[:MAX_VALUES] if isinstance(value, list) else [value]
    found = (json_ld.find_first_address(each) or json_ld.find_first_text(each) for each in listed)
    return [each for each in found if each]


def _list_parts(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yields the parts of an article: a paywalled one is described by them."""
    parts = node.get("hasPart")
    listed = parts if isinstance(parts, list) else [parts]
    yield from islice((part for part in listed if isinstance(part, dict)), 50)


def _is_false(value: Any) -> bool:
    """Returns whether a value is false, as text or as the address of the word in schema.org too."""
    return value is False or str(value).strip().lower().rsplit("/", 1)[-1] == "false"


def _make_line(text: str, mark: str, place: Any) -> Statement | None:
    line = titles.clean_title(text)[:MAX_LINE].strip()
    return Statement(mark, line, place) if line else None
